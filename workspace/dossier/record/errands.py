"""The records of many children, on behalf of the operator: what imports and figures ask.

What is written here has been checked by whoever read it; the errand's own event, which the caller
records, stands for all of it. Every coroutine joins the caller's transaction or opens one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar
from uuid import uuid4

from storage.vault import Vault
from workspace.access.model import Circle, Errand
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.record import dossier_queries, queries, writing
from workspace.dossier.record.civil import queries as civil
from workspace.dossier.record.civil.model import BirthSource
from workspace.dossier.record.model import (
    Birth,
    Identity,
    NewChild,
    NewPlacement,
    Placement,
    PlacementId,
    PlacementKind,
    ProtectionMeasure,
    RelatedPerson,
)
from workspace.dossier.record.rules import current_placement, kept_names
from workspace.dossier.record.summaries import FollowUp, Trajectory
from workspace.dossier.record.twins import twins_of
from workspace.ids import DossierId, OrganizationId

T = TypeVar("T")


async def add_many(
    errand: Errand, children: Iterable[tuple[DossierId, NewChild]], *, clock: Clock, vault: Vault
) -> None:
    """Open dossiers under the identifiers given, each with the placement its command holds."""
    listed = _mandated(errand, children)
    async with transaction():
        await writing.insert_children(listed, at=clock.now(), vault=vault)
        placed = [(dossier, new.placement) for dossier, new in listed if new.placement is not None]
        await place_many(errand, placed, vault=vault)


async def amend_many(
    errand: Errand, children: Iterable[tuple[DossierId, NewChild]], *, vault: Vault
) -> None:
    """Replace identity, birth and inclusion by what is given; placements stay as they are.

    What people wrote and a folder cannot say (other names, an estimate, a secret, the programme) is kept.
    """
    listed = _mandated(errand, children)
    async with transaction():
        known = await queries.heads([dossier for dossier, _ in listed], vault=vault)
        kept = [
            (dossier, _beside(known[dossier], new) if dossier in known else new)
            for dossier, new in listed
        ]
        await _keep_births(errand, kept, vault=vault)
        await writing.update_children(kept, vault=vault)


async def _keep_births(
    errand: Errand, children: Sequence[tuple[DossierId, NewChild]], *, vault: Vault
) -> None:
    """Keep what was said of the births that a folder says otherwise."""
    known = await queries.births([dossier for dossier, _ in children], vault=vault)
    changed = [(dossier, new) for dossier, new in children if known.get(dossier) != new.birth]
    signed = writing.Signed(errand.actor.account, await writing.moment())
    for dossier, _ in changed:
        if dossier in known:
            await civil.insert_former_birth(
                dossier, known[dossier], BirthSource.FOLDER, signed=signed, vault=vault
            )


def _beside(known: queries.Head, new: NewChild) -> NewChild:
    return replace(
        new,
        identity=kept_names(new.identity, known.identity),
        inclusion=replace(new.inclusion, programme=known.inclusion.programme),
    )


async def place_many(
    errand: Errand, placements: Iterable[tuple[DossierId, NewPlacement]], *, vault: Vault
) -> tuple[PlacementId, ...]:
    """Write placements; return their identifiers in the same order. None ends another."""
    rows = [
        (dossier, _placement(PlacementId(uuid4()), new))
        for dossier, new in _mandated(errand, placements)
    ]
    async with transaction():
        await writing.insert_placements(rows, vault=vault)
    return tuple(placement.id for _, placement in rows)


async def written(
    errand: Errand, dossiers: Collection[DossierId]
) -> frozenset[tuple[DossierId, PlacementKind, date]]:
    """Return the kind and first day of placements, whoever wrote them: what an import must not write twice."""
    assert errand.purpose, "an errand says why"
    async with transaction():
        found = await queries.stays(dossiers)
    return frozenset(
        (dossier, each.kind, each.begins_on) for dossier, stays in found.items() for each in stays
    )


async def homes(
    errand: Errand, dossiers: Collection[DossierId], *, on: date, vault: Vault
) -> Mapping[DossierId, Placement]:
    """Return where each of these children lives at the end of a day, as far as it is known; recorded as a list."""
    assert errand.purpose, "an errand says why"
    if not dossiers:
        return {}
    async with transaction():
        found = await queries.placements(dossiers, on=on, vault=vault)
        detail = {"dossiers": str(len(dossiers)), "errand": errand.purpose}
        await audit.record(errand.actor, Act.CHILD_LIST, detail=detail, vault=vault)
    lived = {dossier: current_placement(places, on) for dossier, places in found.items()}
    return {dossier: home for dossier, home in lived.items() if home is not None}


async def amend_placements(
    errand: Errand,
    placements: Iterable[tuple[DossierId, PlacementId, NewPlacement]],
    *,
    vault: Vault,
) -> None:
    """Replace the end and the place of placements; kind and first day are what they are known by."""
    rows = [(dossier, _placement(id_, new)) for dossier, id_, new in _mandated(errand, placements)]
    async with transaction():
        await writing.update_placements(rows, vault=vault)


async def add_measures(
    errand: Errand, measures: Iterable[tuple[DossierId, ProtectionMeasure]], *, vault: Vault
) -> None:
    async with transaction():
        await writing.insert_measures(_mandated(errand, measures), vault=vault)


async def add_people(
    errand: Errand, people: Iterable[tuple[DossierId, RelatedPerson]], *, vault: Vault
) -> None:
    async with transaction():
        await writing.insert_people(_mandated(errand, people), vault=vault)


async def likely_twins(
    errand: Errand, identities: Sequence[Identity], *, vault: Vault
) -> tuple[tuple[DossierId, ...], ...]:
    """Return, for each identity in turn, the dossiers already open that may be of the same child."""
    assert errand.purpose, "an errand says why"
    async with transaction():
        known = await queries.possible_twins(identities, vault=vault)
    return tuple(twins_of(identity, known) for identity in identities)


async def dossiers_of(
    errand: Errand,
) -> Mapping[OrganizationId, Sequence[tuple[DossierId, date]]]:
    """Return the open dossiers of each organization with the day of admission."""
    assert errand.purpose, "an errand says why"
    async with transaction():
        return await dossier_queries.dossiers_of()


async def enrolled(
    errand: Errand, dossiers: Collection[DossierId], *, vault: Vault
) -> Mapping[DossierId, NewChild]:
    """Return what is known of these children, as whoever enrolled them would say it today."""
    assert errand.purpose, "an errand says why"
    if not dossiers:
        return {}
    async with transaction():
        heads = await queries.heads(dossiers, vault=vault)
        births = await queries.births(dossiers, vault=vault)
        await audit.record(
            errand.actor, Act.CHILD_LIST, detail={"dossiers": str(len(heads))}, vault=vault
        )
    return {
        dossier: NewChild(
            identity=head.identity, birth=births.get(dossier, Birth()), inclusion=head.inclusion
        )
        for dossier, head in heads.items()
    }


async def followed(errand: Errand, *, vault: Vault) -> Mapping[DossierId, FollowUp]:
    """Return what schedules are reckoned from, of every child, without a name or a place."""
    async with transaction():
        heads = await queries.heads(None, vault=vault)
        await audit.record(
            errand.actor, Act.CHILD_LIST, detail={"errand": errand.purpose}, vault=vault
        )
    return {
        dossier: FollowUp(
            birth_date=head.identity.birth_date, sex=head.identity.sex, inclusion=head.inclusion
        )
        for dossier, head in heads.items()
    }


async def portions(errand: Errand, *, of: int) -> tuple[tuple[DossierId, ...], ...]:
    """Return every dossier, `of` children a portion: a child's joined dossiers stand in the portion of the child.

    What one portion gives, `trajectories` and the acts of the other wings, adds up to that of everybody.
    """
    assert errand.purpose, "an errand says why"
    async with transaction():
        every = await dossier_queries.every_dossier()
        joined = await dossier_queries.joined_to_others(None)
    known = set(every)
    others: dict[DossierId, list[DossierId]] = defaultdict(list)
    for other, into in joined.items():
        if into in known:
            others[into].append(other)
    children = [dossier for dossier in every if joined.get(dossier) not in known]
    return tuple(
        tuple(each for child in children[start : start + of] for each in (child, *others[child]))
        for start in range(0, len(children), of)
    )


async def trajectories(
    errand: Errand, *, within: Collection[DossierId] | None = None, vault: Vault
) -> Mapping[DossierId, Trajectory]:
    """Return every child without a name, or those of one portion: what the figures count."""
    async with transaction():
        found = await _trajectories(within, vault=vault)
        await audit.record(
            errand.actor, Act.CHILD_LIST, detail={"errand": errand.purpose}, vault=vault
        )
    return found


async def trajectories_in(circle: Circle, *, vault: Vault) -> Mapping[DossierId, Trajectory]:
    """Return the same within a circle; places not open to who asks are not among them."""
    async with transaction():
        found = await _trajectories(circle.dossiers, vault=vault)
        await audit.record(
            circle.actor, Act.CHILD_LIST, detail={"dossiers": str(len(found))}, vault=vault
        )
    return found


async def _trajectories(dossiers: queries.Dossiers, *, vault: Vault) -> dict[DossierId, Trajectory]:
    heads = await queries.heads(dossiers, vault=vault)
    stays = await queries.stays(dossiers)
    joined = await dossier_queries.joined_to_others(dossiers)
    return {
        dossier: Trajectory(
            birth_date=head.identity.birth_date,
            organization=head.inclusion.organization,
            admitted_on=head.inclusion.admitted_on,
            ended_on=head.inclusion.ended_on,
            placements=tuple(stays.get(dossier, ())),
            joined=tuple(other for other, into in joined.items() if into == dossier),
        )
        for dossier, head in heads.items()
        if head.inclusion.programme is not None and joined.get(dossier) not in heads
    }


def _placement(id_: PlacementId, new: NewPlacement) -> Placement:
    return Placement(
        id=id_, kind=new.kind, place=new.place, begins_on=new.begins_on, ends_on=new.ends_on
    )


def _mandated(errand: Errand, rows: Iterable[T]) -> list[T]:
    assert errand.purpose, "an errand says why"
    return list(rows)
