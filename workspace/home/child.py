"""One child's page: in brief, assessments, care, documents, messages."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from workspace.access.model import Clearance
from workspace.access.permissions import DataClass, Mode, Permission
from workspace.access.routes import ClearedEndpoint, circle_of, cleared
from workspace.accounts.model import ROLE_LABELS
from workspace.accounts.service import accounts
from workspace.actor import Role
from workspace.database import in_one_transaction
from workspace.dossier.assessment import service as assessment
from workspace.dossier.assessment.model import PROGRESS_LABELS
from workspace.dossier.care import corrections
from workspace.dossier.care import service as care
from workspace.dossier.care.entries import CHIP_LABELS
from workspace.dossier.care.model import BEYOND_LABELS, PAYER_LABELS, PRESENCE_LABELS
from workspace.dossier.care.model import KIND_LABELS as CARE_LABELS
from workspace.dossier.documents import service as documents
from workspace.dossier.documents.model import CLASS_LABELS
from workspace.dossier.documents.model import KIND_LABELS as DOCUMENT_LABELS
from workspace.dossier.growth.model import Indicator
from workspace.dossier.growth.reading import Growth
from workspace.dossier.growth.wording import TITLES, caption_in_words, in_words, placed_in_words
from workspace.dossier.protocol import rules as protocol_rules
from workspace.dossier.protocol import saying as protocol_saying
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.appointments import Appointment
from workspace.dossier.protocol.exams import EXAM_LABELS, ExamState, ExamStatus
from workspace.dossier.protocol.model import StepCode, StepState
from workspace.dossier.record import service as record
from workspace.dossier.record.ages import age_on
from workspace.dossier.record.doubles import service as doubles
from workspace.dossier.record.model import RESTRICTION_LABELS, Child
from workspace.dossier.scales.model import DOMAIN_LABELS
from workspace.home import rules, wording
from workspace.home.agenda import Here, of_assessment
from workspace.home.brief import Brief, brief
from workspace.home.child_scales import show_scales
from workspace.home.frame import framed
from workspace.home.same_hour import names_at
from workspace.home.since import since_last_visit
from workspace.home.to_know import ToKnow, of_move, to_know
from workspace.i18n import format_date, gettext
from workspace.ids import DossierId, PractitionerId
from workspace.messaging import service as messaging
from workspace.network import service as network
from workspace.web.toolbox import toolbox

LATEST_SESSIONS: Final = 20
LONG_PAST: Final = timedelta(days=120)
"""After which a compulsory examination that nobody wrote down is folded away."""
AHEAD = (StepState.LATE, StepState.TO_PLAN, StepState.PLANNED)


@in_one_transaction
async def show_brief(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    found = await brief(clearance, clock=tools.clock, vault=tools.vault)
    curve = _indicator(request.query_params.get("curve", ""))
    context = {
        "brief": found,
        "tally": protocol_rules.tally(found.schedule),
        "next_step": protocol_rules.next_due(found.schedule),
        "curve": curve,
        "curve_svg": Markup(found.growth.curve(curve, in_words)) if found.growth else None,  # noqa: S704 - drawn by us, every word escaped
        "curve_lines": _curve_lines(found.growth, curve, found.child) if found.growth else (),
        "curve_caption": caption_in_words(found.growth.points[curve], found.growth.reference(curve))
        if found.growth
        else "",
        "titles": TITLES,
        "roles": ROLE_LABELS,
        "restrictions": RESTRICTION_LABELS,
        "domains": DOMAIN_LABELS,
        "to_know": (known := await _to_know(request, clearance, found)),
        "synthesis_by": await accounts({known.synthesis.author}, vault=tools.vault)
        if known.synthesis
        else {},
        "step_labels": await protocol.step_labels([known.synthesis.step])
        if known.synthesis
        else {},
        "twin": await _twin(request),
        "since": await since_last_visit(clearance, clock=tools.clock),
        "me": clearance.actor.account,
    }
    return await framed(request, clearance, "brief", found.child, context)


async def _to_know(request: Request, clearance: Clearance, found: Brief) -> ToKnow:
    tools, here = toolbox(request), frozenset({clearance.dossier})
    plans, appointments = (
        replace(circle, dossiers=circle.dossiers & here)
        for circle in (
            await circle_of(request, Permission.CARE_PLAN_READ),
            await circle_of(request, Permission.ENCOUNTER_READ),
        )
    )
    known = await to_know(
        clearance,
        found.child.inclusion.department,
        alerts=found.growth.alerts if found.growth else (),
        plans=plans,
        appointments=appointments,
        clock=tools.clock,
        vault=tools.vault,
    )
    if clearance.role is not Role.COORDINATOR:
        return known
    today = tools.clock.today_in(found.child.inclusion.department)
    before = rules.from_before(found.circle, found.child.placements, today)
    names = [found.accounts[each.account].name for each in before if each.account in found.accounts]
    return replace(known, known=(*known.known, *of_move(names)))


def _indicator(code: str) -> Indicator:
    return Indicator(code) if code in set(Indicator) else Indicator.WEIGHT


def _curve_lines(growth: Growth, indicator: Indicator, child: Child) -> list[list[str]]:
    return [
        [
            format_date(point.measured_on),
            wording.age(age_on(child.identity.birth_date, point.measured_on)),
            placed_in_words(point),
        ]
        for point in reversed(growth.points[indicator])
    ]


async def _twin(request: Request) -> tuple[DossierId, str] | None:
    """Return the child whom one just enrolled may double, named in the address, if in the circle."""
    try:
        asked = DossierId(UUID(request.query_params.get("like", "")))
    except ValueError:
        return None
    circle = await circle_of(request, Permission.CHILD_READ)
    narrow = replace(circle, dossiers=circle.dossiers & {asked})
    names = await record.names(narrow, vault=toolbox(request).vault)
    return (asked, names[asked]) if asked in names else None


@in_one_transaction
async def show_assessments(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    child = await record.child(clearance, vault=tools.vault)
    schedule = await protocol.schedule(clearance, clock=tools.clock, vault=tools.vault)
    appointments = await protocol.appointments(clearance, vault=tools.vault)
    known = await network.practitioner_names(
        {
            status.assessment.performed_by
            for status in schedule
            if status.assessment and status.assessment.performed_by
        }
        | {each.practitioner for each in appointments if each.practitioner},
        vault=tools.vault,
    )
    ahead = [status for status in schedule if status.state in AHEAD]
    to_come = [status for status in schedule if status.state is StepState.UPCOMING]
    context = {
        "groups": [
            (gettext("Now"), sorted(ahead, key=lambda status: status.closes_on)),
            (gettext("To come"), to_come),
            (
                gettext("Until today"),
                [s for s in reversed(schedule) if s not in ahead and s not in to_come],
            ),
        ],
        "appointments": {each.step: each for each in appointments},
        "practitioners": known,
        "meanwhile": await _meanwhile(request, clearance, child, appointments, known),
        "tally": protocol_rules.tally(schedule),
        "schedule": schedule,
        "notes": await protocol_saying.notes(clearance, vault=tools.vault),
        "exams": _exams(
            await protocol_saying.exam_schedule(clearance, clock=tools.clock, vault=tools.vault),
            tools.clock.today_in(child.inclusion.department),
        ),
        "exam_states": EXAM_LABELS,
        "tells_protocol": clearance.role is Role.COORDINATOR,
        "may_record": clearance.may(DataClass.PRACTICAL, Mode.WRITE),
        "labels": {status.step.code: status.step.label for status in schedule},
        "may_open": clearance.may(DataClass.SOMATIC),
        "progress": await assessment.progress(clearance, vault=tools.vault)
        if clearance.may(DataClass.SOMATIC)
        else {},
        "progress_labels": PROGRESS_LABELS,
    }
    return await framed(request, clearance, "assessments", child, context)


async def _meanwhile(
    request: Request,
    clearance: Clearance,
    child: Child,
    appointments: Sequence[Appointment],
    known: Mapping[PractitionerId, str],
) -> Mapping[StepCode, str]:
    """Return whom else the practitioner of an assessment expects at its hour, by step, for whoever sets days."""
    if not clearance.may(DataClass.PRACTICAL, Mode.WRITE):
        return {}
    department = child.inclusion.department
    here = Here(department, toolbox(request).clock.today_in(department))
    entries = {
        each.step: of_assessment(clearance.dossier, each, known, {each.step: each.step}, here=here)
        for each in appointments
    }
    met = await names_at(request, entries.values())
    return {step: met[entry] for step, entry in entries.items() if entry in met}


def _exams(
    statuses: tuple[ExamStatus, ...], today: date
) -> tuple[tuple[ExamStatus, ...], tuple[ExamStatus, ...]]:
    """Return the examinations worth a line, latest first, and those long past that nobody wrote down."""
    come = [status for status in reversed(statuses) if status.state is not ExamState.AHEAD]
    ahead = [status for status in statuses if status.state is ExamState.AHEAD]
    past = [
        status
        for status in come
        if status.state is ExamState.PASSED and status.closes_on < today - LONG_PAST
    ]
    return (*ahead[:1], *(status for status in come if status not in past)), tuple(past)


async def show_care(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    child = await record.child(clearance, vault=tools.vault)
    sessions = await care.sessions(clearance, vault=tools.vault)
    shown = sessions if request.query_params.get("all") else sessions[:LATEST_SESSIONS]
    former = await corrections.former(clearance, vault=tools.vault)
    written = [*shown, *(each.entry for each in former)]
    who = {e.session.practitioner for e in written if e.session.practitioner}
    context = {
        "budget": await care.budget(clearance, clock=tools.clock, vault=tools.vault),
        "sessions": shown,
        "changeable": await corrections.changeable(clearance, shown),
        "earlier": {
            each.session.id: [old for old in former if old.stands == each.session.id]
            for each in shown
        },
        "taken_back": [old for old in former if old.stands is None],
        "authors": await accounts({old.changed_by for old in former}, vault=tools.vault),
        "total": len(sessions),
        "practitioners": await network.practitioner_names(who, vault=tools.vault),
        "kinds": CARE_LABELS,
        "payers": PAYER_LABELS,
        "presences": PRESENCE_LABELS,
        "beyonds": BEYOND_LABELS,
        "chips": CHIP_LABELS,
    }
    return await framed(request, clearance, "care", child, context)


async def show_documents(request: Request, clearance: Clearance) -> Response:
    vault = toolbox(request).vault
    context = {
        "documents": await documents.whole_documents(clearance, vault=vault),
        "kinds": DOCUMENT_LABELS,
        "classes": CLASS_LABELS,
    }
    child = await record.child(clearance, vault=vault)
    return await framed(request, clearance, "documents", child, context)


async def show_messages(request: Request, clearance: Clearance) -> Response:
    vault = toolbox(request).vault
    circle = await circle_of(request, Permission.CONVERSATION_READ)
    joined = await doubles.joined(clearance)
    here = replace(circle, dossiers=circle.dossiers & {clearance.dossier, *joined.holds})
    context = {
        "conversations": await messaging.conversations(here, vault=vault),
        "me": clearance.actor.account,
    }
    child = await record.child(clearance, vault=vault)
    return await framed(request, clearance, "messages", child, context)


def for_workers(endpoint: ClearedEndpoint) -> ClearedEndpoint:
    """Send whoever the dossier is about to their own pages: these are the working ones."""

    async def enter(request: Request, clearance: Clearance) -> Response:
        if clearance.role is Role.YOUNG_ADULT:
            return RedirectResponse("/my-box", status_code=303)
        return await endpoint(request, clearance)

    return enter


BASE = "/children/{dossier:uuid}"
SEE = Permission.CHILD_READ

routes = [
    cleared(BASE, for_workers(show_brief), SEE, name="home:child"),
    cleared(
        BASE + "/assessments",
        for_workers(show_assessments),
        SEE,
        Permission.ASSESSMENT_READ,
        name="home:assessments",
    ),
    cleared(BASE + "/scales", for_workers(show_scales), SEE, name="home:scales"),
    cleared(
        BASE + "/care", for_workers(show_care), SEE, Permission.CARE_SESSION_READ, name="home:care"
    ),
    cleared(
        BASE + "/documents",
        for_workers(show_documents),
        SEE,
        Permission.DOCUMENT_READ,
        name="home:documents",
    ),
    cleared(
        BASE + "/conversations",
        for_workers(show_messages),
        SEE,
        Permission.CONVERSATION_READ,
        name="home:conversations",
    ),
]
