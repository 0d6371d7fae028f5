"""Who wrote last what a form was made from: for whoever typed over it. Bare signatures, nothing is opened."""

from uuid import UUID

from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.database import sql, transaction
from workspace.dossier.record.bases import Hand
from workspace.ids import AccountId

# Not recorded: who signed what stands is said on the page of it, whose reading is.


async def of_person(clearance: Clearance, person: UUID) -> Hand | None:
    """Return who corrected last what is said of somebody around; None when nobody did, or it was set aside."""
    clearance.require(Permission.FAMILY_READ)
    return await _hand(
        "select written_by, written_at from related_person"
        " where dossier = {} and superseded_at is null and supersedes is not null and coalesce(subject, id) ="
        " (select coalesce(subject, id) from related_person where dossier = {} and id = {})",
        clearance.dossier,
        clearance.dossier,
        person,
    )


async def of_ins(clearance: Clearance) -> Hand | None:
    """Return who wrote the national health identity that stands."""
    clearance.require(Permission.CHILD_READ)
    return await _hand(
        "select written_by, written_at from ins_identity where dossier = {} and superseded_at is null",
        clearance.dossier,
    )


async def of_admission(clearance: Clearance) -> Hand | None:
    """Return who corrected the day of admission last; None when nobody did."""
    clearance.require(Permission.CHILD_READ)
    return await _hand(
        "select written_by, written_at from inclusion_event where dossier = {} and kind = 'admission'",
        clearance.dossier,
    )


async def _hand(select: str, *values: object) -> Hand | None:
    async with transaction():
        rows = await sql(f"{select} order by written_at desc limit 1", *values)
    signed = [(row["written_by"], row["written_at"]) for row in rows if row["written_by"]]
    return next((Hand(AccountId(by), at) for by, at in signed), None)
