"""Assessments, sessions, measures, questionnaires of a child as spreadsheets, with what a screen has no room for."""

from collections.abc import Iterable, Iterator

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.routes import cleared
from workspace.dossier.care import service as care
from workspace.dossier.care.entries import CHIP_LABELS, SessionEntry
from workspace.dossier.care.model import BEYOND_LABELS, KIND_LABELS, PAYER_LABELS, PRESENCE_LABELS
from workspace.dossier.growth import service as growth
from workspace.dossier.growth.model import POSITION_LABELS, Indicator
from workspace.dossier.growth.reading import Growth
from workspace.dossier.growth.wording import TITLES
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.model import STATE_LABELS, WHY_LABELS, StepStatus
from workspace.dossier.record import service as record
from workspace.dossier.scales import codebook
from workspace.dossier.scales import service as scales
from workspace.dossier.scales.entries import Entry
from workspace.home.child import for_workers
from workspace.i18n import N_, gettext
from workspace.ids import PractitionerId
from workspace.network import service as network
from workspace.spreadsheets import Row, table
from workspace.web import downloads
from workspace.web.toolbox import toolbox

ASSESSMENTS = (
    N_("Assessment"),
    N_("State"),
    N_("Not before"),
    N_("Not after"),
    N_("Done on"),
    N_("By whom"),
    N_("Planned on"),
    N_("Reason"),
)
SESSIONS = (
    N_("Day"),
    N_("Care"),
    N_("The child was"),
    N_("Minutes"),
    N_("Paid by"),
    N_("With"),
    N_("Children in the group"),
    N_("How it went"),
    N_("In words, of the session"),
    N_("Beyond the allowance"),
    N_("Reason"),
)
MEASURES = (
    N_("Day"),
    N_("Weight (kg)"),
    N_("Length or height (cm)"),
    N_("Measured"),
    N_("Head (cm)"),
)
Z_SCORES = (Indicator.WEIGHT, Indicator.LENGTH, Indicator.HEAD, Indicator.BMI)


async def download_assessments(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    schedule = await protocol.schedule(clearance, clock=tools.clock, vault=tools.vault)
    names = await _names(
        request,
        (each.assessment.performed_by for each in schedule if each.assessment is not None),
    )
    return answer(ASSESSMENTS, (_assessment(each, names) for each in schedule), "assessments")


def _assessment(each: StepStatus, names: dict[PractitionerId, str]) -> Row:
    done = each.assessment
    why = each.missed_because or (gettext(WHY_LABELS[each.why]) if each.why else "")
    return (
        gettext(each.step.label),
        gettext(STATE_LABELS[each.state]),
        each.opens_on,
        each.closes_on,
        done.done_on if done else None,
        names.get(done.performed_by, "") if done and done.performed_by else "",
        each.planned_on,
        gettext(why) if why else "",
    )


async def download_sessions(request: Request, clearance: Clearance) -> Response:
    entries = await care.sessions(clearance, vault=toolbox(request).vault)
    names = await _names(request, (each.session.practitioner for each in entries))
    return answer(SESSIONS, (_session(each, names) for each in entries), "sessions")


def _session(entry: SessionEntry, names: dict[PractitionerId, str]) -> Row:
    session = entry.session
    return (
        session.done_on,
        gettext(KIND_LABELS[session.kind]),
        gettext(PRESENCE_LABELS[session.presence]),
        session.minutes,
        gettext(PAYER_LABELS[session.payer]),
        names.get(session.practitioner, "") if session.practitioner else "",
        session.shared_by,
        ", ".join(gettext(CHIP_LABELS[chip]) for chip in entry.chips),
        session.note,
        gettext("yes") if entry.is_over_ceiling else "",
        gettext(BEYOND_LABELS[session.beyond]) if session.beyond else "",
    )


async def download_growth(request: Request, clearance: Clearance) -> Response:
    """Answer the measures that stand, each with its z-scores, which no screen has room for."""
    found = await growth.measurements(clearance, vault=toolbox(request).vault)
    scores = tuple(
        gettext("z-score: %(indicator)s", indicator=gettext(TITLES[indicator]).lower())
        for indicator in Z_SCORES
    )
    headings = (*map(gettext, MEASURES), *scores)
    return answer(headings, _measures(found), "growth")


def _measures(found: Growth) -> Iterator[Row]:
    z = {
        (indicator, point.measured_on): point.z
        for indicator in Z_SCORES
        for point in found.points[indicator]
    }
    for taken in found.measurements:
        yield (
            taken.measured_on,
            taken.weight_kg,
            taken.length_cm,
            gettext(POSITION_LABELS[taken.position]) if taken.position else "",
            taken.head_cm,
            *(z.get((indicator, taken.measured_on)) for indicator in Z_SCORES),
        )


async def download_scales(request: Request, clearance: Clearance) -> Response:
    """Answer one line a domain; what was corrected since is there, and says so (`scales.codebook`)."""
    vault = toolbox(request).vault
    child = await record.child(clearance, vault=vault)
    entries = await scales.entries(clearance, vault=vault)
    names = await _names(request, (each.answered_by for each in entries))

    def beside(entry: Entry) -> codebook.Beside:
        return codebook.Beside(
            birth=child.identity.birth_date,
            arrived_on=codebook.arrived_on(child.placements, entry.answered_on),
            filled_by=names.get(entry.answered_by, "") if entry.answered_by else "",
        )

    rows = (
        codebook.line(entry, result, beside(entry)) for entry in entries for result in entry.results
    )
    return answer(codebook.HEADINGS, rows, "scales")


async def _names(
    request: Request, who: Iterable[PractitionerId | None]
) -> dict[PractitionerId, str]:
    known = {each for each in who if each is not None}
    return dict(await network.practitioner_names(known, vault=toolbox(request).vault))


def answer(headings: Iterable[str], rows: Iterable[Row], name: str) -> Response:
    """Answer the file; its name says what it is, never whose."""
    return downloads.spreadsheet(table(map(gettext, headings), rows), f"grenier-{name}.csv")


BASE = "/children/{dossier:uuid}"
SEE = Permission.CHILD_READ

routes = [
    cleared(
        BASE + "/assessments.csv",
        for_workers(download_assessments),
        SEE,
        Permission.ASSESSMENT_READ,
        name="home:assessments_file",
    ),
    cleared(
        BASE + "/care.csv",
        for_workers(download_sessions),
        SEE,
        Permission.CARE_SESSION_READ,
        name="home:care_file",
    ),
    cleared(
        BASE + "/growth.csv",
        for_workers(download_growth),
        SEE,
        Permission.GROWTH_READ,
        name="home:growth_file",
    ),
    cleared(
        BASE + "/scales.csv",
        for_workers(download_scales),
        SEE,
        Permission.SCALE_READ,
        name="home:scales_file",
    ),
]
