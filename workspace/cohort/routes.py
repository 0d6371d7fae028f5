"""The figures of the children one coordinates, or of the whole country, each with its definition."""

from datetime import date
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.permissions import Permission
from workspace.access.routes import circle_of
from workspace.access.rules import check_national
from workspace.actor import Role
from workspace.cohort import charts, counting, service, view
from workspace.cohort.definitions import reporting_days
from workspace.cohort.model import Counted
from workspace.errors import Forbidden, NotFound
from workspace.i18n import N_
from workspace.web.downloads import spreadsheet
from workspace.web.identity import actor
from workspace.web.pages import form, page, see
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox

REASON: Final = N_(
    "You see these figures because you coordinate the follow-up of these children here."
)
COUNTRY: Final = N_("You see these figures because you are of the national team.")
WRONG_DAY: Final = N_("Give a day such as 2025-03-04, not after today.")
FILE: Final = "grenier-cohort.csv"


async def show_cohort(request: Request) -> Response:
    role = actor(request).role
    if role is Role.NATIONAL:
        return await _country_page(request, request.query_params.get("on", ""))
    if role is not Role.COORDINATOR:
        raise Forbidden
    asked = request.query_params.get("on", "")
    on = _day(request, asked)
    series, found = await _own(request, on or toolbox(request).clock.today())
    context = view.context(series, found) | {
        "values": {"on": asked or found.on.isoformat()},
        "errors": {} if on else {"on": WRONG_DAY},
    }
    return await page(
        request, "cohort/cohort.html", context, status=200 if on else 422, reason=REASON
    )


async def _own(request: Request, on: date) -> tuple[tuple[Counted, ...], Counted]:
    """Return the figures of one's own circle: at the published days until `on`, and at its end."""
    circle = await circle_of(request, Permission.CHILD_READ)
    days = charts.days_until(reporting_days(), on)
    *series, found = await service.series(circle, (*days, on), vault=toolbox(request).vault)
    return tuple(series), found


async def _country_page(request: Request, asked: str) -> Response:
    """Answer with the last count, or with that of the day asked for."""
    tools = toolbox(request)
    on = _day(request, asked) if asked else None
    wrong = bool(asked) and on is None
    shown, waiting = await counting.of_country(
        actor(request), on, clock=tools.clock, vault=tools.vault
    )
    day = on or (shown.on if shown else tools.clock.today())
    context: dict[str, object] = {
        "on": day,
        "shown": shown,
        "waiting": waiting,
        "held_back": view.held_back(),
        "values": {"on": asked or day.isoformat()},
        "errors": {"on": WRONG_DAY} if wrong else {},
    }
    if shown is not None:
        *series, found = shown.figures
        context |= view.context(series, found)
    return await page(
        request, "cohort/country.html", context, status=422 if wrong else 200, reason=COUNTRY
    )


async def ask_count(request: Request) -> Response:
    """Have the figures of a day counted anew, by the worker."""
    check_national(actor(request))
    fields = await form(request)
    asked = fields.get("on", "")
    on = _day(request, asked)
    if on is None:
        return await _country_page(request, asked)
    tools = toolbox(request)
    await counting.ask(actor(request), on, clock=tools.clock, vault=tools.vault)
    return see(f"/cohort?on={on.isoformat()}")


async def download_cohort(request: Request) -> Response:
    """Answer the figures of the day asked for, then of each published day, then the panel, one a line."""
    role = actor(request).role
    if role not in {Role.COORDINATOR, Role.NATIONAL}:
        raise Forbidden
    tools = toolbox(request)
    asked = request.query_params.get("on", "")
    if role is Role.NATIONAL:
        on = _day(request, asked) if asked else None
        shown, _ = await counting.of_country(
            actor(request), on, clock=tools.clock, vault=tools.vault
        )
        if shown is None:
            raise NotFound
        *days, last = shown.figures
        return spreadsheet(view.file(days, last), FILE)
    series, found = await _own(request, _day(request, asked) or tools.clock.today())
    return spreadsheet(view.file(series, found), FILE)


def _day(request: Request, text: str) -> date | None:
    """Return the day asked for, today when none was, None for what cannot be."""
    today = toolbox(request).clock.today()
    if not text:
        return today
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day <= today else None


routes = [
    guarded("/cohort", show_cohort, policy=Policy(Knock.SIGNED_IN), name="cohort:figures"),
    guarded("/cohort.csv", download_cohort, policy=Policy(Knock.SIGNED_IN), name="cohort:file"),
    guarded(
        "/cohort/counts",
        ask_count,
        policy=Policy(Knock.SIGNED_IN),
        name="cohort:count",
        methods=("POST",),
    ),
]
