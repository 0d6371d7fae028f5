"""What the other wings already know of a child, as far as it is open to who asks: only what one part needs."""

from storage.vault import Vault
from workspace.access.model import Clearance
from workspace.access.permissions import DataClass, Permission
from workspace.clock import Clock
from workspace.dossier.assessment import queries
from workspace.dossier.assessment.model import Part
from workspace.dossier.assessment.proposals import Known
from workspace.dossier.assessment.view import AssessmentView
from workspace.dossier.growth import service as growth
from workspace.dossier.health import service as health
from workspace.dossier.health.model import Allergy, StatementKind, VaccineStatus
from workspace.dossier.record import service as record
from workspace.dossier.record.model import Birth
from workspace.dossier.scales import service as scales


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
    allergies, vaccines = (
        await _health(clearance, clock=clock, vault=vault)
        if part.code in {"before", "prevention"} and reads_body
        else ((), ())
    )
    return Known(
        today=clock.today(),
        birth=await _birth(clearance, vault=vault) if part.code == "birth" else Birth(),
        measurements=(await growth.measurements(clearance, vault=vault)).measurements
        if part.code == "measures" and reads_body
        else (),
        responses=await scales.responses(clearance, vault=vault)
        if part.code == "scales" and clearance.may(DataClass.PSYCHOLOGICAL)
        else (),
        allergies=allergies,
        vaccines=vaccines,
        last=last.get(part.code),
        next_on=view.next_on,
    )


async def _birth(clearance: Clearance, *, vault: Vault) -> Birth:
    clearance.require(Permission.CHILD_READ)
    return (await record.child(clearance, vault=vault)).birth


async def _health(
    clearance: Clearance, *, clock: Clock, vault: Vault
) -> tuple[tuple[Allergy, ...], tuple[VaccineStatus, ...]]:
    """Return the allergies that stand and how each vaccine does."""
    found = await health.health(clearance, clock=clock, vault=vault)
    said = (statement.fact for statement in found.of(StatementKind.ALLERGY))
    return tuple(fact for fact in said if isinstance(fact, Allergy)), found.vaccines
