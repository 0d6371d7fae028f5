"""A definition written anew from fields: what is not changed stays as it was, ages cross nowhere."""

from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest

from workspace.dossier.protocol import examples
from workspace.dossier.protocol.definitions import shipped_text
from workspace.dossier.protocol.faults import DefinitionRefused
from workspace.dossier.protocol.model import StepCode
from workspace.dossier.protocol.parsing import parse_definition
from workspace.dossier.protocol.rewriting import (
    StepSaid,
    Written,
    are_apart,
    eve,
    rewritten,
    written,
)
from workspace.dossier.record.model import Age

PEGASE = shipped_text("pegase") or ""
SISTER = (files(examples) / "mille-jours.fr.toml").read_text(encoding="utf-8")
TWELVE = (files(examples) / "pegase-12-ans.fr.toml").read_text(encoding="utf-8")
NEXT = date(2027, 1, 1)
M24, M78 = StepCode("M24"), StepCode("M78")


def changed(known: Written, code: str, **values: object) -> Written:
    step = replace(known.steps[StepCode(code)], **values)  # type: ignore[arg-type]
    return replace(known, steps={**known.steps, StepCode(code): step})


def lines_changed(before: str, after: str) -> set[str]:
    return set(before.splitlines()) ^ set(after.splitlines())


@pytest.mark.parametrize("text", [PEGASE, SISTER, TWELVE], ids=["pegase", "sister", "twelve"])
def test_what_is_not_changed_is_the_same_text(text: str) -> None:
    known = parse_definition(text)
    same = rewritten(text, written(text), version=known.version, valid_from=known.valid_from)
    assert same == text


def test_a_window_that_opens_earlier_closes_the_one_before_in_every_set() -> None:
    text = rewritten(
        PEGASE,
        changed(written(PEGASE), "M24", opens=Age(months=20, days=15)),
        version=2,
        valid_from=NEXT,
    )
    assert lines_changed(PEGASE, text) == {
        "version = 1",
        "version = 2",
        "valid_from = 2021-01-01",
        "valid_from = 2027-01-01",
        'accept_from = "21m0d"',
        'accept_from = "20m15d"',
        'accept_to = "20m30d"',
        'accept_to = "20m14d"',
    }
    definition = parse_definition(text)
    assert (definition.version, definition.valid_from) == (2, NEXT)
    assert definition.in_set("A").step(StepCode("M18")).closes == Age(months=20, days=14)
    assert definition.in_set("B").step(StepCode("M18")).closes == Age(months=18, days=30)
    assert definition.in_set("B").step(StepCode("M20")).closes == Age(months=20, days=14)


def test_an_assessment_taken_out_leaves_its_days_to_the_one_before() -> None:
    known = written(PEGASE)
    steps = {code: step for code, step in known.steps.items() if code != "M20"}
    definition = parse_definition(
        rewritten(PEGASE, replace(known, steps=steps), version=2, valid_from=NEXT)
    )
    assert "M20" not in {step.code for step in definition.in_set("B").steps}
    assert definition.in_set("B").step(StepCode("M18")).closes == Age(months=20, days=30)
    assert len(definition.in_set("B").steps) == 19, (
        "bilans_total would refuse it if it still said 20"
    )


def test_one_taken_out_of_every_set_keeps_the_total_true() -> None:
    known = written(PEGASE)
    steps = {code: step for code, step in known.steps.items() if code != "M12"}
    text = rewritten(PEGASE, replace(known, steps=steps), version=2, valid_from=NEXT)
    assert "bilans_total = 19" in text
    assert parse_definition(text).in_set("A").step(StepCode("M09")).closes == Age(
        months=14, days=30
    )


