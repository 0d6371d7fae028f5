"""Whom the programme takes in: the rule as data, its exceptions, and what is asked twice."""

from dataclasses import replace
from datetime import date

import pytest

from tests.workspace.dossier.record.cases import NEW_LOU
from workspace.actor import Role
from workspace.dossier.record.ages import add_months
from workspace.dossier.record.definitions import inclusion_rule, parse_rule
from workspace.dossier.record.inclusion import (
    Waived,
    age_complaints,
    follow_up_ends_on,
    is_late_admission,
    is_nearly_late,
)
from workspace.dossier.record.model import NewChild

RULE = inclusion_rule()
BORN = date(2020, 2, 29)


def at(months: int, days: int = 0) -> NewChild:
    """Return a child admitted at an age, in completed months."""
    admitted_on = add_months(BORN, months)
    admitted_on = admitted_on.replace(day=admitted_on.day + days)
    return replace(
        NEW_LOU,
        identity=replace(NEW_LOU.identity, birth_date=BORN),
        inclusion=replace(NEW_LOU.inclusion, admitted_on=admitted_on),
    )


def complaints(new: NewChild, role: Role = Role.COORDINATOR) -> set[str]:
    return {field for field, _ in age_complaints(new, role=role, rule=RULE)}


def test_the_ages_are_those_of_the_protocol() -> None:
    assert (57, 60, 84) == (
        RULE.asked_again_from_months,
        RULE.refused_from_months,
        RULE.followed_until_months,
    )


@pytest.mark.parametrize(
    ("months", "fields"),
    [
        (0, set()),
        (56, set()),
        (57, {"admitted_on"}),
        (59, {"admitted_on"}),
        (60, {"admitted_on"}),
        (90, {"admitted_on"}),
    ],
)
def test_a_child_nearly_too_old_is_asked_about_and_one_too_old_refused(
    months: int, fields: set[str]
) -> None:
    assert fields == complaints(at(months))


def test_whoever_looked_twice_at_a_child_nearly_too_old_enrols() -> None:
    assert not complaints(replace(at(58), age_is_right=True))
    assert complaints(replace(at(60), age_is_right=True)) == {"admitted_on"}


def test_somebody_of_age_is_not_enrolled_whatever_the_exception() -> None:
    young, of_age = (
        replace(at(months), exception="elder_sibling", accepted_late_because="Her sister is.")
        for months in (18 * 12 - 1, 18 * 12)
    )
    assert not complaints(young)
    assert complaints(of_age) == {"birth_date"}


def test_a_child_of_29_february_is_five_on_28_february() -> None:
    assert not is_late_admission(BORN, date(2025, 2, 27), rule=RULE)
    assert is_nearly_late(BORN, date(2025, 2, 27), rule=RULE)
    assert is_late_admission(BORN, date(2025, 2, 28), rule=RULE)
    assert not is_nearly_late(BORN, date(2025, 2, 28), rule=RULE)


def test_follow_up_lasts_until_seven() -> None:
    assert follow_up_ends_on(BORN, rule=RULE) == date(2027, 2, 28)


def test_an_exception_needs_its_reason_and_whoever_may_accept_it() -> None:
    five = replace(at(61), exception="elder_sibling")
    assert complaints(five) == {"accepted_late_because"}
    told = replace(five, accepted_late_because="Her sister is followed.")
    assert not complaints(told)
    assert complaints(replace(told, exception="because")) == {"exception"}
    assert complaints(replace(told, exception="past_seven")) == {"exception"}
    national = replace(told, exception="national_decision")
    assert not complaints(national), "decided by the national team, written down by who coordinates"
    assert complaints(replace(national, accepted_late_because="")) == {"accepted_late_because"}
    assert complaints(national, Role.NURSE) == {"exception"}


def test_each_role_is_offered_the_exceptions_it_may_write() -> None:
    offered = {e.code for e in RULE.exceptions_for(Role.COORDINATOR, Waived.ADMISSION)}
    assert offered == {"elder_sibling", "other_service", "national_decision"}
    assert not RULE.exceptions_for(Role.CARER, Waived.ADMISSION)


def test_an_entry_before_the_first_rule_is_judged_by_the_first() -> None:
    assert inclusion_rule(on=date(2001, 1, 1)) == RULE


def test_ages_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="not in order"):
        parse_rule(
            'code = "x"\nversion = 1\nvalid_from = 2020-01-01\n'
            "[age]\nrefused_from_months = 50\nasked_again_from_months = 57\nfollowed_until_months = 84\n"
        )
