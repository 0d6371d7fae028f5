"""A child's health and path as spreadsheets: each statement a line, each planned dose a line, each step a line."""

from collections.abc import Iterator
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.routes import cleared
from workspace.accounts.service import accounts
from workspace.clock import zone_of
from workspace.dossier.health import service as health
from workspace.dossier.health import wording as words
from workspace.dossier.health.model import (
    KIND_LABELS,
    PROOF_LABELS,
    Vaccination,
    VaccineStatus,
)
from workspace.dossier.health.telling import told
from workspace.dossier.record import service as record
from workspace.dossier.record.course import rules as course_rules
from workspace.dossier.record.course import service as course
from workspace.dossier.record.course.model import SHORT_STAY_LABELS, Sort, Step
from workspace.dossier.record.events import EventKind, exit_words
from workspace.dossier.record.model import MEASURE_LABELS, PLACEMENT_LABELS
from workspace.home.child import for_workers
from workspace.home.child_lists import answer
from workspace.i18n import N_, day_of, gettext
from workspace.spreadsheets import Row
from workspace.web.toolbox import toolbox

STATEMENTS = (
    N_("Kind"),
    N_("What"),
    N_("Day"),
    N_("Until"),
    N_("In words"),
    N_("Written by"),
    N_("Written on"),
)
DOSES = (
    N_("Vaccine"),
    N_("Against"),
    N_("State"),
    N_("Dose"),
    N_("Done on"),
    N_("Expected"),
    N_("Product"),
    N_("Lot"),
    N_("Given by"),
    N_("Proof"),
    N_("To check"),
)
STEPS = (N_("From"), N_("Until"), N_("Kind"), N_("What"), N_("In words"), N_("Written by"))
SORT_LABELS = {
    Sort.BIRTH: N_("Birth"),
    Sort.ADMISSION: N_("Admission to the programme"),
    Sort.EVENT: N_("Follow-up"),
    Sort.PLACE: N_("Place"),
    Sort.SHORT_STAY: N_("Short stay"),
    Sort.MEASURE: N_("Protection measure"),
}
EVENT_LABELS = {
    EventKind.EXIT: N_("End of follow-up"),
    EventKind.RETURN: N_("Return to the programme"),
    EventKind.PROGRAMME: N_("Another programme"),
    EventKind.DEPARTMENT: N_("Another department"),
    EventKind.EXCEPTION: N_("Taken in by exception"),
}


async def download_health(request: Request, clearance: Clearance) -> Response:
    """Answer everything that stands of a child's health, one statement a line."""
    tools = toolbox(request)
    child = await record.child(clearance, vault=tools.vault)
    found = await health.health(clearance, clock=tools.clock, vault=tools.vault)
    known = await accounts({each.recorded_by for each in found.statements}, vault=tools.vault)
    zone = zone_of(child.inclusion.department)
    rows = (
        (
            gettext(KIND_LABELS[each.kind]),
            *told(each.fact, found.calendar),
            known[each.recorded_by].name if each.recorded_by in known else "",
            day_of(each.recorded_at, zone=zone),
        )
        for each in found.statements
        if each.fact is not None
    )
    return answer(STATEMENTS, rows, "health")


async def download_vaccinations(request: Request, clearance: Clearance) -> Response:
    """Answer one line a dose: those given, those expected with their day, those beyond."""
    tools = toolbox(request)
    child = await record.child(clearance, vault=tools.vault)
    today = tools.clock.today_in(child.inclusion.department)
    found = await health.health(clearance, clock=tools.clock, vault=tools.vault)
    rows = (row for status in found.vaccines for row in _doses(status, today))
    return answer(DOSES, rows, "vaccinations")


def _doses(status: VaccineStatus, today: date) -> Iterator[Row]:
    named = (
        words.vaccine_label(status.vaccine),
        words.against(status.vaccine),
        words.state_in_words(status, today),
    )
    for dose in status.doses:
        expected = "" if dose.done else words.planned_in_words(dose, status, today)
        yield (*named, dose.dose.code, *_given(dose.done, expected), words.early_in_words(dose))
    for other in status.others:
        yield (*named, other.dose, *_given(other, ""), "")
    for double in status.doubles:
        yield (*named, double.dose, *_given(double, ""), words.doubt_of_double())


def _given(done: Vaccination | None, expected: str) -> Row:
    if done is None:
        return (None, expected, "", "", "", "")
    proof = gettext(PROOF_LABELS[done.proof])
    return (done.done_on, expected, done.product, done.lot, done.given_by, proof)


async def download_path(request: Request, clearance: Clearance) -> Response:
    """Answer the path of a child, latest first, as far as its places are open."""
    vault = toolbox(request).vault
    found = await course.course(clearance, vault=vault)
    known = await accounts(course_rules.authors(found), vault=vault)
    steps = sorted(course_rules.steps(found), key=lambda step: step.on, reverse=True)
    today = toolbox(request).clock.today_in(found.inclusion.department)

    def row(step: Step) -> Row:
        what, said = _step(step, today)
        written = step.placement or step.short_stay or step.measure
        by = step.event.written_by if step.event else written.by if written else None
        return (
            step.on,
            step.until,
            gettext(SORT_LABELS[step.sort]),
            what,
            said,
            known[by].name if by in known else "",
        )

    return answer(STEPS, map(row, steps), "path")


def _step(step: Step, today: date) -> tuple[str, str]:
    if step.placement is not None:
        place = step.placement.what
        return gettext(PLACEMENT_LABELS[place.kind]), place.place
    if step.short_stay is not None:
        stay = step.short_stay.what
        planned = gettext("planned") if stay.is_planned(today) else ""
        return gettext(SHORT_STAY_LABELS[stay.kind]), ", ".join(filter(None, (stay.place, planned)))
    if step.measure is not None:
        return gettext(MEASURE_LABELS[step.measure.what.kind]), step.measure.what.words
    if step.event is not None:
        return gettext(EVENT_LABELS[step.event.kind]), _event(step)
    if step.sort is Sort.EVENT:
        return gettext(EVENT_LABELS[EventKind.EXIT]), gettext(exit_words(step.ended_because))
    return "", ""


def _event(step: Step) -> str:
    assert step.event is not None
    code, said = step.event.code, step.event.words
    if step.event.kind is EventKind.EXIT:
        code = gettext(exit_words(code)) if code else ""
    return ", ".join(part for part in (code, said) if part)


BASE = "/children/{dossier:uuid}"
SEE = Permission.CHILD_READ

routes = [
    cleared(
        BASE + "/health.csv",
        for_workers(download_health),
        SEE,
        Permission.HEALTH_READ,
        name="home:health_file",
    ),
    cleared(
        BASE + "/vaccinations.csv",
        for_workers(download_vaccinations),
        SEE,
        Permission.HEALTH_READ,
        name="home:vaccinations_file",
    ),
    cleared(
        BASE + "/path.csv",
        for_workers(download_path),
        SEE,
        Permission.PLACEMENT_READ,
        name="home:path_file",
    ),
]
