"""The emergency sheet, filed for the whole circle, and the table of vaccinations, to print.

The sheet is filed as practical (N0): an emergency needs it in the hands of whoever is with the
child, a carer first, who reads nothing else of somatic health. It is a deliberate document: made
by somebody who reads somatic health and may write what the whole circle shares.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from storage.vault import Vault
from workspace import i18n
from workspace.access import service as access
from workspace.access.model import Circle, Clearance
from workspace.access.permissions import DataClass, Permission
from workspace.accounts.service import accounts
from workspace.actor import Role
from workspace.clock import Clock
from workspace.database import transaction
from workspace.docgen import pdf_writer
from workspace.docgen.filing import PDF, file_next
from workspace.docgen.leaf import called
from workspace.docgen.making import maker, record_making
from workspace.docgen.model import Content
from workspace.docgen.ppe.texts import french
from workspace.docgen.sheets import SheetSource, emergency_sheet, vaccination_sheet
from workspace.dossier.documents import service as documents
from workspace.dossier.documents.model import Document, DocumentKind, Filed
from workspace.dossier.health import service as health
from workspace.dossier.record import service as record
from workspace.ids import DossierId
from workspace.network import service as network

NEEDED = (Permission.EMERGENCY_DRAFT, Permission.CHILD_READ, Permission.HEALTH_READ)
LATEST = "/children/{}/emergency-sheet/latest"
"""Where the newest sheet opens, whichever it is."""
TO_PRINT = (Permission.CHILD_READ, Permission.HEALTH_READ)


async def preview(clearance: Clearance, *, origin: str, clock: Clock, vault: Vault) -> Content:
    """Return what the next emergency sheet would say. `origin`: of the address printed on it."""
    _, content = await _next(clearance, origin=origin, clock=clock, vault=vault)
    return content


async def _next(
    clearance: Clearance, *, origin: str, clock: Clock, vault: Vault
) -> tuple[int, Content]:
    clearance.require(*NEEDED)
    version = 1 + max((each.version for each in await filed(clearance, vault=vault)), default=0)
    source = replace(
        await _source(clearance, clock=clock, vault=vault),
        version=version,
        address=f"{origin}{LATEST.format(clearance.dossier)}",
    )
    with i18n.use_language("fr"):
        return version, emergency_sheet(source, french().words)


async def filed(clearance: Clearance, *, vault: Vault) -> tuple[Document, ...]:
    """Return the sheets of the dossier, newest first."""
    found = await documents.documents(clearance, vault=vault)
    return tuple(each for each in found if each.kind is DocumentKind.EMERGENCY)


async def newest(asking: Circle | Clearance, *, vault: Vault) -> Mapping[DossierId, Filed]:
    """Return the newest sheet to print of each dossier that has one."""
    return await documents.newest_of_kind(asking, DocumentKind.EMERGENCY, PDF, vault=vault)


async def make(
    clearance: Clearance, *, origin: str, clock: Clock, vault: Vault
) -> tuple[Document, ...]:
    """Make the sheet in Word and in PDF and file both for the whole circle; the last one is kept too."""

    async def compose() -> tuple[int, Content]:
        return await _next(clearance, origin=origin, clock=clock, vault=vault)

    return await file_next(
        clearance,
        compose,
        kind=DocumentKind.EMERGENCY,
        data_class=DataClass.PRACTICAL,
        name=lambda _version: "fiche-d-urgence",
        vault=vault,
    )


async def vaccinations(clearance: Clearance, *, clock: Clock, vault: Vault) -> bytes:
    """Return the table of vaccinations as PDF, to print; it is filed nowhere."""
    clearance.require(*TO_PRINT)
    with i18n.use_language("fr"):
        async with transaction():
            source = replace(
                await _source(clearance, clock=clock, vault=vault),
                made_by=await maker(clearance, vault=vault),
            )
            await record_making(clearance, "vaccinations", vault=vault)
        content = vaccination_sheet(source, french().words)
    return await asyncio.to_thread(pdf_writer.write, content)


async def _source(clearance: Clearance, *, clock: Clock, vault: Vault) -> SheetSource:
    child = await record.child(clearance, vault=vault)
    circle = await access.around(clearance, clock=clock)
    known = await accounts({grant.account for grant in circle}, vault=vault)

    listed = await network.practitioners_behind(clearance.actor, known, vault=vault)

    def reached(role: Role) -> tuple[str, ...]:
        held = (grant.account for grant in circle if grant.role is role and grant.account in known)
        return tuple(
            called(known[account].name, listed[account].contact.phone if account in listed else "")
            for account in dict.fromkeys(held)
        )

    return SheetSource(
        child=child,
        health=await health.health(clearance, clock=clock, vault=vault),
        today=clock.today_in(child.inclusion.department),
        knows_family=clearance.may(DataClass.SOCIAL),
        physicians=reached(Role.PHYSICIAN),
        coordinators=reached(Role.COORDINATOR),
        organization=await network.organization_name(child.inclusion.organization),
    )
