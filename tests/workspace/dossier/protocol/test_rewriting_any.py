"""Whatever can be parsed survives the page of its ages: written and read again, it says the same."""

from dataclasses import replace
from typing import Any

import pytest
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.datastructures import ImmutableMultiDict

from workspace.dossier.protocol.ages_form import fields_of, read_ages
from workspace.dossier.protocol.model import INITIAL, StepCode
from workspace.dossier.protocol.parsing import Definition, parse_definition
from workspace.dossier.protocol.rewriting import StepSaid, are_apart, rewritten, written
from workspace.dossier.protocol.wording import differences
from workspace.dossier.record.model import Age
from workspace.i18n import use_language

HEAD: dict[str, Any] = {
    "followup_end_age_months": 84,
    "initial_due_days_after_admission": 30,
}
ANY = settings(deadline=None, max_examples=60)
PADDED = st.sampled_from(["", " ", "  "])


@st.composite
def steps(draw: st.DrawFn, letters: str, *, apart: bool) -> list[dict[str, Any]]:
    """Draw assessments whose windows follow one another in each set, as days or as whole months."""
    targets = sorted(draw(st.sets(st.integers(1, 80), min_size=1, max_size=6)))
    days = {target: draw(st.sampled_from([0, 15])) for target in targets}
    opens = {t: (t, 0) if days[t] == 0 else (t - 1, 15) for t in targets}
    sets = {t: "".join(draw(st.sets(st.sampled_from(letters), min_size=1))) for t in targets}
    found = []
    for target in targets:
        closings = {}
        for letter in sets[target]:
            later = next((t for t in targets if t > target and letter in sets[t]), None)
            months, day = opens[later] if later and not apart else (target, 11)
            closings[letter] = f"{months - 1}m30d" if day == 0 else f"{months}m{day - 1}d"
        usual = closings[sets[target][0]]
        label = draw(st.sampled_from(["1 month", "5 years", "visite  de suivi", "50 % fait"]))
        block: dict[str, Any] = {
            "code": draw(PADDED) + draw(st.sampled_from(["M", "V-", "É "])) + str(target),
            "label": draw(PADDED) + label + draw(PADDED),
            "sets": sets[target],
            "target_months": target,
            "accept_from": "{}m{}d".format(*opens[target]),
            "accept_to": usual,
        }
        others = {letter: age for letter, age in closings.items() if age != usual}
        if others:
            block["accept_to_in_set"] = others
        if draw(st.booleans()):
            block["scales"] = draw(st.permutations(["ASQ-3", "ASQ-SE-2", "M-CHAT-R"]))
        if draw(st.booleans()):
            block["form"] = draw(st.sampled_from(["bilan", "visite", " visite "]))
        found.append(block)
    return found


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Draw a definition that can be parsed, in the ways in which a text may be written."""
    letters = draw(st.sampled_from(["A", "B", "AB", "BCD"]))
    default, apart = draw(st.sampled_from(letters)), draw(st.booleans())
    blocks = draw(steps(letters, apart=apart))
    initial = {"code": draw(PADDED) + "B00", "label": "First", "sets": letters}
    if all(len(block["sets"]) == 1 for block in blocks):  # set by set, not by age
        blocks.sort(key=lambda block: (block["sets"], block["target_months"]))
    blocks.insert(draw(st.integers(0, len(blocks))), initial)
    said: dict[str, Any] = {"code": "drawn", "version": 1, "valid_from": tomlkit.date("2026-01-01")}
    is_list = draw(st.booleans())
    if is_list:
        listed = tomlkit.array()
        for block in blocks:
            listed.append(tomlkit.inline_table() | block)
        said["bilan"] = listed
    said["programme"] = {**HEAD, "schedule_set": default + draw(PADDED)}
    if draw(st.booleans()):
        said["programme"]["form"] = "visite"
    said["planning"] = {"lead_days": 30, "lead_days_under_6m": 10, "gaps_allowed": apart}
    if draw(st.booleans()):
        said["lost_to_followup"] = {"missed_in_a_row": 3}
    if not is_list:
        said["bilan"] = blocks
    return tomlkit.dumps(said)


def again(text: str, **changes: Any) -> Definition:
    known = parse_definition(text)
    new = replace(written(text), **changes)
    return parse_definition(
        rewritten(text, new, version=known.version, valid_from=known.valid_from)
    )


@ANY
@given(texts())
def test_any_definition_written_again_says_the_same(text: str) -> None:
    assert again(text) == parse_definition(text)


@ANY
@given(texts(), st.sampled_from(["fr", "en"]))
def test_any_definition_sent_as_the_page_shows_it_says_the_same(text: str, language: Any) -> None:
    known = written(text)
    with use_language(language):
        shown = {**fields_of(known), "from": "2026-01-01"}
        sent = [
            (name, value)
            for name, values in shown.items()
            for value in ([values] if isinstance(values, str) else sorted(values))
        ]
        new, day = read_ages(ImmutableMultiDict(sent), known, apart=are_apart(text))
    before = parse_definition(text)
    after = parse_definition(rewritten(text, new, version=1, valid_from=day))
    assert differences(before, after) == ()
    assert {letter: each.steps for letter, each in after.sets.items()} == {
        letter: each.steps for letter, each in before.sets.items()
    }


@ANY
@given(texts())
def test_one_may_be_added_to_any_definition(text: str) -> None:
    known = parse_definition(text)
    new = StepSaid(
        label="Last",
        sets=known.default_set,
        target_months=90,
        opens=Age(months=89),
        closes=Age(months=91) if are_apart(text) else None,
    )
    ends = {letter: Age(months=91) for letter in {*written(text).ends, *known.default_set}}
    after = again(text, added=new, ends=ends)
    last = [step for step in after.sets[known.default_set].steps if step.code != INITIAL][-1]
    assert (last.label, last.closes) == ("Last", Age(months=91))


@pytest.mark.parametrize(
    "codes", [("M3", "M1"), ("M1", "M3")], ids=["the later first", "in their order"]
)
def test_sets_written_one_after_the_other_stay_so(codes: tuple[str, str]) -> None:
    ages = {"M1": (1, "0m15d", "1m30d", "A"), "M3": (3, "2m0d", "4m0d", "B")}
    blocks = [
        dict(
            zip(
                ("code", "label", "target_months", "accept_from", "accept_to", "sets"),
                (code, code, *ages[code]),
                strict=True,
            )
        )
        for code in codes
    ]
    text = tomlkit.dumps(
        {
            "code": "two",
            "version": 1,
            "valid_from": tomlkit.date("2026-01-01"),
            "programme": HEAD,
            "planning": {"lead_days": 30, "lead_days_under_6m": 10},
            "bilan": blocks,
        }
    )
    same = rewritten(text, written(text), version=1, valid_from=parse_definition(text).valid_from)
    assert same == text
    assert list(written(text).steps) == [StepCode(code) for code in codes]
