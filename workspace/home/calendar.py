"""The calendar of a whole circle: one week, or one month, everything that has a day."""

import calendar as months
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from storage.vault import Vault
from workspace.access.permissions import Permission
from workspace.access.routes import circle_of
from workspace.actor import Role
from workspace.dossier.record import service as record
from workspace.dossier.record.summaries import ChildSummary
from workspace.errors import Invalid
from workspace.home import views
from workspace.home.agenda import Entry, departments, of_circle, today_of
from workspace.home.forms import CODE_LENGTH, code_of
from workspace.home.same_hour import named, others_at
from workspace.home.views import Page, ViewId
from workspace.i18n import N_, format_day, format_month, gettext
from workspace.ids import DossierId, PractitionerId
from workspace.network import service as network
from workspace.web.identity import actor
from workspace.web.pages import form, page, see
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox

REASON: Final = N_("You see these appointments because you are around these children.")
WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """The days of a page, and those before and after it."""

    first: date
    last: date
    title: str
    before: str
    """Address of the page before, without its filters."""
    after: str
    is_month: bool = False


def span_asked(params: Mapping[str, str], *, today: date) -> Span:
    """Return the week (`week`: any of its days) or the month (`month`: 2025-03) that is asked for."""
    if "month" in params:
        return _month(_day(f"{params['month']}-01") or today)
    return _week(_day(params.get("week", "")) or today)


def _day(text: str) -> date | None:
    """Read a day of the years a calendar is for: those before and after them can be turned to."""
    try:
        read = date.fromisoformat(text)
    except ValueError:
        return None
    return read if 1900 < read.year < 2200 else None  # noqa: PLR2004 - beyond any child


def _week(day: date) -> Span:
    first = day - timedelta(days=day.weekday())
    return Span(
        first=first,
        last=first + timedelta(days=6),
        title=gettext("Week of %(day)s", day=format_day(first)),
        before=f"week={first - WEEK}",
        after=f"week={first + WEEK}",
    )


