"""Every list of a child as a spreadsheet: for whom its class is open, and nobody is named in the file's name."""

import csv
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest

from storage.vault import Vault
from tests.people import LOU, People
from tests.workspace.dossier.conftest import Operator
from tests.workspace.home.conftest import Browse
from tests.workspace.home.test_agenda import FILLED
from workspace.access.permissions import Permission
from workspace.clock import SystemClock
from workspace.dossier.care import service as care
from workspace.dossier.care.entries import Chip
from workspace.dossier.care.model import CareKind, NewSession, Payer
from workspace.dossier.growth import service as growth
from workspace.dossier.growth.model import GrowthMeasurement
from workspace.dossier.scales import service as scales
from workspace.dossier.scales.model import Domain, NewResponse, ScaleCode

BASE, DAY = f"/children/{LOU}", "2025-03-01"
SESSION = NewSession(
    kind=CareKind.PSYCHOMOTOR,
    done_on=date(2025, 3, 3),
    payer=Payer.PEGASE,
    minutes=45,
    note="=cmd She crossed the course.",
)

pytestmark = pytest.mark.usefixtures("followed")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.lstrip("\ufeff"), newline=""), delimiter=";"))


async def test_the_assessments_of_a_child(people: People, browse: Browse) -> None:
    answer = await browse(people.odile).get(BASE + "/assessments.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="grenier-assessments.csv"'
    found = rows(answer.text)
    assert len(found) == 20
    assert found[0]["Assessment"] == "Initial assessment"
    assert all(date.fromisoformat(each["Not before"]) for each in found)


async def test_the_sessions_with_the_words_open_to_whoever_asks(
    people: People, browse: Browse, clock: SystemClock, vault: Vault
) -> None:
    with people.malik.here():
        clearance = people.malik.clearance(Permission.CARE_SESSION_ADD)
        await care.note_session(clearance, SESSION, chips=[Chip.PLAY], clock=clock, vault=vault)
    (open_,) = rows((await browse(people.salome).get(BASE + "/care.csv")).text)
    (closed,) = rows((await browse(people.yann).get(BASE + "/care.csv")).text)
    assert (open_["In words, of the session"], open_["How it went"]) == ("'" + SESSION.note, "Play")
    assert (closed["In words, of the session"], closed["How it went"]) == ("", "")
    assert closed["Minutes"] == "45"


async def test_the_measures_with_their_scores_and_the_decimals_of_french(
    people: People, browse: Browse, operator: Operator, vault: Vault
) -> None:
    taken = GrowthMeasurement(measured_on=date(2025, 3, 3), weight_kg=Decimal("14.2"))
    async with operator("import") as errand:
        await growth.add_many(errand, [(LOU, taken, None)], vault=vault)
    (found,) = rows((await browse(people.ambre).get(BASE + "/growth.csv")).text)
    assert found["Weight (kg)"] == "14,2"
    score = next(value for name, value in found.items() if name.startswith("z-score: weight"))
    assert -4 < float(score.replace(",", ".")) < 4
    assert (await browse(people.odile).get(BASE + "/growth.csv")).status_code == 403


async def test_the_questionnaires_are_for_whom_their_class_is_open(
    people: People, browse: Browse, operator: Operator, vault: Vault
) -> None:
    filled = NewResponse(
        scale=ScaleCode.ASQ_3,
        questionnaire_months=42,
        answered_on=date(2024, 11, 12),
        points={Domain.COMMUNICATION: Decimal("12.5"), Domain.FINE_MOTOR: Decimal(60)},
    )
    async with operator("import") as errand:
        await scales.add_many(errand, [(LOU, filled)], vault=vault)
    shown = await browse(people.salome).get(BASE + "/scales.csv")
    found = {each["Domain"]: each for each in rows(shown.text)}
    assert found["Communication"]["Points"] == "12,5"
    assert found["Communication"]["Reading"] == "Below the cut-off"
    assert found["Communication"]["Day"] == "2024-11-12"
    assert {each["Stands"] for each in found.values()} == {"yes"}
    assert (await browse(people.yann).get(BASE + "/scales.csv")).status_code == 403


async def test_the_needs_that_wait(people: People, browse: Browse) -> None:
    nour = browse(people.nour)
    need = {"discipline": "speech", "found_in": "observation", "stated_on": "2025-02-03"}
    assert (await nour.post(BASE + "/care/needs", need)).status_code == 303
    found, head, wait = rows((await nour.get("/care/needs.csv")).text)
    assert (found["Child"], found["Care"]) == ("Lou Delattre", "Speech therapy")
    assert found["Days of waiting"] == "29"
    waits = dict(zip(head.values(), wait.values(), strict=True))
    assert (waits["Care"], waits["Still waiting"], waits["The longest"]) == (
        "Speech therapy",
        "1",
        "29",
    )


SAID: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("nour", "/appointments", {**FILLED, "day": "2025-03-04"}),
    ("noe", "/health/new/allergy", {"substance": "Peanut", "severity": "severe", "done_on": DAY}),
    ("noe", "/health/new/treatment", {"name": "Iron", "dose": "once", "begins_on": DAY}),
    ("noe", "/health/new/condition", {"name": "Valve", "category": "device", "begins_on": DAY}),
    ("noe", "/health/new/stay", {"place": "Arras", "reason": "asthma", "begins_on": DAY}),
    ("noe", "/health/new/screening", {"what": "teeth", "result": "normal", "done_on": DAY}),
    ("noe", "/health/new/book", {"done_on": DAY}),
    (
        "noe",
        "/health/new/vaccination",
        {"vaccine": "ROR", "done_on": DAY, "lot": "A1", "proof": "book"},
    ),
    ("noe", "/health/new/decision", {"vaccine": "PNC", "choice": "refused", "done_on": DAY}),
    ("odile", "/journal", {"kind": "mood", "text": "Laughed at the hen."}),
    ("nour", "/contact", {"way": "phone", "line": "No answer"}),
    ("nour", "/moves", {"kind": "mecs", "place": "Over there", "begins_on": DAY}),
    ("nour", "/measures", {"kind": "AEMO", "begins_on": DAY, "words": "said the judge"}),
    ("nour", "/short-stays", {"kind": "hospital", "place": "Arras", "begins_on": DAY}),
    ("nour", "/family", {"name": "Ines", "relation": "mother", "about": "parent1"}),
    (
        "nour",
        "/care/needs",
        {"discipline": "speech", "found_in": "observation", "stated_on": DAY},
    ),
)
FILES: tuple[tuple[str, tuple[str, ...], int], ...] = (
    (BASE + "/appointments.csv", ("Dr Ozenne", "A soft toy"), 200),
    (BASE + "/health.csv", ("Peanut", "Iron", "Valve", "Arras", "Teeth", "Refused"), 403),
    (BASE + "/vaccinations.csv", ("A1", "expected since"), 403),
    (BASE + "/journal.csv", ("Laughed at the hen.",), 200),
    (BASE + "/contact.csv", ("By phone", "No answer"), 200),
    (BASE + "/circle.csv", ("Odile", "Foster carer"), 200),
    (BASE + "/path.csv", ("Over there", "said the judge", "Arras", "Admission"), 403),
    (BASE + "/people.csv", ("Ines", "mother"), 403),
    (BASE + "/care/plan.csv", ("Speech therapy",), 200),
    (BASE + "/documents.csv", ("Title",), 200),
    ("/care/needs.csv", ("What is hoped for",), 200),
    ("/calendar.csv", ("Lou Delattre", "Dr Ozenne"), 200),
    ("/today.csv", ("Lost from sight", "Vaccines to catch up"), 200),
    ("/notes.csv", ("Child",), 200),
    ("/cohort.csv", ("Included", "2025-03-04"), 403),
)
"""Path, what whoever coordinates finds in it, how a foster carer is answered."""


async def test_every_list_is_a_file_of_what_its_page_shows(browse: Browse, people: People) -> None:
    for name, path, fields in SAID:
        answer = await browse(people.by_name[name]).post(
            BASE + path, {"source": "physician", **fields}
        )
        assert answer.status_code == 303, (path, answer.text)
    nour, odile, stranger = (browse(people.by_name[name]) for name in ("nour", "odile", "stranger"))
    for path, words, status in FILES:
        found = await nour.get(path)
        assert found.status_code == 200, path
        assert found.headers["content-type"].startswith("text/csv"), path
        for word in words:
            assert word in found.text, (path, word)
        assert (await odile.get(path)).status_code == status, path
        if path.startswith(BASE):
            assert (await stranger.get(path)).status_code == 404, path
