"""A definition written anew from what a page says of its ages and delays; the rest of its text stays. No I/O.

Where a programme leaves no day between two windows, a page asks only for the day each one opens: it closes on
the eve of the next one of its set, whatever the set.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any, Final

import tomlkit
from tomlkit.items import AoT, Table

from workspace.dossier.protocol.faults import DAYS_OF_A_MONTH, parse_age
from workspace.dossier.protocol.model import INITIAL, StepCode
from workspace.dossier.record.model import Age

DELAYS: Final[Mapping[str, str]] = {
    "initial_due_days_after_admission": "programme",
    "followup_end_age_months": "programme",
    "admission_before_age_months": "programme",
    "lead_days": "planning",
    "lead_days_under_6m": "planning",
    "missed_in_a_row": "lost_to_followup",
    "silence_months": "lost_to_followup",
    "contact_attempts": "lost_to_followup",
    "contact_attempts_days": "lost_to_followup",
}
"""The delays a page shows, where the definition says them, each with its block."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StepSaid:
    """What a page says of one assessment, of any set."""

    label: str
    sets: str
    target_months: int
    opens: Age
    closes: Age | None = None
    """Only where days separate the windows; otherwise the next one says it."""
    closes_in: Mapping[str, Age] = field(default_factory=dict)
    """By set, where it is accepted until another age than `closes`; likewise."""
    scales: tuple[str, ...] = ()
    form: str = ""
    """Code of the form it opens; empty for the one of the programme."""
    asq3: int | None = None
    """Months of the questionnaire of ASQ-3 that is expected; None: the child's age chooses."""
    asqse2: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """What a page shows of a definition, and gives back changed."""

    steps: Mapping[StepCode, StepSaid]
    """In the order of the text."""
    ends: Mapping[str, Age] = field(default_factory=dict)
    """By set, the last age at which its last assessment is accepted; empty where days separate the windows."""
    delays: Mapping[str, int] = field(default_factory=dict)
    """Keys of `DELAYS`."""
    added: StepSaid | None = None
    """An assessment that the definition does not have; its code is made from its age."""


def written(text: str) -> Written:
    """Return what `text`, a definition that can be parsed, says of its ages and delays."""
    source = tomlkit.parse(text).unwrap()
    default = _default_set(source)
    aged = [each for each in source["bilan"] if _code(each) != INITIAL]
    apart = _is_apart(source)
    steps = {
        _code(each): StepSaid(
            label=each["label"].strip(),
            sets=_sets(each, default),
            target_months=each["target_months"],
            opens=parse_age(each["accept_from"]),
            closes=parse_age(each["accept_to"]) if apart else None,
            scales=tuple(each.get("scales", ())),
            form=each.get("form", "").strip(),
            closes_in=_exceptions(each) if apart else {},
            asq3=each.get("asq3_months"),
            asqse2=each.get("asqse2_months"),
        )
        for each in aged
    }
    letters = sorted({letter for step in steps.values() for letter in step.sets})
    ends = {} if apart else {letter: _end(aged, letter, default) for letter in letters}
    delays = {
        key: source[block][key] for key, block in DELAYS.items() if key in source.get(block, {})
    }
    return Written(steps=steps, ends=ends, delays=delays)


def are_apart(text: str) -> bool:
    """Return whether days may separate two windows of this definition."""
    return _is_apart(tomlkit.parse(text).unwrap())


def rewritten(text: str, new: Written, *, version: int, valid_from: date) -> str:
    """Return `text` as `new` says, under another number and from another day.

    Assessments of `text` that `new` does not name are no longer asked; those it names alone are asked from then on.
    What comes out is to be parsed: ages that cross are for `parse_definition` to refuse.
    """
    source = tomlkit.parse(text)
    default = _default_set(source)
    source["version"] = version
    source["valid_from"] = valid_from
    for key, value in new.delays.items():
        source[DELAYS[key]][key] = value
    blocks = _kept(source, new, default)
    there = {_code(block) for block in blocks}
    blocks += [_block(step, code, default) for code, step in new.steps.items() if code not in there]
    if new.added is not None:
        after = max((n for n, each in enumerate(blocks, 1) if _code(each) != INITIAL), default=1)
        code = free_code(new.added.target_months, {_code(block) for block in blocks})
        blocks.insert(after, _block(new.added, code, default))
    blocks = _in_order(blocks, default)
    if not _is_apart(source.unwrap()):
        _close(blocks, new.ends, default)
    _count(source, blocks, default)
    if [*source["bilan"]] != blocks:
        del source["bilan"]
        source["bilan"] = AoT(blocks)
    # An array made again has one empty line more between its blocks.
    return re.sub(r"\n{3,}", "\n\n", tomlkit.dumps(source))


def eve(age: Age) -> Age:
    """Return the last age before one: "14m30d" is the last of its month, whatever its length."""
    if age.days:
        return Age(months=age.months, days=age.days - 1)
    return Age(months=age.months - 1, days=DAYS_OF_A_MONTH)


def _kept(source: tomlkit.TOMLDocument, new: Written, default: str) -> list[Table]:
    """Return the blocks that stay, each as `new` says it."""
    found: list[Table] = []
    for each in source["bilan"]:
        block = each if isinstance(each, Table) else _as_table(each)
        step = new.steps.get(_code(block))
        if step is not None:
            _write(block, step, default)
        if step is not None or _code(block) == INITIAL:
            found.append(block)
    return found


