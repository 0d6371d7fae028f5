"""Around every request: headers, host, same origin, session, language."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.types import Message
from starlette.websockets import WebSocket

from tests.conftest import ORIGIN
from tests.people import People
from tests.workspace.served import Site
from workspace.database import DatabaseBusy, current_session, engine
from workspace.web.identity import Visitor
from workspace.web.middleware import (
    HEADERS,
    Language,
    SameOrigin,
    SecurityHeaders,
    Session,
    chosen_language,
)

SECRET = "0123456789abcdef" * 4


async def _chunks() -> AsyncIterator[bytes]:
    yield b"a part of it"
    raise ValueError("Lou")


async def ok(_: Request) -> Response:
    return PlainTextResponse("in")


async def boom(_: Request) -> Response:
    raise ValueError("Lou")


async def cut(_: Request) -> Response:
    return StreamingResponse(_chunks())


async def cached(_: Request) -> Response:
    return PlainTextResponse("in", headers={"cache-control": "private, max-age=60"})


async def session(request: Request) -> Response:
    return PlainTextResponse(f"{current_session()} {request.scope['grenier.visitor'].secret}")


async def ear(socket: WebSocket) -> None:
    await socket.accept()
    await socket.close(1000)


async def find(_: HTTPConnection, secret: str) -> Visitor:
    return Visitor(secret=secret)


def application(
    *, origin: str = ORIGIN, found: Callable[..., Awaitable[Visitor]] = find
) -> Starlette:
    secure = origin.startswith("https")
    return Starlette(
        routes=[
            Route("/", ok, methods=["GET", "POST", "PUT", "DELETE"]),
            Route("/boom", boom),
            Route("/cut", cut),
            Route("/cached", cached),
            Route("/session", session),
            Route("/static/x/session", session),
            WebSocketRoute("/ear", ear),
        ],
        middleware=[
            Middleware(SecurityHeaders, secure=secure),
            Middleware(SameOrigin, origin=origin),
            Middleware(Session, find=found, secure=secure),
            Middleware(Language),
        ],
    )


def browser(app: Starlette, origin: str = ORIGIN, **headers: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=origin, headers=headers)


def assert_protected(response: httpx.Response) -> None:
    for name, value in HEADERS.items():
        assert value == response.headers[name]


@pytest.mark.parametrize(
    ("path", "status"), [("/", 200), ("/nowhere", 404), ("/boom", 500), ("/session", 200)]
)
async def test_every_answer_has_every_header(path: str, status: int) -> None:
    response = await browser(application()).get(path)
    assert status == response.status_code
    assert_protected(response)
    assert response.headers["cache-control"] == "no-store"


async def test_the_policy_of_content_trusts_only_this_house() -> None:
    policy = dict(part.split(" ", 1) for part in HEADERS["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert "unsafe" not in HEADERS["content-security-policy"]
    assert "http" not in HEADERS["content-security-policy"]
    assert {"'none'"} == {policy["base-uri"], policy["frame-ancestors"]}


async def test_refusals_before_the_pages_have_the_headers_too() -> None:
    client = browser(application())
    assert_protected(await client.get("/", headers={"host": "elsewhere.test"}))
    assert_protected(await client.post("/"))


async def test_an_error_nobody_expected_says_nothing_of_it() -> None:
    response = await browser(application()).get("/boom")
    assert "Lou" not in response.text + str(response.headers)


async def test_an_error_nobody_expected_is_said_in_the_person_s_language() -> None:
    client = browser(application())
    english, french = [
        (await client.get("/boom", headers={"accept-language": code})).text for code in ("en", "fr")
    ]
    assert english == "Something went wrong on our side"
    assert french != english


async def test_an_answer_already_begun_is_cut_not_completed() -> None:
    with pytest.raises(ValueError, match="Lou"):
        await httpx.AsyncClient(transport=httpx.ASGITransport(application()), base_url=ORIGIN).get(
            "/cut"
        )


async def test_only_https_promises_https() -> None:
    secure = "https://grenier.test"
    assert "strict-transport-security" not in (await browser(application()).get("/")).headers
    response = await browser(application(origin=secure), origin=secure).get("/")
    assert "max-age=63072000" in response.headers["strict-transport-security"]


async def test_a_page_may_say_how_long_it_keeps() -> None:
    response = await browser(application()).get("/cached")
    assert response.headers["cache-control"] == "private, max-age=60"


async def test_static_files_are_kept_for_ever_and_their_absence_is_not() -> None:
    client = browser(application())
    kept = await client.get("/static/x/session")
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (await client.get("/static/none")).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "host", ["elsewhere.test", "localhost", "localhost:8001", "localhost:8000.elsewhere.test", ""]
)
async def test_a_foreign_host_is_misdirected(host: str) -> None:
    response = await browser(application()).get("/", headers={"host": host})
    assert response.status_code == 421


OURS = [{"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}, {"origin": ORIGIN}]
NOT_OURS = [
    {},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "origin": ORIGIN},
    {"origin": "null"},
    {"origin": "http://elsewhere.test"},
    {"origin": ORIGIN + ".elsewhere.test"},
    {"origin": ORIGIN.replace("http", "https")},
]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("headers", OURS)
async def test_our_own_pages_may_change_things(method: str, headers: Mapping[str, str]) -> None:
    response = await browser(application()).request(method, "/", headers=dict(headers))
    assert response.status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("headers", NOT_OURS)
async def test_another_site_s_page_may_not(method: str, headers: Mapping[str, str]) -> None:
    response = await browser(application()).request(method, "/", headers=dict(headers))
    assert response.status_code == 403


@pytest.mark.parametrize("headers", NOT_OURS)
async def test_anybody_may_link_to_a_page(headers: Mapping[str, str]) -> None:
    assert (await browser(application()).get("/", headers=dict(headers))).status_code == 200


async def listened(app: Starlette, **headers: str) -> list[Message]:
    """Open the WebSocket of `/ear` with these headers; return what the application sent."""
    sent: list[Message] = []
    said = {"host": "localhost:8000", **headers}
    scope: dict[str, Any] = {
        "type": "websocket",
        "path": "/ear",
        "raw_path": b"/ear",
        "query_string": b"",
        "scheme": "ws",
        "subprotocols": [],
        "headers": [(name.encode(), value.encode()) for name, value in said.items()],
    }

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent


async def test_a_websocket_of_our_own_page_opens() -> None:
    sent = await listened(application(), origin=ORIGIN)
    assert ["websocket.accept", "websocket.close"] == [message["type"] for message in sent]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://elsewhere.test"},
        {"origin": "null"},
        {"origin": ORIGIN, "host": "elsewhere.test"},
    ],
)
async def test_a_websocket_of_another_site_does_not(headers: Mapping[str, str]) -> None:
    """`Sec-Fetch-Site` is not sent with every handshake: the origin decides alone."""
    (sent,) = await listened(application(), **headers)
    assert ("websocket.close", 4403) == (sent["type"], sent["code"])


async def test_a_request_runs_as_its_session() -> None:
    response = await browser(application()).get("/session", headers={"cookie": f"grenier={SECRET}"})
    assert f"{SECRET} {SECRET}" == response.text
    assert current_session() == ""


@pytest.mark.parametrize(
    "secret", ["", "x", SECRET.upper(), SECRET + "0", SECRET[:-1], SECRET + "%0A"]
)
async def test_what_is_not_a_secret_is_nobody_and_is_never_asked(secret: str) -> None:
    async def never(_: HTTPConnection, secret: str) -> Visitor:
        pytest.fail(f"asked for {secret}")

    client = browser(application(found=never))
    response = await client.get("/session", headers={"cookie": f"grenier={secret}"})
    assert response.text == " "


async def test_the_cookie_of_http_is_not_believed_over_https() -> None:
    secure = "https://grenier.test"
    client = browser(application(origin=secure), origin=secure)
    plain = await client.get("/session", headers={"cookie": f"grenier={SECRET}"})
    assert plain.text == " "
    tied = await client.get("/session", headers={"cookie": f"__Host-grenier={SECRET}"})
    assert f"{SECRET} {SECRET}" == tied.text


async def test_static_files_ask_nobody_who_they_are() -> None:
    client = browser(application())
    response = await client.get("/static/x/session", headers={"cookie": f"grenier={SECRET}"})
    assert response.text == " "


async def busy(_: HTTPConnection, __: str) -> Visitor:
    raise DatabaseBusy


async def test_a_websocket_is_told_to_come_back_while_nobody_can_be_known() -> None:
    (sent,) = await listened(application(found=busy), origin=ORIGIN, cookie=f"grenier={SECRET}")
    assert ("websocket.close", 1013) == (sent["type"], sent["code"])


async def test_a_person_is_never_taken_for_nobody_while_the_database_is_busy(
    people: People, site: Site
) -> None:
    assert engine.pool is not None
    held = [await engine.pool.acquire() for _ in range(10)]
    try:
        response = await site.browser(people.nour).get("/confirm")
    finally:
        for connection in held:
            await engine.pool.release(connection)
    assert (503, "5") == (response.status_code, response.headers["retry-after"])
    assert_protected(response)
    assert (await site.browser(people.nour).get("/confirm")).status_code == 200


@pytest.mark.parametrize(
    ("cookie", "accepted", "spoken"),
    [
        ("", "", "fr"),
        ("", "de,es", "fr"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "de, en", "en"),
        ("", "FR-fr", "fr"),
        ("grenier-language=en", "fr", "en"),
        ("grenier-language=de", "en", "en"),
    ],
)
def test_the_cookie_speaks_first_then_the_browser_then_french(
    cookie: str, accepted: str, spoken: str
) -> None:
    connection = HTTPConnection(
        {
            "type": "http",
            "headers": [(b"cookie", cookie.encode()), (b"accept-language", accepted.encode())],
        }
    )
    assert spoken == chosen_language(connection)


async def test_other_events_of_the_server_pass_through() -> None:
    passed: list[str] = []

    async def inner(scope: Any, _receive: object, _send: object) -> None:
        passed.append(scope["type"])

    for layer in (
        SecurityHeaders(inner, secure=False),
        SameOrigin(inner, origin=ORIGIN),
        Session(inner, find=find, secure=False),
        Language(inner),
    ):
        await layer({"type": "lifespan"}, None, None)  # type: ignore[arg-type]
    assert ["lifespan"] * 4 == passed
