"""What one child's page says in brief: each wing asked in turn, as far as the reader's rights go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from storage.vault import Vault
from workspace.access import service as access
from workspace.access.model import Clearance, Grant
from workspace.access.permissions import DataClass
from workspace.accounts.model import Account
from workspace.accounts.service import accounts
from workspace.clock import Clock, zone_of
from workspace.database import transaction
from workspace.docgen.ppe.rules import first_due, next_due
from workspace.dossier.care import service as care
from workspace.dossier.care.entries import CareBudget
from workspace.dossier.documents import service as documents
from workspace.dossier.documents.model import Document, DocumentKind
from workspace.dossier.growth import service as growth
from workspace.dossier.growth.reading import Growth
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.appointments import Appointment
from workspace.dossier.protocol.model import StepCode, StepStatus
from workspace.dossier.record import service as record
from workspace.dossier.record.model import Child
from workspace.dossier.scales import service as scales
from workspace.home import development
from workspace.i18n import day_of
from workspace.ids import AccountId


@dataclass(frozen=True, kw_only=True, slots=True)
class PPEStanding:
    """Where the projet pour l'enfant stands."""

    drafted: Document | None
    due_on: date
    """The day by which the first, or the next version, is expected."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Brief:
    """None: that class of content is not open to who asks."""

    child: Child
    schedule: tuple[StepStatus, ...]
    appointments: tuple[Appointment, ...]
    growth: Growth | None
    development: tuple[development.Row, ...] | None
    budget: CareBudget | None
    ppe: PPEStanding | None
    circle: tuple[Grant, ...]
    accounts: Mapping[AccountId, Account]

    def time_of(self, step: StepCode) -> time | None:
        """Return at what time a step is planned, where that is known."""
        return next((a.planned_time for a in self.appointments if a.step == step), None)


async def brief(clearance: Clearance, *, clock: Clock, vault: Vault) -> Brief:
    """Read a dossier in brief, in one transaction. Raises `Forbidden` without its identity."""
    async with transaction():
        child = await record.child(clearance, vault=vault)
        circle = await access.around(clearance, clock=clock)
        practical = clearance.may(DataClass.PRACTICAL)
        return Brief(
            child=child,
            schedule=await protocol.schedule(clearance, clock=clock, vault=vault)
            if practical
            else (),
            appointments=await protocol.appointments(clearance, vault=vault) if practical else (),
            growth=await growth.measurements(clearance, vault=vault)
            if clearance.may(DataClass.SOMATIC)
            else None,
            development=await _development(clearance, child, vault=vault),
            budget=await care.budget(clearance, clock=clock, vault=vault) if practical else None,
            ppe=await _ppe(clearance, child, vault=vault),
            circle=circle,
            accounts=await accounts({grant.account for grant in circle}, vault=vault),
        )


async def _development(
    clearance: Clearance, child: Child, *, vault: Vault
) -> tuple[development.Row, ...] | None:
    if not clearance.may(DataClass.PSYCHOLOGICAL):
        return None
    responses = await scales.responses(clearance, vault=vault)
    return development.rows(responses, admitted_on=child.inclusion.admitted_on)


async def _ppe(clearance: Clearance, child: Child, *, vault: Vault) -> PPEStanding | None:
    if not clearance.may(DataClass.SOCIAL):
        return None
    filed = await documents.whole_documents(clearance, vault=vault)
    drafted = next((each for each in filed if each.kind is DocumentKind.PPE), None)
    if drafted is None:
        return PPEStanding(drafted=None, due_on=first_due(child.inclusion.admitted_on))
    drafted_on = day_of(drafted.created_at, zone=zone_of(child.inclusion.department))
    due_on = next_due(drafted_on, child.identity.birth_date)
    return PPEStanding(drafted=drafted, due_on=due_on)