def test_one_that_is_added_has_its_days_its_code_and_its_place() -> None:
    new = StepSaid(
        label="8 mois",
        sets="ABC",
        target_months=8,
        opens=Age(months=7, days=15),
        scales=("ASQ-3",),
        form="visite",
    )
    known = changed(written(PEGASE), "M09", opens=Age(months=8, days=15))
    text = rewritten(PEGASE, replace(known, added=new), version=2, valid_from=NEXT)
    steps = parse_definition(text).in_set("A").steps
    assert [step.code for step in steps][6:9] == ["M06", "M08", "M09"]
    added = steps[7]
    assert (added.label, added.scales, added.form) == ("8 mois", ("ASQ-3",), "visite")
    assert (added.opens, added.closes) == (Age(months=7, days=15), Age(months=8, days=14))
    assert "bilans_total = 21" in text


def test_two_of_one_age_in_different_sets_have_a_code_each() -> None:
    new = StepSaid(label="8 mois", sets="A", target_months=8, opens=Age(months=7, days=15))
    known = changed(written(PEGASE), "M09", opens=Age(months=8, days=15))
    once = rewritten(PEGASE, replace(known, added=new), version=2, valid_from=NEXT)
    again = replace(written(once), added=replace(new, sets="BC"))
    twice = parse_definition(rewritten(once, again, version=3, valid_from=NEXT))
    assert twice.in_set("A").step(StepCode("M08")).label == "8 mois"
    assert twice.in_set("B").step(StepCode("M08A")).label == "8 mois"


def test_batteries_forms_labels_sets_and_delays_are_written() -> None:
    known = changed(
        written(PEGASE),
        "M78",
        label="Six ans et demi",
        sets="ABC",
        scales=("ASQ-SE-2",),
        form="visite",
    )
    delays = {**known.delays, "lead_days": 45, "silence_months": 6}
    ends = {**known.ends, "B": Age(months=81, days=14)}
    definition = parse_definition(
        rewritten(PEGASE, replace(known, delays=delays, ends=ends), version=2, valid_from=NEXT)
    )
    step = definition.in_set("B").step(M78)
    assert (step.label, step.scales, step.form) == ("Six ans et demi", ("ASQ-SE-2",), "visite")
    assert step.closes == Age(months=81, days=14)
    assert definition.in_set("A").step(M24).lead_days == 45
    assert definition.in_set("A").sight.silence_months == 6
    usual = changed(written(SISTER), "V06", form="bilan")
    first = rewritten(SISTER, usual, version=2, valid_from=NEXT)
    again = rewritten(first, changed(written(first), "V06", form=""), version=3, valid_from=NEXT)
    assert parse_definition(first).in_set("A").step(StepCode("V06")).form == "bilan"
    assert parse_definition(again).in_set("A").step(StepCode("V06")).form == "visite"


def test_where_days_separate_windows_each_says_both_of_its_ends() -> None:
    assert are_apart(SISTER)
    assert not are_apart(PEGASE)
    known = written(SISTER)
    assert known.ends == {}
    text = rewritten(
        SISTER,
        changed(known, "V06", closes=Age(months=6, days=20)),
        version=2,
        valid_from=NEXT,
    )
    assert parse_definition(text).in_set("A").step(StepCode("V06")).closes == Age(months=6, days=20)
    new = StepSaid(
        label="7 mois",
        sets="A",
        target_months=7,
        opens=Age(months=7),
        closes=Age(months=7, days=10),
    )
    added = rewritten(SISTER, replace(known, added=new), version=2, valid_from=NEXT)
    assert parse_definition(added).in_set("A").step(StepCode("M07")).closes == Age(
        months=7, days=10
    )


def test_ages_that_cross_are_refused_by_the_reader() -> None:
    crossed = changed(written(PEGASE), "M24", opens=Age(months=25))
    with pytest.raises(DefinitionRefused):
        parse_definition(rewritten(PEGASE, crossed, version=2, valid_from=NEXT))


@pytest.mark.parametrize(
    ("age", "before"),
    [
        (Age(months=2, days=15), Age(months=2, days=14)),
        (Age(months=2, days=1), Age(months=2, days=0)),
        (Age(months=15), Age(months=14, days=30)),
    ],
)
def test_the_eve_of_an_age_ends_its_month_whatever_its_length(age: Age, before: Age) -> None:
    assert eve(age) == before
