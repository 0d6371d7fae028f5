from datetime import date

import pytest

from workspace.dossier.care.entries import CHIP_LABELS, Chip, check_entry
from workspace.dossier.care.model import CareKind, NewSession, Payer
from workspace.errors import Invalid

BORN, ADMITTED, TODAY = date(2021, 5, 10), date(2021, 7, 9), date(2025, 3, 4)


def session(done_on: date, *, minutes: int = 45) -> NewSession:
    return NewSession(
        kind=CareKind.PSYCHOLOGY, done_on=done_on, payer=Payer.PEGASE, minutes=minutes
    )


@pytest.mark.parametrize("day", [ADMITTED, TODAY])
def test_a_session_may_be_held_from_admission_to_this_day(day: date) -> None:
    check_entry(session(day), birth=BORN, admitted_on=ADMITTED, today=TODAY)


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (date(2021, 7, 8), "The child was not followed yet on that day."),
        (date(2021, 5, 9), "This is before the birth."),
        (date(2025, 3, 5), "This day has not come yet."),
    ],
)
def test_another_day_is_refused_with_its_reason(day: date, message: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_entry(session(day), birth=BORN, admitted_on=ADMITTED, today=TODAY)
    assert refused.value.fields == {"done_on": message}


def test_every_refused_field_is_named_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        check_entry(
            session(date(2021, 7, 8), minutes=0), birth=BORN, admitted_on=ADMITTED, today=TODAY
        )
    assert set(refused.value.fields) == {"done_on", "minutes"}


def test_every_chip_has_its_word() -> None:
    assert set(CHIP_LABELS) == set(Chip)
