"""The inclusion rules, read from the data files beside this one.

Changing an age or an exception is adding a file with its `valid_from`, never code.
"""

import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files

from workspace.actor import Role
from workspace.dossier.record.inclusion import (
    InclusionException,
    InclusionRule,
    Waived,
    with_ages,
)
from workspace.dossier.record.programmes import ProgrammeAges
from workspace.i18n import N_

LABELS = (
    N_("Elder brother or sister of a child who is followed"),
    N_("Already followed by the programme with another service"),
    N_("Decision of the national team"),
    N_("Follow-up goes on after 7 years"),
)
"""The labels of the data files, marked for translation."""


def inclusion_rule(*, on: date | None = None, ages: ProgrammeAges | None = None) -> InclusionRule:
    """Return the rule in force `on` that day (the newest by default), with the ages of a programme.

    Before the first rule, the first. `ages`: as a definition that was applied says them.
    """
    return with_ages(_in_force(on), ages)


@cache
def _in_force(on: date | None) -> InclusionRule:
    known = sorted(_rules(), key=lambda rule: rule.valid_from)
    in_force = [rule for rule in known if on is None or rule.valid_from <= on]
    return in_force[-1] if in_force else known[0]


def parse_rule(text: str) -> InclusionRule:
    """Read one rule. Raise ValueError when its ages are not in order, KeyError when one is missing."""
    source = tomllib.loads(text)
    age = source["age"]
    rule = InclusionRule(
        code=source["code"],
        version=source["version"],
        valid_from=source["valid_from"],
        asked_again_from_months=age["asked_again_from_months"],
        refused_from_months=age["refused_from_months"],
        followed_until_months=age["followed_until_months"],
        exceptions=tuple(
            InclusionException(
                code=entry["code"],
                label=entry["label"],
                waives=Waived(entry["to"]),
                accepted_by=frozenset(Role(role) for role in entry["accepted_by"]),
            )
            for entry in source.get("exception", ())
        ),
    )
    ages = (rule.asked_again_from_months, rule.refused_from_months, rule.followed_until_months)
    if list(ages) != sorted(ages):
        raise ValueError(f"the ages of the rule are not in order: {ages}")
    return rule


def _rules() -> Iterator[InclusionRule]:
    for file in files(__name__).iterdir():
        if file.name.endswith(".toml"):
            yield parse_rule(file.read_text(encoding="utf-8"))
