"""Children who were brought in by files that are old: without news, but apart, and said as it is."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from tests.workspace.home.cases import TODAY, child, line
from workspace.dossier.journal.model import Search
from workspace.dossier.record.summaries import ChildSummary
from workspace.home import rules
from workspace.home.model import Concern, Line
from workspace.home.wording import brought_in
from workspace.i18n import use_language
from workspace.ids import DossierId

LAST = date(2021, 7, 20)
OLD = {"B00": LAST}
"""What the file says: an assessment, then nothing for years."""


def opened(day: date | None, *, dossier: UUID | None = None) -> ChildSummary:
    found = replace(child(), opened_on=day)
    return replace(found, dossier=DossierId(dossier)) if dossier else found


def searched(each: Line, counted: int) -> Line:
    return replace(each, search=Search(counted=counted, needed=3, complete_from=None))


def test_being_brought_in_is_no_contact() -> None:
    found = line(OLD, who=opened(TODAY))
    assert found.concern is Concern.LOST
    assert rules.brought_in_on(found) == TODAY
    with use_language("en"):
        assert (
            brought_in(found)
            == "Dossier opened here on 4 March 2025; the last contact brought in is of 20 July 2021"
        )


def test_who_was_never_seen_is_said_so() -> None:
    year_ago = line({}, who=opened(date(2024, 2, 1)))
    assert year_ago.concern is Concern.LOST
    with use_language("en"):
        assert (
            brought_in(year_ago)
            == "Dossier opened here on 1 February 2024; no contact was brought in"
        )


@pytest.mark.parametrize(
    "other",
    [
        line(OLD, who=opened(None)),
        line(OLD, who=opened(TODAY + timedelta(days=1))),
        line(OLD, who=opened(date(2021, 7, 20))),
        line(who=opened(TODAY)),
        searched(line(OLD, who=opened(TODAY)), 1),
    ],
)
def test_the_silence_is_that_of_a_file_for_nobody_else(other: Line) -> None:
    assert rules.brought_in_on(other) is None
    assert not brought_in(other)


def test_a_search_nobody_began_changes_nothing() -> None:
    assert rules.brought_in_on(searched(line(OLD, who=opened(TODAY)), 0)) == TODAY


def many(count: int, day: date = TODAY) -> list[Line]:
    return [line(OLD, who=opened(day, dossier=uuid4())) for _ in range(count)]


def test_eighty_who_come_at_once_wait_apart_and_a_few_do_not() -> None:
    lost = line(OLD, who=opened(date(2021, 7, 9), dossier=uuid4()))
    eighty = many(80)
    assert set(rules.brought_in([lost, *eighty])) == set(eighty)
    assert rules.brought_in([lost, *many(rules.FEW)]) == ()
    assert len(rules.brought_in(many(rules.FEW + 1))) == rules.FEW + 1


def test_after_sixty_days_they_are_children_without_news_like_others() -> None:
    assert len(rules.brought_in(many(9, TODAY - rules.SETTLING))) == 9
    assert rules.brought_in(many(9, TODAY - rules.SETTLING - timedelta(days=1))) == ()
