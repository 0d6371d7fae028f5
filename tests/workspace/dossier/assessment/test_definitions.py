"""The forms as data: whole, classed, coded, translated."""

from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from workspace.access.permissions import DataClass
from workspace.access.rules import rights_of
from workspace.dossier.assessment import definitions, rules
from workspace.dossier.assessment.definitions import FormsRefused, codes, form, parse_form
from workspace.dossier.assessment.definitions.labels import LABELS
from workspace.dossier.assessment.model import About, Form, Kind, Steps
from workspace.dossier.assessment.named import add_folders, known

SOURCE = (files(definitions) / "bilan-1.toml").read_text("utf-8")
SHORT = (files(definitions) / "visite-1.toml").read_text("utf-8")
UNTRANSLATED = {"kg", "g", "cm", "mmHg", "°C"}


@pytest.fixture(autouse=True)
def _shipped_alone() -> Iterator[None]:
    yield
    definitions._shelf.added = ()


def words_of(found: Form) -> set[str]:
    words = set()
    for part in found.parts:
        words.add(part.label)
        for field in part.fields:
            words |= {field.label, field.unknown}
            words |= {word for word in (field.section, field.unit) if word}
            words |= {option.label for option in field.options}
    return words


def test_every_word_of_the_forms_is_marked_for_translation() -> None:
    elsewhere = {"Not known", "Yes", "No"}
    assert words_of(form()) - elsewhere - UNTRANSLATED == set(LABELS) - elsewhere


def test_the_history_is_asked_once_and_the_examination_every_time() -> None:
    initial = [part.code for part in rules.asked_parts(form(), initial=True)]
    later = [part.code for part in rules.asked_parts(form(), initial=False)]
    history = ["pregnancy", "exposures", "birth", "first_week", "before", "family"]
    assert [code for code in initial if code not in later] == history
    assert later == [
        "visit", "measures", "examination", "skin", "daily", "behaviour",
        "scales", "prevention", "psychologist", "psychomotor", "conclusion",
    ]  # fmt: skip


def test_every_part_can_be_filled_by_each_role_it_names() -> None:
    refused = [
        (part.code, role)
        for part in form().parts
        for role in part.roles
        if not rules.may_fill(part, role, rights_of(role))
    ]
    assert refused == []


def test_whatever_is_told_of_the_parents_says_so() -> None:
    told = {"exposures", "family", "pregnancy"}
    assert all(field.about for part in form().parts if part.code in told for field in part.fields)
    birth = form().part("birth")
    assert {field.about for field in birth.fields} == {None}
    mothers_age = next(f for f in form().part("family").fields if f.code == "mother_age")
    assert mothers_age.about is About.MOTHER


def test_facts_about_third_parties_and_marks_on_the_skin_are_more_closed() -> None:
    classes = {str(part.code): part.data_class for part in form().parts}
    assert classes["exposures"] is DataClass.THIRD_PARTY
    assert classes["family"] is DataClass.THIRD_PARTY
    assert classes["skin"] is DataClass.PSYCHOLOGICAL
    assert form().part("skin").is_restricted


def test_the_history_asks_for_sources_and_may_be_amended() -> None:
    of_history = [part for part in form().parts if part.steps is Steps.INITIAL]
    assert all(part.asks_source and part.is_amendable for part in of_history)
    assert not any(part.is_amendable for part in form().parts if part.steps is Steps.ALL)


@pytest.mark.parametrize(
    ("part", "field", "system", "concept"),
    [
        ("measures", "weight_kg", "LOINC", "29463-7"),
        ("measures", "length_cm", "LOINC", "8302-2"),
        ("measures", "head_cm", "LOINC", "8287-5"),
        ("birth", "term_weeks", "LOINC", "11885-1"),
        ("birth", "apgar_10", "LOINC", "9271-8"),
        ("exposures", "alcohol", "LOINC", "74013-4"),
        ("pregnancy", "pre_eclampsia", "ICD10", "O14.9"),
        ("first_week", "hearing_newborn", "TA", "MED-1304"),
        ("examination", "neurodevelopment", "TA", "MED-1274"),
        ("before", "hospital_stays", None, None),
    ],
)
def test_a_field_carries_the_code_of_the_reference(
    part: str, field: str, system: str | None, concept: str | None
) -> None:
    found = next(each for each in form().part(part).fields if each.code == field)
    assert (system, concept) == (found.system, found.concept)


