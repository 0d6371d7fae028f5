"""A programme begun on a page: what its fields say, made into the text of a definition. No I/O.

It begins from nothing or from the text of another programme. Of that one, what the page does not show goes along: the
questionnaires an age expects, its form and its compulsory examinations, and when a child is lost from sight.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

import tomlkit

from workspace.dossier.protocol.model import INITIAL, StepCode
from workspace.dossier.protocol.parsing import LONGEST_PROGRAMME
from workspace.dossier.protocol.rewriting import (
    StepSaid,
    Written,
    eve,
    free_code,
    rewritten,
    written,
)
from workspace.dossier.record.model import Age
from workspace.names import letters as plain

BLANK: Final = """\
code = "blank"
name = "blank"
version = 1
valid_from = 2000-01-01

[programme]
followup_end_age_months = 84
initial_due_days_after_admission = 30
schedule_set = "A"

[planning]
lead_days = 30
lead_days_under_6m = 10

[[bilan]]
code = "B00"
label = "Initial assessment"
"""
"""A programme that asks for one assessment, at admission."""
LIMIT: Final = "admission_before_age_months"


@dataclass(frozen=True, kw_only=True, slots=True)
class RowSaid:
    """One line of the page."""

    number: int
    """Which line it is, from 0."""
    code: StepCode | None
    """Of the assessment of the programme it begins from; None for another one."""
    step: StepSaid
    """What it says, without what the page does not show."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Started:
    """What the page says."""

    name: str
    by: str
    valid_from: date
    rows: tuple[RowSaid, ...]
    delays: Mapping[str, int]
    """Keys of `rewriting.DELAYS`; without `LIMIT`, a child of any age is taken in."""
    end: Age | None = None
    """Last age at which the last assessment is accepted; None: as the text it begins from says, else the end of all."""

    @property
    def is_apart(self) -> bool:
        """Return whether a line says until when it is accepted: then days may separate two of them."""
        return any(row.step.closes is not None for row in self.rows)


@dataclass(frozen=True, kw_only=True, slots=True)
class Begun:
    """A definition, and which line of the page each assessment comes from."""

    text: str
    lines: Mapping[StepCode, int] = field(default_factory=dict)


def code_for(name: str, taken: Collection[str]) -> str:
    """Return a code made from a name that no other programme has: "Petits pas 93" is "petits-pas-93"."""
    made = re.sub(r"[^a-z0-9]+", "-", plain(name)).strip("-")
    base = made[:LONGEST_PROGRAMME].strip("-") or "programme"
    numbered = (f"{base[: LONGEST_PROGRAMME - 3]}-{n}" for n in range(2, 100))
    return next(each for each in (base, *numbered) if each not in taken)


def begin(base: str, said: Started, *, code: str) -> Begun:
    """Return the definition of a new programme. `base`: a definition that can be parsed, `BLANK` or another's.

    What comes out is to be parsed: ages that cross are for `parse_definition` to refuse.
    """
    letters = "".join(sorted({letter for row in said.rows for letter in row.step.sets}))
    known = written(base)
    steps, lines = _steps(said.rows, known)
    text = _head(base, said, code=code, letters=letters)
    new = Written(
        steps=steps,
        ends={} if said.is_apart else {letter: _end(letter, said, known) for letter in letters},
        delays=said.delays,
    )
    return Begun(text=rewritten(text, new, version=1, valid_from=said.valid_from), lines=lines)


def _head(base: str, said: Started, *, code: str, letters: str) -> str:
    """Return the text under another name: its comments were the other programme's, and stay with it."""
    source: dict[str, Any] = tomlkit.parse(base).unwrap()
    for key in ("code", "name", "by", "version", "valid_from", "example"):
        source.pop(key, None)
    default = str(source["programme"].get("schedule_set", "A")).strip()
    source["programme"]["schedule_set"] = default if default in letters else letters[:1] or "A"
    source["programme"].pop(LIMIT, None)
    source["planning"]["gaps_allowed"] = said.is_apart
    for block in source["bilan"]:
        if str(block["code"]).strip() == INITIAL:
            block["sets"] = letters
        else:
            block.setdefault("sets", default)
    head = {
        "code": code,
        "name": said.name,
        "by": said.by,
        "version": 1,
        "valid_from": said.valid_from,
    }
    return tomlkit.dumps({key: value for key, value in head.items() if value} | source)


def _steps(
    rows: Sequence[RowSaid], known: Written
) -> tuple[dict[StepCode, StepSaid], dict[StepCode, int]]:
    steps: dict[StepCode, StepSaid] = {}
    lines: dict[StepCode, int] = {}
    same = {row.number: row.code for row in rows if row.code and _is_same(row, known)}
    for row in rows:
        code = same.get(row.number)
        before = known.steps.get(row.code) if row.code else None
        if code is None or code in steps or before is None:
            taken = {str(each) for each in (INITIAL, *same.values(), *steps)}
            code = StepCode(free_code(row.step.target_months, taken))
            step = replace(row.step, form=before.form) if before else row.step
        else:
            step = replace(row.step, form=before.form, asq3=before.asq3, asqse2=before.asqse2)
        steps[code], lines[code] = step, row.number
    return steps, lines


def _is_same(row: RowSaid, known: Written) -> bool:
    """Return whether a line is an assessment it was copied from: at another age it is another one."""
    before = known.steps.get(row.code) if row.code else None
    return before is not None and before.target_months == row.step.target_months


def _end(letter: str, said: Started, known: Written) -> Age:
    if said.end is not None:
        return said.end
    last = max(row.step.target_months for row in said.rows if letter in row.step.sets)
    before = known.ends.get(letter)
    if before is not None and Age(months=last) <= before:
        return before
    return eve(Age(months=said.delays["followup_end_age_months"]))
