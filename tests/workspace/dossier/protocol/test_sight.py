from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from workspace.dossier.protocol.definitions import protocol
from workspace.dossier.protocol.model import INITIAL, Assessment, AssessmentId, StepStatus
from workspace.dossier.protocol.rules import schedule
from workspace.dossier.protocol.sight import sight
from workspace.dossier.record.model import Inclusion, Sight
from workspace.dossier.record.turns import Away
from workspace.ids import OrganizationId

BORN, ADMITTED = date(2021, 5, 10), date(2021, 7, 9)
SEEN = date(2021, 7, 20)
FOLLOWED = Inclusion(
    admitted_on=ADMITTED, organization=OrganizationId(UUID(int=1)), department="62"
)


def statuses(on: date, *, seen: bool = True) -> tuple[StepStatus, ...]:
    done = [Assessment(id=AssessmentId(UUID(int=2)), step=INITIAL, done_on=SEEN)] if seen else []
    return schedule(
        protocol(), birth=BORN, admitted=ADMITTED, ended=None, done=done, planned=[], today=on
    )


def test_a_child_just_assessed_is_seen() -> None:
    on = SEEN + timedelta(days=1)
    assert sight(FOLLOWED, statuses(on), on=on) is Sight.SEEN


def test_two_assessments_missed_in_a_row_are_perhaps_a_loss() -> None:
    on = date(2022, 1, 10)
    assert sight(FOLLOWED, statuses(on), on=on) is Sight.POTENTIALLY_LOST


@pytest.mark.parametrize(
    ("reached_on", "expected"),
    [
        (date(2021, 9, 1), Sight.POTENTIALLY_LOST),  # two windows closed since
        (date(2022, 1, 9), Sight.SEEN),
    ],
)
def test_what_was_missed_before_a_contact_counts_no_more(reached_on: date, expected: Sight) -> None:
    on = date(2022, 1, 10)
    assert sight(FOLLOWED, statuses(on), on=on, last_contact_on=reached_on) is expected


def test_a_child_who_came_back_is_in_sight_and_silence_runs_from_the_return() -> None:
    back_on = date(2024, 9, 10)
    back = replace(FOLLOWED, away=(Away(date(2023, 1, 10), back_on),))
    assert sight(back, statuses(back_on), on=back_on) is Sight.SEEN
    assert sight(back, [], on=date(2025, 9, 9)) is Sight.SEEN
    assert sight(back, [], on=date(2025, 9, 10)) is Sight.POTENTIALLY_LOST


@pytest.mark.parametrize(
    ("last_contact_on", "expected"),
    [(None, Sight.POTENTIALLY_LOST), (date(2021, 9, 1), Sight.SEEN)],
)
def test_a_session_since_keeps_a_child_in_sight_through_a_year_of_silence(
    last_contact_on: date | None, expected: Sight
) -> None:
    on = date(2022, 7, 21)
    assert sight(FOLLOWED, [], on=on, last_contact_on=last_contact_on) is expected


def test_an_assessment_counts_as_contact() -> None:
    on = date(2022, 7, 9)
    initial = [status for status in statuses(on) if status.step.code == INITIAL]
    assert sight(FOLLOWED, initial, on=on) is Sight.SEEN
    assert sight(FOLLOWED, [], on=on) is Sight.POTENTIALLY_LOST


def test_attempts_to_reach_the_family_make_a_loss_certain() -> None:
    on = date(2022, 7, 21)
    attempts = [date(2022, 2, 1), date(2022, 4, 1), date(2022, 6, 1)]
    assert sight(FOLLOWED, [], on=on, attempts=attempts) is Sight.LOST
