"""The assessments of a child: opened, filled in parts, signed, added to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import uuid4

from storage.vault import Vault
from workspace.access.model import Clearance
from workspace.access.permissions import DataClass, Permission
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.assessment import blanks, filling, known, queries, reading, rules, written
from workspace.dossier.assessment.model import (
    Addendum,
    AddendumId,
    Doubt,
    FieldCode,
    NewVersion,
    PartCode,
    Progress,
    Signature,
    State,
    VersionId,
)
from workspace.dossier.assessment.proposals import last_measures, proposals
from workspace.dossier.assessment.view import (
    CONCLUSION,
    AssessmentView,
    OpenPart,
    PartView,
    Saved,
    Synthesis,
    synthesis_of,
)
from workspace.dossier.protocol import saying
from workspace.dossier.protocol.model import AssessmentId, NewAssessment, StepCode
from workspace.errors import Conflict, Forbidden, Invalid, NotFound
from workspace.i18n import N_
from workspace.network import service as network

NOT_CLOSED = N_("This part is not closed yet.")
TWO_VERSIONS = N_("Two versions of this part stand side by side: choose first.")
WRITE_SOMETHING = N_("Write what is to be added.")


async def open_assessment(
    clearance: Clearance, step: StepCode, *, clock: Clock, vault: Vault
) -> AssessmentView:
    """Return one assessment: its parts as far as they are open to who asks, its signature.

    Raises `NotFound` for a step this child's protocol does not have.
    """
    clearance.require(Permission.ASSESSMENT_FORM_READ)
    async with transaction():
        view = await reading.assessment(clearance, step, clock=clock, vault=vault)
        await _record(clearance, Act.ASSESSMENT_OPEN, step, vault=vault)
    return view


async def progress(clearance: Clearance, *, vault: Vault) -> Mapping[StepCode, Progress]:
    """Return which assessments were begun, and which are signed, for the list of a child's steps.

    Raises `Forbidden` for whoever does not read somatic health.
    """
    if not clearance.may(DataClass.SOMATIC):
        raise Forbidden
    async with transaction():
        begun = await queries.begun(clearance.dossier)
        signed = await queries.signatures(clearance.dossier)
        await audit.record(
            clearance.actor, Act.ASSESSMENT_READ, dossier=clearance.dossier, vault=vault
        )
    return dict.fromkeys(begun, Progress.BEGUN) | {
        step: Progress.SIGNED if any(each.stands for each in of) else Progress.TAKEN_BACK
        for step, of in signed.items()
    }


async def last_synthesis(clearance: Clearance, *, vault: Vault) -> Synthesis | None:
    """Return what the last closed conclusion says in a few words; None where no assessment has one.

    Raises `Forbidden` for whoever does not read somatic health, to which conclusions belong.
    """
    if not clearance.may(DataClass.SOMATIC):
        raise Forbidden
    async with transaction():
        found = await queries.last_closed_of(clearance.dossier, CONCLUSION, vault=vault)
        await audit.record(
            clearance.actor, Act.ASSESSMENT_READ, dossier=clearance.dossier, vault=vault
        )
    return synthesis_of(found) if found else None


async def open_part(
    clearance: Clearance, step: StepCode, part: PartCode, *, clock: Clock, vault: Vault
) -> OpenPart:
    """Return one part ready to be filled, with what is already known where nothing stands yet.

    Raises `NotFound` for a part this assessment does not ask, `Forbidden` for one that is neither read
    nor filled by who asks.
    """
    clearance.require(Permission.ASSESSMENT_FORM_READ)
    async with transaction():
        assessment = await reading.assessment(clearance, step, clock=clock, vault=vault)
        view = _part_of(assessment, part)
        if not view.may_read and not view.may_fill:
            raise Forbidden
        facts = await known.about(clearance, view.part, assessment, clock=clock, vault=vault)
        await _record(clearance, Act.ASSESSMENT_OPEN, step, part, vault=vault)
    mine = next((each for each in view.beside if each.author == clearance.actor.account), None)
    shown = view.version or mine
    proposed = proposals(view.part, facts, months=assessment.months) if view.head is None else {}
    return OpenPart(
        assessment=assessment,
        view=view,
        answers=shown.answers if shown else proposed,
        token=shown.token if shown else "",
        seen_on=shown.seen_on if shown else clock.today(),
        last=last_measures(view.part, facts),
    )


async def save_part(clearance: Clearance, new: NewVersion, *, clock: Clock, vault: Vault) -> Saved:
    """Keep what was typed, whatever it is: nothing is refused but to whoever may not write here.

    When somebody else wrote the part since the page was made, both versions are kept, this one
    beside. Raises `Conflict` for a part that is closed, and `Forbidden`.
    """
    clearance.require(Permission.ASSESSMENT_FILL)
    async with transaction():
        await queries.hold(clearance.dossier, new.step)
        view = await reading.assessment(
            clearance, new.step, made_in=new.form, clock=clock, vault=vault
        )
        saved, is_new = await filling.save(
            clearance, new, _to_fill(view, new.part), view=view, clock=clock, vault=vault
        )
        if is_new:  # going on with one's own draft is the same act
            await _record(clearance, Act.ASSESSMENT_FILL, new.step, new.part, vault=vault)
    return saved


async def close_part(
    clearance: Clearance, new: NewVersion, *, clock: Clock, vault: Vault
) -> tuple[Saved, dict[FieldCode, Doubt]]:
    """Keep what was typed, then close the part; return what to ask about, in which case it stays open.

    What was typed is kept before anything is refused. Raises `Invalid` naming every field that cannot
    be or is missing, `Conflict` for a part that is closed, and `Forbidden`.
    """
    saved = await save_part(clearance, new, clock=clock, vault=vault)
    if saved.is_beside:
        return saved, {}
    async with transaction():
        await queries.hold(clearance.dossier, new.step)
        view = await reading.assessment(
            clearance, new.step, made_in=new.form, clock=clock, vault=vault
        )
        part = _to_fill(view, new.part)
        if part.version is None and not saved.token:
            raise Invalid(blanks.left_to_say(part.part, months=view.months))
        if part.version is None or part.version.token != saved.token:
            raise Conflict
        doubts = await filling.check(
            clearance, part.version, part.part, view, sure_of=new.sure_of, clock=clock, vault=vault
        )
        if doubts:
            return saved, doubts
        closed = await filling.write_next(
            clearance, part, part.version, state=State.CLOSED, clock=clock, vault=vault
        )
        if (
            view.signature is not None and new.part == filling.BORN
        ):  # an amendment is signed by its author
            await filling.keep_birth(clearance, closed, clock=clock, vault=vault)
        await _record(clearance, Act.ASSESSMENT_CLOSE, new.step, new.part, vault=vault)
    return Saved(token=closed.token, is_beside=False), {}


async def reopen_part(
    clearance: Clearance, step: StepCode, part: PartCode, *, clock: Clock, vault: Vault
) -> None:
    """Open a closed part again; after the signature only the history, which is thereby amended.

    Raises `Conflict` for a part that is not closed, or signed.
    """
    clearance.require(Permission.ASSESSMENT_FILL)
    async with transaction():
        await queries.hold(clearance.dossier, step)
        view = await reading.assessment(clearance, step, clock=clock, vault=vault)
        found = _to_fill(view, part)
        if not found.may_reopen or found.version is None:
            raise Conflict
        await filling.write_next(
            clearance, found, found.version, state=State.DRAFT, clock=clock, vault=vault
        )
        await _record(clearance, Act.ASSESSMENT_REOPEN_PART, step, part, vault=vault)


async def settle(
    clearance: Clearance,
    step: StepCode,
    part: PartCode,
    beside: VersionId,
    picks: dict[str, str],
    *,
    base: str,
    clock: Clock,
    vault: Vault,
) -> None:
    """Make one version of two, field by field (`rules.merged`); both stay kept behind it.

    Raises `NotFound` when that version is settled already, and `Conflict` when what stands is no longer
    what was shown, or is signed.
    """
    clearance.require(Permission.ASSESSMENT_FILL)
    async with transaction():
        await queries.hold(clearance.dossier, step)
        view = await reading.assessment(clearance, step, clock=clock, vault=vault)
        found = _to_fill(view, part)
        other = next((each for each in found.beside if each.id == beside), None)
        if other is None:
            raise NotFound
        frozen = found.is_signed and not found.part.is_amendable
        if found.version is None or found.version.token != base or frozen:
            raise Conflict
        merged = rules.merged(found.part, other.answers, found.version.answers, picks)
        await filling.write_next(
            clearance,
            found,
            replace(found.version, answers=merged),
            state=State.DRAFT,
            settles=beside,
            clock=clock,
            vault=vault,
        )
        await _record(clearance, Act.ASSESSMENT_SETTLE, step, part, vault=vault)


async def sign(clearance: Clearance, step: StepCode, *, clock: Clock, vault: Vault) -> Signature:
    """Sign an assessment: freeze its closed parts, record it as done, put its measures on the curves.

    What the initial one says of the birth is the record's from then on.

    A physician's act. Signed once and taken back, it is signed anew: the measures that were put on the curves then
    are amended. Raises `Invalid` naming every part that is in the way, `Conflict` when it is signed already.
    """
    clearance.require(Permission.ASSESSMENT_SIGN)
    if not reading.may_sign(clearance):
        raise Forbidden
    dossier = clearance.dossier
    async with transaction():
        await queries.hold(dossier, step)
        await saying.hold(clearance)
        view = await reading.assessment(clearance, step, clock=clock, vault=vault)
        if view.signature is not None:
            raise Conflict
        done_on = view.done_on
        if in_the_way := _in_the_way(view):
            raise Invalid(in_the_way)
        assert done_on is not None, "nothing is left to close"
        signed = [
            written.ToSign(part=each.part, version=each.version)
            for each in view.parts
            if each.is_closed and each.version
        ]
        signature = Signature(
            step=step,
            form=view.form.name,
            assessment=await _done(clearance, view, done_on, clock=clock, vault=vault),
            done_on=done_on,
            signed_by=clearance.actor.account,
            signed_at=clock.now(),
            versions=tuple(each.version.id for each in signed),
            digest=written.digest(dossier, step, signed),
        )
        await queries.insert_signature(dossier, signature)
        await _keep_facts(clearance, signed, signature, view, clock=clock, vault=vault)
        await _record(clearance, Act.ASSESSMENT_SIGN, step, vault=vault)
    return signature


async def _keep_facts(
    clearance: Clearance,
    signed: Sequence[written.ToSign],
    signature: Signature,
    view: AssessmentView,
    *,
    clock: Clock,
    vault: Vault,
) -> None:
    """Put the measures that are signed on the curves, and what is said of the birth into the record."""
    once = [
        each.signed[filling.MEASURED] for each in view.taken_back if filling.MEASURED in each.signed
    ]
    for each in signed:
        if each.part.code == filling.MEASURED:
            await filling.keep_growth(
                clearance,
                each.version,
                signature.assessment,
                before=once,
                clock=clock,
                vault=vault,
            )
        elif each.part.code == filling.BORN:
            await filling.keep_birth(clearance, each.version, clock=clock, vault=vault)


async def _done(
    clearance: Clearance, view: AssessmentView, done_on: date, *, clock: Clock, vault: Vault
) -> AssessmentId:
    """Return the assessment of the protocol that is signed, recorded as done now if it was not yet."""
    if view.status.assessment is not None:
        return view.status.assessment.id
    doer = await network.practitioner_of(clearance.actor.account)
    new = NewAssessment(step=view.status.step.code, done_on=done_on, performed_by=doer)
    return (await saying.say_done(clearance, new, clock=clock, vault=vault)).id


def _in_the_way(view: AssessmentView) -> dict[str, str]:
    """Return what stops the signature, by part."""
    left = {str(part.code): NOT_CLOSED for part in view.left}
    return left | {str(each.part.code): TWO_VERSIONS for each in view.parts if each.beside}


async def add_to(
    clearance: Clearance,
    step: StepCode,
    part: PartCode,
    text: str,
    *,
    clock: Clock,
    vault: Vault,
) -> Addendum:
    """Add words to a signed part; what was signed never changes.

    Raises `Invalid` for no words or too many, `Conflict` for a part that was not signed.
    """
    clearance.require(Permission.ASSESSMENT_FILL)
    async with transaction():
        view = await reading.assessment(clearance, step, clock=clock, vault=vault)
        found = _to_fill(view, part)
        if not found.is_signed:
            raise Conflict
        if not text.strip() or len(text) > rules.LONGEST_TEXT:
            raise Invalid({"text": rules.TOO_LONG if text.strip() else WRITE_SOMETHING})
        addendum = Addendum(
            id=AddendumId(uuid4()),
            part=part,
            author=clearance.actor.account,
            recorded_at=clock.now(),
            text=text.strip(),
        )
        await queries.insert_addendum(
            clearance.dossier, step, addendum, data_class=found.part.data_class, vault=vault
        )
        await _record(clearance, Act.ASSESSMENT_ADD_TO, step, part, vault=vault)
    return addendum


def _part_of(view: AssessmentView, part: PartCode) -> PartView:
    try:
        return view.part(part)
    except KeyError:
        raise NotFound from None


def _to_fill(view: AssessmentView, part: PartCode) -> PartView:
    found = _part_of(view, part)
    if not found.may_fill:
        raise Forbidden
    return found


async def _record(
    clearance: Clearance,
    act: Act,
    step: StepCode,
    part: PartCode | None = None,
    *,
    vault: Vault,
) -> None:
    await audit.record(
        clearance.actor,
        act,
        dossier=clearance.dossier,
        detail={"step": step} | ({"part": part} if part else {}),
        vault=vault,
    )
