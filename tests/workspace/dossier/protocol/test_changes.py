"""What a change does to children, reckoned before it holds."""

from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import files
from itertools import pairwise
from uuid import UUID

import pytest

from workspace.dossier.protocol import definitions, examples
from workspace.dossier.protocol.changes import (
    Change,
    Followed,
    Impact,
    changed_steps,
    changes_for,
    impact,
    impact_from_json,
)
from workspace.dossier.protocol.definitions import protocol, shipped
from workspace.dossier.protocol.model import StepCode, StepState
from workspace.dossier.protocol.parsing import parse_definition
from workspace.dossier.protocol.rules import schedule
from workspace.dossier.protocol.versions import Book, SetChoice, Version
from workspace.dossier.protocol.wording import few, rows
from workspace.dossier.record.ages import add_months
from workspace.dossier.record.model import Inclusion
from workspace.i18n import use_language
from workspace.ids import OrganizationId

HERE = OrganizationId(UUID(int=1))
CHANGE = date(2026, 1, 1)
SHIPPED = (files(definitions) / "pegase-1.toml").read_text(encoding="utf-8")
AT = datetime(2025, 10, 1, tzinfo=UTC)
BEFORE = Book(versions=(Version(definition=shipped()[0], valid_from=shipped()[0].valid_from),))
AFTER = Book(
    versions=BEFORE.versions,
    choices=(SetChoice(programme="pegase", schedule_set="B", valid_from=CHANGE, applied_at=AT),),
)


def child(birth: date, **changes: object) -> Followed:
    inclusion = Inclusion(admitted_on=birth, organization=HERE, department="62")
    return Followed(birth=birth, inclusion=replace(inclusion, **changes))  # type: ignore[arg-type]


def example(name: str) -> Book:
    text = (files(examples) / name).read_text(encoding="utf-8")
    definition = parse_definition(text)
    return Book(
        versions=(
            *BEFORE.versions,
            Version(definition=definition, valid_from=definition.valid_from),
        )
    )


def test_each_step_added_removed_or_moved_is_named() -> None:
    found = changes_for(child(date(2025, 1, 15)), before=BEFORE, after=AFTER)
    assert [(each.step.code, each.change) for each in found] == [
        ("M18", Change.MOVED),
        ("M20", Change.ADDED),
        ("M78", Change.REMOVED),
    ]
    moved, added, removed = found
    assert moved.before is not None
    assert moved.after is not None
    assert moved.after.closes_on < moved.before.closes_on
    assert (added.before, removed.after) == (None, None)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('label = "12 months"', 'label = "12 months"\nform = "visite"'),
        (
            'asq3_months = 12\nasqse2_months = 12\nscales = ["ASQ-3", "ASQ-SE-2"]',
            'asq3_months = 12\nasqse2_months = 12\nscales = ["ASQ-3"]',
        ),
    ],
)
def test_another_form_or_another_battery_on_the_same_days_is_a_change(old: str, new: str) -> None:
    before, _, after = SHIPPED.partition(old)
    assert after
    definition = parse_definition(before.replace("version = 1", "version = 2") + new + after)
    changed = Book(versions=(*BEFORE.versions, Version(definition=definition, valid_from=CHANGE)))
    (found, *others) = changes_for(child(date(2025, 6, 15)), before=BEFORE, after=changed)
    assert (found.step.label, found.change, others) == ("12 months", Change.ASKED, [])
    assert found.before == found.after
    grown = child(date(2019, 1, 15))
    assert changes_for(grown, before=BEFORE, after=changed) == (), "its days had begun"


def test_nothing_changes_for_whom_every_window_has_opened() -> None:
    assert changes_for(child(date(2019, 1, 15)), before=BEFORE, after=AFTER) == ()
    assert changes_for(child(date(2025, 1, 15)), before=BEFORE, after=BEFORE) == ()


def test_a_programme_that_appears_or_goes_is_all_change() -> None:
    birth = date(2025, 1, 15)
    new = changed_steps(None, protocol(), birth=birth, admitted=birth)
    assert {each.change for each in new} == {Change.ADDED}
    old = changed_steps(protocol(), None, birth=birth, admitted=birth)
    assert {each.change for each in old} == {Change.REMOVED}


