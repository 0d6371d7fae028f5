"""The appointments of one child: their list, one of them, the form that sets it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import DataClass, Mode, Permission
from workspace.access.routes import circle_of, cleared
from workspace.dossier.agenda import forms, rules
from workspace.dossier.agenda import service as agenda
from workspace.dossier.agenda.model import (
    KIND_LABELS,
    PLACE_LABELS,
    ZONE_LABELS,
    Encounter,
    EncounterKind,
    EncounterState,
    NewEncounter,
    PlaceKind,
)
from workspace.dossier.protocol import service as protocol
from workspace.dossier.record import service as record
from workspace.dossier.record.bases import Hand, overtaken
from workspace.errors import Conflict, Invalid
from workspace.home import recalls, same_day, same_hour, service
from workspace.home.agenda import Entry, departments, of_child, of_circle
from workspace.home.child import for_workers
from workspace.home.frame import framed
from workspace.home.notes import href_of
from workspace.i18n import format_date, gettext
from workspace.network import service as network
from workspace.network.wording import with_profession
from workspace.web.identity import actor
from workspace.web.pages import form, see
from workspace.web.toolbox import toolbox

USUAL_MINUTES = "45"
HAPPENED = frozenset({EncounterState.KEPT, EncounterState.MISSED})
"""A session that was held, or to which nobody came: it is noted, and counts or not."""


async def show_agenda(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    child = await record.child(clearance, vault=tools.vault)
    department = child.inclusion.department
    today = tools.clock.today_in(department)
    entries = await of_child(clearance, department=department, clock=tools.clock, vault=tools.vault)
    waiting = [each for each in entries if each.is_open and (each.day is None or each.day < today)]
    ahead = [each for each in entries if each.is_open and each not in waiting]
    may_set = clearance.may(DataClass.PRACTICAL, Mode.WRITE)
    told = await recalls.of_child(clearance, child, vault=tools.vault) if may_set else ()
    context = {
        "groups": [
            (gettext("To come"), ahead),
            (gettext("To settle"), waiting),
            (gettext("Until today"), [e for e in reversed(entries) if not e.is_open]),
        ],
        "total": len(entries),
        "may_set": may_set,
        "recalls": told,
    }
    return await framed(request, clearance, "agenda", child, context)


async def show_encounter(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    wanted = forms.encounter_asked(request.path_params)
    found = await agenda.encounter(clearance, wanted, vault=tools.vault)
    return await _encounter_page(request, clearance, found, {})


async def _encounter_page(
    request: Request,
    clearance: Clearance,
    found: Encounter,
    errors: Mapping[str, str],
    status: int = 200,
) -> Response:
    tools = toolbox(request)
    child = await record.child(clearance, vault=tools.vault)
    department = child.inclusion.department
    today = tools.clock.today_in(department)
    entries = await of_child(clearance, department=department, clock=tools.clock, vault=tools.vault)
    entry = next(e for e in entries if e.encounter and e.encounter.id == found.id)
    context = {
        "entry": entry,
        "found": found,
        "next_states": [state for state in EncounterState if state in _ahead(found, today)],
        "may_set": clearance.may(DataClass.PRACTICAL, Mode.WRITE),
        "note_href": href_of(found)
        if found.kind is EncounterKind.SESSION and found.state in HAPPENED
        else "",
        "meanwhile": (await same_hour.names_at(request, [entry])).get(entry, ""),
        "same_day": await _companions(request, clearance, entries, entry),
        "errors": errors,
    }
    return await framed(
        request,
        clearance,
        "agenda",
        child,
        context,
        template="child_appointment",
        status=status,
    )


def _ahead(found: Encounter, today: date) -> frozenset[EncounterState]:
    """Return what may be said of an appointment today."""
    may = frozenset(rules.NEXT[found.state])
    if found.day is None:
        return may - {EncounterState.PLANNED}
    if found.day > today:
        return may - {EncounterState.KEPT, EncounterState.MISSED}
    return may


async def _companions(
    request: Request, clearance: Clearance, entries: tuple[Entry, ...], entry: Entry
) -> tuple[same_day.Companion, ...]:
    """Return what could be done on the day of `entry`, this child's first, then in the same place."""
    tools = toolbox(request)
    today = entry.today
    if entry.day is None or entry.day < today or not entry.is_open:
        return ()
    assert entry.encounter is not None
    schedule = await protocol.schedule(clearance, clock=tools.clock, vault=tools.vault)
    circle = await circle_of(request, Permission.ENCOUNTER_READ)
    lines = await service.overview(
        replace(circle, permission=Permission.CHILD_READ), clock=tools.clock, vault=tools.vault
    )
    that_day = await of_circle(
        circle,
        departments(line.child for line in lines),
        first=entry.day,
        last=entry.day,
        clock=tools.clock,
        vault=tools.vault,
    )
    return (
        *same_day.of_the_child(
            clearance.dossier,
            entries,
            schedule,
            day=entry.day,
            today=today,
            besides=entry.encounter.id,
        ),
        *same_day.of_the_place(clearance.dossier, lines, that_day, day=entry.day),
    )


