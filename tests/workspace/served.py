"""The application served to a test: over ASGI, page by page, or by a real server on a real port."""

import asyncio
import hmac
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256

import asyncpg
import httpx
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from storage.vault import Vault
from tests.conftest import ORIGIN, Database
from tests.people import ELSEWHERE, NURSERY, Person
from workspace.accounts.passwords import Passwords
from workspace.app import FEATURES, create_app
from workspace.clock import Clock
from workspace.commands import server
from workspace.database import engine
from workspace.hub import Hub
from workspace.settings import Settings
from workspace.web.templating import Templates

Files = Sequence[tuple[str, tuple[str, bytes, str]]]


TEMPLATES = Templates(FEATURES)
"""Read once for the whole suite, as they are for the life of a server."""


def light_passwords() -> Passwords:
    """Return what hashes for tests: the same Argon2id, at a cost nobody would attack."""
    return Passwords(memory=64, passes=1)


def token_of(person: Person) -> str:
    """Return what the forms of this person's session carry."""
    return hmac.new(person.secret.encode(), b"grenier/form/v1", sha256).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Browser:
    """One person's browser: their cookie, our origin, the token of the page they look at."""

    client: httpx.AsyncClient
    person: Person

    async def get(self, path: str, **options: str) -> httpx.Response:
        return await self.client.get(path, params=options)

    async def post(
        self,
        path: str,
        fields: Mapping[str, str | list[str]] | None = None,
        *,
        files: Files | None = None,
        token: str | None = None,
    ) -> httpx.Response:
        """Send a form; one with `files` as multipart, the token before any file."""
        said = {"csrf_token": token or token_of(self.person), **(fields or {})}
        return await self.client.post(path, data=said, files=files)


@dataclass(frozen=True, kw_only=True)
class Site:
    """The application, running."""

    app: Starlette
    state: Mapping[str, object]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app({**scope, "state": dict(self.state)}, receive, send)

    def browser(self, person: Person) -> Browser:
        return Browser(client=self.client(cookies={"grenier": person.secret}), person=person)

    def client(self, *, cookies: Mapping[str, str] | None = None) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self),
            base_url=ORIGIN,
            headers={"origin": ORIGIN, "accept-language": "en"},
            cookies=dict(cookies or {}),
        )


async def _name_places(database: Database) -> None:
    """Give the organizations of `people` the names that every page shows."""
    owner = await asyncpg.connect(database.url("grenier_owner"))
    for id_, name in ((NURSERY, "The nursery"), (ELSEWHERE, "Elsewhere")):
        await owner.execute(
            "insert into organization (id, code_index, kind, name) values ($1, $2, 'nursery', $3)"
            " on conflict do nothing",
            id_,
            id_.bytes,
            name,
        )
    await owner.close()


@asynccontextmanager
async def _engine_lent(database: Database) -> AsyncIterator[None]:
    """Let the application connect the engine of this process, and connect it again for the test after."""
    await _name_places(database)
    await engine.close_connection_pool()
    try:
        yield
    finally:
        await engine.connect(database.url("grenier_app"), size=4)


@asynccontextmanager
async def served(
    database: Database, settings: Settings, *, vault: Vault, clock: Clock, hub: Hub
) -> AsyncIterator[Site]:
    app = create_app(
        settings,
        vault=vault,
        clock=clock,
        hub=hub,
        passwords=light_passwords(),
        templates=TEMPLATES,
    )
    async with _engine_lent(database), app.router.lifespan_context(app) as state:
        assert state is not None
        yield Site(app=app, state=state)


@asynccontextmanager
async def listening(
    database: Database, settings: Settings, *, vault: Vault, clock: Clock, hub: Hub
) -> AsyncIterator[int]:
    """Serve the application as `grenier serve` does; give the port."""
    app = create_app(
        settings,
        vault=vault,
        clock=clock,
        hub=hub,
        passwords=light_passwords(),
        templates=TEMPLATES,
    )
    web = server(app, host="127.0.0.1", port=0)
    async with _engine_lent(database):
        serving = asyncio.create_task(web.serve())
        try:
            while not web.started:
                assert not serving.done(), "the server did not start"
                await asyncio.sleep(0.01)
            yield web.servers[0].sockets[0].getsockname()[1]
        finally:
            web.should_exit = True
            await serving