def test_the_children_concerned_are_counted_by_establishment_and_by_step() -> None:
    there = OrganizationId(UUID(int=2))
    children = [
        child(date(2025, 1, 15), programme=None),  # older than any programme: PEGASE
        child(date(2025, 2, 15), organization=there),
        child(date(2019, 1, 15)),
        child(date(2025, 3, 15), ended_on=date(2025, 9, 1)),
        child(date(2025, 3, 15), programme="other"),
    ]
    found = impact(children, programme="pegase", before=BEFORE, after=AFTER, on=CHANGE)
    assert found.followed == 3
    assert found.children == {HERE: 1, there: 1}
    assert found.steps[Change.ADDED, StepCode("M20")] == 2
    others = impact(children, programme="other", before=BEFORE, after=AFTER, on=CHANGE)
    assert others.followed == 1, "whoever has no programme is nobody else's"
    assert impact_from_json(found.as_json()) == found
    assert impact_from_json({}) == Impact()


def test_a_small_count_is_not_said() -> None:
    with use_language("en"):
        assert [few(count) for count in (0, 1, 10, 11)] == [
            "0",
            "fewer than 11",
            "fewer than 11",
            "11",
        ]


@pytest.mark.parametrize("name", ["mille-jours.fr.toml", "pegase-12-ans.fr.toml"])
def test_an_example_is_marked_as_one(name: str) -> None:
    definition = example(name).versions[-1].definition
    assert definition.example
    assert definition.name.startswith("Exemple")


def test_a_sister_programme_owes_its_own_visits_without_a_line_of_code() -> None:
    known = example("mille-jours.fr.toml")
    follows = Inclusion(
        admitted_on=date(2026, 3, 1),
        organization=HERE,
        department="62",
        programme="mille-jours-exemple",
    )
    owed = known.protocol_of(follows, birth=date(2026, 2, 10))
    assert owed is not None
    found = schedule(
        owed,
        birth=date(2026, 2, 10),
        admitted=date(2026, 3, 1),
        ended=None,
        done=[],
        planned=[],
        today=date(2026, 8, 1),
    )
    states = {status.step.code: status.state for status in found}
    assert states[StepCode("V04")] is StepState.LATE
    assert states[StepCode("V06")] is StepState.TO_PLAN
    assert states[StepCode("V33")] is StepState.UPCOMING
    assert owed.sight.missed_in_a_row == 3


def test_a_programme_may_follow_a_child_to_twelve_years() -> None:
    known = example("pegase-12-ans.fr.toml")
    birth = date(2018, 2, 28)
    follows = Inclusion(
        admitted_on=date(2020, 2, 28),
        organization=HERE,
        department="62",
        programme="pegase-12-ans",
    )
    owed = known.protocol_of(follows, birth=birth)
    assert owed is not None
    found = schedule(
        owed,
        birth=birth,
        admitted=follows.admitted_on,
        ended=None,
        done=[],
        planned=[],
        today=date(2026, 3, 1),
    )
    yearly = {status.step.target_months: status for status in found[-5:]}
    assert list(yearly) == [96, 108, 120, 132, 144]
    assert yearly[96].target_on == add_months(birth, 96)
    assert yearly[96].state is StepState.TO_PLAN
    assert yearly[144].closes_on == add_months(birth, 150).replace(day=27)
    for before, after in pairwise(found[1:]):
        assert (after.opens_on - before.closes_on).days == 1


def test_the_table_of_a_protocol_is_in_plain_words() -> None:
    with use_language("en"):
        first, *_, ninth, _, _ = rows(protocol())[:11]
        assert first.window == "within 30 days of admission"
        assert (ninth.label, ninth.window) == (
            "12 months",
            "from the age of 10 months and 15 days to the day before 15 months",
        )
        assert ninth.exams == "During the 12th month, During the 13th month"
        assert ninth.scales == "ASQ-3 of 12 months, ASQ-SE-2 of 12 months"
        assert rows(protocol())[1].window == "from the age of 15 days to 1 month and 14 days"
