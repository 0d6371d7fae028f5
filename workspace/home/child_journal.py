"""What those near a child observe, and the days that mark a life: one field, one button."""

from collections.abc import Mapping
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.routes import cleared
from workspace.accounts.service import accounts
from workspace.actor import Role
from workspace.dossier.journal import forms, rules, service
from workspace.dossier.journal.model import (
    CLASS_LABELS,
    EVENTS,
    KIND_LABELS,
    EntryId,
    EntryKind,
    LogEntry,
)
from workspace.dossier.record import service as record
from workspace.dossier.record.model import ABOUT_LABELS, About
from workspace.dossier.record.voices import SAID_BY_LABELS, SaidBy
from workspace.errors import Invalid, NotFound
from workspace.home.child import for_workers
from workspace.home.frame import framed
from workspace.web.pages import form, see
from workspace.web.toolbox import toolbox

AT_FIRST = 30
"""Entries shown before "show all"."""
KINDS = [(kind, words) for kind, words in KIND_LABELS.items() if kind in rules.OBSERVATIONS]
EVENT_KINDS = [(kind, words) for kind, words in KIND_LABELS.items() if kind in EVENTS]


def at_first(today: date) -> dict[str, object]:
    return {
        "kind": EntryKind.OTHER.value,
        "day": today.isoformat(),
        "about": About.CHILD.value,
        "said_by": SaidBy.WRITER.value,
    }


async def show_journal(request: Request, clearance: Clearance) -> Response:
    return await _page(request, clearance, {}, {})


async def _page(
    request: Request,
    clearance: Clearance,
    values: Mapping[str, object],
    errors: Mapping[str, str],
) -> Response:
    tools = toolbox(request)
    child = await record.child(clearance, vault=tools.vault)
    found = await service.whole_journal(clearance, vault=tools.vault)
    everything = bool(request.query_params.get("all"))
    is_event = values.get("kind") in EVENTS
    first = at_first(tools.clock.today_in(child.inclusion.department))
    context = {
        "journal": found,
        "shown": found.entries if everything else found.entries[:AT_FIRST],
        "authors": await accounts(
            {entry.author for entry in (*found.entries, *found.events, *found.withdrawn)},
            vault=tools.vault,
        ),
        "kinds": KIND_LABELS,
        "kind_options": KINDS,
        "event_options": EVENT_KINDS,
        "abouts": ABOUT_LABELS,
        "classes": CLASS_LABELS,
        "said_bys": SAID_BY_LABELS,
        "own_words": SaidBy.WRITER,
        "child_about": About.CHILD,
        "me": clearance.actor.account,
        "coordinates": clearance.role is Role.COORDINATOR,
        "values": first if is_event else {**first, **values},
        "errors": {} if is_event else errors,
        "event_values": {**first, "kind": "", **values} if is_event else {**first, "kind": ""},
        "event_errors": errors if is_event else {},
    }
    return await framed(
        request, clearance, "journal", child, context, status=422 if errors else 200
    )


async def write(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    try:
        today = await record.today(clearance, clock=tools.clock, vault=tools.vault)
        new = forms.new_entry(fields, today=today)
        await service.write(clearance, new, clock=tools.clock, vault=tools.vault)
    except Invalid as error:
        return await _page(request, clearance, fields, error.fields)
    return see(f"/children/{clearance.dossier}/journal", notice="written")


async def show_amend(request: Request, clearance: Clearance) -> Response:
    known = await _mine(request, clearance)
    values = {
        "text": known.text,
        "kind": known.kind.value,
        "day": known.day.isoformat(),
        "about": known.about.value,
        "said_by": known.said_by.value,
    }
    return await _amend_page(request, clearance, known, values, {})


async def _mine(request: Request, clearance: Clearance) -> LogEntry:
    """Return the entry the path names, of whoever asks: the words of another are theirs."""
    wanted = EntryId(request.path_params["entry"])
    known = await service.entry(clearance, wanted, vault=toolbox(request).vault)
    if known.author != clearance.actor.account:
        raise NotFound
    return known


async def _amend_page(
    request: Request,
    clearance: Clearance,
    known: LogEntry,
    values: Mapping[str, object],
    errors: Mapping[str, str],
) -> Response:
    child = await record.child(clearance, vault=toolbox(request).vault)
    context = {
        "entry": known,
        "options": EVENT_KINDS if known.is_event else KINDS,
        "abouts": ABOUT_LABELS,
        "said_bys": SAID_BY_LABELS,
        "values": values,
        "errors": errors,
    }
    return await framed(
        request,
        clearance,
        "journal",
        child,
        context,
        template="journal_amend",
        status=422 if errors else 200,
    )


async def amend(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    known = await _mine(request, clearance)
    try:
        today = await record.today(clearance, clock=tools.clock, vault=tools.vault)
        new = forms.new_entry(fields, today=today)
        await service.write(clearance, new, amends=known.id, clock=tools.clock, vault=tools.vault)
    except Invalid as error:
        return await _amend_page(request, clearance, known, fields, error.fields)
    return see(f"/children/{clearance.dossier}/journal", notice="written")


async def withdraw(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    await form(request)
    wanted = EntryId(request.path_params["entry"])
    await service.withdraw(clearance, wanted, clock=tools.clock, vault=tools.vault)
    return see(f"/children/{clearance.dossier}/journal#withdrawn", notice="taken_back")


async def put_back(request: Request, clearance: Clearance) -> Response:
    await form(request)
    wanted = EntryId(request.path_params["entry"])
    await service.put_back(clearance, wanted, vault=toolbox(request).vault)
    return see(f"/children/{clearance.dossier}/journal", notice="put_back")


BASE = "/children/{dossier:uuid}/journal"
ONE = BASE + "/{entry:uuid}"
WRITE = (Permission.CHILD_READ, Permission.JOURNAL_WRITE)

routes = [
    cleared(BASE, for_workers(show_journal), Permission.CHILD_READ, name="home:journal"),
    cleared(BASE, write, *WRITE, name="home:write_entry", methods=("POST",)),
    cleared(ONE + "/amendment", show_amend, *WRITE, name="home:amendment"),
    cleared(ONE + "/amendment", amend, *WRITE, name="home:amend_entry", methods=("POST",)),
    cleared(ONE + "/withdrawal", withdraw, *WRITE, name="home:withdraw_entry", methods=("POST",)),
    cleared(ONE + "/return", put_back, *WRITE, name="home:put_back_entry", methods=("POST",)),
]
