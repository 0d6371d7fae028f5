"""Lists of several children as spreadsheets: Today, the calendar, the notes to write."""

from collections.abc import Iterator, Mapping

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.permissions import Permission
from workspace.access.routes import circle_of
from workspace.access.service import export
from workspace.actor import Role
from workspace.dossier.care.model import KIND_LABELS
from workspace.dossier.care.rounds import service as rounds
from workspace.dossier.record import service as record
from workspace.errors import Forbidden
from workspace.home import also, rules, service, telling, wording
from workspace.home.calendar import asked
from workspace.home.child_files import APPOINTMENTS, entry_row
from workspace.home.child_lists import answer
from workspace.home.listing import lines_of
from workspace.home.model import CONCERN_LABELS, TOPIC_LABELS, Concern, PPEDue
from workspace.i18n import N_, gettext
from workspace.ids import DossierId
from workspace.spreadsheets import Row
from workspace.web.identity import actor
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox

SIGNED_IN = Policy(Knock.SIGNED_IN)
TODAY = (N_("What waits"), N_("Name"), N_("Age"), N_("Place"), N_("Assessment"), N_("In words"))
NOTES = (N_("Day"), N_("Child"), N_("Care"), N_("Minutes"))


def _forbid_owner(request: Request) -> None:
    """Keep working lists from whoever the dossiers are about: they have pages of their own."""
    if actor(request).role is Role.YOUNG_ADULT:
        raise Forbidden


async def download_today(request: Request) -> Response:
    """Answer every section of Today, whole, one line a thing."""
    _forbid_owner(request)
    tools = toolbox(request)
    circle, lines = await lines_of(request)
    waits = await also.also(request, lines)
    ppe: tuple[PPEDue, ...] = ()
    if actor(request).role is Role.COORDINATOR:
        drafting = await circle_of(request, Permission.PPE_DRAFT)
        ppe = await service.ppe_due(drafting, lines, vault=tools.vault)

    def rows() -> Iterator[tuple[DossierId, Row]]:
        for concern in (Concern.LATE, Concern.TO_PLAN, Concern.PLANNED, Concern.LOST):
            for line in rules.of_concern(lines, concern):
                said = (
                    gettext(CONCERN_LABELS[concern]),
                    line.child.identity.name,
                    wording.age(line.child.age),
                    wording.where(line) or "",
                    wording.assessment(line.step) if line.step else "",
                    wording.line_badge(line, today=line.today).words,
                )
                yield line.child.dossier, said
        for due in ppe:
            name, age = due.child.identity.name, wording.age(due.child.age)
            yield due.child.dossier, ("PPE", name, age, "", "", wording.ppe_badge(due).words)
        for section in waits.sections:
            for matter in section.found:
                waiting = (
                    gettext(TOPIC_LABELS[section.topic]),
                    telling.who(matter, waits.names),
                    wording.age(matter.line.child.age),
                    wording.where(matter.line) or "",
                    "",
                    telling.told(matter, may_act=False).words,
                )
                yield matter.line.child.dossier, waiting

    listed = list(rows())
    await export(circle, {dossier for dossier, _ in listed}, "today", vault=tools.vault)
    return answer(TODAY, (row for _, row in listed), "today")


async def download_calendar(request: Request) -> Response:
    """Answer the days of a calendar, as it is left by its filters."""
    _forbid_owner(request)
    found = await asked(request)
    names: Mapping[object, str] = {
        dossier: child.identity.name for dossier, child in found.children.items()
    }
    rows = ((names[each.dossier], *entry_row(each)) for each in found.shown)
    circle = await circle_of(request, Permission.ENCOUNTER_READ)
    shown = {each.dossier for each in found.shown}
    await export(circle, shown, "calendar", vault=toolbox(request).vault)
    return answer((N_("Child"), *APPOINTMENTS), rows, "calendar")


async def download_notes(request: Request) -> Response:
    """Answer one's own sessions that have no words yet."""
    _forbid_owner(request)
    tools = toolbox(request)
    circle = await circle_of(request, Permission.CARE_NOTE_ADD)
    held = await rounds.to_note(circle, clock=tools.clock, vault=tools.vault)
    names = await record.names(await circle_of(request, Permission.CHILD_READ), vault=tools.vault)
    rows = (
        (
            each.session.done_on,
            names.get(each.dossier, ""),
            gettext(KIND_LABELS[each.session.kind]),
            each.session.minutes,
        )
        for each in held
    )
    await export(circle, {each.dossier for each in held}, "notes", vault=tools.vault)
    return answer(NOTES, rows, "notes")


routes = [
    guarded("/today.csv", download_today, policy=SIGNED_IN, name="home:today_file"),
    guarded("/calendar.csv", download_calendar, policy=SIGNED_IN, name="home:calendar_file"),
    guarded("/notes.csv", download_notes, policy=SIGNED_IN, name="home:notes_file"),
]
