from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from workspace.actor import Actor, Role
from workspace.dossier.care.entries import (
    CHIP_LABELS,
    Chip,
    SessionEntry,
    check_entry,
    may_change,
)
from workspace.dossier.care.model import CareKind, NewSession, Payer, SessionId
from workspace.dossier.care.service import kept
from workspace.errors import Invalid
from workspace.ids import AccountId, PractitionerId

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


ME, OTHER = AccountId(UUID(int=1)), AccountId(UUID(int=2))
IN_DIRECTORY = PractitionerId(UUID(int=3))


@pytest.mark.parametrize(
    ("author", "held_by", "role", "practitioner", "may"),
    [
        (ME, None, Role.PSYCHOMOTRICIAN, None, True),
        (OTHER, None, Role.PSYCHOMOTRICIAN, None, False),
        (OTHER, IN_DIRECTORY, Role.PSYCHOMOTRICIAN, IN_DIRECTORY, True),
        (OTHER, IN_DIRECTORY, Role.PSYCHOMOTRICIAN, None, False),
        (OTHER, None, Role.COORDINATOR, None, True),
        (None, None, Role.NURSE, None, True),
    ],
)
def test_a_session_is_corrected_by_whom_it_is_of(
    author: AccountId | None,
    held_by: PractitionerId | None,
    role: Role,
    practitioner: PractitionerId | None,
    may: bool,
) -> None:
    entry = SessionEntry(
        session=kept(SessionId(UUID(int=9)), replace(session(TODAY), practitioner=held_by)),
        author=author,
    )
    actor = Actor(account=ME, role=role, organization=None)
    assert may_change(entry, by=actor, practitioner=practitioner) is may


def test_every_chip_has_its_word() -> None:
    assert set(CHIP_LABELS) == set(Chip)
