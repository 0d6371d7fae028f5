"""What a synthesis leaves unnamed, and the questions it leaves open."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from tests.workspace.docgen.synthesis.sample import (
    BORN,
    CARER,
    EVERYTHING,
    FOSTER,
    KEPT_FROM_HER,
    ORDER,
    TODAY,
    child,
    growth,
    health,
    source,
)
from workspace.access.permissions import DataClass
from workspace.docgen.said.who import secrets
from workspace.docgen.synthesis.model import SynthesisSource
from workspace.docgen.synthesis.rules import hides_place, open_questions
from workspace.dossier.care.plan.model import Discipline, FoundIn, Loop, Need, NeedId, Plan, State
from workspace.dossier.health.model import (
    Allergy,
    BookRead,
    Result,
    Screening,
    ScreeningDone,
    Source,
    Vaccination,
)
from workspace.dossier.protocol.model import ProtocolStep, StepCode, StepState, StepStatus
from workspace.dossier.record.civil.model import Ins, InsStatus
from workspace.dossier.record.model import Birth, BirthCertainty, RestrictionKind
from workspace.i18n import use_language


def asked_of(source: SynthesisSource) -> list[str]:
    with use_language("en"):
        return open_questions(source)


NOT_SOCIAL = EVERYTHING - {DataClass.SOCIAL}


@pytest.mark.parametrize(
    ("changes", "hidden"),
    [
        ({}, False),
        ({"child": child(restrictions=(KEPT_FROM_HER,))}, True),
        ({"child": child(restrictions=(KEPT_FROM_HER,)), "is_team_copy": True}, False),
        ({"child": child(restrictions=(replace(KEPT_FROM_HER, ends_on=TODAY),))}, False),
        ({"child": child(placements=(replace(FOSTER, restricted=True),))}, True),
        (
            {"child": child(restrictions=(replace(KEPT_FROM_HER, kind=RestrictionKind.LIMITED),))},
            False,
        ),
        ({"child": child(placements=())}, False),
        ({"reads": NOT_SOCIAL}, True),
        ({"reads": NOT_SOCIAL, "is_team_copy": True}, False),
    ],
)
def test_a_place_is_named_where_it_is_known_not_to_be_secret_or_for_the_team(
    changes: dict[str, object], hidden: bool
) -> None:
    assert hides_place(source(**changes)) is hidden


def test_the_names_of_the_place_and_of_who_lives_there_are_searched_and_the_family_s_are_not() -> (
    None
):
    shared = replace(CARER, name="Odile Delattre")
    found = set(secrets(child(), (shared,), ""))
    assert {"Famille Gosselin", "Odile Delattre", "Delattre Odile", "odile"} <= found
    assert "delattre" not in found
    assert not {"Ambre Hermant", "ambre"} & set(secrets(child(), source().around, ""))


def step(code: str, state: StepState, because: str | None = None) -> StepStatus:
    return StepStatus(
        step=ProtocolStep(code=StepCode(code), number=2, label=code, exam=""),
        state=state,
        opens_on=BORN,
        target_on=BORN,
        closes_on=BORN,
        missed_because=because,
    )


def loop(state: State) -> Loop:
    need = Need(
        id=NeedId(uuid4()),
        discipline=Discipline.SPEECH,
        found_in=FoundIn.ASSESSMENT,
        stated_on=date(2025, 1, 1),
    )
    return Loop(need=need, state=state, plan=Plan(), words=None)


KNOWN = {
    "ins": Ins(status=InsStatus.QUALIFIED),
    "health": health(
        Allergy(is_none=True, source=Source.PARENT, done_on=date(2025, 1, 1)),
        BookRead(done_on=date(2025, 1, 1)),
    ),
}


@pytest.mark.parametrize(
    ("changes", "question"),
    [
        ({"ins": Ins()}, "The national health identity is not qualified."),
        (
            {
                "child": child(
                    identity=replace(child().identity, birth_certainty=BirthCertainty.APPROXIMATE)
                )
            },
            "The day of birth is an estimate.",
        ),
        ({"child": child(people=())}, "Who holds parental authority is not written."),
        ({"child": child(measures=())}, "No measure that holds today is written."),
        (
            {"child": child(measures=(replace(ORDER, begins_on=date(2025, 3, 5)),))},
            "No measure that holds today is written.",
        ),
        (
            {"child": child(measures=(replace(ORDER, ends_on=TODAY),))},
            "No measure that holds today is written.",
        ),
        ({"child": child(placements=())}, "Where the child lives today is not written."),
        ({"schedule": (step("M12", StepState.LATE),)}, "Assessments late: M12."),
        (
            {"schedule": (step("M9", StepState.NOT_DONE),)},
            "Assessments not done, without a reason: M9.",
        ),
        (
            {"child": child(birth=Birth())},
            "The term of the birth is not known: no age is corrected.",
        ),
        ({"health": health()}, "Nobody has said whether the child has an allergy."),
        ({"loops": (loop(State.ASKED),)}, "Speech therapy: waiting for an answer"),
        (
            {
                "health": health(
                    ScreeningDone(
                        what=Screening.HEARING,
                        result=Result.RECHECK,
                        done_on=date(2025, 2, 1),
                        recheck_on=date(2025, 4, 1),
                    )
                )
            },
            "Screening to recheck on 1 April 2025: hearing.",
        ),
        (
            {"growth": growth((date(2025, 1, 10), "9.0"), (date(2025, 3, 1), "3.0"))},
            "Weight lost before two years",
        ),
    ],
)
def test_a_question_stays_open_until_it_is_answered(
    changes: dict[str, object], question: str
) -> None:
    assert not [each for each in asked_of(source(**KNOWN)) if each.startswith(question)]
    asked = asked_of(source(**{**KNOWN, **changes}))
    assert [each for each in asked if each.startswith(question)], asked


def test_vaccines_are_said_late_from_a_book_that_was_read_and_else_not_known() -> None:
    unread = asked_of(source())
    read = asked_of(source(**KNOWN))
    assert any(each.startswith("Vaccines of which it is not known") for each in unread)
    assert not any(each.startswith("Vaccines to look at") for each in unread)
    assert any(each.startswith("Vaccines to look at") for each in read)
    assert not any(each.startswith("Vaccines of which it is not known") for each in read)
    said = health(
        BookRead(done_on=TODAY), Vaccination(vaccine="ROR", done_on=date(2025, 1, 20), lot="A")
    )
    assert "ROR" not in str(asked_of(source(health=said)))


def test_a_reason_and_an_end_leave_no_question() -> None:
    answered = source(
        schedule=(step("M9", StepState.NOT_DONE, "The child was ill"),), loops=(loop(State.CLOSED),)
    )
    assert asked_of(answered) == asked_of(source())


def test_nothing_is_asked_of_a_class_that_is_closed() -> None:
    closed = source(
        reads=frozenset({DataClass.PRACTICAL, DataClass.IDENTITY}),
        child=child(people=(), measures=(), placements=(), birth=Birth()),
        health=None,
        growth=None,
    )
    assert asked_of(closed) == ["The national health identity is not qualified."]
