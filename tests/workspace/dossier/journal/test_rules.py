"""What an entry may say, whose class it is, how far a search has come."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from tests.people import LOU
from workspace.access.permissions import DataClass
from workspace.dossier.journal.model import (
    EVENTS,
    KIND_LABELS,
    EntryId,
    EntryKind,
    LogEntry,
    NewAttempt,
    NewEntry,
    Search,
    Way,
)
from workspace.dossier.journal.rules import (
    CLASSES,
    OBSERVATIONS,
    check_attempt,
    check_entry,
    class_of,
    journal,
    search,
)
from workspace.dossier.record.model import About, SightRule
from workspace.errors import Invalid
from workspace.ids import AccountId

BORN, TODAY = date(2021, 5, 10), date(2025, 3, 4)
NEW = NewEntry(kind=EntryKind.SLEEP, day=TODAY, text="Woke twice.")
ME = AccountId(uuid4())
MOMENT = datetime(2025, 3, 4, 9, tzinfo=UTC)


def entry(**changes: object) -> LogEntry:
    known = LogEntry(
        id=EntryId(uuid4()),
        dossier=LOU,
        kind=EntryKind.SLEEP,
        day=TODAY,
        about=About.CHILD,
        text="Woke twice.",
        data_class=DataClass.PRACTICAL,
        author=ME,
        written_at=MOMENT,
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def test_every_kind_has_words_and_a_class_and_is_an_observation_or_an_event() -> None:
    assert set(EntryKind) == set(KIND_LABELS) == set(CLASSES) == OBSERVATIONS | EVENTS
    assert not OBSERVATIONS & EVENTS


@pytest.mark.parametrize(
    ("kind", "about", "data_class"),
    [
        (EntryKind.SLEEP, About.CHILD, "N0"),
        (EntryKind.FOOD, About.CHILD, "N0"),
        (EntryKind.SCHOOL, About.PROFESSIONAL, "N0"),
        (EntryKind.HEALTH, About.CHILD, "C1"),
        (EntryKind.MOOD, About.CHILD, "C2"),
        (EntryKind.FAMILY_VISIT, About.CHILD, "C3"),
        (EntryKind.OTHER, About.CHILD, "C3"),
        (EntryKind.SLEEP, About.PARENT_1, "C4"),
        (EntryKind.HEALTH, About.PARENT_2, "C4"),
        (EntryKind.OTHER, About.SIBLING, "C4"),
        (EntryKind.OTHER, About.THIRD, "C4"),
        (EntryKind.SIBLING_BORN, About.CHILD, "C4"),
        (EntryKind.HOSPITAL, About.CHILD, "C1"),
    ],
)
def test_an_entry_is_of_the_class_of_its_kind_or_of_whom_it_is_about(
    kind: EntryKind, about: About, data_class: str
) -> None:
    assert class_of(kind, about) == DataClass(data_class)


@pytest.mark.parametrize(
    ("new", "refused"),
    [
        (NEW, set()),
        (replace(NEW, text=" "), {"text"}),
        (replace(NEW, text="a" * 4001), {"text"}),
        (replace(NEW, text="", day=TODAY + timedelta(days=1)), {"text", "day"}),
        (replace(NEW, day=BORN - timedelta(days=1)), {"day"}),
        (replace(NEW, kind=EntryKind.MOVE, text=""), set()),
    ],
)
def test_what_an_entry_may_not_say_is_said_at_once(new: NewEntry, refused: set[str]) -> None:
    if not refused:
        check_entry(new, born=BORN, today=TODAY)
        return
    with pytest.raises(Invalid) as caught:
        check_entry(new, born=BORN, today=TODAY)
    assert set(caught.value.fields) == refused


def test_an_attempt_has_a_day_that_has_come_and_a_short_line() -> None:
    new = NewAttempt(way=Way.PHONE, tried_on=TODAY, line="No answer")
    check_attempt(new, born=BORN, today=TODAY)
    with pytest.raises(Invalid) as caught:
        check_attempt(
            replace(new, tried_on=TODAY + timedelta(days=1), line="a" * 501),
            born=BORN,
            today=TODAY,
        )
    assert set(caught.value.fields) == {"tried_on", "line"}


def test_what_was_said_anew_is_found_under_what_stands() -> None:
    first, second, third = entry(), entry(text="Woke once."), entry(text="Slept.")
    first = replace(first, superseded_by=second.id)
    second = replace(second, amends=first.id, superseded_by=third.id)
    third = replace(third, amends=second.id)
    orphan = entry(amends=EntryId(uuid4()), day=TODAY - timedelta(days=1))
    found = journal([first, third, second, orphan], reader=ME, coordinates=False)
    assert found.entries == (third, orphan)
    assert found.earlier == {third.id: (second, first), orphan.id: ()}


def test_events_are_apart_and_what_is_withdrawn_is_shown_to_who_may_put_it_back() -> None:
    event = entry(kind=EntryKind.MOVE)
    mine, other = entry(withdrawn_at=MOMENT), entry(withdrawn_at=MOMENT, author=AccountId(uuid4()))
    found = journal([event, mine, other], reader=ME, coordinates=False)
    assert (found.entries, found.events, found.withdrawn) == ((), (event,), (mine,))
    assert set(journal([mine, other], reader=ME, coordinates=True).withdrawn) == {mine, other}


SINCE, RULE = date(2024, 1, 1), SightRule(attempts=3, attempts_days=60)


@pytest.mark.parametrize(
    ("days", "counted", "complete_from"),
    [
        ([], 0, None),
        ([0], 0, None),  # on the day they were last seen: not a search
        ([10], 1, date(2024, 3, 11)),
        ([10, 40, 69], 3, date(2024, 3, 11)),
        ([10, 40, 70], 3, None),
        ([10, 80], 2, date(2024, 3, 11)),
        ([500], 0, None),  # to come
    ],
)
def test_a_search_is_three_attempts_over_sixty_days(
    days: list[int], counted: int, complete_from: date | None
) -> None:
    tried = [SINCE + timedelta(days=day) for day in days]
    assert search(tried, since=SINCE, on=date(2024, 6, 1), rule=RULE) == Search(
        counted=counted, needed=3, complete_from=complete_from
    )
