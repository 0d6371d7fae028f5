"""What the closed parts of a child's assessments say: what every sheet made from them is made of."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from storage.vault import Vault
from workspace.access.model import Clearance
from workspace.access.permissions import DataClass
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.database import transaction
from workspace.dossier.assessment import queries, rules
from workspace.dossier.assessment.definitions import FormGone
from workspace.dossier.assessment.definitions import form as form_of
from workspace.dossier.assessment.model import Part, PartCode, Signature, Version
from workspace.dossier.record import origins
from workspace.dossier.record.whole import whole
from workspace.errors import Forbidden


@dataclass(frozen=True, kw_only=True, slots=True)
class ClosedPart:
    """One part as it was closed last, with the definition it was answered in, veiled where a birth was secret."""

    part: Part
    version: Version
    signature: Signature | None
    """Of the assessment, where one stands."""
    is_joined: bool = False
    """Written in a dossier that was joined: read here, opened there."""

    @property
    def is_signed(self) -> bool:
        """Tell whether this very version was signed: a later one amends what was."""
        return self.signature is not None and self.version.id in self.signature.versions


@dataclass(frozen=True, kw_only=True, slots=True)
class Closed:
    """The closed parts of a child's assessments, the latest first."""

    parts: tuple[ClosedPart, ...]
    are_left_out: bool
    """Some were written in a form that an installation took away: a sheet says so, and is made all the same."""


async def closed_parts(
    clearance: Clearance, *, only: Collection[PartCode] | None = None, vault: Vault
) -> Closed:
    """Return the closed parts of every assessment, those of a joined dossier too.

    `only`: parts that are asked for; None: every one. As far as their classes are open to who asks. Raises
    `Forbidden` for whoever does not read somatic health.
    """
    if not clearance.may(DataClass.SOMATIC):
        raise Forbidden
    async with transaction():
        of = await whole([clearance.dossier])
        every = await queries.closed(of.every, only, vault=vault)
        signed = [
            signature
            for dossier in of.every
            if every[dossier]
            for of_step in (await queries.signatures(dossier)).values()
            for signature in of_step
            if signature.stands
        ]
        is_secret = await origins.is_secret(clearance.dossier, vault=vault)
        await _record(clearance, vault=vault)
    versions = of.gathered(every).get(clearance.dossier, [])
    signatures = {id_: each for each in signed for id_ in each.versions}
    by_step = {each.step: each for each in signed}
    own = {version.id for version in every[clearance.dossier]}
    parts = [
        _closed(
            version, signatures.get(version.id) or by_step.get(version.step), is_secret=is_secret
        )
        for version in sorted(versions, key=lambda each: each.seen_on, reverse=True)
    ]
    known = tuple(
        replace(part, is_joined=part.version.id not in own) for part in parts if part is not None
    )
    return Closed(parts=known, are_left_out=len(known) < len(parts))


def _closed(version: Version, signature: Signature | None, *, is_secret: bool) -> ClosedPart | None:
    try:
        form = form_of(version.form)
    except FormGone:
        return None
    form = rules.veiled(form) if is_secret else form
    return ClosedPart(part=form.part(version.part), version=version, signature=signature)


async def _record(clearance: Clearance, *, vault: Vault) -> None:
    await audit.record(clearance.actor, Act.ASSESSMENT_READ, dossier=clearance.dossier, vault=vault)
