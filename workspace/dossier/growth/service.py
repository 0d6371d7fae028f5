"""What was measured of a child, against the reference."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

from storage.vault import Vault
from workspace.access.model import Circle, Clearance, Errand
from workspace.access.permissions import DataClass, Permission
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.growth import alerts as alerting
from workspace.dossier.growth import queries, rules
from workspace.dossier.growth.history import History
from workspace.dossier.growth.model import (
    Doubt,
    GrowthAlert,
    GrowthMeasurement,
    Indicator,
    MeasurementId,
)
from workspace.dossier.growth.reading import CurveWords, Growth
from workspace.dossier.growth.reference import References
from workspace.dossier.growth.rules import Correction, Reckoning
from workspace.dossier.record import service as record
from workspace.dossier.record.model import Birth
from workspace.dossier.record.summaries import ChildSummary, FollowUp
from workspace.dossier.record.whole import Whole, whole
from workspace.errors import Conflict, Forbidden, Invalid, NotFound
from workspace.i18n import N_
from workspace.ids import DossierId
from workspace.news import News, Seen

LONGEST_REASON = 500
LONGEST_NAME = 120


async def measurements(clearance: Clearance, *, vault: Vault) -> Growth:
    """Return the measures that stand and, for each indicator, its points with their z-scores."""
    if not clearance.may(DataClass.SOMATIC):
        raise Forbidden
    async with transaction():
        child = await record.follow_up(clearance, vault=vault)
        of = await whole([clearance.dossier])
        histories = await queries.histories(of.every, vault=vault)
        reckoning = _reckoning(child, await _practice())
        await audit.record(clearance.actor, Act.GROWTH_READ, dossier=clearance.dossier, vault=vault)
    taken = _standing_in(of, histories).get(clearance.dossier, [])
    own = histories.get(clearance.dossier, History())
    return _growth(own, taken, reckoning, at_birth=child.at_birth)


async def growth_chart(
    clearance: Clearance, indicator: Indicator, words: CurveWords, *, vault: Vault
) -> str:
    """Return the curve of one indicator as SVG, its words put by `words`.

    A page that has read `measurements` draws with `Growth.curve` instead.
    """
    return (await measurements(clearance, vault=vault)).curve(indicator, words)


async def alerts_in(
    circle: Circle,
    *,
    known: Iterable[ChildSummary] = (),
    since: date | None = None,
    vault: Vault,
) -> Mapping[DossierId, tuple[GrowthAlert, ...]]:
    """Return what there is to talk about for each child of a circle; those with nothing are absent.

    `circle`: one asked for `Permission.GROWTH_READ`. `known`: children a list has read already. `since`: only
    what was measured since that day is spoken of; the measures of who was not are not even opened. One
    query for all of them.
    """
    async with transaction():
        of = await whole(circle.dossiers)
        measured = of.going_on(await queries.measured_since(of.every, since))
        children = await record.follow_ups(
            replace(circle, dossiers=measured), known=known, vault=vault
        )
        read = await whole(measured)
        found = _standing_in(read, await queries.histories(read.every, vault=vault))
        practice = await _practice()
        await audit.record(
            circle.actor,
            Act.GROWTH_READ,
            detail={"dossiers": str(len(circle.dossiers))},
            vault=vault,
        )
    compared = since and since - alerting.LOOKED_BACK
    told = {
        dossier: alerting.alerts(
            _reckoning(children[dossier], practice).all_points(taken, since=compared)
        )
        for dossier, taken in found.items()
        if dossier in children
    }
    spoken = {
        dossier: tuple(each for each in alerts if since is None or each.point.measured_on >= since)
        for dossier, alerts in told.items()
    }
    return {dossier: alerts for dossier, alerts in spoken.items() if alerts}


async def news(asking: Circle | Clearance, seen: Seen) -> News:
    """Return what others measured, amended or took back since each dossier was seen: bare counts, not recorded."""
    async with transaction():
        return await queries.news(seen, not_by=asking.actor.account)


async def last_measured_in(circle: Circle, *, vault: Vault) -> Mapping[DossierId, date]:
    """Return the day something was last measured of each child of a circle; no measure is opened."""
    async with transaction():
        of = await whole(circle.dossiers)
        found = of.gathered(
            {dossier: [day] for dossier, day in (await queries.last_measured(of.every)).items()}
        )
        await audit.record(
            circle.actor,
            Act.GROWTH_READ,
            detail={"dossiers": str(len(circle.dossiers))},
            vault=vault,
        )
    return {dossier: max(days) for dossier, days in found.items()}


async def doubts(
    clearance: Clearance,
    new: GrowthMeasurement,
    *,
    amends: MeasurementId | None = None,
    is_of_assessment: bool = False,
    vault: Vault,
) -> tuple[Doubt, ...]:
    """Return what to ask about a measure before it is kept; it is kept all the same once confirmed.

    `amends`: the measure it would take the place of, left out of the comparison. `is_of_assessment`: an
    assessment may well take again what was measured that day.
    """
    if not clearance.may(DataClass.SOMATIC):
        raise Forbidden
    async with transaction():
        child = await record.follow_up(clearance, vault=vault)
        of = await whole([clearance.dossier])
        histories = await queries.histories(of.every, vault=vault)
        reckoning = _reckoning(child, await _practice())
        await audit.record(clearance.actor, Act.GROWTH_READ, dossier=clearance.dossier, vault=vault)
    if amends in histories.get(clearance.dossier, History()).before:
        raise Conflict
    standing = _standing_in(of, histories).get(clearance.dossier, [])
    before = [taken for taken in standing if taken.id != amends]
    found = rules.doubts(new, reckoning=reckoning, before=before)
    return found if is_of_assessment else (*found, *rules.same_day_doubts(new, before))


async def check(
    clearance: Clearance, new: GrowthMeasurement, *, clock: Clock, vault: Vault
) -> None:
    """Raise Invalid where `add_measurements` would."""
    async with transaction():
        await _check(clearance, [new], clock=clock, vault=vault)


async def add_measurements(
    clearance: Clearance,
    new: Iterable[GrowthMeasurement],
    *,
    assessment: UUID | None = None,
    clock: Clock,
    vault: Vault,
) -> tuple[MeasurementId, ...]:
    """Keep what was measured, perhaps at an assessment; return the identifiers in the same order.

    Needs `Permission.GROWTH_WRITE`. Raises Invalid for a day that cannot be, nothing measured or a
    value not above zero. An unlikely value is kept: ask `doubts` first, and let the person confirm.
    """
    clearance.require(Permission.GROWTH_WRITE)
    taken = [replace(each, recorded_by=clearance.actor.account, supersedes=None) for each in new]
    rows = [(clearance.dossier, MeasurementId(uuid4()), each, assessment) for each in taken]
    async with transaction():
        await _check(clearance, taken, clock=clock, vault=vault)
        await queries.insert(rows, vault=vault)
        for _, id_, _, _ in rows:
            await _record(clearance, Act.GROWTH_ADD, id_, vault=vault)
    return tuple(id_ for _, id_, _, _ in rows)


async def amend_measurement(
    clearance: Clearance,
    amended: MeasurementId,
    new: GrowthMeasurement,
    *,
    clock: Clock,
    vault: Vault,
) -> MeasurementId:
    """Write what a measure should have said; what was written before stays, out of the curves.

    Raises Invalid as `add_measurements`, NotFound for a measure that does not stand in this
    dossier, Conflict when somebody amended it meanwhile.
    """
    clearance.require(Permission.GROWTH_WRITE)
    written = replace(new, recorded_by=clearance.actor.account, supersedes=amended)
    id_ = MeasurementId(uuid4())
    async with transaction():
        await _standing(clearance, amended, vault=vault)
        await _check(clearance, [written], clock=clock, vault=vault)
        if not await queries.supersede(clearance.dossier, id_, written, vault=vault):
            raise Conflict
        await _record(clearance, Act.GROWTH_AMEND, id_, vault=vault)
    return id_


async def withdraw_measurement(
    clearance: Clearance, wrong: MeasurementId, *, reason: str, vault: Vault
) -> None:
    """Say that a measure should not be there, and why (of another child, written twice).

    Nothing is erased. Raises Invalid without a reason, NotFound and Conflict as `amend_measurement`.
    """
    clearance.require(Permission.GROWTH_WRITE)
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise Invalid({"reason": N_("Say in a few words why this measure should not be there.")})
    id_ = MeasurementId(uuid4())
    async with transaction():
        standing = await _standing(clearance, wrong, vault=vault)
        row = replace(standing, recorded_by=clearance.actor.account, supersedes=wrong)
        if not await queries.withdraw(clearance.dossier, id_, row, reason.strip(), vault=vault):
            raise Conflict
        await _record(clearance, Act.GROWTH_AMEND, id_, vault=vault)


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


async def _practice() -> tuple[Correction, References]:
    return await queries.correction(), await queries.references()


def _reckoning(child: FollowUp, practice: tuple[Correction, References]) -> Reckoning:
    correction, others = practice
    return Reckoning(
        birth=child.birth_date,
        sex=child.sex,
        term_weeks=child.term_weeks,
        correction=correction,
        others=others,
    )


def _standing_in(
    of: Whole, histories: Mapping[DossierId, History]
) -> dict[DossierId, list[GrowthMeasurement]]:
    """Return what stands of each child, oldest first, what was measured in a joined dossier too."""
    return of.gathered(
        {dossier: each.standing for dossier, each in histories.items()},
        key=lambda each: each.measured_on,
    )


def _growth(
    own: History, taken: Sequence[GrowthMeasurement], reckoning: Reckoning, *, at_birth: Birth
) -> Growth:
    """Put together what the page says. The measures of the birth begin the curves, where none was written that day.

    `taken`: what stands of the child; `own`: of the dossier itself, to list and to amend. What there is to talk
    about leaves the birth aside: every newborn loses weight first.
    """
    first = rules.measured_at_birth(at_birth, reckoning.birth, taken)
    points = reckoning.all_points([*first, *taken])
    spoken = {
        indicator: tuple(each for each in of if not first or each.measured_on > reckoning.birth)
        for indicator, of in points.items()
    }
    return Growth(
        measurements=own.standing,
        points=points,
        sex=reckoning.sex,
        alerts=alerting.alerts(spoken),
        others=reckoning.others or {},
        history=own,
        is_corrected=any(
            point.age_days != point.reference_days for of in points.values() for point in of
        ),
    )


async def _standing(
    clearance: Clearance, wanted: MeasurementId, *, vault: Vault
) -> GrowthMeasurement:
    history = await queries.history(clearance.dossier, vault=vault)
    if wanted in history.before:
        raise Conflict
    found = next((each for each in history.standing if each.id == wanted), None)
    if found is None:
        raise NotFound
    return found


async def _check(
    clearance: Clearance, taken: Sequence[GrowthMeasurement], *, clock: Clock, vault: Vault
) -> None:
    child = await record.follow_up(clearance, vault=vault)
    for each in taken:
        rules.check_measurement(each, birth=child.birth_date, today=child.today(clock))
        if len(each.said_by) > LONGEST_NAME:
            raise Invalid({"said_by": N_("This is too long.")})


async def _record(clearance: Clearance, act: Act, id_: MeasurementId, *, vault: Vault) -> None:
    await audit.record(clearance.actor, act, dossier=clearance.dossier, subject=id_, vault=vault)
