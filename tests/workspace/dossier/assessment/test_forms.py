"""What a page sends, read: nothing refused, nothing lost."""

from datetime import date

import pytest
from starlette.datastructures import ImmutableMultiDict

from workspace.dossier.assessment import forms
from workspace.dossier.assessment.definitions import form
from workspace.dossier.assessment.model import Answer, Found, Origin, Rest, Source
from workspace.dossier.protocol.model import StepCode

STEP = StepCode("M42")


def read(part: str, *fields: tuple[str, str]) -> dict[str, Answer]:
    found = forms.answers(form().part(part), ImmutableMultiDict(fields))
    return {str(code): answer for code, answer in found.items()}


@pytest.mark.parametrize(
    ("part", "code", "typed", "kept"),
    [
        ("measures", "weight_kg", " 14,80 ", "14.8"),
        ("measures", "weight_kg", "14800 g", "14.8"),
        ("measures", "weight_kg", "heavy", "heavy"),
        ("before", "placed_from", "04/2023", "2023-04"),
        ("before", "placed_from", "7/4/2023", "2023-04-07"),
        ("before", "placed_from", "2023", "2023"),
        ("before", "placed_from", "one day", "one day"),
        ("conclusion", "next_on", "2025-09-01", "2025-09-01"),
        ("conclusion", "problems", "Sleep\r\nTeeth\x07", "Sleep\nTeeth"),
        ("examination", "heart", "normal", "normal"),
        ("examination", "walks", "yes", "yes"),
    ],
)
def test_a_value_is_kept_as_it_is_meant_or_as_it_was_typed(
    part: str, code: str, typed: str, kept: str
) -> None:
    assert read(part, (code, typed)) == {code: Answer(value=kept)}


@pytest.mark.parametrize(
    ("typed", "meant", "kept"),
    [
        ("14800", "weight_kg:14800:14.8", "14.8"),
        ("14,8", "weight_kg:14800:14.8", "14.8"),
        ("15", "weight_kg:14800:14.8", "15"),
        ("15", "head_cm:15:14.8", "15"),
        ("15", "weight_kg:15:", "15"),
    ],
)
def test_a_button_writes_what_was_meant_and_never_over_what_was_typed_since(
    typed: str, meant: str, kept: str
) -> None:
    found = read("measures", ("weight_kg", typed), ("meant", meant))
    assert found == {"weight_kg": Answer(value=kept)}


def test_several_are_kept_once_each() -> None:
    found = read("prevention", ("topics", "sleep"), ("topics", "teeth"), ("topics", "sleep"))
    assert found["topics"].value == ("sleep", "teeth")


@pytest.mark.parametrize(
    ("part", "fields"),
    [
        ("examination", [("heart", "unknown")]),
        ("measures", [("heart_rate", ""), ("heart_rate.unknown", "unknown")]),
        ("prevention", [("topics", "unknown")]),
    ],
)
def test_not_known_is_read_for_every_kind(part: str, fields: list[tuple[str, str]]) -> None:
    (answer,) = read(part, *fields).values()
    assert (answer.is_unknown, bool(answer.value)) == (True, False)


def test_a_value_wins_over_not_known() -> None:
    (answer,) = read("measures", ("weight_kg", "14"), ("weight_kg.unknown", "unknown")).values()
    assert (answer.value, answer.is_unknown) == ("14", False)


def test_what_was_left_empty_has_no_answer_but_a_note_alone_is_kept() -> None:
    assert read("measures", ("weight_kg", " ")) == {}
    assert read("examination", ("heart.note", "cries")) == {"heart": Answer(note="cries")}


def test_each_answer_has_its_own_source_or_that_of_the_part() -> None:
    found = read(
        "birth",
        ("source", "health_book"),
        ("term_weeks", "39"),
        ("rupture", "no"),
        ("rupture.source", "mother"),
    )
    assert found["term_weeks"].source is Source.HEALTH_BOOK
    assert found["rupture"].source is Source.MOTHER
    assert read("birth", ("source", "gossip"), ("term_weeks", "39"))["term_weeks"].source is None
    assert read("measures", ("source", "mother"), ("weight_kg", "14"))["weight_kg"].source is None


def test_where_a_value_was_found_is_kept_while_it_is_the_one_proposed() -> None:
    proposed = [("weight_kg.found", "growth 2025-03-04"), ("weight_kg.was", "14.8")]
    (kept,) = read("measures", ("weight_kg", "14,8"), *proposed).values()
    assert kept.found == Found(origin=Origin.GROWTH, on=date(2025, 3, 4))
    (changed,) = read("measures", ("weight_kg", "15"), *proposed).values()
    assert changed.found is None
    (forged,) = read(
        "measures", ("weight_kg", "15"), ("weight_kg.found", "x"), ("weight_kg.was", "15")
    ).values()
    assert forged.found is None
    assert forms.found_text(Found(origin=Origin.BIRTH)) == "birth"


def test_the_whole_form_is_read() -> None:
    fields = ImmutableMultiDict(
        [("base", "x:1"), ("seen_on", "2025-03-04"), ("action", "rest_normal")]
    )
    new = forms.new_version(STEP, form().part("measures"), fields)
    assert (new.base, new.seen_on, new.rest) == ("x:1", date(2025, 3, 4), Rest.NORMAL)
    bare = forms.new_version(STEP, form().part("measures"), ImmutableMultiDict([("seen_on", "x")]))
    assert (bare.base, bare.seen_on, bare.rest) == ("", None, None)