async def show_new(request: Request, clearance: Clearance) -> Response:
    vault = toolbox(request).vault
    child = await record.child(clearance, vault=vault)
    values = {
        "kind": EncounterKind.CONSULTATION.value,
        "day": request.query_params.get("day", "")[:10],
        "minutes": USUAL_MINUTES,
        "place_kind": PlaceKind.ESTABLISHMENT.value,
        "zone": rules.zone_of(child.inclusion.department).value,
        "bring": gettext("The health book"),
    }
    return await _form_page(request, clearance, values, {})


async def _form_page(
    request: Request,
    clearance: Clearance,
    values: Mapping[str, object],
    errors: Mapping[str, str],
    status: int = 200,
    *,
    corrected: Encounter | None = None,
) -> Response:
    tools = toolbox(request)
    child = await record.child(clearance, vault=tools.vault)
    department = child.inclusion.department
    today = tools.clock.today_in(department)
    people = await network.practitioners(actor(request), vault=tools.vault)
    entries = await of_child(clearance, department=department, clock=tools.clock, vault=tools.vault)
    schedule = await protocol.schedule(clearance, clock=tools.clock, vault=tools.vault)
    context = {
        "kinds": KIND_LABELS,
        "place_kinds": PLACE_LABELS,
        "zones": ZONE_LABELS,
        "practitioners": [(str(who.id), with_profession(who)) for who in people],
        "may_tell": clearance.may(DataClass.SOMATIC, Mode.WRITE),
        "near": same_day.of_the_child(
            clearance.dossier,
            entries,
            schedule,
            day=today,
            today=today,
            besides=corrected.id if corrected else None,
        ),
        "corrected": corrected,
        "repeated": rules.REPEATED,
        "stands": _stands(entries, corrected) if "base" in errors else [],
        "values": values,
        "errors": errors,
    }
    return await framed(
        request,
        clearance,
        "agenda",
        child,
        context,
        template="child_appointment_form",
        status=status,
    )


