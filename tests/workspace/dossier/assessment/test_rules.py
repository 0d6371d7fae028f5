"""What an answer may be, when a part is complete, who fills it, and two versions into one."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from tests.workspace.dossier.assessment.answering import ALL_CLOSED, UNKNOWN, answers
from workspace.access.permissions import DataClass
from workspace.access.rules import rights_of
from workspace.actor import Role
from workspace.dossier.assessment import doubting, rules
from workspace.dossier.assessment.definitions import form
from workspace.dossier.assessment.model import (
    Answer,
    Answers,
    Field,
    Found,
    Head,
    Origin,
    Part,
    PartCode,
    Source,
    State,
    VersionId,
)
from workspace.ids import AccountId

BORN, TODAY = date(2023, 3, 4), date(2025, 3, 4)
MONTHS = 24
MEASURES, BIRTH, BEFORE = (form().part(code) for code in ("measures", "birth", "before"))
EXAMINATION, CONCLUSION = form().part("examination"), form().part("conclusion")


def field(part: Part, code: str) -> Field:
    return next(each for each in part.fields if each.code == code)


WEIGHT = field(MEASURES, "weight_kg")


def problems(part: Part, given: Answers, *, closing: bool = False) -> dict[str, str]:
    return rules.problems(part, given, months=MONTHS, born=BORN, today=TODAY, closing=closing)


# ── Numbers and units ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        (" 3 500 ", "3500"),
        ("3\N{NO-BREAK SPACE}500", "3500"),
        (",5", "0.5"),
        ("-1", "-1"),
        ("12,", "12"),
    ],
)
def test_a_number_is_read_with_a_comma_a_point_or_spaces(text: str, number: str) -> None:
    assert rules.as_number(text) == Decimal(number)


def test_a_digit_of_any_script_is_a_digit() -> None:
    """What the pattern lets through is a number for certain: nothing is left to be caught."""
    digits = [chr(code) for code in range(0x110000) if chr(code).isdecimal()]
    assert len(digits) > 600
    for digit in digits:
        assert rules.as_number(f"1{digit},{digit}") is not None, hex(ord(digit))


@pytest.mark.parametrize("text", ["", "²", "twelve", "1,2,3", "1e9", "--1", ".", "12kg", "9" * 12])
def test_what_is_no_number_is_not_read(text: str) -> None:
    assert rules.as_number(text) is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("12,50", "12.5"),
        ("12,5 kg", "12.5"),
        ("3500 g", "3.5"),
        ("3500g", "3.5"),
        ("3500", "3500"),
        ("100", "100"),
        ("about 12", "about 12"),
        ("12 stone", "12 stone"),
        ("", ""),
    ],
)
def test_a_unit_that_is_written_is_converted_and_one_that_is_not_known_is_kept(
    text: str, kept: str
) -> None:
    assert rules.normalised(WEIGHT, text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("98.6 \N{DEGREE SIGN}F", "37"),
        ("98,6 F", "37"),
        ("37 \N{DEGREE SIGN}C", "37"),
        ("38,5", "38.5"),
    ],
)
def test_a_temperature_in_fahrenheit_is_kept_in_celsius(text: str, kept: str) -> None:
    assert rules.normalised(field(MEASURES, "temperature"), text) == kept


@pytest.mark.parametrize(
    ("upper", "lower", "is_asked"),
    [
        ("90", "95", True),
        ("90", "90", True),
        ("95", "90", False),
        ("90", Answer(value="95", is_sure=True), False),
        ("90", UNKNOWN, False),
        (UNKNOWN, "95", False),
    ],
)
def test_two_blood_pressures_that_were_exchanged_are_asked_about(
    upper: str | Answer, lower: str | Answer, is_asked: bool
) -> None:
    asked = doubting.doubts(MEASURES, answers(systolic=upper, diastolic=lower), months=48)
    assert {code: each.message for code, each in asked.items()} == (
        {"diastolic": doubting.EXCHANGED} if is_asked else {}
    )
    assert doubting.doubts(MEASURES, answers(systolic=upper, diastolic=lower), months=MONTHS) == {}


@pytest.mark.parametrize(
    ("seen_on", "is_refused"),
    [
        (date(2025, 8, 31), False),
        (date(2025, 9, 1), True),
        (date(2025, 9, 2), True),
        (None, False),
    ],
)
def test_the_next_assessment_is_after_the_visit(seen_on: date | None, is_refused: bool) -> None:
    found = rules.problems(
        CONCLUSION,
        answers(next_on="2025-09-01", orientations=("none",)),
        months=MONTHS,
        born=BORN,
        today=TODAY,
        seen_on=seen_on,
    )
    assert found == ({"next_on": rules.BEFORE_VISIT} if is_refused else {})


def test_a_field_without_unit_keeps_its_number() -> None:
    assert rules.normalised(field(BIRTH, "apgar_1"), "9,0") == "9"


@pytest.mark.parametrize(
    ("part", "code", "typed", "meant"),
    [
        (MEASURES, "weight_kg", "3500", "3.5"),
        (MEASURES, "weight_kg", "12500", "12.5"),
        (MEASURES, "length_cm", "0.86", "86"),
        (MEASURES, "length_cm", "860", "86"),
        (BIRTH, "birth_weight_g", "3.2", "3200"),
        (BIRTH, "birth_head_cm", "345", "34.5"),
        (MEASURES, "temperature", "98.6", "37"),
        (MEASURES, "temperature", "104", "40"),
    ],
)
def test_a_wrong_unit_is_guessed_and_asked(part: Part, code: str, typed: str, meant: str) -> None:
    doubt = doubting.doubts(part, answers(**{code: typed}), months=MONTHS)[field(part, code).code]
    assert doubt.message == doubting.MEANT_ANOTHER_UNIT
    assert doubt.meant == meant
    assert doubt.values["typed"] == typed


def test_an_unusual_value_asks_and_never_blocks() -> None:
    given = answers(weight_kg="55", length_cm="86")
    doubt = doubting.doubts(MEASURES, given, months=MONTHS)[WEIGHT.code]
    assert (doubt.message, doubt.meant) == (doubting.UNUSUAL, None)
    assert problems(MEASURES, given, closing=True) == {}


def test_what_was_confirmed_is_not_asked_again() -> None:
    given = answers(weight_kg=Answer(value="55", is_sure=True))
    assert doubting.doubts(MEASURES, given, months=MONTHS) == {}


def test_an_examination_closes_with_what_the_compulsory_ones_look_for() -> None:
    """Senses and development (CSP R.2132-1 III); "not examined" is an answer."""
    wanted = {"vision", "hearing", "neurodevelopment"}
    assert set(problems(EXAMINATION, answers(heart="normal"), closing=True)) == wanted
    said = answers(vision=UNKNOWN, hearing=UNKNOWN, neurodevelopment=UNKNOWN)
    assert problems(EXAMINATION, said, closing=True) == {}
    assert problems(EXAMINATION, rules.rest_normal(EXAMINATION, {}, months=42), closing=True) == {}


def test_a_usual_value_asks_nothing() -> None:
    given = answers(weight_kg="12.5", length_cm="eighty", topics=("sleep",))
    assert doubting.doubts(MEASURES, given, months=MONTHS) == {}
    several = answers(orientations=("none",))
    assert doubting.doubts(CONCLUSION, several, months=MONTHS) == {}


# ── What cannot be ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("part", "code", "value", "message"),
    [
        (MEASURES, "weight_kg", "twelve", rules.NOT_A_NUMBER),
        (MEASURES, "weight_kg", "-3", rules.CANNOT_BE),
        (MEASURES, "weight_kg", "0.1", rules.CANNOT_BE),
        (MEASURES, "temperature", "98.6", rules.CANNOT_BE),
        (MEASURES, "temperature", "41", None),
        (BIRTH, "apgar_1", "11", rules.CANNOT_BE),
        (BIRTH, "apgar_1", "10", None),
        (BIRTH, "rupture", "perhaps", rules.NOT_AN_OPTION),
        (BIRTH, "rupture", "no", None),
        (BIRTH, "presentation", "vertex", None),
        (BIRTH, "caesarean_cause", "anything at all", None),
        (BIRTH, "caesarean_cause", "x" * 4001, rules.TOO_LONG),
        (BEFORE, "placed_from", "2023", None),
        (BEFORE, "placed_from", "2023-04", None),
        (BEFORE, "placed_from", "2023-04-17", None),
        (BEFORE, "placed_from", "2023-02-30", rules.NOT_A_PARTIAL_DAY),
        (BEFORE, "placed_from", "last year", rules.NOT_A_PARTIAL_DAY),
        (BEFORE, "placed_from", "2025-04", rules.NOT_COME_YET),
        (BEFORE, "accidents", ("burn", "shock"), None),
        (BEFORE, "accidents", ("burn", "flood"), rules.NOT_AN_OPTION),
        (BEFORE, "accidents", ("none", "burn"), rules.ALONE),
        (CONCLUSION, "next_on", "2025-09-01", None),
        (CONCLUSION, "next_on", "soon", rules.NOT_A_DAY),
        (CONCLUSION, "next_on", "2020-01-01", rules.BEFORE_BIRTH),
    ],
)
def test_an_answer_that_cannot_be_is_refused_beside_its_field(
    part: Part, code: str, value: str | tuple[str, ...], message: str | None
) -> None:
    expected = {} if message is None else {code: message}
    assert problems(part, answers(**{code: value})) == expected


def test_a_day_to_come_is_refused_where_it_must_be_past() -> None:
    past = replace(field(CONCLUSION, "next_on"), future=False)
    part = replace(CONCLUSION, fields=(past,))
    assert problems(part, answers(next_on="2025-09-01")) == {"next_on": rules.NOT_COME_YET}


def test_a_note_too_long_is_refused_even_beside_an_unknown() -> None:
    long = replace(UNKNOWN, note="x" * 4001)
    assert problems(EXAMINATION, answers(heart=long)) == {"heart": rules.TOO_LONG}


def test_everything_that_cannot_be_is_said_at_once() -> None:
    given = answers(weight_kg="twelve", length_cm="-2", temperature="hot")
    assert set(problems(MEASURES, given)) == {"weight_kg", "length_cm", "temperature"}


def test_what_is_missing_is_asked_only_when_the_part_is_closed() -> None:
    assert problems(MEASURES, {}) == {}
    assert problems(MEASURES, {}, closing=True) == {
        "weight_kg": rules.NEEDED,
        "length_cm": rules.NEEDED,
    }


def test_not_known_is_an_answer() -> None:
    given = answers(weight_kg=UNKNOWN, length_cm=UNKNOWN)
    assert problems(MEASURES, given, closing=True) == {}


def test_a_field_of_another_age_is_not_asked() -> None:
    given = answers(systolic="wrong")
    assert problems(MEASURES, given, closing=False) == {}


# ── Completeness ─────────────────────────────────────────────────────────────────────────────────


def test_unknown_counts_apart_from_known_and_from_nothing() -> None:
    found = rules.completeness(
        BIRTH, answers(term_weeks="39", rupture="no", onset=UNKNOWN), months=1
    )
    assert (found.asked, found.known, found.unknown, found.percent) == (14, 2, 1, 21)


def test_a_part_that_asks_nothing_at_this_age_is_complete() -> None:
    nothing = replace(MEASURES, fields=())
    assert rules.completeness(nothing, {}, months=1).percent == 100


def test_the_rest_is_normal_only_where_nothing_was_answered() -> None:
    given = answers(heart=Answer(value="abnormal", note="a murmur"), lungs=Answer(note="seen"))
    filled = rules.rest_normal(EXAMINATION, given, months=MONTHS)
    assert filled[field(EXAMINATION, "heart").code].value == "abnormal"
    assert filled[field(EXAMINATION, "lungs").code] == Answer(value="normal", note="seen")
    assert filled[field(EXAMINATION, "walks").code].value == "yes"
    assert "acuity" not in filled, "not asked at two years"
    assert "walked_months" not in filled, "nothing is normal there"


def test_the_rest_is_not_known_only_where_nothing_was_answered() -> None:
    filled = rules.rest_unknown(BIRTH, answers(term_weeks="39"), months=1)
    assert filled[field(BIRTH, "term_weeks").code].value == "39"
    assert rules.completeness(BIRTH, filled, months=1).percent == 100
    assert filled[field(BIRTH, "apgar_1").code].is_unknown


def test_the_body_mass_index_is_reckoned() -> None:
    assert rules.body_mass_index(Decimal("12.5"), Decimal(86)) == Decimal("16.9")


def head(state: State, seen_on: date = TODAY) -> Head:
    return Head(
        id=VersionId(uuid4()),
        number=1,
        revision=0,
        state=state,
        author=AccountId(UUID(int=1)),
        recorded_at=datetime(2025, 3, 4, 9, tzinfo=UTC),
        seen_on=seen_on,
        form="bilan-1",
    )


def test_an_assessment_is_done_when_every_mandatory_part_is_closed_on_its_last_day() -> None:
    parts = rules.asked_parts(form(), initial=False)
    closed = {PartCode(code): head(State.CLOSED) for code in ALL_CLOSED}
    assert rules.left_to_close(parts, {}) == tuple(part for part in parts if part.mandatory)
    assert rules.done_on(parts, closed) == TODAY

    second_visit = date(2025, 3, 18)
    scales = PartCode("scales")
    two_visits = {**closed, scales: head(State.CLOSED, second_visit)}
    assert rules.done_on(parts, two_visits) == second_visit

    one_open = {**closed, scales: head(State.DRAFT)}
    assert [part.code for part in rules.left_to_close(parts, one_open)] == ["scales"]
    assert rules.done_on(parts, one_open) is None


def test_the_scales_asked_are_those_of_the_battery_all_of_them_where_there_is_none() -> None:
    def asked(*battery: str) -> set[str]:
        parts = rules.asked_parts(form(), initial=False, battery=battery)
        (scales,) = [part for part in parts if part.code == "scales"]
        return {str(each.code) for each in scales.fields} & {"asq3", "asqse", "scales_words"}

    assert asked() == {"asq3", "asqse", "scales_words"}
    assert asked("ASQ-3", "ASQ-SE-2") == asked()
    assert asked("ASQ-SE-2", "ADBB") == {"asqse", "scales_words"}
    assert asked("M-CHAT-R") == {"scales_words"}


# ── Who fills what ───────────────────────────────────────────────────────────────────────────────


def test_who_may_fill_each_part() -> None:
    found = {
        part.code: {role for role in Role if rules.may_fill(part, role, rights_of(role))}
        for part in form().parts
    }
    medical = {Role.PHYSICIAN, Role.NURSE}
    assert found == {
        "visit": {Role.COORDINATOR, Role.PSYCHOMOTRICIAN} | medical,
        "pregnancy": medical,
        "exposures": {Role.PHYSICIAN},
        "birth": medical,
        "first_week": medical,
        "before": medical,
        "family": {Role.PHYSICIAN},
        "measures": medical,
        "examination": {Role.PHYSICIAN},
        "skin": medical,
        "daily": {Role.PSYCHOMOTRICIAN} | medical,
        "behaviour": {Role.PSYCHOLOGIST, Role.PSYCHOMOTRICIAN} | medical,
        "scales": {Role.PSYCHOLOGIST, Role.PSYCHOMOTRICIAN} | medical,
        "prevention": medical,
        "psychologist": {Role.PSYCHOLOGIST},
        "psychomotor": {Role.PSYCHOMOTRICIAN},
        "conclusion": {Role.PHYSICIAN},
    }


@pytest.mark.parametrize(
    ("role", "writes"),
    [
        (Role.COORDINATOR, {DataClass.IDENTITY}),
        (Role.PHYSICIAN, {DataClass(code) for code in ("C0", "C1", "C2", "C4")}),
        (Role.NURSE, {DataClass(code) for code in ("C0", "C1", "C2")}),
        (Role.PSYCHOLOGIST, {DataClass.PSYCHOLOGICAL}),
        (Role.CARER, {DataClass.PSYCHOLOGICAL}),
        (Role.DIRECTOR, set()),
    ],
)
def test_which_classes_each_role_writes_in_an_assessment(
    role: Role, writes: set[DataClass]
) -> None:
    classes = {DataClass(code) for code in ("C0", "C1", "C2", "C4")}
    assert {each for each in classes if rules.may_write(each, rights_of(role))} == writes


def test_a_part_is_read_by_its_class() -> None:
    assert rules.may_read(DataClass.SOMATIC, rights_of(Role.NURSE))
    assert not rules.may_read(DataClass.PSYCHOLOGICAL, rights_of(Role.NURSE))


# ── Two versions ─────────────────────────────────────────────────────────────────────────────────

MINE = answers(weight_kg="12.5", length_cm="86", temperature="37")
THEIRS = answers(weight_kg="12.6", length_cm="86", head_cm="48")


def test_what_two_people_wrote_differently_is_found() -> None:
    found = [each.code for each in rules.differing(MEASURES, MINE, THEIRS)]
    assert found == ["weight_kg", "head_cm", "temperature"]


def test_where_a_value_came_from_makes_no_difference() -> None:
    proposed = answers(weight_kg=Answer(value="12.5", found=Found(origin=Origin.GROWTH)))
    confirmed = answers(weight_kg=Answer(value="12.5", is_sure=True), head_cm=Answer())
    assert rules.differing(MEASURES, proposed, confirmed) == ()


def test_a_source_makes_a_difference_once_something_was_answered() -> None:
    of_mother = answers(term_weeks=Answer(value="39", source=Source.MOTHER))
    of_ward = answers(term_weeks=Answer(value="39", source=Source.MATERNITY))
    assert [each.code for each in rules.differing(BIRTH, of_mother, of_ward)] == ["term_weeks"]


def test_without_a_pick_nothing_that_only_one_wrote_is_lost() -> None:
    merged = rules.merged(MEASURES, MINE, THEIRS, {})
    said = {code: answer.value for code, answer in merged.items()}
    assert said == {"weight_kg": "12.6", "length_cm": "86", "temperature": "37", "head_cm": "48"}


def test_a_pick_decides() -> None:
    picks = {"weight_kg": "mine", "head_cm": "mine", "temperature": "theirs"}
    merged = rules.merged(MEASURES, MINE, THEIRS, picks)
    assert {code: answer.value for code, answer in merged.items()} == {
        "weight_kg": "12.5",
        "length_cm": "86",
    }
