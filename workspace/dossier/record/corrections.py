"""What the correction of an age takes off: weeks, told to whoever fills questionnaires; the term stays closed."""

from collections.abc import Collection, Mapping

from storage.vault import Vault
from workspace.access.model import Circle, Clearance
from workspace.access.permissions import Permission
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.database import sql, transaction
from workspace.dossier.record import sealing
from workspace.dossier.record.ages import term_in_weeks
from workspace.errors import Forbidden
from workspace.ids import DossierId

TERM_WEEKS = 40


async def weeks_early(clearance: Clearance, *, least: int, vault: Vault) -> int | None:
    """Return the weeks born before term, 0 for fewer than `least`; None when the term is not known.

    For whoever may fill a questionnaire of this child: the right one depends on it, and nothing
    else of the birth is told.
    """
    clearance.require(Permission.SCALE_ADD)
    async with transaction():
        found = await _weeks([clearance.dossier], least=least, vault=vault)
        await audit.record(
            clearance.actor,
            Act.CHILD_READ,
            dossier=clearance.dossier,
            detail={"part": "correction"},
            vault=vault,
        )
    return found.get(clearance.dossier)


async def weeks_early_in(circle: Circle, *, least: int, vault: Vault) -> Mapping[DossierId, int]:
    """Return the same for every child of a circle whose term is known, in one query."""
    if circle.permission is not Permission.SCALE_ADD:
        raise Forbidden
    async with transaction():
        found = await _weeks(circle.dossiers, least=least, vault=vault)
        await audit.record(
            circle.actor,
            Act.CHILD_LIST,
            detail={"part": "correction", "dossiers": str(len(circle.dossiers))},
            vault=vault,
        )
    return found


async def _weeks(
    dossiers: Collection[DossierId], *, least: int, vault: Vault
) -> dict[DossierId, int]:
    rows = await sql(
        "select dossier, encrypted_birth from grenier_births_for_scales()"
        " where dossier = any({}::uuid[])",
        list(dossiers),
    )
    texts = await vault.decrypt_texts(
        [
            (row["dossier"], sealing.BIRTH.format(row["dossier"]), row["encrypted_birth"])
            for row in rows
        ]
    )
    found: dict[DossierId, int] = {}
    for row, text in zip(rows, texts, strict=True):
        birth = sealing.birth_of(text)
        term = term_in_weeks(birth.term_weeks, birth.term_days)
        if term is not None:
            early = TERM_WEEKS - term
            found[DossierId(row["dossier"])] = early if early >= least else 0
    return found
