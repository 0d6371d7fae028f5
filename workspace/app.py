"""The composition root: tools are made here, handed on, and never looked up again."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount

from storage.local_objects import LocalObjectStore
from storage.objects import ObjectStore
from storage.root_file import open_root_file
from storage.vault import Vault
from workspace.accounts import routes as accounts
from workspace.accounts.passwords import Passwords
from workspace.accounts.service import who_is_here
from workspace.clock import Clock, SystemClock
from workspace.cohort import routes as cohort
from workspace.database import Door, engine, transaction
from workspace.docgen import routes as docgen
from workspace.dossier import routes as dossier
from workspace.dossier.assessment.named import add_folders
from workspace.drafts import routes as drafts
from workspace.exchange.bringing import routes as bringing
from workspace.feedback import routes as feedback
from workspace.handover import routes as handover
from workspace.home import routes as home
from workspace.hub import Hub, PostgresHub
from workspace.memorybox import routes as memorybox
from workspace.memorybox.imaging import Darkroom
from workspace.messaging import routes as messaging
from workspace.network import routes as network
from workspace.settings import S3, Settings
from workspace.web.errors import HANDLERS
from workspace.web.identity import Visitor
from workspace.web.middleware import Calendar, Language, SameOrigin, SecurityHeaders, Session
from workspace.web.policy import Knock, Policy, guarded, routes_without_policy
from workspace.web.templating import Templates
from workspace.web.toolbox import DemoPerson, Toolbox

FEATURES = (
    "cohort",
    "docgen",
    "dossier.assessment",
    "dossier.care",
    "dossier.documents",
    "dossier.growth",
    "dossier.health",
    "dossier.protocol",
    "dossier.record",
    "dossier.scales",
    "exchange",
    "feedback",
    "handover",
    "home",
    "memorybox",
    "messaging",
    "network",
)


def open_objects(settings: Settings) -> ObjectStore:
    """Return the object store the settings name; S3 is loaded only where it is used."""
    if isinstance(settings.objects, S3):
        from storage.minio_objects import MinioObjectStore  # noqa: PLC0415

        s3 = settings.objects
        return MinioObjectStore(
            s3.endpoint, s3.bucket, access_key=s3.access_key, secret_key=s3.secret_key
        )
    return LocalObjectStore(settings.objects)


def open_vault(settings: Settings) -> Vault:
    keyring = open_root_file(settings.root_key_file, settings.passphrase_file)
    return Vault(open_objects(settings), keyring, transaction=transaction)


async def live(_: Request) -> Response:
    return PlainTextResponse("alive")


def all_routes(templates: Templates) -> list[BaseRoute]:
    """Gather the doors of every feature; refuse to start when one has no policy."""
    routes: list[BaseRoute] = [
        guarded("/livez", live, policy=Policy(Knock.PUBLIC), name="livez"),
        *accounts.routes,
        *cohort.routes,
        *docgen.routes,
        *dossier.routes,
        *drafts.routes,
        *bringing.routes,
        *feedback.routes,
        *handover.routes,
        *home.routes,
        *memorybox.routes,
        *messaging.routes,
        *network.routes,
    ]
    missing = routes_without_policy(routes)
    if missing:
        raise RuntimeError(f"routes without a policy: {', '.join(missing)}")
    routes.append(Mount(f"/static/{templates.release}", templates.static_files, name="static"))
    return routes


def create_app(
    settings: Settings,
    *,
    vault: Vault | None = None,
    clock: Clock | None = None,
    hub: Hub | None = None,
    passwords: Passwords | None = None,
    templates: Templates | None = None,
    demo_people: Sequence[DemoPerson] = (),
) -> Starlette:
    """Return the application for `settings`; tests and the demonstration pass tools of their own."""
    from workspace.home.shell import shell_of  # noqa: PLC0415

    pages = templates or Templates(FEATURES)
    add_folders(instruments=settings.instruments, forms=settings.forms)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[dict[str, Any]]:
        tools = Toolbox(
            vault=vault or open_vault(settings),
            clock=clock or SystemClock(pinned=settings.today),
            hub=hub or PostgresHub(settings.database_url),
            templates=pages,
            door=Door(settings.door_database_url),
            origin=settings.origin,
            shell=shell_of,
            demo_people=tuple(demo_people),
        )
        async with _connected(settings, tools):
            yield {
                "toolbox": tools,
                "passwords": passwords or Passwords(),
                "darkroom": Darkroom(),
            }

    secure = settings.origin.startswith("https://")
    return Starlette(
        routes=all_routes(pages),
        middleware=[
            Middleware(SecurityHeaders, secure=secure),
            Middleware(SameOrigin, origin=settings.origin),
            Middleware(Session, find=find_visitor, secure=secure),
            Middleware(Language),
            Middleware(Calendar),
        ],
        exception_handlers=HANDLERS,
        lifespan=lifespan,
    )


@asynccontextmanager
async def _connected(settings: Settings, tools: Toolbox) -> AsyncIterator[None]:
    await engine.connect(settings.database_url)
    if isinstance(tools.hub, PostgresHub):
        await tools.hub.start()
    try:
        yield
    finally:
        if isinstance(tools.hub, PostgresHub):
            await tools.hub.stop()
        await tools.door.close()
        await engine.close_connection_pool()


async def find_visitor(connection: HTTPConnection, secret: str) -> Visitor:
    """Ask the database whose session this is."""
    found = await who_is_here(vault=connection.state.toolbox.vault)
    if found is None:
        return Visitor()
    return Visitor(actor=found.actor, name=found.name, secret=secret)
