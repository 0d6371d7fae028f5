"""What a state is called, in English here."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from tests.workspace.home.cases import KEPT_UP, TODAY, child, line, schedule
from workspace.access.permissions import DataClass
from workspace.dossier.documents.model import Document, DocumentKind
from workspace.dossier.protocol.model import StepState, StepStatus
from workspace.dossier.record.model import Age, PlacementKind
from workspace.dossier.scales.model import Zone
from workspace.home import wording
from workspace.home.model import PPEDue, PPEState
from workspace.i18n import use_language
from workspace.ids import AccountId, DocumentId, DossierId

LATE = {code: day for code, day in KEPT_UP.items() if code != "M42"}


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with use_language("en"):
        yield


def status(code: str, **more: date) -> StepStatus:
    done = {**KEPT_UP, **more}
    return next(each for each in schedule(done) if each.step.code == code)


def test_a_short_lateness_is_counted_in_days() -> None:
    assert wording.line_badge(line(LATE), today=TODAY) == ("late", "23 days late")


def test_a_long_lateness_is_said_by_its_month() -> None:
    never_met = line({code: day for code, day in KEPT_UP.items() if code != "B00"})
    shape, words = wording.line_badge(never_met, today=TODAY)
    assert shape == "late"
    assert words == "late since August 2021"


def test_a_window_is_said_by_its_last_day() -> None:
    assert wording.line_badge(line(), today=TODAY) == ("waiting", "before 9 August 2025")


def test_an_appointment_is_said_with_its_time() -> None:
    planned = line(planned=date(2025, 3, 20))
    assert wording.line_badge(planned, today=TODAY).words == "planned Thursday 20 March"
    at_ten = replace(planned, planned_time=time(10, 5))
    assert wording.line_badge(at_ten, today=TODAY) == (
        "planned",
        "planned Thursday 20 March, 10:05",
    )


def test_a_late_step_whose_day_is_set_is_said_planned() -> None:
    planned = line(LATE, planned=date(2025, 3, 20), step="M42")
    assert wording.line_badge(planned, today=TODAY).shape == "planned"


def test_an_appointment_gone_by_does_not_hide_the_lateness() -> None:
    assert (
        wording.line_badge(line(LATE, planned=date(2025, 3, 3), step="M42"), today=TODAY).shape
        == "late"
    )


def test_who_has_not_been_seen_is_said_since_when() -> None:
    lost = line({"B00": date(2021, 7, 20), "M12": date(2024, 1, 3)})
    assert wording.line_badge(lost, today=TODAY).words == "last contact 14 months ago"
    assert wording.line_badge(line({}), today=TODAY).words == "no contact noted"


def test_who_has_left_is_said_since_when() -> None:
    left = line(who=child(ended_on=date(2025, 1, 1)))
    assert wording.line_badge(left, today=TODAY) == ("na", "not followed since 1 January 2025")


def test_when_all_is_done_the_next_window_is_said() -> None:
    calm = line({**KEPT_UP, "M48": date(2025, 3, 1)})
    assert wording.line_badge(calm, today=TODAY) == ("upcoming", "from 10 August 2025")
    assert wording.line_badge(replace(calm, step=None), today=TODAY) == ("done", "up to date")


def test_a_window_names_the_day_of_the_week_only_where_its_end_is_near() -> None:
    near = replace(status("M48"), state=StepState.TO_PLAN, closes_on=TODAY + timedelta(days=31))
    assert wording.step_badge(near, today=TODAY).words == "before Friday 4 April"
    far = replace(near, closes_on=TODAY + timedelta(days=32))
    assert wording.step_badge(far, today=TODAY).words == "before 5 April 2025"


def test_what_was_done_says_its_day_and_whether_it_was_caught_up() -> None:
    assert wording.step_badge(status("M42"), today=TODAY).words == "done on 10 December 2024"
    late = status("M36", M36=date(2024, 8, 20))
    assert wording.step_badge(late, today=TODAY) == ("done", "done on 20 August 2024, caught up")


def test_a_step_that_asks_nothing_says_why() -> None:
    assert wording.step_badge(status("M01"), today=TODAY) == ("na", "Before admission")
    assert wording.step_badge(status("M18"), today=TODAY) == ("na", "Not done")


def test_the_place_is_said_where_it_is_known() -> None:
    assert wording.where(line(who=child(kind=PlacementKind.FOSTER_FAMILY))) == "Foster family"
    assert wording.where(line()) is None


def test_an_assessment_is_called_by_its_age_but_the_first() -> None:
    assert wording.assessment(status("M48")) == "Assessment: 4 years"
    assert wording.assessment(status("B00")) == "Initial assessment"


def test_an_age_is_said_in_years_and_months() -> None:
    assert wording.age(Age(months=43)) == "3 years 7 months"


def test_a_sentence_begins_with_a_capital() -> None:
    assert wording.sentence("mardi 4 mars") == "Mardi 4 mars"


def test_a_window_has_two_ends() -> None:
    assert wording.window(status("M48")) == "from 10 February 2025 to 9 August 2025"


def test_every_zone_has_a_shape_and_words() -> None:
    assert set(Zone) == set(wording.ZONES)
    assert wording.zone_badge(Zone.REFER) == ("late", "to refer")
    assert wording.zone_badge(Zone.REASSURING) == ("done", "reassuring")


@pytest.mark.parametrize(
    ("state", "due_on", "expected"),
    [
        (PPEState.TO_DRAFT, date(2021, 10, 9), ("waiting", "to draft")),
        (PPEState.TO_UPDATE, date(2025, 3, 3), ("late", "to update by 3 March 2025")),
        (PPEState.TO_UPDATE, TODAY, ("waiting", "to update by 4 March 2025")),
    ],
)
def test_a_project_says_what_is_waited_for(
    state: PPEState, due_on: date, expected: tuple[str, str]
) -> None:
    due = PPEDue(child=child(), state=state, due_on=due_on, today=TODAY)
    assert expected == wording.ppe_badge(due)


@pytest.mark.parametrize(
    ("length", "words"),
    [(3, "1 kB"), (58_432, "58 kB"), (999_600, "1.0 MB"), (2_400_000, "2.4 MB")],
)
def test_a_document_says_how_large_it_is(length: int, words: str) -> None:
    identifier = child().dossier
    document = Document(
        id=DocumentId(identifier),
        dossier=DossierId(identifier),
        kind=DocumentKind.LETTER,
        data_class=DataClass.SOMATIC,
        title="A letter",
        file_name="letter.pdf",
        content_type="application/pdf",
        length=length,
        edition=identifier,
        version=1,
        supersedes=None,
        created_by=AccountId(identifier),
        created_at=datetime(2025, 3, 4, 9).astimezone(),
    )
    assert words == wording.size(document)
