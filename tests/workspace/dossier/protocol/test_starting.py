"""A programme begun on a page: rows to a definition that can be read, from nothing or from another one."""

from collections.abc import Mapping
from datetime import date

import pytest
from starlette.datastructures import ImmutableMultiDict

from tests.workspace.dossier.protocol.test_changing import SISTER
from workspace.dossier.protocol.definitions import shipped_text
from workspace.dossier.protocol.faults import DefinitionRefused
from workspace.dossier.protocol.model import StepCode
from workspace.dossier.protocol.parsing import Definition, parse_definition
from workspace.dossier.protocol.previewing import asked, calendar
from workspace.dossier.protocol.rewriting import written
from workspace.dossier.protocol.start_form import fault_fields, fields_of, read_start, rows_of
from workspace.dossier.protocol.starting import BLANK, Begun, begin, code_for
from workspace.dossier.record.model import Age
from workspace.errors import Invalid
from workspace.i18n import use_language

PEGASE = shipped_text("pegase") or ""
TODAY = date(2025, 3, 4)
HEAD = {
    "name": "Grandir après sept ans",
    "by": "Département fictif",
    "from": "2025-06-01",
    "followup_end_age_months": "132",
    "initial_due_days_after_admission": "30",
    "lead_days": "30",
    "lead_days_under_6m": "10",
}
THREE = {
    "row-0-target": "96",
    "row-0-opens": "90",
    "row-1-target": "108",
    "row-1-opens": "102",
    "row-2-target": "120",
    "row-2-opens": "114",
}


def begun(fields: Mapping[str, str | list[str]], base: str = BLANK) -> Begun:
    sent = [
        (name, value)
        for name, values in fields.items()
        for value in ([values] if isinstance(values, str) else values)
    ]
    with use_language("fr"):
        said = read_start(ImmutableMultiDict(sent), names=("PEGASE",))
    return begin(base, said, code=code_for(said.name, ("pegase",)))


def definition(fields: Mapping[str, str | list[str]], base: str = BLANK) -> Definition:
    return parse_definition(begun(fields, base).text)


def refused(fields: Mapping[str, str]) -> Mapping[str, str]:
    with pytest.raises(Invalid) as error:
        begun(fields)
    return error.value.fields


def test_three_ages_beyond_seven_are_a_programme() -> None:
    found = definition({**HEAD, **THREE})
    assert (found.programme, found.name, found.by, found.version) == (
        "grandir-apres-sept-a",
        "Grandir après sept ans",
        "Département fictif",
        1,
    )
    protocol = found.in_set("A")
    assert [(step.code, step.label, step.target_months) for step in protocol.steps[1:]] == [
        ("M96", "8 ans", 96),
        ("M108", "9 ans", 108),
        ("M120", "10 ans", 120),
    ]
    assert [step.closes for step in protocol.steps[1:]] == [
        Age(months=101, days=30),
        Age(months=113, days=30),
        Age(months=131, days=30),
    ], "each until the eve of the next, the last until follow-up ends"
    assert (protocol.followed_until_months, protocol.admitted_before_months) == (132, None)


def test_a_programme_copied_says_the_same_and_is_another_one() -> None:
    with use_language("fr"):
        copied = definition({**fields_of(written(PEGASE)), **HEAD}, PEGASE)
    model = parse_definition(PEGASE)
    assert (copied.programme, copied.example, copied.default_set) == (
        "grandir-apres-sept-a",
        False,
        "A",
    )
    for letter, protocol in model.sets.items():
        for before, after in zip(protocol.steps, copied.in_set(letter).steps, strict=True):
            assert (after.code, after.opens, after.closes, after.scales, after.exam) == (
                before.code,
                before.opens,
                before.closes,
                before.scales,
                before.exam,
            )
            assert (after.asq3_months, after.form) == (before.asq3_months, before.form)


def test_a_line_at_another_age_is_another_assessment_with_the_form_alone() -> None:
    with use_language("fr"):
        fields = {**fields_of(written(PEGASE)), **HEAD, "row-10-target": "25", "row-20-target": ""}
    found = definition(fields, PEGASE)
    moved = found.in_set("A").step(StepCode("M25"))
    assert (moved.asq3_months, moved.exam, moved.scales) == (None, "", ("ASQ-3", "ASQ-SE-2"))
    codes = {step.code for step in found.in_set("C").steps}
    assert not codes & {"M24", "M84"}, "one moved, one left out"


