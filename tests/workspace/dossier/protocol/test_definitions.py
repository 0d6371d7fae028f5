"""The protocol as data: what the files say, and what is refused in them."""

from datetime import date

import pytest

from workspace.dossier.protocol.definitions import LABELS, protocol
from workspace.dossier.protocol.faults import parse_age
from workspace.dossier.protocol.model import INITIAL
from workspace.dossier.record.model import Age

CALENDAR = [1, 2, 3, 4, 5, 6, 9, 12, 18, 24, 36, 48, 60, 72]
TARGETS = {
    "A": sorted([*CALENDAR, 30, 42, 54, 66, 78]),
    "B": sorted([*CALENDAR, 20, 30, 42, 54, 66]),
    "C": sorted([*CALENDAR[1:], 84, 30, 42, 54, 66, 78]),
}


@pytest.mark.parametrize("schedule_set", TARGETS)
def test_a_set_is_the_initial_assessment_and_nineteen_ages_in_order(schedule_set: str) -> None:
    steps = protocol(schedule_set).steps
    assert steps[0].code == INITIAL
    assert TARGETS[schedule_set] == [step.target_months for step in steps[1:]]
    assert list(range(1, 21)) == [step.number for step in steps]


def test_steps_are_found_by_their_number() -> None:
    assert protocol().numbered(20).code == "M78"
    with pytest.raises(KeyError):
        protocol().numbered(21)


def test_the_counts_of_the_programme_are_read() -> None:
    chosen = protocol()
    assert ("pegase", 1, "A", date(2021, 1, 1)) == (
        chosen.code,
        chosen.version,
        chosen.schedule_set,
        chosen.valid_from,
    )
    assert (
        chosen.initial_due_days,
        chosen.absorbed_days,
        chosen.absorbed_days_under_12_months,
    ) == (30, 45, 15)
    assert (
        chosen.lead_days,
        chosen.lead_days_under_6_months,
        chosen.followed_until_months,
    ) == (30, 10, 84)


@pytest.mark.parametrize(
    ("number", "asq3", "asqse2"),
    [
        (1, None, None),
        (2, 2, 2),
        (8, 10, 12),
        (14, 42, 48),
        (18, 60, 60),
        (19, None, 60),
        (20, None, None),
    ],
)
def test_a_step_names_the_questionnaires_of_its_age(
    number: int, asq3: int | None, asqse2: int | None
) -> None:
    step = protocol().numbered(number)
    assert (asq3, asqse2) == (step.asq3_months, step.asqse2_months)


def test_every_label_is_marked_for_translation() -> None:
    used = {step.label for name in TARGETS for step in protocol(name).steps}
    assert used == set(LABELS)


def test_a_version_is_in_force_from_its_day() -> None:
    assert protocol(on=date(2021, 1, 1)).version == 1
    with pytest.raises(LookupError):
        protocol(on=date(2020, 12, 31))


@pytest.mark.parametrize("text", ["20m30d (18m30d in set B)", "20m", "", "-1m0d", "1m31d"])
def test_an_age_badly_written_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an age"):
        parse_age(text)


def test_an_age_is_read() -> None:
    assert Age(months=14, days=30) == parse_age("14m30d")


def test_an_unknown_set_is_refused() -> None:
    with pytest.raises(ValueError, match="no set Z"):
        protocol("Z")


def test_each_step_says_its_battery_and_its_lead() -> None:
    chosen = protocol()
    assert chosen.numbered(1).scales == ()
    assert chosen.numbered(8).scales == ("ASQ-3", "ASQ-SE-2")
    assert chosen.numbered(19).scales == ("ASQ-SE-2",)
    assert [chosen.numbered(n).lead_days for n in (1, 6, 7)] == [0, 10, 30]
    assert {step.sight for step in chosen.steps} == {chosen.sight}
