"""The other lists of a child's page as spreadsheets: appointments, health, words, people, path, papers."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from workspace.access import places
from workspace.access.model import Clearance, Place
from workspace.access.permissions import Permission
from workspace.access.routes import cleared
from workspace.accounts.model import ROLE_LABELS, Account
from workspace.accounts.service import accounts
from workspace.clock import zone_of
from workspace.dossier.care.plan import routes as plan_pages
from workspace.dossier.care.plan import service as plan
from workspace.dossier.care.plan.model import (
    DISCIPLINE_LABELS,
    FOUND_LABELS,
    OUTCOME_LABELS,
    Loop,
)
from workspace.dossier.documents import service as documents
from workspace.dossier.documents.model import CLASS_LABELS
from workspace.dossier.documents.model import KIND_LABELS as DOCUMENT_LABELS
from workspace.dossier.journal import contacts
from workspace.dossier.journal import service as journal
from workspace.dossier.journal.model import KIND_LABELS as ENTRY_LABELS
from workspace.dossier.journal.model import (
    WAY_LABELS,
    LogEntry,
)
from workspace.dossier.record import service as record
from workspace.dossier.record.model import ABOUT_LABELS, RESTRICTION_LABELS, Child, RelatedPerson
from workspace.dossier.record.voices import SAID_BY_LABELS, SaidBy
from workspace.home.agenda import Entry, of_child
from workspace.home.child import for_workers
from workspace.home.child_lists import answer
from workspace.i18n import N_, day_of, gettext
from workspace.ids import AccountId
from workspace.network import service as network
from workspace.spreadsheets import Row
from workspace.web.toolbox import toolbox

APPOINTMENTS = (
    N_("Day"),
    N_("Time"),
    N_("Clock"),
    N_("What"),
    N_("With"),
    N_("Where"),
    N_("To bring"),
    N_("Minutes"),
    N_("State"),
)
NEEDS = (
    N_("Care"),
    N_("State"),
    N_("Stated on"),
    N_("Found in"),
    N_("The need"),
    N_("What is hoped for"),
    N_("With"),
    N_("Asked on"),
    N_("Begun on"),
    N_("Days of waiting"),
    N_("Sessions held"),
    N_("Result"),
    N_("Ended on"),
    N_("Written in"),
)
ENTRIES = (
    N_("Day"),
    N_("Kind"),
    N_("About"),
    N_("In words"),
    N_("In whose words"),
    N_("Written by"),
    N_("Written on"),
    N_("Written in"),
)
ATTEMPTS = (N_("Day"), N_("How"), N_("Reached"), N_("In words"), N_("Written by"))
CIRCLE = (N_("Name"), N_("Role"), N_("Since"), N_("Until"), N_("Why"))
PEOPLE = (
    N_("Name"),
    N_("Relation to the child"),
    N_("Holds parental authority"),
    N_("Mail address"),
    N_("Contact"),
    N_("In words"),
    N_("Restrictions"),
)
DOCUMENTS = (N_("Title"), N_("Kind"), N_("Class"), N_("Version"), N_("Filed on"), N_("Written in"))


def entry_row(each: Entry) -> Row:
    """Return one thing with a day, as the columns of `APPOINTMENTS`."""
    return (
        each.day,
        each.at.isoformat("minutes") if each.at else "",
        each.clock,
        each.words,
        each.who,
        each.place,
        each.bring,
        each.minutes,
        each.badge.words,
    )


async def download_appointments(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    child = await record.child(clearance, vault=tools.vault)
    entries = await of_child(
        clearance, department=child.inclusion.department, clock=tools.clock, vault=tools.vault
    )
    rows = (
        (*entry_row(each), _written_in(is_joined=each.dossier != clearance.dossier))
        for each in entries
    )
    return answer((*APPOINTMENTS, N_("Written in")), rows, "appointments")


async def download_needs(request: Request, clearance: Clearance) -> Response:
    """Answer every need of a child, closed ones too, with its words as far as they are open."""
    tools = toolbox(request)
    loops = await plan.every_loop(clearance, clock=tools.clock, vault=tools.vault)
    names = await network.practitioner_names(plan_pages.performers_of(loops), vault=tools.vault)

    def row(each: Loop) -> Row:
        closed = each.closed
        return (
            gettext(DISCIPLINE_LABELS[each.need.discipline]),
            gettext(each.standing),
            each.need.stated_on,
            gettext(FOUND_LABELS[each.need.found_in]),
            each.words.need if each.words else "",
            each.words.goal if each.words else "",
            names.get(each.performer, "") if each.performer else each.asked,
            each.asked_on,
            each.begun_on,
            each.waiting_days,
            each.sessions,
            gettext(OUTCOME_LABELS[closed.outcome]) if closed and closed.outcome else "",
            closed.on if closed else None,
            _written_in(is_joined=each.need.joined is not None),
        )

    return answer(NEEDS, map(row, loops), "needs")


def _written_in(*, is_joined: bool) -> str:
    """Return which of two joined dossiers a line was written in."""
    return gettext("the joined dossier") if is_joined else gettext("this dossier")


async def download_journal(request: Request, clearance: Clearance) -> Response:
    """Answer the observations and the events of a life that stand, each with its author."""
    vault = toolbox(request).vault
    child = await record.child(clearance, vault=vault)
    found = await journal.whole_journal(clearance, vault=vault)
    every = {entry.id: entry for entry in (*found.events, *found.entries)}.values()
    names = await _names(request, (entry.author for entry in every))
    zone = zone_of(child.inclusion.department)

    def row(entry: LogEntry) -> Row:
        return (
            entry.day,
            gettext(ENTRY_LABELS[entry.kind]),
            gettext(ABOUT_LABELS[entry.about]),
            entry.text,
            "" if entry.said_by is SaidBy.WRITER else gettext(SAID_BY_LABELS[entry.said_by]),
            names.get(entry.author, ""),
            day_of(entry.written_at, zone=zone),
            _written_in(is_joined=entry.dossier != clearance.dossier),
        )

    ordered = sorted(every, key=lambda entry: entry.day, reverse=True)
    return answer(ENTRIES, map(row, ordered), "observations")


async def download_attempts(request: Request, clearance: Clearance) -> Response:
    found = await contacts.attempts(clearance, vault=toolbox(request).vault)
    names = await _names(request, (each.author for each in found))
    rows = (
        (
            each.tried_on,
            gettext(WAY_LABELS[each.way]),
            gettext("yes") if each.reached else gettext("no"),
            each.line,
            names.get(each.author, ""),
        )
        for each in found
    )
    return answer(ATTEMPTS, rows, "contacts")


async def download_circle(request: Request, clearance: Clearance) -> Response:
    """Answer who is around the child, then who was."""
    held = await places.places(clearance, clock=toolbox(request).clock)
    every = (*held.around, *held.left)
    known = await accounts({place.grant.account for place in every}, vault=toolbox(request).vault)
    rows = (_place(place, known) for place in every if place.grant.account in known)
    return answer(CIRCLE, rows, "circle")


def _place(place: Place, known: Mapping[AccountId, Account]) -> Row:
    return (
        known[place.grant.account].name,
        gettext(ROLE_LABELS[place.grant.role]),
        place.grant.since_on,
        place.until_on,
        gettext(place.purpose),
    )


async def download_people(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    child = await record.child(clearance, vault=tools.vault)
    today = tools.clock.today_in(child.inclusion.department)
    return answer(PEOPLE, _people(child, today), "people")


def _people(child: Child, today: date) -> Iterator[Row]:
    for person in child.people:
        yield (
            person.name,
            person.relation,
            gettext("yes") if person.parental_responsibility else gettext("no"),
            person.mail,
            person.contact,
            person.words,
            _restricted(child, person, today),
        )


def _restricted(child: Child, person: RelatedPerson, today: date) -> str:
    held = child.restrictions_of(person, today)
    return ", ".join(gettext(RESTRICTION_LABELS[each.kind]) for each in held)


async def download_documents(request: Request, clearance: Clearance) -> Response:
    vault = toolbox(request).vault
    child = await record.child(clearance, vault=vault)
    zone = zone_of(child.inclusion.department)
    rows = (
        (
            document.title,
            gettext(DOCUMENT_LABELS[document.kind]),
            gettext(CLASS_LABELS[document.data_class]),
            document.version,
            day_of(document.created_at, zone=zone),
            _written_in(is_joined=document.dossier != clearance.dossier),
        )
        for document in await documents.whole_documents(clearance, vault=vault)
    )
    return answer(DOCUMENTS, rows, "documents")


async def _names(request: Request, who: Iterable[AccountId]) -> dict[AccountId, str]:
    known = await accounts(set(who), vault=toolbox(request).vault)
    return {id_: account.name for id_, account in known.items()}


BASE = "/children/{dossier:uuid}"
SEE = Permission.CHILD_READ

routes = [
    cleared(BASE + path + ".csv", for_workers(download), SEE, *needed, name=f"home:{name}_file")
    for path, name, download, needed in (
        ("/appointments", "appointments", download_appointments, [Permission.ENCOUNTER_READ]),
        ("/care/plan", "careplan", download_needs, [Permission.CARE_PLAN_READ]),
        ("/journal", "journal", download_journal, []),
        ("/contact", "contact", download_attempts, [Permission.ASSESSMENT_READ]),
        ("/circle", "circle", download_circle, []),
        ("/people", "people", download_people, [Permission.FAMILY_READ]),
        ("/documents", "documents", download_documents, [Permission.DOCUMENT_READ]),
    )
]
