"""What the other wings already know of a child, as far as it is open to who asks: only what one part needs."""

from dataclasses import replace
from typing import Final

from storage.vault import Vault
from workspace.access.model import Clearance
from workspace.access.permissions import DataClass, Permission
from workspace.access.service import clear
from workspace.clock import Clock
from workspace.dossier.assessment import queries
from workspace.dossier.assessment.model import Part
from workspace.dossier.assessment.proposals import Known
from workspace.dossier.assessment.view import AssessmentView
from workspace.dossier.growth import service as growth
from workspace.dossier.health import service as health
from workspace.dossier.health.model import Allergy, Condition, ScreeningDone, Stay, Treatment
from workspace.dossier.record import service as record
from workspace.dossier.record.family import service as family
from workspace.dossier.record.model import Birth
from workspace.dossier.scales import service as scales

OF_HEALTH: Final = frozenset({"before", "conclusion", "first_week", "prevention"})
OF_RECORD: Final = frozenset({"before", "family"})


async def about(
    clearance: Clearance, part: Part, view: AssessmentView, *, clock: Clock, vault: Vault
) -> Known:
    """Return what is known that this part asks. Inside the caller's transaction."""
    reads_body = clearance.may(DataClass.SOMATIC)
    last = (
        await queries.last_closed(clearance.dossier, but=view.status.step.code, vault=vault)
        if any(field.carry for field in part.fields)
        else {}
    )
    known = Known(
        today=clock.today(),
        birth=await _birth(clearance, vault=vault) if part.code == "birth" else Birth(),
        measurements=(await growth.measurements(clearance, vault=vault)).measurements
        if part.code == "measures" and reads_body
        else (),
        responses=await scales.responses(clearance, vault=vault)
        if part.code == "scales" and clearance.may(DataClass.PSYCHOLOGICAL)
        else (),
        last=last.get(part.code),
        next_on=view.next_on,
    )
    if part.code in OF_HEALTH and reads_body:
        known = await _with_health(known, clearance, clock=clock, vault=vault)
    if part.code in OF_RECORD and clearance.may(DataClass.SOCIAL):
        known = await _with_record(known, clearance, part, clock=clock, vault=vault)
    return known


async def _birth(clearance: Clearance, *, vault: Vault) -> Birth:
    clearance.require(Permission.CHILD_READ)
    return (await record.child(clearance, vault=vault)).birth


async def _with_health(known: Known, clearance: Clearance, *, clock: Clock, vault: Vault) -> Known:
    """Add what health says: what stands, and how each vaccine does."""
    found = await health.health(clearance, clock=clock, vault=vault)
    child = await record.follow_up(clearance, vault=vault)
    facts = [each.fact for each in found.statements]
    return replace(
        known,
        allergies=[fact for fact in facts if isinstance(fact, Allergy)],
        treatments=[fact for fact in facts if isinstance(fact, Treatment)],
        conditions=[fact for fact in facts if isinstance(fact, Condition)],
        stays=[fact for fact in facts if isinstance(fact, Stay)],
        screenings=[fact for fact in facts if isinstance(fact, ScreeningDone)],
        vaccines=found.vaccines,
        born_on=child.birth_date,
        admitted_on=child.inclusion.admitted_on,
    )


async def _with_record(
    known: Known, clearance: Clearance, part: Part, *, clock: Clock, vault: Vault
) -> Known:
    """Add what the record says of the path or of the family, to whoever reads it there."""
    if part.code == "before":
        return replace(known, placements=(await record.child(clearance, vault=vault)).placements)
    reading = await clear(
        clearance.actor, clearance.dossier, Permission.FAMILY_READ, clock=clock, vault=vault
    )
    return replace(known, siblings=(await family.family(reading, vault=vault)).siblings)
