"""A child's health: allergies first, treatments, vaccinations, screenings, one form for each thing."""

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import DataClass, Mode, Permission
from workspace.access.routes import cleared
from workspace.accounts.service import accounts
from workspace.docgen import emergency
from workspace.docgen.standing import SheetState, sheet_state
from workspace.dossier.health import service as health
from workspace.dossier.health import wording as health_wording
from workspace.dossier.health.definitions import screening_ages
from workspace.dossier.health.model import (
    CONDITION_LABELS,
    ON_THE_SHEET,
    RESULT_LABELS,
    SCREENING_LABELS,
    SEVERITY_LABELS,
    SOURCE_LABELS,
    Allergy,
    Condition,
    Health,
    StatementKind,
    Status,
    Treatment,
    VaccineState,
)
from workspace.dossier.health.rules import MISSED, allergy_answer, awaited, rechecks, said_at
from workspace.dossier.record import service as record
from workspace.dossier.record.rules import current_placement
from workspace.home.child import for_workers
from workspace.home.frame import framed
from workspace.web.toolbox import toolbox

ASKED = (*MISSED, VaccineState.TO_DO)


async def show_health(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    child = await record.child(clearance, vault=tools.vault)
    found = await health.health(clearance, clock=tools.clock, vault=tools.vault)
    today = tools.clock.today_in(child.inclusion.department)
    facts = [each.fact for each in found.of(StatementKind.SCREENING) if each.fact]
    lived = current_placement(child.placements, today)
    who = {each.recorded_by for each in (*found.statements, *found.withdrawals)}
    context = {
        **lists_of(found),
        "health": found,
        "vaccines": found.vaccines,
        "due": [each for each in found.vaccines if each.state in ASKED],
        "lacking": [
            each
            for each in found.vaccines
            if each.state is VaccineState.UNKNOWN and each.vaccine.status is not Status.RECORD
        ],
        "sheet": (
            sheet := (await emergency.newest(clearance, vault=tools.vault)).get(child.dossier)
        ),
        "sheet_state": sheet_state(
            sheet.at if sheet else None,
            said_at=said_at(found, ON_THE_SHEET),
            lives_since=lived.begins_on if lived else None,
        ),
        "SheetState": SheetState,
        "to_recheck": rechecks(facts),
        "awaited": awaited(facts, screening_ages(), birth=child.identity.birth_date, today=today),
        "is_book_read": bool(found.of(StatementKind.BOOK)),
        "names": {
            id_: account.name for id_, account in (await accounts(who, vault=tools.vault)).items()
        },
        "words": health_wording,
        "is_current": lambda fact: fact.is_current(today),
        "may_state": clearance.may(DataClass.SOMATIC, Mode.WRITE),
        "may_hand_over": clearance.may(DataClass.PRACTICAL, Mode.WRITE),
    }
    return await framed(request, clearance, "health", child, context)


def lists_of(found: Health) -> dict[str, object]:
    """Return what each part of the page lists, with its words."""
    allergies = [each.fact for each in found.of(StatementKind.ALLERGY)]
    return {
        "allergy_answer": allergy_answer(each for each in allergies if isinstance(each, Allergy)),
        "allergies": found.of(StatementKind.ALLERGY),
        "treatments": _latest_first(found, StatementKind.TREATMENT),
        "conditions": _latest_first(found, StatementKind.CONDITION),
        "stays": _latest_first(found, StatementKind.STAY),
        "screenings": _latest_first(found, StatementKind.SCREENING),
        "vaccinations": _latest_first(found, StatementKind.VACCINATION),
        "decisions": list(found.of(StatementKind.DECISION)),
        "severities": SEVERITY_LABELS,
        "sources": SOURCE_LABELS,
        "categories": CONDITION_LABELS,
        "screening_labels": SCREENING_LABELS,
        "results": RESULT_LABELS,
        "Treatment": Treatment,
        "Condition": Condition,
    }


def _latest_first(found: Health, kind: StatementKind) -> list[object]:
    def day(statement: object) -> object:
        fact = statement.fact  # type: ignore[attr-defined]
        return getattr(fact, "done_on", None) or getattr(fact, "begins_on", None)

    return sorted(found.of(kind), key=day, reverse=True)  # type: ignore[arg-type]


routes = [
    cleared(
        "/children/{dossier:uuid}/health",
        for_workers(show_health),
        Permission.CHILD_READ,
        Permission.HEALTH_READ,
        name="home:health",
    )
]
