"""What the forms of the record have in common: shown, sent, shown again with what was typed."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.routes import ClearedEndpoint
from workspace.dossier.record import service as record
from workspace.dossier.record.bases import CHANGED, Hand, told
from workspace.errors import Conflict, Invalid, NotFound
from workspace.web.pages import form, page, see
from workspace.web.toolbox import toolbox

Fields = Mapping[str, str]
Show = Callable[[Request, Clearance, Fields, Fields, int], Awaitable[Response]]
Do = Callable[[Request, Clearance, Fields], Awaitable[None]]

BASE = "/children/{dossier:uuid}"


def asked(show: Show) -> ClearedEndpoint:
    """Show a form as it is met: empty, but for the day and what its address says."""

    async def enter(request: Request, clearance: Clearance) -> Response:
        return await show(request, clearance, dict(request.query_params), {}, 200)

    return enter


def sent(show: Show, do: Do, *, notice: str, back: str) -> ClearedEndpoint:
    """Do what a form asks and go to `back` of the child, or show it again with what was typed.

    What it is about may have been written anew or set aside meanwhile: the form says so, and `show`
    shows what stands now, or raises `NotFound` for what never was.
    """

    async def enter(request: Request, clearance: Clearance) -> Response:
        fields = await form(request)
        try:
            await do(request, clearance, fields)
        except Invalid as error:
            return await show(request, clearance, fields, error.fields, 422)
        except (Conflict, NotFound):
            return await show(request, clearance, fields, {"base": CHANGED}, 409)
        return see(f"/children/{clearance.dossier}{back}", notice=notice)

    return enter


def form_at(path: str, page_of_child: str) -> str:
    """Return where a form that means one statement among others is: the page that lists them, "" for any other.

    Which one is meant is in the form, so that the address it is sent to leads to none of them.
    """
    points = path.endswith(("/end", "/correction", "/withdrawal"))
    return BASE + page_of_child if points else ""


async def shown(  # noqa: PLR0917 - what every form hands on
    request: Request,
    clearance: Clearance,
    template: str,
    values: Fields,
    errors: Fields,
    status: int,
    hand: Hand | None = None,
    **context: object,
) -> Response:
    """Show a form; `hand`: who wrote what stands, for whoever typed over it."""
    tools = toolbox(request)
    child = await record.identity(clearance, vault=tools.vault)
    said = {
        "dossier": clearance.dossier,
        "child": child,
        "today": await record.today(clearance, clock=tools.clock, vault=tools.vault),
        "values": values,
        "errors": told(errors, clearance.actor.account, hand),
    }
    return await page(request, f"record/{template}.html", {**said, **context}, status=status)


async def on_this_day(request: Request, clearance: Clearance, values: Fields, name: str) -> Fields:
    """Return `values` with the day it is where the child is followed in `name`, unless a day is there."""
    tools = toolbox(request)
    today = await record.today(clearance, clock=tools.clock, vault=tools.vault)
    return {name: today.isoformat(), **values}
