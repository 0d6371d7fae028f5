"""The baselines of pages and messages: bare Starlette, bare Jinja, bare asyncpg. `bare.py PORT DATABASE_URL QUERIES`."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import uvicorn
from jinja2 import Environment
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

PAGE = Environment(autoescape=True).from_string(
    "<!doctype html><title>bare</title><ul>{% for row in rows %}<li>{{ row }}</li>{% endfor %}</ul>"
)
LISTENERS: set[WebSocket] = set()


async def page(request: Request) -> HTMLResponse:
    """Ask as many queries as the page compared to, and render a list."""
    async with request.state.pool.acquire() as connection:
        for _ in range(request.state.queries):
            await connection.fetch("select 1")
    return HTMLResponse(PAGE.render(rows=range(200)))


async def relay(socket: WebSocket) -> None:
    """Insert what comes as one row, and send it to whoever listens."""
    await socket.accept()
    LISTENERS.add(socket)
    try:
        while True:
            text = await socket.receive_text()
            await socket.state.pool.execute("insert into bare_message (body) values ($1)", text)
            for listener in LISTENERS - {socket}:
                await listener.send_text(text)
    except WebSocketDisconnect:
        LISTENERS.discard(socket)


def main() -> None:
    port, url, queries = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[dict[str, Any]]:
        async with asyncpg.create_pool(url, min_size=1, max_size=10) as pool:
            await pool.execute("create table if not exists bare_message (body text)")
            yield {"pool": pool, "queries": queries}

    app = Starlette(routes=[Route("/", page), WebSocketRoute("/live", relay)], lifespan=lifespan)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", ws="websockets-sansio")


if __name__ == "__main__":
    main()