def test_where_days_separate_lines_each_says_both_ends() -> None:
    known = fields_of(written(SISTER))
    found = definition({**known, **HEAD}, SISTER)
    model = parse_definition(SISTER).in_set("A")
    assert [each.closes for each in found.in_set("A").steps] == [
        each.closes for each in model.steps
    ]
    half = refused({**HEAD, **THREE, "row-0-closes": "100"})
    assert set(half) == {"row-1-closes", "row-2-closes"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "pegase"}, "name"),
        ({"by": "x" * 121}, "by"),
        ({"from": "demain"}, "from"),
        ({"lead_days": "x"}, "lead_days"),
        ({"admission_before_age_months": "x"}, "admission_before_age_months"),
        ({"row-1-target": "x"}, "row-1-target"),
        ({"row-1-opens": ""}, "row-1-opens"),
        ({"row-1-opens_days": "31"}, "row-1-opens_days"),
        ({"row-1-sets": "A1"}, "row-1-sets"),
        ({"row-1-label": "x" * 61}, "row-1-label"),
        ({"row-1-closes": "107"}, "row-1-closes"),
        ({"end": "999"}, "end"),
    ],
    ids=str,
)
def test_what_cannot_be_read_is_said_beside_its_field(wrong: dict[str, str], field: str) -> None:
    assert field in refused({**HEAD, **THREE, **wrong})


def test_a_page_without_a_line_is_told_so() -> None:
    assert set(refused(HEAD)) == {"row-0-target"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"row-1-opens": "95"}, "row-0-opens"),
        ({"row-1-opens": "109"}, "row-1-opens"),
        ({"followup_end_age_months": "0"}, "followup_end_age_months"),
        ({"row-1-sets": "B", "row-1-target": "9", "row-1-opens": "10"}, "row-1-opens"),
    ],
    ids=str,
)
def test_ages_that_cross_are_said_beside_their_line(wrong: dict[str, str], field: str) -> None:
    made = begun({**HEAD, **THREE, **wrong, "end": "130"})
    with pytest.raises(DefinitionRefused) as error:
        parse_definition(made.text)
    assert field in fault_fields(error.value.faults, made)


def test_a_code_is_made_from_a_name_and_nobody_s() -> None:
    assert code_for("Petits pas 93", ()) == "petits-pas-93"
    assert code_for("Petits pas 93", ("petits-pas-93",)) == "petits-pas-93-2"
    assert code_for("♥", ()) == "programme"
    assert len(code_for("Un nom vraiment très long pour un programme", ())) <= 20


def test_a_page_has_lines_to_spare_and_never_too_many() -> None:
    assert rows_of({}) == 4
    assert rows_of({"row-2-target": "9", "row-7-target": ""}) == 7
    assert rows_of({"row-99-target": "9"}) == 60


def test_the_calendar_of_nobody_is_shown_before_anything_holds() -> None:
    found = definition({**HEAD, **THREE})
    usual = asked({}, found, today=TODAY)
    assert (usual.birth, usual.admitted) == (date(2017, 3, 4), TODAY)
    with use_language("en"):
        lines = calendar(found, usual, today=TODAY)
    assert [line[:2] for line in lines[1:]] == [
        ("8 ans", "4 March 2025"),
        ("9 ans", "4 March 2026"),
        ("10 ans", "4 March 2027"),
    ]
    late = asked({"born": "2017-03-04", "admitted": "2026-09-01"}, found, today=TODAY)
    with use_language("en"):
        assert calendar(found, late, today=TODAY)[1][3] == "Before admission"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"born": "x"}, "born"),
        ({"admitted": "x"}, "admitted"),
        ({"born": "2025-01-01", "admitted": "2024-01-01"}, "admitted"),
        ({"born": "1900-01-01"}, "born"),
        ({"born": "2025-01-01", "admitted": "9999-12-31"}, "admitted"),
    ],
)
def test_a_day_that_cannot_be_is_said_beside_it(typed: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as error:
        asked(typed, definition({**HEAD, **THREE}), today=TODAY)
    assert set(error.value.fields) == {field}