def _month(day: date) -> Span:
    first = day.replace(day=1)
    last = first.replace(day=months.monthrange(first.year, first.month)[1])
    return Span(
        first=first,
        last=last,
        title=format_month(first),
        before=f"month={(first - timedelta(days=1)):%Y-%m}",
        after=f"month={(last + timedelta(days=1)):%Y-%m}",
        is_month=True,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """What is left of a calendar. Places are asked for by a keyed code: no name stands in an address."""

    place: str = ""
    practitioner: PractitionerId | None = None

    @property
    def query(self) -> str:
        """Return it as the end of an address."""
        said = [f"&place={self.place}" if self.place else ""]
        said.append(f"&with={self.practitioner}" if self.practitioner else "")
        return "".join(said)


def filter_asked(params: Mapping[str, str]) -> Filter:
    try:
        practitioner = PractitionerId(UUID(params.get("with", "")))
    except ValueError:
        practitioner = None
    return Filter(place=code_of(params.get("place", "")), practitioner=practitioner)


def place_code(child: ChildSummary, *, vault: Vault) -> str:
    """Return the code of the place a child lives in, "" where it is unknown or not open."""
    if child.placement is None or not child.placement.place.strip():
        return ""
    return vault.blind_index("calendar:place", child.placement.place).hex()[:CODE_LENGTH]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A calendar as somebody asks for it: its days, its filters, what is left of it."""

    today: date
    span: Span
    wanted: Filter
    children: Mapping[DossierId, ChildSummary]
    codes: Mapping[DossierId, str]
    entries: tuple[Entry, ...]
    shown: tuple[Entry, ...]


async def asked(request: Request, params: Mapping[str, str] | None = None) -> Asked:
    """Read the calendar that the address asks for, or `params` in its place, within the circle of whoever asks."""
    params = request.query_params if params is None else params
    tools = toolbox(request)
    circle = await circle_of(request, Permission.ENCOUNTER_READ)
    children = {
        each.dossier: each
        for each in await record.children(circle, clock=tools.clock, vault=tools.vault)
    }
    followed = departments(children.values())
    today = today_of(followed, clock=tools.clock)
    span = span_asked(params, today=today)
    entries = await of_circle(
        circle, followed, first=span.first, last=span.last, clock=tools.clock, vault=tools.vault
    )
    wanted = filter_asked(params)
    codes = {dossier: place_code(each, vault=tools.vault) for dossier, each in children.items()}
    shown = tuple(
        each
        for each in entries
        if each.dossier in children
        and (not wanted.place or codes[each.dossier] == wanted.place)
        and (wanted.practitioner is None or each.practitioner == wanted.practitioner)
    )
    return Asked(
        today=today,
        span=span,
        wanted=wanted,
        children=children,
        codes=codes,
        entries=entries,
        shown=shown,
    )


async def show_calendar(request: Request) -> Response:
    return await _calendar(request, request.query_params, {}, {})


async def _calendar(
    request: Request,
    params: Mapping[str, str],
    values: Mapping[str, str],
    errors: Mapping[str, str],
) -> Response:
    if actor(request).role is Role.YOUNG_ADULT:
        return RedirectResponse("/my-box", status_code=303)
    found = await asked(request, params)
    kept = await views.saved_views(actor(request), Page.CALENDAR, vault=toolbox(request).vault)
    context = {
        "today": found.today,
        "span": found.span,
        "wanted": found.wanted,
        "days": _days(found.span, found.shown),
        "count": len(found.shown),
        "children": found.children,
        "meanwhile": {
            entry: named(
                found.children[other].identity.name for other in others if other in found.children
            )
            for entry, others in others_at(found.entries).items()
        },
        "places": places_of(found.children, found.codes),
        "practitioners": await _practitioners(found.entries, vault=toolbox(request).vault),
        "unfiltered": len(found.entries),
        "views": [(view, _address(view.asked, found.today)) for view in kept],
        "kept": next((view for view in kept if view.asked == _chosen(found)), None),
        "chosen": _chosen(found),
        "values": values,
        "errors": errors,
    }
    return await page(
        request,
        "home/calendar.html",
        context,
        status=422 if errors else 200,
        reason=REASON if found.children else None,
    )


def _chosen(found: Asked) -> dict[str, str]:
    """Return what somebody chose of a calendar, which they may keep: its filters, and that it is a month."""
    said = {
        "place": found.wanted.place,
        "with": str(found.wanted.practitioner or ""),
        "span": "month" if found.span.is_month else "",
    }
    return {name: value for name, value in said.items() if value}


def _address(asked: Mapping[str, str], today: date) -> str:
    """Return where a kept choice leads: to this week, or this month."""
    filters = urlencode({name: asked[name] for name in ("place", "with") if name in asked})
    span = f"month={today:%Y-%m}" if asked.get("span") == "month" else f"week={today}"
    return f"/calendar?{span}&{filters}" if filters else f"/calendar?{span}"


async def keep_view(request: Request) -> Response:
    """Keep the filters of a calendar under a name; the fields are those that `_chosen` gave the page."""
    tools, fields = toolbox(request), await form(request)
    wanted = filter_asked(fields)
    said = {
        "place": wanted.place,
        "with": str(wanted.practitioner or ""),
        "span": "month" if fields.get("span") == "month" else "",
    }
    chosen = {name: value for name, value in said.items() if value}
    try:
        await views.save_view(
            actor(request),
            fields.get("name", ""),
            chosen,
            Page.CALENDAR,
            clock=tools.clock,
            vault=tools.vault,
        )
    except Invalid as error:
        month = {"month": f"{tools.clock.today():%Y-%m}"} if chosen.get("span") else {}
        return await _calendar(request, {**chosen, **month}, fields, error.fields)
    return see(_address(chosen, tools.clock.today()), notice="view_saved")


async def remove_view(request: Request) -> Response:
    await form(request)
    view = ViewId(request.path_params["view"])
    await views.remove_view(actor(request), view, vault=toolbox(request).vault)
    return see("/calendar", notice="view_removed")


def _days(span: Span, entries: Sequence[Entry]) -> list[tuple[date, list[Entry]]]:
    """Return each day with what it holds: all days of a week, of a month those that hold something."""
    held = {day: list(many) for day, many in groupby(entries, key=lambda each: each.day)}
    days = (span.last - span.first).days + 1
    every = [span.first + timedelta(days=each) for each in range(days)]
    return [(day, held.get(day, [])) for day in every if day in held or not span.is_month]


def places_of(
    children: Mapping[DossierId, ChildSummary], codes: Mapping[DossierId, str]
) -> list[tuple[str, str]]:
    known = {
        codes[dossier]: child.placement.place.strip()
        for dossier, child in children.items()
        if child.placement and codes[dossier]
    }
    return sorted(known.items(), key=lambda each: each[1].casefold())


async def _practitioners(entries: Sequence[Entry], *, vault: Vault) -> list[tuple[str, str]]:
    """Return who is expected in these days, in the order of their names."""
    ids = {each.practitioner for each in entries if each.practitioner}
    names = await network.practitioner_names(ids, vault=vault)
    return sorted(
        ((str(id_), name) for id_, name in names.items()), key=lambda each: each[1].casefold()
    )


SIGNED_IN = Policy(Knock.SIGNED_IN)

routes = [
    guarded("/calendar", show_calendar, policy=SIGNED_IN, name="home:calendar"),
    guarded(
        "/calendar/views",
        keep_view,
        policy=SIGNED_IN,
        name="home:keep_calendar",
        methods=("POST",),
    ),
    guarded(
        "/calendar/views/{view:uuid}/removal",
        remove_view,
        policy=SIGNED_IN,
        name="home:remove_calendar",
        methods=("POST",),
    ),
]
