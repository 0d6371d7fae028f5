"""What a dossier says in the words of a sheet: each state of a need, a step, an appointment, a statement."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from uuid import uuid4

import pytest

from tests.people import LOU
from tests.workspace.docgen.synthesis.sample import (
    BORN,
    CARER,
    DOCTOR,
    FOSTER,
    KEPT_FROM_HER,
    MOTHER,
    TODAY,
    child,
    growth,
    health,
    source,
)
from tests.workspace.docgen.synthesis.test_rules import loop, step
from workspace.access.permissions import DataClass
from workspace.docgen.model import Block
from workspace.docgen.said import answers, care, course, scales, who
from workspace.docgen.said import growth as growth_words
from workspace.docgen.said import health as health_words
from workspace.docgen.synthesis.rules import open_questions
from workspace.dossier.agenda.model import (
    Encounter,
    EncounterId,
    EncounterKind,
    EncounterState,
    PlaceKind,
    VersionId,
)
from workspace.dossier.assessment.definitions import form
from workspace.dossier.care.entries import CareBudget
from workspace.dossier.care.model import SessionBudget
from workspace.dossier.care.plan.model import (
    Discipline,
    Loop,
    Move,
    Outcome,
    Refusal,
    State,
    Step,
    StepId,
    Words,
)
from workspace.dossier.health.model import (
    BookRead,
    Condition,
    ConditionKind,
)
from workspace.dossier.protocol.model import (
    INITIAL,
    Assessment,
    AssessmentId,
    StepCode,
    StepState,
    StepStatus,
)
from workspace.dossier.record.civil.model import Ins
from workspace.dossier.record.model import (
    AUTHORITY_LABELS,
    About,
    Authority,
    Birth,
    BirthCertainty,
    PlacementKind,
    RelatedPersonId,
    RestrictionKind,
)
from workspace.dossier.scales.entries import AnsweredAt, Entry, Informant, Respondent
from workspace.dossier.scales.model import Domain, DomainResult, ResponseId, Zone
from workspace.home import telling
from workspace.i18n import use_language
from workspace.ids import AccountId, PractitionerId

THEO = PractitionerId(uuid4())
NAMES = {THEO: "Theo Payen"}
DAY = date(2025, 3, 20)


@pytest.fixture(autouse=True)
def english() -> Iterable[None]:
    with use_language("en"):
        yield


def told(blocks: Iterable[Block]) -> str:
    return str(tuple(blocks))


def said(move: Move, **words: object) -> Step:
    return replace(
        Step(id=StepId(uuid4()), move=move, on=DAY, recorded_at=datetime(2025, 3, 1, tzinfo=UTC)),
        **words,  # type: ignore[arg-type]
    )


CASES: dict[str, tuple[Loop, tuple[str, ...]]] = {
    "closed": (
        replace(loop(State.CLOSED), closed=said(Move.CLOSED, outcome=Outcome.MET)),
        ("ended", "20 March 2025", "Goal met"),
    ),
    "closed without a word": (replace(loop(State.CLOSED), closed=said(Move.CLOSED)), ("ended",)),
    "declined": (
        replace(loop(State.TO_REFER), declined=said(Move.DECLINED, refusal=Refusal.NO_PLACE)),
        ("declined: no place for now", "nothing yet"),
    ),
    "asked": (
        replace(loop(State.ASKED), performer=THEO, is_waiting=True, asked_on=DAY),
        ("Theo Payen", "asked on 20 March 2025"),
    ),
    "somebody of no directory": (replace(loop(State.ASKED), asked="Mme Pin"), ("Mme Pin",)),
    "under way": (
        replace(
            loop(State.UNDER_WAY),
            need=replace(loop(State.UNDER_WAY).need, discipline=Discipline.PSYCHOLOGY),
            begun_on=DAY,
            sessions=3,
            words=Words(need="talks little", goal="to be understood"),
        ),
        ("3 sessions", "since 20 March 2025", "talks little", "to be understood"),
    ),
}


def test_care_that_was_declined_is_never_said_to_be_asked_of_nobody() -> None:
    declined = said(Move.DECLINED, refusal=Refusal.NO_PLACE)
    found = replace(loop(State.TO_REFER), declined=declined)
    for words in (
        told(care.needs([found], NAMES)),
        telling.loop(found),
        str(open_questions(source(loops=(found,)))),
    ):
        assert "declined, somebody else is to be asked" in words
        assert "nobody asked yet" not in words
    assert "nobody asked yet" in telling.loop(loop(State.TO_REFER))


def test_sessions_that_are_not_noted_here_are_not_said_to_be_none() -> None:
    words = told(care.needs([replace(loop(State.UNDER_WAY), begun_on=DAY)], NAMES))
    assert "since 20 March 2025" in words
    assert "session" not in words


@pytest.mark.parametrize("case", CASES)
def test_a_need_says_where_it_stands_and_what_was_received(case: str) -> None:
    found, expected = CASES[case]
    words = told(care.needs([found], NAMES))
    for each in expected:
        assert each in words, each


def test_words_about_somebody_else_than_the_child_say_whom_they_are_about() -> None:
    told_of = Words(need="is afraid", about=About.PARENT_2)
    words = told(care.needs([replace(loop(State.UNDER_WAY), words=told_of)], {}))
    assert "About: father, or second parent" in words
    nothing = told(care.needs([replace(loop(State.UNDER_WAY), words=Words(need="cries"))], {}))
    assert "About" not in nothing


def test_each_word_of_a_place_that_bears_a_name_is_searched_and_ordinary_words_are_not() -> None:
    found = set(who.secrets(child(), (), ""))
    assert {"Famille Gosselin", "gosselin"} <= found
    assert "famille" not in found
    nursery = replace(FOSTER, kind=PlacementKind.RESIDENTIAL_NURSERY, place="Maison Gosselin")
    assert "gosselin" not in set(who.secrets(child(placements=(nursery,)), (), ""))


@pytest.mark.parametrize("social", [True, False])
def test_a_copy_that_hides_a_place_says_why_and_that_free_words_are_to_be_read(
    social: bool,
) -> None:
    reads = {DataClass.SOCIAL} if social else set()
    (words,) = who.place_words(hides=True, reads=reads)
    assert ("is kept secret" in words) is social
    assert "Read what people wrote" in words
    assert who.place_words(hides=False, reads=reads) == ()


def of_step(state: StepState, **changes: object) -> StepStatus:
    return replace(step("M12", state), closes_on=DAY, opens_on=DAY, **changes)  # type: ignore[arg-type]


def done(**changes: object) -> Assessment:
    return replace(
        Assessment(id=AssessmentId(uuid4()), step=StepCode("M12"), done_on=DAY),
        **changes,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (of_step(StepState.DONE, assessment=done()), "done on 20 March 2025"),
        (of_step(StepState.CAUGHT_UP, assessment=done(), days_late=3), "caught up"),
        (of_step(StepState.PLANNED, planned_on=DAY), "planned 20 March 2025"),
        (of_step(StepState.LATE), "late, since 21 March 2025"),
        (of_step(StepState.NOT_DONE), "no reason given"),
        (of_step(StepState.NOT_DONE, missed_because="The child was ill"), "the child was ill"),
        (of_step(StepState.TO_PLAN), "before 20 March 2025"),
        (of_step(StepState.UPCOMING), "from 20 March 2025"),
        (of_step(StepState.PLANNED), "Planned"),
    ],
)
def test_an_assessment_says_where_it_stands(status: StepStatus, words: str) -> None:
    assert words in course.state(status, TODAY)


def test_an_assessment_says_who_did_it_or_that_it_was_outside() -> None:
    by = [
        course.doer(of_step(StepState.DONE, assessment=each), NAMES)
        for each in (done(performed_by=THEO), done(outside=True), done())
    ]
    assert by == ["Theo Payen", "outside the programme", ""]


def test_a_child_of_no_protocol_has_no_course_and_what_asks_nothing_is_left_out() -> None:
    assert "No protocol is defined" in told(course.assessments((), {}, TODAY))
    upcoming = [step(f"M{rank}", StepState.UPCOMING) for rank in (12, 18, 24, 36)]
    away = step("M9", StepState.NOT_APPLICABLE)
    words = told(course.assessments((away, *upcoming), {}, TODAY))
    assert [f"'M{rank}'" in words for rank in (9, 12, 18, 24, 36)] == [
        False,
        True,
        True,
        False,
        False,
    ]


def encounter(**changes: object) -> Encounter:
    return replace(
        Encounter(
            kind=EncounterKind.SPECIALIST,
            state=EncounterState.PLANNED,
            day=DAY,
            id=EncounterId(uuid4()),
            version=VersionId(uuid4()),
            sequence=0,
            dossier=LOU,
            written_by=AccountId(uuid4()),
            written_at=datetime(2025, 3, 1, tzinfo=UTC),
        ),
        **changes,  # type: ignore[arg-type]
    )


def test_appointments_say_when_with_whom_and_what_to_bring_in_the_order_of_days() -> None:
    planned = of_step(StepState.PLANNED, planned_on=date(2025, 3, 10))
    words = told(
        course.appointments(
            [
                encounter(day=None, state=EncounterState.ASKED, with_whom="Mme Pin"),
                encounter(at=time(10, 5), practitioner=THEO, bring="the book", title="Ears"),
            ],
            [planned],
            NAMES,
            TODAY,
            hides_place=False,
        )
    )
    for each in ("20 March 2025, 10:05", "Theo Payen", "to bring: the book", "Ears", "Mme Pin"):
        assert each in words, each
    assert words.index("10 March") < words.index("20 March") < words.index("no day yet")


def test_what_was_done_in_time_is_not_said_to_be_caught_up() -> None:
    assert "caught up" not in course.state(of_step(StepState.DONE, assessment=done()), TODAY)


def test_a_day_set_for_an_assessment_that_is_past_or_done_is_no_appointment() -> None:
    steps = [
        of_step(StepState.PLANNED, planned_on=TODAY),
        of_step(StepState.LATE, planned_on=date(2025, 3, 3)),
        of_step(StepState.DONE, planned_on=DAY, assessment=done()),
        of_step(StepState.LATE),
    ]
    words = told(course.appointments([], steps, {}, TODAY, hides_place=False))
    assert words.count("Assessment:") == 1
    assert "4 March 2025" in words


def test_nothing_is_to_bring_where_nothing_is_said_of_it() -> None:
    words = told(course.appointments([encounter()], [], {}, TODAY, hides_place=False))
    assert "bring" not in words


def test_of_the_assessments_to_come_the_next_two_alone_are_shown_and_every_other() -> None:
    late = [step(f"M{rank}", StepState.LATE) for rank in (2, 3, 4)]
    upcoming = [step(f"M{rank}", StepState.UPCOMING) for rank in (12, 18, 24)]
    words = told(course.assessments((*late, *upcoming), {}, TODAY))
    shown = [f"'M{rank}'" in words for rank in (2, 3, 4, 12, 18, 24)]
    assert shown == [True, True, True, True, True, False]


def test_appointments_of_one_day_are_in_the_order_of_their_hours() -> None:
    early, late = encounter(at=time(9, 30), title="Ears"), encounter(at=time(10, 0), title="Eyes")
    words = told(course.appointments([late, early], [], {}, TODAY, hides_place=False))
    assert words.index("Ears") < words.index("Eyes")


def test_the_budget_runs_until_the_last_day_of_its_year() -> None:
    year = SessionBudget(begins_on=date(2024, 7, 9), ends_on=date(2025, 7, 9), used=3, ceiling=15)
    words = told(care.budget(CareBudget(sessions=year, care_eur=None)))
    assert "3 of 15 sessions" in words
    assert "paid by PEGASE, until 8 July 2025" in words
    unfunded = told(care.budget(CareBudget(sessions=replace(year, ceiling=None), care_eur=None)))
    assert "3 sessions paid by the programme" in unfunded
    assert "PEGASE" not in unfunded


def test_who_is_called_is_who_still_holds_authority_and_the_team_is_told_what_was_decided() -> None:
    decided = replace(KEPT_FROM_HER, kind=RestrictionKind.WITHDRAWN)
    known = child(restrictions=(decided,))
    handed, team = (
        told(who.contacts(known, (), TODAY, pmi=(), reads_family=True, is_team_copy=is_team_copy))
        for is_team_copy in (False, True)
    )
    assert "Ines Delattre" not in handed
    assert "Parental authority withdrawn (the judge)" in team
    nobody = child(restrictions=(replace(decided, decided_by=""),))
    words = told(who.contacts(nobody, (), TODAY, pmi=(), reads_family=True, is_team_copy=True))
    assert "Parental authority withdrawn" in words
    assert "()" not in words


def test_the_address_of_a_home_visit_is_hidden_with_the_place() -> None:
    visit = encounter(
        kind=EncounterKind.HOME_VISIT, place_kind=PlaceKind.HOME, place="3 rue du Port"
    )
    shown, hidden = (
        told(course.appointments([visit], [], {}, TODAY, hides_place=hides))
        for hides in (False, True)
    )
    assert "rue du Port" in shown
    assert "rue du Port" not in hidden


def test_a_questionnaire_says_who_filled_it_and_its_classes_without_a_score() -> None:
    entry = Entry(
        id=ResponseId(uuid4()),
        tool="ASQ-SE-2",
        months=12,
        answered_on=DAY,
        results=(DomainResult(domain=Domain.TOTAL, points=None, zone=Zone.REFER),),
        thresholds_version="1",
        informant=Informant(
            respondent=Respondent.FOSTER_CARER, place=AnsweredAt.LIVING_PLACE, language="fr"
        ),
    )
    words = told(scales.classes([entry]))
    for each in ("ASQ:SE-2, 12 months", "Foster carer", "to refer", "never a diagnosis"):
        assert each in words, each


def test_an_assessment_is_called_by_its_age_but_for_the_initial_one() -> None:
    assert answers.step_words(INITIAL, "Initial assessment") == "Initial assessment"
    assert answers.step_words(StepCode("M9"), "9 months") == "Assessment of 9 months"


def test_a_question_says_whom_it_is_about_where_that_is_not_the_whole_part_s() -> None:
    part = form().part("skin")
    asked = {label for label, _, _ in answers.rows(part, None)}
    about = [label for label in asked if label.startswith("What was said about it")]
    assert about == ["What was said about it, and by whom (about somebody else)"]
    assert "Skin" in asked
    lines = {label for label, _, _ in answers.rows(form().part("before"), None)}
    assert "Allergies" in lines, "how to type it is not printed"
    assert "Accidents" in lines


def test_health_says_its_days_and_whether_the_book_was_read() -> None:
    device = Condition(
        name="Valve",
        category=ConditionKind.DEVICE,
        begins_on=DAY,
        in_emergency="Call the neurosurgeon.",
    )
    words = told(health_words.conditions(health(device), DAY))
    assert "since 20 March 2025" in words
    assert "Call the neurosurgeon." in words
    assert "read whole on 20 March 2025" in health_words.book(health(BookRead(done_on=DAY)))
    assert "Nobody has read" in health_words.book(health())
    assert health_words.period(BORN, DAY) == "from 10 January 2024 to 20 March 2025"
    assert health_words.period(DAY, None, DAY) == "since 20 March 2025"
    assert health_words.period(DAY, None, TODAY) == "from 20 March 2025", "it has not begun"


def test_growth_says_what_was_measured_that_day_and_which_age_was_used() -> None:
    lost = growth((date(2025, 1, 10), "9.0"), (date(2025, 3, 1), "3.0"))
    assert growth_words.of_day(lost, TODAY) == ()
    assert "3 kg" in told(growth_words.of_day(lost, date(2025, 3, 1)))
    assert "corrected age" in growth_words.corrected(lost)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"birth_certainty": BirthCertainty.APPROXIMATE}, "an estimate"),
        ({"other_names": ("Loulou",)}, "Loulou"),
        ({"deceased_on": DAY}, "Died on"),
        ({"given_name": "", "family_name": "", "is_unnamed": True}, "Not known"),
    ],
)
def test_identity_says_what_is_sure_and_what_is_not(changes: dict[str, object], words: str) -> None:
    known = child(identity=replace(child().identity, **changes))  # type: ignore[arg-type]
    assert words in told(who.identity(known, Ins(), TODAY, organization="", tells_birth=True))


def test_what_is_sure_is_not_said_to_be_an_estimate_and_what_is_not_there_has_no_line() -> None:
    words = told(who.identity(child(), Ins(), TODAY, organization="Home", tells_birth=True))
    assert "about 10 January" not in words
    assert "Lou Delattre" in words
    assert "Other names" not in words
    assert "1 February 2024, Home, Department 62" in words
    left = child(inclusion=replace(child().inclusion, ended_on=date(2025, 3, 1)))
    ended = told(who.identity(left, Ins(), TODAY, organization="", tells_birth=True))
    assert "1 February 2024, until 1 March 2025" in ended


AUNT = replace(MOTHER, id=RelatedPersonId(uuid4()), name="Ana Petit", parental_responsibility=False)


def test_nobody_without_authority_is_named_among_who_holds_it_nor_who_does_not_live_there() -> None:
    known = child(people=(MOTHER, AUNT))
    around = (DOCTOR, CARER)
    contacts = told(
        who.contacts(known, around, TODAY, pmi=(), reads_family=True, is_team_copy=True)
    )
    authority = told(who.authority(known, TODAY, hides_place=False, is_team_copy=True))
    for words in (contacts, authority):
        assert "Ines Delattre" in words
        assert "Ana Petit" not in words
    assert "Odile Gosselin" in contacts
    assert "Ambre Hermant" not in contacts, "she has the role of nobody here, and lives elsewhere"


def test_the_age_of_a_child_born_at_term_is_not_said_to_be_corrected() -> None:
    early, at_term = (
        who.age(child(birth=Birth(term_weeks=weeks)), TODAY, tells_birth=True) for weeks in (32, 40)
    )
    assert "correct" in early
    assert at_term == "13 months"


def test_a_child_who_died_has_no_age_of_today() -> None:
    died = child(identity=replace(child().identity, deceased_on=date(2025, 1, 1)))
    words = told(who.identity(died, Ins(), TODAY, organization="", tells_birth=True))
    assert "1 January 2025" in words
    assert "'Age'" not in words
    assert "'Age'" in told(who.identity(child(), Ins(), TODAY, organization="", tells_birth=True))


def test_an_age_is_corrected_for_whoever_reads_how_early_the_birth_was() -> None:
    assert "corrected" in who.age(child(), TODAY, tells_birth=True)
    assert "corrected" not in who.age(child(), TODAY, tells_birth=False)
    unknown = who.age(child(birth=Birth()), TODAY, tells_birth=True)
    assert "the term of the birth is not known" in unknown
    assert who.age(child(), BORN.replace(year=2020), tells_birth=True) == ""
    of_term = who.age(child(birth=Birth(term_weeks=40)), TODAY, tells_birth=True)
    assert "corrected" not in of_term


def test_what_was_decided_ends_on_its_day() -> None:
    held = replace(child().measures[0], ends_on=date(2026, 1, 1))
    over = replace(held, ends_on=TODAY)
    words, none = (
        told(who.authority(child(measures=(each,)), TODAY, hides_place=False, is_team_copy=True))
        for each in (held, over)
    )
    assert "until 1 January 2026" in words
    assert "not written in the dossier" in none
    by = replace(held, authority=Authority.JUVENILE_JUDGE)
    judged = told(who.authority(child(measures=(by,)), TODAY, hides_place=False, is_team_copy=True))
    assert AUTHORITY_LABELS[Authority.JUVENILE_JUDGE].lower() in judged
