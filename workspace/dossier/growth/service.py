"""What was measured of a child, against the reference."""

from collections.abc import Iterable
from uuid import UUID, uuid4

from storage.vault import Vault
from workspace.access.model import Clearance, Errand
from workspace.access.permissions import DataClass
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.database import transaction
from workspace.dossier.growth import queries, rules
from workspace.dossier.growth.model import GrowthMeasurement, Indicator, MeasurementId
from workspace.dossier.growth.reading import CurveWords, Growth
from workspace.dossier.record import service as record
from workspace.errors import Forbidden
from workspace.ids import DossierId


async def measurements(clearance: Clearance, *, vault: Vault) -> Growth:
    """Return the measures kept and, for each indicator, its points with their z-scores."""
    if not clearance.may(DataClass.SOMATIC):
        raise Forbidden
    async with transaction():
        child = await record.follow_up(clearance, vault=vault)
        taken = await queries.measurements(clearance.dossier, vault=vault)
        await audit.record(clearance.actor, Act.GROWTH_READ, dossier=clearance.dossier, vault=vault)
    points = {
        indicator: rules.growth_points(
            taken,
            indicator,
            birth=child.birth_date,
            sex=child.sex,
            term_weeks=child.term_weeks,
        )
        for indicator in Indicator
    }
    return Growth(measurements=taken, points=points, sex=child.sex)


async def growth_chart(
    clearance: Clearance, indicator: Indicator, words: CurveWords, *, vault: Vault
) -> str:
    """Return the curve of one indicator as SVG, its words put by `words`.

    A page that has read `measurements` draws with `Growth.curve` instead.
    """
    return (await measurements(clearance, vault=vault)).curve(indicator, words)


async def add_many(
    errand: Errand,
    new: Iterable[tuple[DossierId, GrowthMeasurement, UUID | None]],
    *,
    vault: Vault,
) -> tuple[MeasurementId, ...]:
    """Write measures on behalf of the operator; return their identifiers in the same order.

    Each with the assessment it was taken at, if any. They have been checked by whoever read them
    (`rules.check_measurement`); the errand's own event, which the caller records, stands for all.
    """
    assert errand.purpose, "an errand says why"
    rows = [
        (dossier, MeasurementId(uuid4()), taken, assessment) for dossier, taken, assessment in new
    ]
    async with transaction():
        await queries.insert(rows, vault=vault)
    return tuple(id_ for _, id_, _, _ in rows)


async def amend_many(
    errand: Errand,
    corrected: Iterable[tuple[DossierId, MeasurementId, GrowthMeasurement]],
    *,
    vault: Vault,
) -> None:
    """Correct measures on behalf of the operator, under the promises of `add_many`."""
    assert errand.purpose, "an errand says why"
    async with transaction():
        await queries.amend(tuple(corrected), vault=vault)
