"""How what somebody typed is kept: on their own draft, as the next version, or beside another's."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from uuid import uuid4

from storage.vault import Vault
from workspace.access.model import Clearance
from workspace.access.permissions import DataClass
from workspace.clock import Clock
from workspace.dossier.assessment import doubting, queries, rules
from workspace.dossier.assessment.model import (
    Answer,
    Answers,
    Doubt,
    FieldCode,
    NewVersion,
    Part,
    PartCode,
    Rest,
    State,
    Version,
    VersionId,
)
from workspace.dossier.assessment.view import AssessmentView, PartView, Saved
from workspace.dossier.growth import service as growth
from workspace.dossier.growth.model import GrowthMeasurement, Indicator
from workspace.dossier.protocol.model import AssessmentId
from workspace.dossier.record import service as record
from workspace.dossier.record.civil import service as civil
from workspace.dossier.record.model import Birth
from workspace.errors import Conflict, Invalid
from workspace.i18n import format_date
from workspace.network import service as network

MEASURED = PartCode("measures")
"""The part whose answers are measures of growth."""

BORN = PartCode("birth")
"""The part whose answers are of the birth."""
BIRTH_MEASURES = ("birth_weight_g", "birth_length_cm", "birth_head_cm")

MEASURES: dict[Indicator, FieldCode] = {
    Indicator.WEIGHT: FieldCode("weight_kg"),
    Indicator.LENGTH: FieldCode("length_cm"),
    Indicator.HEAD: FieldCode("head_cm"),
}

RESTS = {Rest.NORMAL: rules.rest_normal, Rest.UNKNOWN: rules.rest_unknown}


async def save(
    clearance: Clearance,
    new: NewVersion,
    found: PartView,
    *,
    view: AssessmentView,
    clock: Clock,
    vault: Vault,
) -> tuple[Saved, bool]:
    """Keep what was typed; tell whether it became a version of its own.

    One goes on with one's own draft. A page made from something that no longer stands is kept beside what
    does, unless it says the same.
    """
    me, head = clearance.actor.account, found.head
    answers = {**_unasked(found, view.months), **_noted(found, new.answers)}
    if new.rest is not None:
        answers = {**answers, **RESTS[new.rest](found.part, new.answers, months=view.months)}
    if head is None and not answers:
        return Saved(token="", is_beside=False), False
    typed = _begun(new, found, view, answers=answers, clock=clock, clearance=clearance)
    if head is None or new.base == head.token:
        if head is not None and head.state is State.CLOSED:
            raise Conflict
        if head is not None and found.version is not None and head.author == me:
            draft = replace(found.version, answers=answers, seen_on=typed.seen_on)
            return await _go_on(clearance, draft, found.part, clock=clock, vault=vault), False
        next_one = await write_next(
            clearance, found, typed, state=State.DRAFT, clock=clock, vault=vault
        )
        return Saved(token=next_one.token, is_beside=False), True
    mine = next((b for b in found.beside if b.author == me and b.token == new.base), None)
    if mine is not None:
        draft = replace(mine, answers=answers, seen_on=typed.seen_on)
        saved = await _go_on(clearance, draft, found.part, clock=clock, vault=vault)
        return replace(saved, is_beside=True, over=head), False
    if found.version and not rules.differing(found.part, answers, found.version.answers):
        return Saved(token=head.token, is_beside=False), False
    await queries.insert(clearance.dossier, typed, found.part, vault=vault)
    return Saved(token=typed.token, is_beside=True, over=head), True


def _unasked(found: PartView, months: int) -> Answers:
    """Return what was answered to questions of another age: kept, though not shown."""
    asked = {field.code for field in found.part.asked(months)}
    before = found.version.answers if found.version else {}
    return {code: answer for code, answer in before.items() if code not in asked}


def _noted(found: PartView, answers: Answers) -> Answers:
    """Return answers with the notes that the page could not show."""
    before = found.version.answers if found.version else {}
    veiled = {field.code for field in found.part.fields if field.has_veiled_note}
    hidden = {code: before[code].note for code in veiled & before.keys() if before[code].note}
    emptied = {code: Answer(note=note) for code, note in hidden.items() if code not in answers}
    return emptied | {
        code: replace(answer, note=hidden[code]) if code in hidden else answer
        for code, answer in answers.items()
    }


def _begun(
    new: NewVersion,
    found: PartView,
    view: AssessmentView,
    *,
    answers: Answers,
    clearance: Clearance,
    clock: Clock,
) -> Version:
    """Return what was typed as a version that stands beside whatever stands."""
    return Version(
        id=VersionId(uuid4()),
        step=new.step,
        part=new.part,
        form=view.form.name,
        number=found.head.number if found.head else 0,
        revision=0,
        state=State.BESIDE,
        author=clearance.actor.account,
        recorded_at=clock.now(),
        seen_on=new.seen_on or (found.head.seen_on if found.head else clock.today()),
        answers=answers,
    )


async def _go_on(
    clearance: Clearance, draft: Version, part: Part, *, clock: Clock, vault: Vault
) -> Saved:
    further = replace(draft, revision=draft.revision + 1, recorded_at=clock.now())
    if not await queries.go_on(clearance.dossier, further, part, vault=vault):
        raise Conflict
    return Saved(token=further.token, is_beside=False)


async def write_next(
    clearance: Clearance,
    found: PartView,
    version: Version,
    *,
    state: State,
    settles: VersionId | None = None,
    clock: Clock,
    vault: Vault,
) -> Version:
    """Write what `version` says as the next one that stands; what stood stays behind it."""
    head = found.head
    following = replace(
        version,
        id=VersionId(uuid4()),
        number=head.number + 1 if head else 1,
        revision=0,
        state=state,
        author=clearance.actor.account,
        recorded_at=clock.now(),
        supersedes=head.id if head else None,
        settles=settles,
    )
    await queries.insert(clearance.dossier, following, found.part, vault=vault)
    return following


async def check(
    clearance: Clearance,
    version: Version,
    part: Part,
    view: AssessmentView,
    *,
    sure_of: date | None,
    clock: Clock,
    vault: Vault,
) -> dict[FieldCode, Doubt]:
    """Return what to ask before a part is closed. Raises `Invalid` naming all that cannot be.

    `sure_of`: the day that was confirmed, where the days of the assessment begin later.
    """
    months, opens_on = view.months, view.status.opens_on
    child = await record.follow_up(clearance, vault=vault)
    born, today = child.birth_date, child.today(clock)
    refused = rules.problems(
        part,
        version.answers,
        months=months,
        born=born,
        today=today,
        seen_on=version.seen_on,
        closing=True,
    )
    if not born <= version.seen_on <= today:
        refused["seen_on"] = rules.BEFORE_BIRTH if version.seen_on < born else rules.NOT_COME_YET
    if refused:
        raise Invalid(refused)
    asked = await doubts(clearance, version, part, months=months, vault=vault)
    if version.seen_on < opens_on and version.seen_on != sure_of:
        asked[rules.SEEN] = Doubt(message=rules.TOO_EARLY, values={"day": format_date(opens_on)})
    return asked


async def doubts(
    clearance: Clearance, version: Version, part: Part, *, months: int, vault: Vault
) -> dict[FieldCode, Doubt]:
    """Return what to ask about a version: what is unlikely, and of a measure what a child of that age measures."""
    asked = doubting.doubts(part, version.answers, months=months)
    if part.code == MEASURED and clearance.may(DataClass.SOMATIC):
        of_growth = await _doubts_of_growth(clearance, version, vault=vault)
        guessed = {
            code: each
            for code, each in of_growth.items()
            if each.meant and (code not in asked or asked[code].meant != each.meant)
        }
        asked = {**of_growth, **asked, **guessed}
    return asked


def measured(answers: Answers, *, on: date) -> GrowthMeasurement | None:
    """Return the measures of growth among the answers; None when there is none."""
    values = {
        code: rules.as_number(str(answers[code].value)) if code in answers else None
        for code in MEASURES.values()
    }
    if not any(values.values()):
        return None
    return GrowthMeasurement(
        measured_on=on,
        weight_kg=values[MEASURES[Indicator.WEIGHT]],
        length_cm=values[MEASURES[Indicator.LENGTH]],
        head_cm=values[MEASURES[Indicator.HEAD]],
    )


def born(answers: Answers) -> Birth:
    """Return what the answers say of the birth; None is what they do not say."""
    values = {
        code: rules.as_number(str(answers[code].value))
        for code in map(FieldCode, ("term_weeks", *BIRTH_MEASURES))
        if code in answers and not answers[code].is_unknown
    }
    term, weight = values.get(FieldCode("term_weeks")), values.get(FieldCode("birth_weight_g"))
    return Birth(
        term_weeks=None if term is None else int(term),
        weight_g=None if weight is None else int(weight),
        length_cm=values.get(FieldCode("birth_length_cm")),
        head_cm=values.get(FieldCode("birth_head_cm")),
    )


async def keep_birth(clearance: Clearance, version: Version, *, clock: Clock, vault: Vault) -> None:
    """State in the record what a signed part says of the birth: curves and questionnaires read it there."""
    await civil.learn_birth(clearance, born(version.answers), clock=clock, vault=vault)


async def keep_growth(
    clearance: Clearance,
    version: Version,
    assessment: AssessmentId,
    *,
    before: Iterable[Version] = (),
    clock: Clock,
    vault: Vault,
) -> None:
    """Put the measures of a signed part on the curves, unless the same were measured that day already.

    `before`: the same part under signatures taken back; what it put on the curves is amended, not left beside.
    Needs `Permission.GROWTH_WRITE`. Inside the caller's transaction.
    """
    doer = await network.practitioner_of(version.author)
    taken = measured(version.answers, on=version.seen_on)
    if taken is None:
        return
    kept = (await growth.measurements(clearance, vault=vault)).measurements
    if any(_is_same(taken, each) for each in kept):
        return
    once = [measured(each.answers, on=each.seen_on) for each in before]
    wrong = next((each for each in kept if any(old and _is_same(old, each) for old in once)), None)
    if wrong is not None and wrong.id is not None:
        await growth.amend_measurement(
            clearance, wrong.id, replace(taken, measured_by=doer), clock=clock, vault=vault
        )
        return
    await growth.add_measurements(
        clearance,
        [replace(taken, measured_by=doer)],
        assessment=assessment,
        clock=clock,
        vault=vault,
    )


def _is_same(taken: GrowthMeasurement, other: GrowthMeasurement) -> bool:
    """Tell whether `other` says, of the same day, everything that `taken` does."""
    return taken.measured_on == other.measured_on and all(
        taken.value(indicator) in {None, other.value(indicator)} for indicator in MEASURES
    )


async def _doubts_of_growth(
    clearance: Clearance, version: Version, *, vault: Vault
) -> dict[FieldCode, Doubt]:
    """Return what the curve asks about, but for what was confirmed already."""
    taken = measured(version.answers, on=version.seen_on)
    if taken is None:
        return {}
    found = await growth.doubts(clearance, taken, is_of_assessment=True, vault=vault)
    return {
        MEASURES[doubt.indicator]: Doubt(
            message=doubt.message,
            meant=None if doubt.instead is None else rules.plain(doubt.instead),
        )
        for doubt in reversed(found)  # the first one of a field is the one that is asked
        if doubt.indicator in MEASURES and not version.answers[MEASURES[doubt.indicator]].is_sure
    }
