"""What a correction of follow-up accepts: the day of admission, an exit among the acts around it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from tests.people import LOU, NURSERY
from workspace.actor import Role
from workspace.dossier.record.course.model import NewAdmission, NewExit
from workspace.dossier.record.course.rules import check_admission, check_corrected_exit
from workspace.dossier.record.definitions import inclusion_rule
from workspace.dossier.record.events import (
    EventKind,
    ExitReason,
    InclusionEvent,
    corrected,
    in_force,
)
from workspace.dossier.record.model import Inclusion
from workspace.dossier.record.turns import Away
from workspace.errors import Invalid
from workspace.ids import AccountId

TODAY, BORN, ADMITTED = date(2025, 3, 4), date(2021, 5, 24), date(2021, 7, 9)
TOMORROW = TODAY + timedelta(days=1)
FOLLOWED = Inclusion(admitted_on=ADMITTED, organization=NURSERY, department="62")
LEFT = replace(FOLLOWED, ended_on=date(2024, 1, 1), ended_because="moved_away")
EXIT = NewExit(ended_on=date(2024, 1, 1), reason=ExitReason.MOVED_AWAY)
AT = datetime(2025, 3, 4, 9, tzinfo=UTC)


def act(number: int, kind: EventKind, on: date) -> InclusionEvent:
    return InclusionEvent(
        id=UUID(int=number),
        dossier=LOU,
        kind=kind,
        code="",
        happened_on=on,
        words="",
        written_by=AccountId(UUID(int=1)),
        written_at=AT,
    )


FIRST_EXIT = act(1, EventKind.EXIT, date(2022, 1, 1))
CAME_BACK = act(2, EventKind.RETURN, date(2022, 6, 1))
LAST_EXIT = act(3, EventKind.EXIT, date(2024, 1, 1))
ACTS = (FIRST_EXIT, CAME_BACK, LAST_EXIT)


@pytest.mark.parametrize(
    ("wrong", "day", "refused"),
    [
        (FIRST_EXIT, ADMITTED, False),
        (FIRST_EXIT, ADMITTED - timedelta(days=1), True),
        (FIRST_EXIT, date(2022, 6, 1), False),
        (FIRST_EXIT, date(2022, 6, 2), True),
        (LAST_EXIT, date(2022, 6, 1), False),
        (LAST_EXIT, date(2022, 5, 31), True),
        (LAST_EXIT, TODAY, False),
        (LAST_EXIT, TOMORROW, True),
    ],
)
def test_a_corrected_exit_stays_between_the_acts_around_it(
    wrong: InclusionEvent, day: date, refused: bool
) -> None:
    right = replace(EXIT, ended_on=day)
    if not refused:
        check_corrected_exit(right, wrong, ACTS, FOLLOWED, today=TODAY)
        return
    with pytest.raises(Invalid) as error:
        check_corrected_exit(right, wrong, ACTS, FOLLOWED, today=TODAY)
    assert set(error.value.fields) == {"ended_on"}


def test_of_several_returns_the_ones_next_to_an_exit_bound_it() -> None:
    again, third = act(4, EventKind.RETURN, date(2024, 3, 1)), date(2025, 1, 1)
    acts = (*ACTS, again, act(5, EventKind.EXIT, third))

    def is_refused(wrong: InclusionEvent, day: date) -> bool:
        try:
            check_corrected_exit(
                replace(EXIT, ended_on=day), wrong, acts, FOLLOWED, today=date(2025, 6, 1)
            )
        except Invalid:
            return True
        return False

    assert is_refused(acts[-1], date(2024, 2, 29)), "before the last return"
    assert not is_refused(acts[-1], date(2024, 3, 1))
    assert is_refused(FIRST_EXIT, date(2022, 6, 2)), "after the first return"
    assert not is_refused(FIRST_EXIT, date(2022, 6, 1))


def test_a_correction_takes_the_place_of_the_act_it_corrects() -> None:
    right = replace(act(4, EventKind.EXIT, date(2022, 2, 1)), supersedes=FIRST_EXIT.id)
    again = replace(act(5, EventKind.EXIT, date(2022, 3, 1)), supersedes=FIRST_EXIT.id)
    written = (*ACTS, right, again)
    assert in_force(written) == (again, CAME_BACK, LAST_EXIT)
    assert corrected(written) == (right, FIRST_EXIT)


AWAY = replace(FOLLOWED, away=(Away(date(2022, 1, 1), date(2022, 6, 1)),))
LATE = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("right", "inclusion", "excepted", "refused"),
    [
        (NewAdmission(admitted_on=BORN), FOLLOWED, False, set()),
        (NewAdmission(admitted_on=BORN - timedelta(days=1)), FOLLOWED, False, {"admitted_on"}),
        (NewAdmission(admitted_on=LATE + timedelta(days=99)), FOLLOWED, True, {"admitted_on"}),
        (NewAdmission(admitted_on=date(2024, 1, 1)), LEFT, False, set()),
        (NewAdmission(admitted_on=date(2024, 1, 2)), LEFT, False, {"admitted_on"}),
        (NewAdmission(admitted_on=date(2022, 1, 1)), AWAY, False, set()),
        (NewAdmission(admitted_on=date(2022, 1, 2)), AWAY, False, {"admitted_on"}),
        (NewAdmission(admitted_on=BORN, words="x" * 1001), FOLLOWED, False, {"words"}),
        (NewAdmission(admitted_on=LATE), FOLLOWED, False, {"exception", "words"}),
        (NewAdmission(admitted_on=LATE), FOLLOWED, True, set()),
        (
            NewAdmission(admitted_on=LATE, exception="elder_sibling", words="Her sister is."),
            FOLLOWED,
            False,
            set(),
        ),
        (
            NewAdmission(admitted_on=LATE, exception="past_seven", words="Her sister is."),
            FOLLOWED,
            True,
            {"exception"},
        ),
    ],
)
def test_the_day_of_admission_is_corrected_within_the_rule(
    right: NewAdmission, inclusion: Inclusion, excepted: bool, refused: set[str]
) -> None:
    found = set()
    try:
        check_admission(
            right,
            inclusion,
            born=BORN,
            today=LATE,
            rule=inclusion_rule(),
            role=Role.COORDINATOR,
            is_excepted=excepted,
        )
    except Invalid as error:
        found = set(error.fields)
    assert found == refused
