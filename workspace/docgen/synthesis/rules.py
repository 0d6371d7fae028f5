"""What a synthesis leaves unnamed, and the questions it leaves open. No I/O."""

from collections.abc import Iterator

from workspace.access.permissions import DataClass
from workspace.docgen.leaf import named
from workspace.docgen.said import who
from workspace.docgen.said.health import of
from workspace.docgen.synthesis.model import SynthesisSource
from workspace.dossier.care.plan.model import DISCIPLINE_LABELS, State
from workspace.dossier.growth.wording import alert_in_words
from workspace.dossier.health.model import (
    SCREENING_LABELS,
    Allergy,
    AllergyAnswer,
    Health,
    ScreeningDone,
    Status,
    VaccineState,
)
from workspace.dossier.health.rules import MISSED, allergy_answer, rechecks
from workspace.dossier.health.wording import state_in_words, vaccine_label
from workspace.dossier.protocol.model import StepState
from workspace.dossier.record.civil.model import InsStatus
from workspace.dossier.record.rules import current_placement
from workspace.i18n import format_date, gettext

WAITING = (State.TO_REFER, State.ASKED, State.TO_REVIEW)


def hides_place(source: SynthesisSource) -> bool:
    """Tell whether the place is left unnamed on this copy (`who.hides_place`)."""
    return who.hides_place(
        source.child, source.today, reads=source.reads, is_team_copy=source.is_team_copy
    )


def open_questions(source: SynthesisSource) -> list[str]:
    """Return what nobody knows, what is late and what waits, of the classes that are open."""
    return [
        *_of_identity(source),
        *(_of_path(source) if source.may_read(DataClass.SOCIAL) else ()),
        *_of_course(source),
        *(_of_body(source.health, source) if source.health is not None else ()),
        *(_of_growth(source) if source.growth is not None else ()),
        *_of_care(source),
    ]


def _of_identity(source: SynthesisSource) -> Iterator[str]:
    if source.child.identity.is_estimated:
        yield gettext("The day of birth is an estimate.")
    if source.ins.status is not InsStatus.QUALIFIED:
        yield gettext("The national health identity is not qualified.")


def _of_path(source: SynthesisSource) -> Iterator[str]:
    child, today = source.child, source.today
    if not any(person.parental_responsibility for person in child.people):
        yield gettext("Who holds parental authority is not written.")
    if not any(each.holds(today) for each in child.measures):
        yield gettext("No measure that holds today is written.")
    if current_placement(child.placements, today) is None:
        yield gettext("Where the child lives today is not written.")


def _of_course(source: SynthesisSource) -> Iterator[str]:
    late = [each for each in source.schedule if each.state is StepState.LATE]
    missed = [
        each
        for each in source.schedule
        if each.state is StepState.NOT_DONE and not each.missed_because
    ]
    if late:
        steps = ", ".join(gettext(each.step.label) for each in late)
        yield gettext("Assessments late: %(steps)s.", steps=steps)
    if missed:
        steps = ", ".join(gettext(each.step.label) for each in missed)
        yield gettext("Assessments not done, without a reason: %(steps)s.", steps=steps)


def _of_body(health: Health, source: SynthesisSource) -> Iterator[str]:
    if source.child.birth.term_weeks is None:
        yield gettext("The term of the birth is not known: no age is corrected.")
    if allergy_answer(of(health, Allergy)) is AllergyAnswer.UNKNOWN:
        yield gettext("Nobody has said whether the child has an allergy.")
    missed = [each for each in health.vaccines if each.state in MISSED]
    if missed:
        said = ", ".join(
            named(vaccine_label(each.vaccine), state_in_words(each, source.today))
            for each in missed
        )
        yield gettext("Vaccines to look at: %(vaccines)s.", vaccines=said)
    unknown = [
        vaccine_label(each.vaccine)
        for each in health.vaccines
        if each.state is VaccineState.UNKNOWN and each.vaccine.status is not Status.RECORD
    ]
    if unknown:
        yield gettext(
            "Vaccines of which it is not known whether they were given: %(vaccines)s.",
            vaccines=", ".join(unknown),
        )
    for each in rechecks(of(health, ScreeningDone)):
        assert each.recheck_on is not None, "what is to be looked at again has its day"
        yield gettext(
            "Screening to recheck on %(day)s: %(what)s.",
            day=format_date(each.recheck_on),
            what=gettext(SCREENING_LABELS[each.what]).lower(),
        )


def _of_growth(source: SynthesisSource) -> Iterator[str]:
    assert source.growth is not None, "asked of who reads growth"
    for each in source.growth.alerts:
        yield alert_in_words(each)


def _of_care(source: SynthesisSource) -> Iterator[str]:
    for each in source.loops:
        if each.state in WAITING:
            yield named(gettext(DISCIPLINE_LABELS[each.need.discipline]), gettext(each.standing))
