"""Draft a PPE from a dossier: composed once, written twice (Word, PDF), filed encrypted, version after version."""

from dataclasses import dataclass
from datetime import date

from storage.vault import Vault
from workspace import i18n
from workspace.access import service as access
from workspace.access.model import Clearance
from workspace.access.permissions import DataClass, Permission
from workspace.accounts.service import accounts
from workspace.clock import Clock
from workspace.docgen.filing import file_next
from workspace.docgen.model import Content, Section
from workspace.docgen.ppe.compose import compose_ppe
from workspace.docgen.ppe.rules import next_due
from workspace.docgen.source import Known, ppe_source
from workspace.dossier.care import service as care
from workspace.dossier.documents import service as documents
from workspace.dossier.documents.model import Document, DocumentKind
from workspace.dossier.growth import service as growth
from workspace.dossier.protocol import service as protocol
from workspace.dossier.record import service as record
from workspace.dossier.scales import service as scales
from workspace.i18n import N_
from workspace.network import service as network

TITLE = N_("Projet pour l'enfant (PPE)")

NEEDED = (
    Permission.PPE_DRAFT,
    Permission.CHILD_READ,
    Permission.PLACEMENT_READ,
    Permission.GROWTH_READ,
)
"""A PPE speaks of identity, places and health: only who may read all three may draft it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """What a PPE drafted now would hold, and what it would still lack."""

    version: int
    filled: tuple[str, ...]
    empty: tuple[str, ...]
    """Titles of the sections that would print that nothing was told yet."""
    next_update_on: date


async def preview(clearance: Clearance, *, clock: Clock, vault: Vault) -> Preview:
    """Return what the next version would hold."""
    version, content, birth = await _composed(clearance, clock=clock, vault=vault)
    leaves = [leaf for section in content.sections for leaf in _leaves(section)]
    return Preview(
        version=version,
        filled=tuple(f"{leaf.number} {leaf.title}" for leaf in leaves if leaf.blocks),
        empty=tuple(f"{leaf.number} {leaf.title}" for leaf in leaves if not leaf.blocks),
        next_update_on=next_due(clock.today(), birth),
    )


def _leaves(section: Section) -> list[Section]:
    if not section.sections:
        return [section]
    return [leaf for part in section.sections for leaf in _leaves(part)]


async def draft_ppe(clearance: Clearance, *, clock: Clock, vault: Vault) -> tuple[Document, ...]:
    """Draft the next version, in Word and in PDF, and file both. Version N+1 supersedes N, which is kept."""

    async def compose() -> tuple[int, Content]:
        version, content, _ = await _composed(clearance, clock=clock, vault=vault)
        return version, content

    return await file_next(
        clearance,
        compose,
        kind=DocumentKind.PPE,
        data_class=DataClass.SOCIAL,
        name="projet-pour-l-enfant-v{}".format,
        vault=vault,
    )


async def versions(clearance: Clearance, *, vault: Vault) -> tuple[Document, ...]:
    """Return the PPE of the dossier, newest first, one document for each version and format."""
    filed = await documents.documents(clearance, vault=vault)
    return tuple(document for document in filed if document.kind is DocumentKind.PPE)


async def _composed(
    clearance: Clearance, *, clock: Clock, vault: Vault
) -> tuple[int, Content, date]:
    """Return the next version's number and content, and the child's birth date. A PPE is in French: it is law."""
    clearance.require(*NEEDED)
    known = await _known(clearance, clock=clock, vault=vault)
    version = 1 + max(
        (document.version for document in known.documents if document.kind is DocumentKind.PPE),
        default=0,
    )
    with i18n.use_language("fr"):
        source = ppe_source(clearance, known, version=version, today=clock.today())
        content = compose_ppe(source)
    return version, content, known.child.identity.birth_date


async def _known(clearance: Clearance, *, clock: Clock, vault: Vault) -> Known:
    """Read the dossier, wing after wing, with the drafter's own rights: what they may not read is not in it."""
    child = await record.child(clearance, vault=vault)
    circle = await access.around(clearance, clock=clock)
    schedule = await protocol.schedule(clearance, clock=clock, vault=vault)
    performers = {
        status.assessment.performed_by
        for status in schedule
        if status.assessment and status.assessment.performed_by
    }
    return Known(
        child=child,
        organization=await network.organization_name(child.inclusion.organization),
        circle=circle,
        accounts=await accounts({grant.account for grant in circle}, vault=vault),
        schedule=schedule,
        growth=await growth.measurements(clearance, vault=vault),
        responses=await scales.responses(clearance, vault=vault)
        if clearance.may(DataClass.PSYCHOLOGICAL)
        else (),
        sessions=await care.sessions(clearance, vault=vault),
        budget=(await care.budget(clearance, clock=clock, vault=vault)).sessions,
        documents=await documents.documents(clearance, vault=vault),
        practitioners=await network.practitioner_names(performers, vault=vault),
    )
