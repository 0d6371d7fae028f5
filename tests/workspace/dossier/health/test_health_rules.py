"""What may be stated, and how vaccinations stand: never up to date from what is not known."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from workspace.dossier.care.model import PAYER_LABELS
from workspace.dossier.health.allergies import check_beside
from workspace.dossier.health.definitions import calendar_on, calendars, screening_ages
from workspace.dossier.health.model import (
    SOURCE_LABELS,
    Allergy,
    AllergyAnswer,
    BookRead,
    Choice,
    Condition,
    Decision,
    Fact,
    Health,
    Proof,
    Result,
    Screening,
    ScreeningDone,
    Severity,
    Source,
    Statement,
    StatementId,
    StatementKind,
    Stay,
    Treatment,
    Vaccination,
    VaccineState,
    VaccineStatus,
)
from workspace.dossier.health.rules import (
    allergy_answer,
    awaited,
    check_fact,
    concerns,
    doubts,
    ending,
    rechecks,
    said_at,
    standing,
    standing_for,
    vaccine_statuses,
)
from workspace.dossier.health.wording import planned_in_words
from workspace.dossier.record.ages import add_months
from workspace.errors import Invalid
from workspace.i18n import gettext, use_language
from workspace.ids import AccountId

BORN = date(2024, 3, 10)
TODAY = date(2025, 9, 1)  # 17 months
READ = BookRead(done_on=TODAY)


def given(vaccine: str, months: float, *, dose: str = "", proof: Proof = Proof.BOOK) -> Vaccination:
    day = add_months(BORN, int(months))
    return Vaccination(vaccine=vaccine, done_on=day, dose=dose, proof=proof)


def statuses(
    *facts: Fact, birth: date = BORN, today: date = TODAY, department: str = "62"
) -> dict[str, VaccineStatus]:
    found = vaccine_statuses(
        facts, birth=birth, department=department, calendar=calendar_on(today), today=today
    )
    return {status.vaccine.code: status for status in found}


HEXA = (
    given("DTCaP-Hib-HepB", 2),
    given("DTCaP-Hib-HepB", 4),
    given("DTCaP-Hib-HepB", 11),
)


def test_the_calendar_in_force_is_that_of_the_day() -> None:
    assert calendar_on(date(2017, 1, 1)).name == "calendrier 2018"
    assert calendar_on(date(2024, 12, 31)).name == "calendrier 2018"
    assert calendar_on(date(2025, 1, 1)).name == "calendrier 2025"
    assert [len(each.vaccines) for each in calendars()] == [14, 14]


@pytest.mark.parametrize(
    ("code", "doses"),
    [
        ("DTCaP-Hib-HepB", [("D1", 2), ("D2", 4), ("R1", 11)]),
        ("PNC", [("D1", 2), ("D2", 4), ("R1", 11)]),
        ("MenB", [("D1", 3), ("D2", 5), ("R1", 12)]),
        ("MenACWY", [("D1", 6), ("R1", 12)]),
        ("ROR", [("D1", 12), ("D2", 16)]),
    ],
)
def test_ages_are_those_of_the_reference(code: str, doses: list[tuple[str, int]]) -> None:
    vaccine = calendar_on(TODAY).vaccine(code)
    assert vaccine is not None
    assert doses == [(dose.code, dose.opens) for dose in vaccine.doses]


def test_every_dose_proved_is_up_to_date() -> None:
    assert statuses(*HEXA)["DTCaP-Hib-HepB"].state is VaccineState.UP_TO_DATE


def test_a_dose_that_was_only_said_leaves_its_vaccine_unknown() -> None:
    said = replace(HEXA[1], proof=Proof.SAID)
    status = statuses(HEXA[0], said, HEXA[2], READ)["DTCaP-Hib-HepB"]
    assert status.state is VaccineState.UNKNOWN
    assert status.lacks_proof


def test_nothing_written_is_unknown_until_the_book_was_read_then_late() -> None:
    assert {each.state for each in statuses().values()} == {
        VaccineState.UNKNOWN,
        VaccineState.TO_COME,
    }
    read = statuses(READ)
    assert read["DTCaP-Hib-HepB"].state is VaccineState.CATCH_UP
    assert read["DTCaP"].state is VaccineState.TO_COME
    assert VaccineState.UP_TO_DATE not in {each.state for each in read.values()}


def test_one_dose_missed_is_late_and_says_since_when() -> None:
    status = statuses(HEXA[0], HEXA[1], READ)["DTCaP-Hib-HepB"]
    assert status.state is VaccineState.LATE
    assert status.due is not None
    assert status.due.dose.code == "R1"
    assert status.due.late_from == date(2025, 4, 10)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2024, 5, 9), VaccineState.TO_COME),
        (date(2024, 5, 10), VaccineState.TO_DO),
        (date(2024, 6, 9), VaccineState.TO_DO),
        (date(2024, 6, 10), VaccineState.LATE),
        (date(2024, 8, 10), VaccineState.CATCH_UP),
    ],
)
def test_a_window_opens_and_closes_by_calendar_months(today: date, state: VaccineState) -> None:
    assert statuses(READ, today=today)["DTCaP-Hib-HepB"].state is state


def test_the_next_dose_waits_for_its_interval() -> None:
    status = statuses(given("ROR", 16), READ)["ROR"]
    assert status.state is VaccineState.TO_DO
    late_first = Vaccination(vaccine="ROR", done_on=date(2025, 8, 25))
    status = statuses(late_first, READ)["ROR"]
    assert status.due is not None
    assert status.due.opens_on == date(2025, 9, 22)
    assert status.state is VaccineState.UP_TO_DATE


def test_a_dose_named_by_the_book_keeps_its_name() -> None:
    booster = given("DTCaP-Hib-HepB", 11, dose="R1")
    status = statuses(booster)["DTCaP-Hib-HepB"]
    assert [dose.done is not None for dose in status.doses] == [False, False, True]
    assert status.state is VaccineState.UNKNOWN
    twice = statuses(booster, replace(booster, done_on=date(2025, 3, 1)))["DTCaP-Hib-HepB"]
    assert [dose.done is not None for dose in twice.doses] == [True, False, True]


def test_meningococcus_concerns_the_cohorts_of_2025() -> None:
    older = date(2023, 6, 30)
    assert "MenB" not in statuses(birth=older, today=date(2025, 3, 1))
    assert "MenB" in statuses(birth=date(2023, 7, 1), today=date(2025, 3, 1))
    assert "MenB" not in statuses(today=date(2026, 3, 10))
    assert "MenC" in statuses(birth=older, today=date(2024, 3, 1))


def test_one_dose_of_meningococcus_is_enough_from_one_year_on() -> None:
    single = statuses(given("MenACWY", 13), READ)["MenACWY"]
    assert single.state is VaccineState.UP_TO_DATE
    assert len(single.doses) == 1
    begun = statuses(given("MenACWY", 6), READ)["MenACWY"]
    assert len(begun.doses) == 2
    not_begun = statuses(READ)["MenACWY"]
    assert [dose.dose.code for dose in not_begun.doses] == ["R1"]


def test_a_dose_of_the_former_vaccine_counts_as_the_first() -> None:
    status = statuses(given("MenC", 5), given("MenACWY", 12), READ)["MenACWY"]
    assert status.state is VaccineState.UP_TO_DATE
    assert [dose.done.vaccine for dose in status.doses if dose.done] == ["MenC", "MenACWY"]


def test_yellow_fever_is_due_in_guiana_alone() -> None:
    assert "FJ" not in statuses()
    assert "FJ" in statuses(department="973")


def test_what_was_given_without_being_due_is_shown() -> None:
    assert statuses(given("BCG", 1))["BCG"].state is VaccineState.UP_TO_DATE
    said = given("BCG", 1, proof=Proof.SAID)
    assert statuses(said)["BCG"].state is VaccineState.UNKNOWN


def test_a_vaccine_past_its_age_is_no_longer_due() -> None:
    later = date(2027, 1, 1)
    begun = statuses(given("PNC", 2), READ, today=later)["PNC"]
    assert (begun.state, begun.due) == (VaccineState.NOT_DUE, None)
    whole = statuses(given("PNC", 2), given("PNC", 4), given("PNC", 11), today=later)["PNC"]
    assert whole.state is VaccineState.UP_TO_DATE


@pytest.mark.parametrize(
    ("choice", "state"),
    [
        (Choice.REFUSED, VaccineState.REFUSED),
        (Choice.CONTRAINDICATED, VaccineState.CONTRAINDICATED),
    ],
)
def test_a_refusal_or_a_contraindication_stands_until_its_day(
    choice: Choice, state: VaccineState
) -> None:
    decision = Decision(
        vaccine="ROR", choice=choice, done_on=date(2025, 5, 1), certificate_seen=True
    )
    assert statuses(decision, READ)["ROR"].state is state
    over = replace(decision, until=date(2025, 8, 31))
    assert statuses(over, READ)["ROR"].state is VaccineState.LATE


def test_what_needs_something_done_comes_first() -> None:
    states = [each.state for each in statuses(*HEXA, READ).values()]
    assert states == sorted(states, key=list(VaccineState).index)


def test_a_record_is_never_due() -> None:
    bcg = calendar_on(TODAY).vaccine("BCG")
    assert bcg is not None
    assert not concerns(bcg, birth=BORN, department="62", today=TODAY)


def test_no_known_allergy_is_an_answer_and_silence_is_none() -> None:
    none = Allergy(is_none=True, source=Source.PARENT, done_on=TODAY)
    egg = Allergy(substance="Egg", source=Source.PARENT, done_on=TODAY)
    assert allergy_answer([]) is AllergyAnswer.UNKNOWN
    assert allergy_answer([none]) is AllergyAnswer.NONE_KNOWN
    assert allergy_answer([none, egg]) is AllergyAnswer.LISTED


def test_no_known_allergy_is_refused_beside_one_that_stands() -> None:
    none = Allergy(is_none=True, source=Source.PARENT, done_on=TODAY)
    egg = Allergy(substance="Egg", source=Source.PARENT, done_on=TODAY)
    kept: list[tuple[Fact, list[Fact]]] = [
        (none, []),
        (none, [none, READ]),
        (egg, [egg, none]),
        (READ, [egg]),
    ]
    for new, beside in kept:
        check_beside(new, beside)
    with pytest.raises(Invalid) as refusal:
        check_beside(none, [none, egg])
    assert set(refusal.value.fields) == {"is_none"}


@pytest.mark.parametrize(
    ("fact", "fields"),
    [
        (given("ROR", 12), set()),
        (replace(HEXA[0], done_on=date(2024, 3, 9)), {"done_on"}),
        (replace(HEXA[0], done_on=date(2025, 9, 2)), {"done_on"}),
        (replace(HEXA[0], lot="l" * 201), {"lot"}),
        (Allergy(source=Source.PARENT, done_on=TODAY), {"substance"}),
        (Allergy(is_none=True, source=Source.PARENT, done_on=TODAY), set()),
        (Allergy(is_none=True, substance="Egg", done_on=TODAY), {"is_none"}),
        (Allergy(is_none=True, severity=Severity.MILD, done_on=TODAY), {"is_none"}),
        (Allergy(is_none=True, reaction="Hives", done_on=TODAY), {"is_none"}),
        (Allergy(is_none=True, since="2024", done_on=TODAY), {"is_none"}),
        (Treatment(name="", begins_on=TODAY, ends_on=BORN), {"name", "ends_on"}),
        (Treatment(name="Iron", begins_on=date(2025, 10, 1)), set()),
        (Condition(name="Asthma", begins_on=date(2020, 1, 1)), {"begins_on"}),
        (Condition(name="Asthma", begins_on=BORN, in_emergency="x" * 1999), set()),
        (Stay(begins_on=date(2026, 1, 1)), set()),
        (Stay(begins_on=date(2026, 1, 1), ends_on=TODAY), {"ends_on"}),
        (
            ScreeningDone(
                what=Screening.HEARING,
                result=Result.RECHECK,
                done_on=TODAY,
                recheck_on=BORN,
            ),
            {"recheck_on"},
        ),
        (
            Decision(vaccine="ROR", choice=Choice.CONTRAINDICATED, done_on=TODAY),
            {"certificate_seen"},
        ),
        (Decision(vaccine="ROR", choice=Choice.REFUSED, done_on=TODAY), set()),
    ],
)
def test_what_cannot_be_is_named_field_by_field(fact: Fact, fields: set[str]) -> None:
    try:
        check_fact(fact, birth=BORN, today=TODAY)
        found: set[str] = set()
    except Invalid as refusal:
        found = set(refusal.fields)
    assert found == fields


@pytest.mark.parametrize(
    ("new", "asked"),
    [
        (given("ROR", 12), "already written on this day"),
        (Vaccination(vaccine="ROR", done_on=date(2025, 3, 12)), "noted twice, or given too early"),
        (Vaccination(vaccine="ROR", done_on=date(2025, 3, 20)), "less than four weeks"),
        (Vaccination(vaccine="PNC", done_on=date(2024, 6, 20)), "The calendar leaves more days"),
        (Vaccination(vaccine="ROR", done_on=date(2024, 12, 1)), "earlier than the age"),
        (Vaccination(vaccine="ROR", done_on=date(2025, 7, 20)), ""),
        (Vaccination(vaccine="BCG", done_on=date(2024, 3, 20)), ""),
        (READ, ""),
    ],
)
def test_an_unlikely_dose_is_asked_about_never_refused(new: Fact, asked: str) -> None:
    before: list[Fact] = [given("ROR", 12), given("PNC", 2), READ]
    found = doubts(new, before=before, birth=BORN, calendar=calendar_on(TODAY))
    assert [asked in question for question in found] == ([True] if asked else [])


def test_a_treatment_and_a_condition_are_current_between_their_days() -> None:
    iron = Treatment(name="Iron", begins_on=date(2025, 1, 1), ends_on=TODAY)
    assert iron.is_current(TODAY)
    assert not iron.is_current(date(2024, 12, 31))
    assert not iron.is_current(date(2025, 9, 2))
    assert replace(iron, ends_on=None).is_current(date(2030, 1, 1))
    asthma = Condition(name="Asthma", begins_on=BORN, ends_on=date(2025, 1, 1))
    assert not asthma.is_current(TODAY)
    assert replace(asthma, ends_on=None).is_current(TODAY)


def statement(
    fact: Fact | None, *, supersedes: StatementId | None = None, withdrawn: str = ""
) -> Statement:
    return Statement(
        id=StatementId(uuid4()),
        kind=StatementKind.VACCINATION,
        fact=fact,
        recorded_by=AccountId(uuid4()),
        recorded_at=datetime(2025, 9, 1, tzinfo=UTC),
        supersedes=supersedes,
        withdrawn=withdrawn,
    )


def test_what_stands_in_the_place_of_an_amended_statement_is_the_last_of_its_line() -> None:
    first = statement(HEXA[0])
    second = statement(HEXA[1], supersedes=first.id)
    third = statement(HEXA[0], supersedes=second.id)
    gone = statement(None, supersedes=third.id, withdrawn="Of another child.")

    def known(*rows: Statement) -> Health:
        stands, before, withdrawals = standing(rows)
        return Health(
            statements=stands,
            before=before,
            withdrawals=withdrawals,
            calendar=calendar_on(TODAY),
        )

    assert standing_for(first.id, known(first, second, third)) == third
    assert standing_for(third.id, known(first, second, third)) is None, "it stands itself"
    assert standing_for(first.id, known(first, second, third, gone)) is None


def test_what_was_amended_or_withdrawn_no_longer_stands_and_stays_written() -> None:
    wrong, kept = statement(HEXA[0]), statement(HEXA[1])
    right = statement(HEXA[2], supersedes=wrong.id)
    gone = statement(None, supersedes=kept.id, withdrawn="Twice.")
    stands, before, withdrawals = standing([wrong, kept, right, gone])
    assert stands == (right,)
    assert before == {wrong.id: wrong, kept.id: kept}
    assert withdrawals == (gone,)


def screened(what: Screening, done_on: date, recheck_on: date | None = None) -> ScreeningDone:
    return ScreeningDone(what=what, result=Result.RECHECK, done_on=done_on, recheck_on=recheck_on)


def test_a_screening_is_to_look_at_again_until_something_later_is_said_of_the_same() -> None:
    hearing = screened(Screening.HEARING, date(2025, 1, 1), date(2025, 6, 1))
    vision = screened(Screening.VISION, date(2025, 1, 1), date(2025, 4, 1))
    later = screened(Screening.HEARING, date(2025, 5, 20))
    assert rechecks([hearing, READ, vision]) == (vision, hearing)
    assert rechecks([later, hearing, vision]) == (vision,)


EXPECTED = {Screening.HEARING: (0, 9), Screening.VISION: (18,), Screening.TND: (12, 18)}


def test_a_screening_is_awaited_from_its_age_until_it_is_written() -> None:
    found = awaited([READ], EXPECTED, birth=BORN, today=TODAY)
    assert [(each.what, each.months) for each in found] == [
        (Screening.HEARING, 9),
        (Screening.TND, 12),
    ]
    done = [
        screened(Screening.HEARING, add_months(BORN, 8)),
        screened(Screening.TND, add_months(BORN, 10)),
        screened(Screening.TND, add_months(BORN, 2)),
    ]
    (left,) = awaited(done, EXPECTED, birth=BORN, today=TODAY)
    assert left.what is Screening.TND, "one that came too early is not the one of that age"
    later = add_months(BORN, 9 + 24)
    assert awaited([], {Screening.HEARING: (0, 9)}, birth=BORN, today=later) == ()
    assert set(screening_ages()) < set(Screening), "lead and tuberculosis are looked for at no age"


def test_a_dose_to_catch_up_is_not_given_before_its_interval() -> None:
    found = statuses(READ, given("PNC", 2))["PNC"]
    assert [dose.earliest_on for dose in found.doses[1:]] == [TODAY, TODAY + timedelta(days=150)]
    none = statuses(READ)["PNC"]
    assert [dose.earliest_on for dose in none.doses] == [
        TODAY,
        TODAY + timedelta(days=56),
        TODAY + timedelta(days=56 + 150),
    ]
    with use_language("en"):
        said = [planned_in_words(dose, found, TODAY) for dose in found.doses]
        refused = statuses(Decision(vaccine="PNC", choice=Choice.REFUSED, done_on=TODAY))["PNC"]
        not_given = planned_in_words(refused.doses[0], refused, TODAY)
        young = statuses(READ, birth=date(2025, 8, 1))["PNC"]
        to_come = planned_in_words(young.doses[0], young, TODAY)
    assert said[0].startswith("D1: 10 May 2024")
    assert said[1] == "D2: expected since 10 July 2024"
    assert said[2] == "R1: expected since 10 February 2025, not before 29 January 2026"
    assert not_given == "D1: not given"
    assert to_come == "D1: from 1 October 2025"


def test_the_last_word_is_that_of_what_stands_what_was_amended_and_what_was_taken_back() -> None:
    rows = [
        Statement(
            id=StatementId(uuid4()),
            kind=kind,
            fact=READ,
            recorded_by=AccountId(uuid4()),
            recorded_at=datetime(2025, 1, day, tzinfo=UTC),
        )
        for day, kind in enumerate((StatementKind.ALLERGY, StatementKind.STAY), start=1)
    ]
    known = Health(statements=tuple(rows), before={}, calendar=calendar_on(TODAY))
    assert said_at(known, {StatementKind.ALLERGY}) == rows[0].recorded_at
    assert said_at(known, {StatementKind.TREATMENT}) is None
    taken = replace(known, withdrawals=(replace(rows[1], kind=StatementKind.ALLERGY),))
    assert said_at(taken, {StatementKind.ALLERGY}) == rows[1].recorded_at


def test_what_ends_near_is_told_unless_it_was_said_anew() -> None:
    def given_until(name: str, days: int | None) -> Treatment:
        last = None if days is None else TODAY + timedelta(days=days)
        return Treatment(name=name, begins_on=BORN, ends_on=last)

    def not_given(vaccine: str, days: int | None) -> Decision:
        until = None if days is None else TODAY + timedelta(days=days)
        return Decision(vaccine=vaccine, choice=Choice.REFUSED, done_on=BORN, until=until)

    ends: list[Fact] = [
        given_until("Iron", 14),
        not_given("ROR", 3),
        given_until("Vitamin D", -7),
    ]
    silent: list[Fact] = [
        given_until("Far", 15),
        given_until("Long over", -8),
        given_until("Goes on", 5),
        given_until("goes on ", None),
        given_until("Renewed", 5),
        given_until("Renewed", 90),
        not_given("PNC", 2),
        not_given("PNC", None),
        READ,
    ]
    assert ending([*silent, *ends], today=TODAY) == (ends[2], ends[1], ends[0])


def test_who_said_it_is_never_named_as_who_pays() -> None:
    with use_language("fr"):
        said = {gettext(label) for label in SOURCE_LABELS.values()}
        paying = {gettext(label) for label in PAYER_LABELS.values()}
    assert said.isdisjoint(paying)