async def plan(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    try:
        said = await agenda.plan(
            clearance,
            forms.new_encounter(fields),
            is_sure=fields.get("sure", "") == _hour(fields),
            clock=tools.clock,
            vault=tools.vault,
        )
    except Invalid as error:
        return await _form_page(request, clearance, fields, error.fields, 422)
    return see(f"/children/{clearance.dossier}/appointments/{said.id}", notice="appointment")


def _hour(fields: Mapping[str, str]) -> str:
    """Return the day and the hour as typed: who confirms one hour has not confirmed another."""
    return f"{fields.get('day', '')} {fields.get('at', '')}"


async def show_amend(request: Request, clearance: Clearance) -> Response:
    wanted = forms.encounter_asked(request.path_params)
    found = await agenda.encounter(clearance, wanted, vault=toolbox(request).vault)
    return await _form_page(request, clearance, _values(found), {}, corrected=found)


def _values(found: NewEncounter) -> dict[str, str]:
    return {
        "kind": found.kind.value,
        "asked": "yes" if found.state is EncounterState.ASKED else "",
        "day": found.day.isoformat() if found.day else "",
        "at": found.at.isoformat("minutes") if found.at else "",
        "zone": found.zone.value,
        "minutes": str(found.minutes),
        "place_kind": found.place_kind.value,
        "place": found.place,
        "title": found.title,
        "practitioner": str(found.practitioner or ""),
        "with_whom": found.with_whom,
        "bring": found.bring,
        "note": found.note,
    }


async def amend(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    wanted = forms.encounter_asked(request.path_params)
    try:
        await agenda.amend(
            clearance,
            wanted,
            forms.new_encounter(fields),
            seen=forms.version_seen(fields),
            is_sure=fields.get("sure", "") == _hour(fields),
            clock=tools.clock,
            vault=tools.vault,
        )
    except Invalid as error:
        found = await agenda.encounter(clearance, wanted, vault=tools.vault)
        return await _form_page(request, clearance, fields, error.fields, 422, corrected=found)
    except Conflict:  # somebody was faster: what stands is shown, what was typed stays
        found = await agenda.encounter(clearance, wanted, vault=tools.vault)
        if found.state not in rules.OPEN:
            raise
        values = {**fields, "seen": str(found.version)}
        hand = Hand(found.written_by, found.written_at)
        faults = {"base": overtaken(clearance.actor.account, hand)}
        return await _form_page(request, clearance, values, faults, 422, corrected=found)
    return see(f"/children/{clearance.dossier}/appointments/{wanted}", notice="appointment_changed")


def _stands(entries: Iterable[Entry], corrected: Encounter | None) -> list[tuple[str, str]]:
    """Return an appointment as it stands, for whoever typed over it."""
    assert corrected is not None, "somebody was faster at what is there"
    entry = next(e for e in entries if e.encounter and e.encounter.id == corrected.id)
    day = format_date(entry.day) if entry.day else ""
    said = [
        (gettext("What"), entry.words),
        (gettext("Day"), day),
        (gettext("Time"), entry.at.isoformat("minutes") if entry.at else ""),
        (gettext("With"), entry.who),
        (gettext("Where"), entry.place),
        (gettext("To bring"), entry.bring),
    ]
    return [(label, words) for label, words in said if words]


async def settle(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    wanted = forms.encounter_asked(request.path_params)
    try:
        said = await agenda.settle(
            clearance, wanted, forms.becomes(fields), clock=tools.clock, vault=tools.vault
        )
    except Invalid as error:
        found = await agenda.encounter(clearance, wanted, vault=tools.vault)
        return await _encounter_page(request, clearance, found, error.fields, 422)
    if said.kind is EncounterKind.SESSION and said.state in HAPPENED:
        return see(href_of(said), notice="appointment_changed")
    return see(f"/children/{clearance.dossier}/appointments", notice="appointment_changed")


PATH = "/children/{dossier:uuid}/appointments"
ONE = PATH + "/{encounter:uuid}"
MAY_READ = (Permission.CHILD_READ, Permission.ENCOUNTER_READ)
MAY_PLAN = (*MAY_READ, Permission.ENCOUNTER_PLAN)

routes = [
    cleared(PATH, for_workers(show_agenda), *MAY_READ, name="agenda:list"),
    cleared(PATH + "/new", for_workers(show_new), *MAY_PLAN, name="agenda:new"),
    cleared(PATH, plan, *MAY_PLAN, name="agenda:plan", methods=("POST",)),
    cleared(ONE, for_workers(show_encounter), *MAY_READ, name="agenda:encounter"),
    cleared(ONE + "/correction", for_workers(show_amend), *MAY_PLAN, name="agenda:correction"),
    cleared(ONE + "/correction", amend, *MAY_PLAN, name="agenda:amend", methods=("POST",)),
    cleared(ONE + "/state", settle, *MAY_PLAN, name="agenda:settle", methods=("POST",)),
]