def _as_table(each: Mapping[str, Any]) -> Table:
    """Return a block of its own for one that was written within a list, which takes no other."""
    block = tomlkit.table()
    block.update(each)
    return block


def _in_order(blocks: list[Table], default: str) -> list[Table]:
    """Return the blocks by age where a set has them otherwise: the initial one keeps its place."""
    aged = [block for block in blocks if _code(block) != INITIAL]
    letters = sorted({letter for block in aged for letter in _sets(block, default)})
    for letter in letters:
        ages = [_target(block) for block in aged if letter in _sets(block, default)]
        if ages != sorted(ages):
            by_age = iter(sorted(aged, key=_target))
            return [block if _code(block) == INITIAL else next(by_age) for block in blocks]
    return blocks


def _write(block: Table, step: StepSaid, default: str) -> None:
    if step.label != str(block.get("label", "")).strip():
        block["label"] = step.label
    if step.sets != _sets(block, default):
        block["sets"] = step.sets
    _say(block, "target_months", step.target_months)
    _say(block, "accept_from", _age(step.opens))
    if step.closes is not None:
        _say(block, "accept_to", _age(step.closes))
        _except(block, {letter: _age(age) for letter, age in step.closes_in.items()})
    if step.scales != tuple(block.get("scales", ())):
        block["scales"] = list(step.scales)
    if not step.form:
        block.pop("form", None)
    elif step.form != str(block.get("form", "")).strip():
        block["form"] = step.form
    for key, months in (("asq3_months", step.asq3), ("asqse2_months", step.asqse2)):
        if months is None:
            block.pop(key, None)
        else:
            _say(block, key, months)


def _block(step: StepSaid, code: str, default: str) -> Table:
    block = tomlkit.table()
    block["code"] = code
    _write(block, step, default)
    if step.closes is None:
        block["accept_to"] = block["accept_from"]
    return block


def free_code(months: int, taken: Collection[str]) -> str:
    """Return a code made from an age that no other assessment has: M20, else M20A and so on."""
    code = f"M{months:02}"
    return next(
        found
        for found in (code, *(f"{code}{chr(65 + n)}" for n in range(26)))
        if found not in taken
    )


def _close(blocks: list[Table], ends: Mapping[str, Age], default: str) -> None:
    """Let each window close on the eve of the next one of its set, the last one at the end of its set."""
    closings: dict[StepCode, dict[str, Age]] = {}
    aged = [block for block in blocks if _code(block) != INITIAL]
    for letter, end in ends.items():
        chosen = [block for block in aged if letter in _sets(block, default)]
        for before, after in pairwise(chosen):
            closings.setdefault(_code(before), {})[letter] = eve(
                parse_age(str(after["accept_from"]))
            )
        if chosen:
            closings.setdefault(_code(chosen[-1]), {})[letter] = end
    for block in aged:
        _write_closings(block, closings.get(_code(block), {}), default)


def _write_closings(block: Table, closings: Mapping[str, Age], default: str) -> None:
    if not closings:
        return
    usual = closings.get(default) or next(iter(closings.values()))
    _say(block, "accept_to", _age(usual))
    _except(block, {letter: _age(age) for letter, age in closings.items() if age != usual})


def _except(block: Table, others: Mapping[str, str]) -> None:
    """Write until when a block is accepted in the sets that say otherwise."""
    if not others:
        block.pop("accept_to_in_set", None)
    elif others != block.get("accept_to_in_set"):
        exceptions = tomlkit.inline_table()
        exceptions.update(others)
        block["accept_to_in_set"] = exceptions


def _count(source: tomlkit.TOMLDocument, blocks: list[Table], default: str) -> None:
    """Keep `bilans_total` true, where it is said; take it out when the sets no longer have one number."""
    programme: Any = source["programme"]
    if "bilans_total" not in programme:
        return
    letters = sorted({letter for block in blocks for letter in _sets(block, default)})
    counts = {sum(letter in _sets(block, default) for block in blocks) for letter in letters}
    if len(counts) == 1:
        _say(programme, "bilans_total", counts.pop())
    else:
        programme.pop("bilans_total")


def _say(block: Table, key: str, value: str | int) -> None:
    """Write a value where it is another one: what is not changed keeps its place and its comments."""
    if block.get(key) != value:
        block[key] = value


# Names are read as `parse_definition` reads them: what surrounds them is not of them.


def _code(block: Mapping[str, Any]) -> StepCode:
    return StepCode(str(block["code"]).strip())


def _sets(block: Mapping[str, Any], default: str) -> str:
    return str(block.get("sets", default)).strip()


def _target(block: Mapping[str, Any]) -> int:
    return int(block["target_months"])


def _default_set(source: Mapping[str, Any]) -> str:
    return str(source["programme"].get("schedule_set", "A")).strip()


def _is_apart(source: Mapping[str, Any]) -> bool:
    return source.get("planning", {}).get("gaps_allowed") is True


def _end(aged: list[dict[str, Any]], letter: str, default: str) -> Age:
    last = [each for each in aged if letter in _sets(each, default)][-1]
    return parse_age(last.get("accept_to_in_set", {}).get(letter) or last["accept_to"])


def _exceptions(block: Mapping[str, Any]) -> dict[str, Age]:
    return {
        letter: parse_age(str(age)) for letter, age in block.get("accept_to_in_set", {}).items()
    }


def _age(age: Age) -> str:
    return f"{age.months}m{age.days}d"
