"""What a month adds up to, and what an afternoon noted at once is."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from uuid import UUID

import pytest

from tests.people import NURSERY
from workspace.dossier.care.model import CareKind, CareSession, Payer, Presence, SessionId
from workspace.dossier.care.rounds.forms import new_round, note
from workspace.dossier.care.rounds.model import Attendance, HeldSession, NewRound, Total
from workspace.dossier.care.rounds.rules import (
    check_round,
    following,
    month_after,
    month_asked,
    session_of,
    totals,
)
from workspace.dossier.record.model import Inclusion, Sex
from workspace.dossier.record.summaries import FollowUp
from workspace.errors import Invalid
from workspace.ids import DossierId

TODAY = date(2025, 3, 4)
LOU, EDEN = DossierId(UUID(int=1)), DossierId(UUID(int=2))
FOLLOWED = {
    dossier: FollowUp(
        birth_date=date(2021, 5, 10),
        sex=Sex.FEMALE,
        inclusion=Inclusion(admitted_on=date(2021, 7, 9), organization=NURSERY, department="62"),
    )
    for dossier in (LOU, EDEN)
}


def held(number: int = 1, **changes: object) -> HeldSession:
    session = CareSession(
        id=SessionId(UUID(int=number)),
        kind=CareKind.PSYCHOMOTOR,
        done_on=TODAY,
        payer=Payer.PEGASE,
        minutes=45,
    )
    return HeldSession(dossier=LOU, session=replace(session, **changes))  # type: ignore[arg-type]


def afternoon(*children: Attendance, is_group: bool = False) -> NewRound:
    return NewRound(
        kind=CareKind.PSYCHOLOGY,
        done_on=TODAY,
        minutes=60,
        payer=None,
        practitioner=None,
        is_group=is_group,
        children=children,
    )


CAME = Attendance(dossier=LOU, presence=Presence.PRESENT, note="Calm.")
MISSED = Attendance(dossier=EDEN, presence=Presence.ABSENT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-02", date(2025, 2, 1)),
        ("2024-12", date(2024, 12, 1)),
        ("", date(2025, 3, 1)),
        ("2025-13", date(2025, 3, 1)),
        ("=cmd", date(2025, 3, 1)),
    ],
)
def test_a_month_is_read_or_it_is_this_one(text: str, expected: date) -> None:
    assert expected == month_asked(text, today=TODAY)


def test_months_follow_one_another_across_the_year() -> None:
    assert month_after(date(2024, 12, 1)) == date(2025, 1, 1)
    assert month_after(date(2025, 1, 1), -1) == date(2024, 12, 1)


def test_each_child_of_a_group_is_an_act_and_their_minutes_are_given_once() -> None:
    group = [held(n, shared_by=3) for n in range(3)]
    found = totals(
        [
            *group,
            held(4, payer=Payer.DEPARTMENT),
            held(5, presence=Presence.ABSENT),
            held(6, presence=Presence.CANCELLED),
        ]
    )
    assert found == (
        Total(
            payer=Payer.PEGASE,
            kind=CareKind.PSYCHOMOTOR,
            acts=3,
            absent=1,
            cancelled=1,
            minutes=Fraction(45),
        ),
        Total(
            payer=Payer.DEPARTMENT,
            kind=CareKind.PSYCHOMOTOR,
            acts=1,
            absent=0,
            cancelled=0,
            minutes=Fraction(45),
        ),
    )
    assert totals([]) == ()


def test_a_group_is_shared_by_the_children_who_came() -> None:
    third = replace(CAME, dossier=DossierId(UUID(int=3)))
    group = afternoon(CAME, third, MISSED, is_group=True)
    assert session_of(group, CAME, payer=Payer.PEGASE).shared_by == 2
    assert session_of(group, MISSED, payer=Payer.PEGASE).shared_by == 1
    one_by_one = afternoon(CAME, third)
    found = session_of(one_by_one, CAME, payer=Payer.INTERNAL)
    assert (found.shared_by, found.payer, found.note) == (1, Payer.INTERNAL, "Calm.")


def test_an_afternoon_needs_a_child_and_a_day_that_can_be() -> None:
    check_round(afternoon(CAME, MISSED), FOLLOWED, today=TODAY)
    with pytest.raises(Invalid) as nobody:
        check_round(afternoon(), FOLLOWED, today=TODAY)
    assert set(nobody.value.fields) == {"children"}
    early = replace(afternoon(CAME, MISSED), done_on=date(2021, 7, 8), minutes=0)
    with pytest.raises(Invalid) as refused:
        check_round(early, FOLLOWED, today=TODAY)
    assert set(refused.value.fields) == {"done_on", "minutes"}


def test_notes_come_one_after_the_other() -> None:
    waiting = (held(1), held(2), held(3))
    assert following(waiting, "") is waiting[0]
    assert following(waiting, str(UUID(int=1))) is waiting[1]
    assert following(waiting, str(UUID(int=3))) is None
    assert following(waiting, "gone") is waiting[0]
    assert following((), "") is None


FILLED = {
    "kind": "psychology",
    "done_on": "2025-03-04",
    "minutes": "60",
    "payer": "",
    f"presence-{LOU}": "present",
    f"note-{LOU}": " Calm. ",
    f"presence-{EDEN}": "absent",
    f"presence-{UUID(int=9)}": "",
}


def test_a_filled_form_is_an_afternoon_of_the_children_touched() -> None:
    assert new_round(FILLED, many=lambda _: ()) == afternoon(CAME, MISSED)
    assert new_round({**FILLED, "group": "yes"}, many=lambda _: ()).is_group


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"presence-somebody": "present"}, {"children"}),
        ({f"presence-{LOU}": "perhaps"}, {"children"}),
        ({"kind": "", "done_on": "x", "minutes": "long"}, {"kind", "done_on", "minutes"}),
        ({"payer": "me", "practitioner": "x"}, {"payer", "practitioner"}),
    ],
)
def test_what_cannot_be_read_is_named(changes: dict[str, str], fields: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        new_round({**FILLED, **changes}, many=lambda _: ())
    assert fields == set(refused.value.fields)


def test_a_note_is_a_line_or_a_word_or_nothing_said_on_purpose() -> None:
    assert note({"note": " Calm. "}, chips=[])[0] == "Calm."
    assert len(note({}, chips=["tired"])[1]) == 1
    assert note({"nothing": "yes", "note": "x"}, chips=[]) == ("", ())
    for chips in ([], ["furious"]):
        with pytest.raises(Invalid):
            note({"note": " "}, chips=chips)
