"""One assessment put together: the step of the protocol, its parts, its signature."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from storage.vault import Vault
from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.rules import gives
from workspace.clock import Clock
from workspace.dossier.assessment import queries, rules, written
from workspace.dossier.assessment.definitions import form as form_of
from workspace.dossier.assessment.model import (
    Form,
    Head,
    Part,
    PartCode,
    Signature,
    Version,
    VersionId,
)
from workspace.dossier.assessment.view import AssessmentView, PartView, TakenBack
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.model import INITIAL, ProtocolStep, StepCode, StepStatus
from workspace.dossier.record import service as record
from workspace.dossier.record.ages import age_on
from workspace.dossier.record.summaries import FollowUp
from workspace.errors import NotFound
from workspace.ids import DossierId


@dataclass(frozen=True, kw_only=True, slots=True)
class _Kept:
    """What is kept of one assessment, as far as it may be read."""

    heads: Mapping[PartCode, Head]
    versions: Mapping[VersionId, Version]
    beside: tuple[Version, ...]
    signature: Signature | None
    """The one that stands."""
    taken_back: tuple[Signature, ...]


async def assessment(
    clearance: Clearance, step: StepCode, *, made_in: str = "", clock: Clock, vault: Vault
) -> AssessmentView:
    """Return the assessment of `step`. Raises `NotFound` for a step that is not of this child.

    `made_in`: name of the form of the page that something is typed in; what nobody has begun is begun in it.
    Inside the caller's transaction; the caller records the reading.
    """
    schedule = await protocol.schedule(clearance, clock=clock, vault=vault)
    status = next((each for each in schedule if each.step.code == step), None)
    if status is None:
        raise NotFound
    child = await record.follow_up(clearance, vault=vault)
    is_initial = status.step.code == INITIAL
    dossier, months = clearance.dossier, months_of(status, child)
    signatures = await queries.signatures(dossier)
    kept = await _kept(dossier, step, signatures.get(step, ()), vault=vault)
    form = _form(kept, status.step, child, on=clock.today(), made_in=made_in)
    return AssessmentView(
        status=status,
        form=form,
        months=months,
        is_initial=is_initial,
        parts=_parts(
            clearance,
            rules.asked_parts(form, initial=is_initial, battery=status.step.scales),
            kept,
            months=months,
        ),
        history=()
        if is_initial
        else _history(
            clearance,
            next((each.step for each in schedule if each.step.code == INITIAL), status.step),
            child,
            await _kept(dossier, INITIAL, signatures.get(INITIAL, ()), vault=vault),
            months=months,
            on=clock.today(),
        ),
        signature=kept.signature,
        holds=_holds(dossier, kept.signature, kept, form) if kept.signature else None,
        taken_back=tuple(_taken_back(dossier, each, kept) for each in kept.taken_back),
        addenda=await queries.addenda(dossier, step, vault=vault) if signatures.get(step) else (),
        may_sign=may_sign(clearance),
        next_on=_next_on(schedule, status),
    )


def may_sign(clearance: Clearance) -> bool:
    """Tell whether this person signs assessments in this dossier: a physician."""
    return gives(clearance.role, clearance.rights, Permission.ASSESSMENT_SIGN)


def months_of(status: StepStatus, child: FollowUp) -> int:
    """Return the age whose questions are asked: it does not change while the form is filled."""
    if status.step.target_months is not None:
        return status.step.target_months
    admitted = max(child.inclusion.admitted_on, child.birth_date)
    return age_on(child.birth_date, admitted).months


async def _kept(
    dossier: DossierId, step: StepCode, signatures: Sequence[Signature], *, vault: Vault
) -> _Kept:
    heads = await queries.heads(dossier, step)
    signed = {id_ for each in signatures for id_ in each.versions}
    wanted = {head.id for head in heads.values()} | signed
    return _Kept(
        heads=heads,
        versions={each.id: each for each in await queries.versions(dossier, wanted, vault=vault)},
        beside=await queries.beside(dossier, step, vault=vault),
        signature=next((each for each in signatures if each.stands), None),
        taken_back=tuple(each for each in signatures if not each.stands),
    )


def _form(kept: _Kept, step: ProtocolStep, child: FollowUp, *, on: date, made_in: str = "") -> Form:
    """Return the form an assessment was begun with, else the one its step opens that day.

    A page that was open when another version of the form began (`made_in`) is kept in the version it was made in.

    A new version of the form, or a protocol that names another, changes nothing of what was begun: neither for those
    who may not read a word of it.
    """
    begun = next((head.form for head in kept.heads.values()), None)
    name = kept.signature.form if kept.signature else begun
    form = form_of(name, code=step.form, on=on)
    if name is None and made_in and form_of(made_in).code == step.form:
        form = form_of(made_in)
    return rules.veiled(form) if child.secret_origins else form


def _history(
    clearance: Clearance, step: ProtocolStep, child: FollowUp, kept: _Kept, *, months: int, on: date
) -> tuple[PartView, ...]:
    """Return what was told once, in the form of the initial assessment, whatever form is open beside it."""
    form = _form(kept, step, child, on=on)
    return _parts(
        clearance, [part for part in form.parts if part.is_amendable], kept, months=months
    )


def _parts(
    clearance: Clearance, parts: Iterable[Part], kept: _Kept, *, months: int
) -> tuple[PartView, ...]:
    signed = _signed(kept.signature, kept) if kept.signature else {}
    return tuple(_part(clearance, part, kept, signed, months=months) for part in parts)


def _signed(signature: Signature, kept: _Kept) -> dict[PartCode, Version]:
    """Return what a signature covers, as far as it may be read."""
    found = (kept.versions[id_] for id_ in signature.versions if id_ in kept.versions)
    return {version.part: version for version in found}


def _part(
    clearance: Clearance,
    part: Part,
    kept: _Kept,
    signed: Mapping[PartCode, Version],
    *,
    months: int,
) -> PartView:
    head = kept.heads.get(part.code)
    version = kept.versions.get(head.id) if head else None
    return PartView(
        part=part,
        may_read=rules.may_read(part.data_class, clearance.rights),
        may_fill=rules.may_fill(part, clearance.role, clearance.rights),
        head=head,
        version=version,
        signed=signed.get(part.code),
        is_signed=part.code in signed
        or (head is not None and kept.signature is not None and head.id in kept.signature.versions),
        completeness=rules.completeness(part, version.answers, months=months) if version else None,
        beside=tuple(each for each in kept.beside if each.part == part.code),
    )


def _taken_back(dossier: DossierId, signature: Signature, kept: _Kept) -> TakenBack:
    form = form_of(signature.form)
    return TakenBack(
        signature=signature,
        signed=_signed(signature, kept),
        holds=_holds(dossier, signature, kept, form),
    )


def _holds(dossier: DossierId, signature: Signature, kept: _Kept, form: Form) -> bool | None:
    """Tell whether what is kept is what was signed; None when a part of it is not open to who asks."""
    found = [
        written.ToSign(part=form.part(part), version=version)
        for part, version in _signed(signature, kept).items()
    ]
    if len(found) < len(signature.versions):
        return None
    return written.digest(dossier, signature.step, found) == signature.digest


def _next_on(schedule: protocol.Schedule, status: StepStatus) -> date | None:
    later = (
        each.target_on
        for each in schedule
        if each.step.number > status.step.number and each.why is None and each.done_on is None
    )
    return next(later, None)