def test_ages_decide_what_is_asked() -> None:
    examination = form().part("examination")
    at_one_month = {field.code for field in examination.asked(1)}
    at_four_years = {field.code for field in examination.asked(48)}
    assert {"hips", "fontanelle"} <= at_one_month
    assert not {"hips", "fontanelle"} & at_four_years
    assert {"acuity", "spine"} <= at_four_years
    assert not {"acuity", "spine"} & at_one_month


def test_a_version_is_in_force_from_its_day_and_found_by_its_name_whatever_the_day() -> None:
    assert form(on=date(2021, 1, 1)).name == "bilan-1"
    assert form("bilan-1") == form() == form("bilan-1", on=date(2020, 1, 1))
    assert form(code="visite", on=date(2021, 1, 1)).name == "visite-1"
    assert codes() == {"bilan": date(2021, 1, 1), "visite": date(2021, 1, 1)}
    with pytest.raises(LookupError):
        form(on=date(2020, 12, 31))
    with pytest.raises(LookupError):
        form("bilan-0")
    with pytest.raises(KeyError):
        form().part("nowhere")


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ('data_class = "C0"', 'data_class = "C5"', "no part is of class"),
        ('code = "exposures"', 'code = "pregnancy"', "stands twice"),
        ('code = "parity"', 'code = "gravidity"', "stands twice"),
        ('kind = "yes_no"\nnormal = "no"', 'kind = "yes_no"\nnormal = "well"', "not among"),
        ("required = true", "requierd = true", "nobody reads"),
        ('kind = "text"', 'kind = "choice"', "with 0 options"),
        ('kind = "several"', 'kind = "words"', "with 6 options"),
        ('code = "bilan"', 'code = "bilan-of-the-house"', "not a code of 1 to 16"),
        ('code = "visit"', 'code = "the-visit-of-the-child"', "not a code of 1 to 20"),
    ],
)
def test_a_wrong_file_is_refused(written: str, instead: str, said: str) -> None:
    assert written in SOURCE
    with pytest.raises(ValueError, match=said):
        parse_form(SOURCE.replace(written, instead, 1))


def test_a_form_that_could_never_be_done_is_refused() -> None:
    optional = SHORT.replace("mandatory = true", "mandatory = false")
    with pytest.raises(ValueError, match="never done"):
        parse_form(optional)
    once = SHORT.replace('steps = "all"', 'steps = "initial"')
    with pytest.raises(ValueError, match="never done"):
        parse_form(once)


def test_the_short_form_says_nothing_in_other_words_than_the_whole_one() -> None:
    assert words_of(form(code="visite")) <= words_of(form())


def test_the_forms_of_a_folder_stand_beside_those_shipped_version_by_version(
    tmp_path: Path,
) -> None:
    later = SHORT.replace("version = 1", "version = 2").replace("2021-01-01", "2026-03-01")
    (tmp_path / "a.toml").write_text(later, "utf-8")
    (tmp_path / "b.toml").write_text(SHORT.replace('"visite"', '"pmi"', 1), "utf-8")
    (tmp_path / "notes.txt").write_text("not one", "utf-8")
    add_folders(instruments=None, forms=tmp_path)
    assert form(code="visite", on=date(2026, 2, 28)).name == "visite-1"
    assert form(code="visite", on=date(2026, 3, 1)).name == "visite-2"
    assert codes()["visite"] == date(2021, 1, 1)
    assert list(known().forms) == ["bilan", "visite", "pmi"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SHORT, "a.toml: visite-1 is there already"),
        ("code = ", "a.toml: TOMLDecodeError"),
        (SHORT.replace("[sets]", "[set]"), "a.toml: KeyError"),
    ],
)
def test_a_file_of_the_folder_that_is_no_form_is_named(
    text: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "a.toml").write_text(text, "utf-8")
    with pytest.raises(FormsRefused, match=said):
        add_folders(instruments=None, forms=tmp_path)
    with pytest.raises(FormsRefused, match="nowhere"):
        add_folders(instruments=None, forms=tmp_path / "nowhere")
    assert list(codes()) == ["bilan", "visite"]


def test_no_kind_is_without_a_field() -> None:
    assert {field.kind for part in form().parts for field in part.fields} == set(Kind)
