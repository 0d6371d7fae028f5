"""Forms of doubles: join the dossiers of one child, take them apart again."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.routes import circle_of, cleared
from workspace.access.service import clear
from workspace.dossier.record import service as record
from workspace.dossier.record.doors import BASE, Fields, asked, form_at, sent, shown
from workspace.dossier.record.doubles import service
from workspace.dossier.record.doubles.wording import alike_in_words
from workspace.dossier.record.reading import NO_SUCH_CHOICE, Reader
from workspace.errors import Conflict, Invalid, NotFound
from workspace.i18n import N_
from workspace.ids import DossierId
from workspace.names import french_order
from workspace.web.identity import actor
from workspace.web.toolbox import toolbox

ALREADY = N_("One of these dossiers is joined already. Take it apart first.")


async def show_join(
    request: Request, clearance: Clearance, values: Fields, errors: Fields, status: int
) -> Response:
    tools = toolbox(request)
    circle = await circle_of(request, Permission.DOSSIER_MERGE)
    likely = await service.likely(clearance, circle, clock=tools.clock, vault=tools.vault)
    who = await record.identity(clearance, vault=tools.vault)
    names = await record.names(circle, are_apart=True, vault=tools.vault)
    others = [(str(id_), name) for id_, name in names.items() if id_ != clearance.dossier]
    first = {"other": str(likely[0].dossier)} if likely else {}
    return await shown(
        request,
        clearance,
        "join",
        {**first, **values},
        errors,
        status,
        likely=[(each, alike_in_words(who, each.identity)) for each in likely],
        others=sorted(others, key=lambda other: french_order(other[1])),
    )


async def join(request: Request, clearance: Clearance, fields: Fields) -> None:
    tools = toolbox(request)
    other = await _other(request, fields)
    try:
        await service.join(
            clearance,
            other,
            not_twins=bool(fields.get("not_twins")),
            clock=tools.clock,
            vault=tools.vault,
        )
    except Conflict as error:
        raise Invalid({"other": ALREADY}) from error


async def show_apart(
    request: Request, clearance: Clearance, values: Fields, errors: Fields, status: int
) -> Response:
    holds = (await service.joined(clearance)).holds
    if not holds:
        raise NotFound
    values = {"other": str(holds[-1]), **values}
    return await shown(request, clearance, "apart", values, errors, status)


async def take_apart(request: Request, clearance: Clearance, fields: Fields) -> None:
    tools = toolbox(request)
    other = await _other(request, fields)
    try:
        await service.take_apart(clearance, other, clock=tools.clock, vault=tools.vault)
    except Conflict as error:
        raise NotFound from error


async def _other(request: Request, fields: Fields) -> Clearance:
    """Clear the other dossier the form names. Raises `Invalid` for none, or one that is closed."""
    tools = toolbox(request)
    read = Reader(fields)
    chosen = DossierId(read.choice("other", UUID, UUID(int=0)))
    read.refuse()
    try:
        return await clear(
            actor(request),
            chosen,
            Permission.DOSSIER_MERGE,
            clock=tools.clock,
            vault=tools.vault,
        )
    except NotFound as error:
        raise Invalid({"other": NO_SUCH_CHOICE}) from error


MAY_JOIN = (Permission.CHILD_READ, Permission.DOSSIER_MERGE)

routes = [
    cleared(BASE + "/joins/new", asked(show_join), *MAY_JOIN, name="record:new_join"),
    cleared(
        BASE + "/joins",
        sent(show_join, join, notice="joined", back="/identity"),
        *MAY_JOIN,
        name="record:join",
        methods=("POST",),
    ),
    cleared(BASE + "/joins/end/new", asked(show_apart), *MAY_JOIN, name="record:new_apart"),
    cleared(
        BASE + "/joins/end",
        sent(show_apart, take_apart, notice="unjoined", back="/identity"),
        *MAY_JOIN,
        name="record:apart",
        methods=("POST",),
        form_at=form_at("/joins/end", "/identity"),
    ),
]
