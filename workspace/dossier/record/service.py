"""The record of a child, verb by verb, for the people around the child."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from operator import attrgetter
from uuid import uuid4

from storage.vault import Vault
from workspace.access import service as access
from workspace.access.model import Circle, Clearance
from workspace.access.permissions import DataClass, Permission
from workspace.actor import Actor
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock, zone_of
from workspace.database import transaction
from workspace.dossier.record import events, queries, rules, writing
from workspace.dossier.record.ages import age_on
from workspace.dossier.record.definitions import inclusion_rule
from workspace.dossier.record.homonyms import told_apart
from workspace.dossier.record.inclusion import InclusionRule, is_late_admission
from workspace.dossier.record.model import (
    PEGASE,
    Birth,
    Child,
    Identity,
    NewChild,
    NewPlacement,
    Placement,
    PlacementId,
    RelatedPerson,
)
from workspace.dossier.record.summaries import ChildSummary, Enrolment, FollowUp
from workspace.dossier.record.twins import likeness, twins_of
from workspace.dossier.record.whole import whole
from workspace.errors import Forbidden, Invalid
from workspace.i18n import N_, day_of
from workspace.ids import DossierId
from workspace.names import french_order

NO_PROGRAMME = N_("No protocol is defined for this programme.")
PURPOSE = "follow-up"
"""Why whoever coordinates is in the circle they found."""


async def enrol_child(actor: Actor, new: NewChild, *, clock: Clock, vault: Vault) -> Enrolment:
    """Open the dossier of a child, its circle founded by the coordinator who enrols.

    Raises `Forbidden` for whoever does not coordinate, or not in the organization of the
    inclusion, and `Invalid` naming every field that cannot be true. A likely double among the
    children open to the coordinator is reported, never refused.
    """
    await check_enrolment(actor, new, clock=clock)
    dossier = DossierId(uuid4())
    async with transaction():
        rule = await _rule(new)
        known = await queries.possible_twins([new.identity], vault=vault)
        await access.open_circle(
            actor, dossier, since_on=new.inclusion.admitted_on, purpose=PURPOSE, clock=clock
        )
        await writing.insert_children([(dossier, new)], at=clock.now(), vault=vault)
        if new.placement is not None:
            signed = writing.Signed(actor.account, clock.now())
            placed = [(dossier, _placed(new.placement))]
            await writing.insert_placements(placed, vault=vault, signed=signed)
        if is_late_admission(new.identity.birth_date, new.inclusion.admitted_on, rule=rule):
            await events.insert(_exception(actor, dossier, new, clock=clock), vault=vault)
        if new.inclusion.programme not in (None, PEGASE):
            await events.insert(_programme(actor, dossier, new, clock=clock), vault=vault)
        await audit.record(actor, Act.CHILD_ENROL, dossier=dossier, vault=vault)
    return Enrolment(dossier=dossier, twins=twins_of(new.identity, known))


async def check_enrolment(actor: Actor, new: NewChild, *, clock: Clock) -> None:
    """Raise what `enrol_child` would raise: `Forbidden`, or `Invalid` naming every field."""
    if actor.organization is None or actor.organization != new.inclusion.organization:
        raise Forbidden
    async with transaction():
        rule = await _rule(new)
    today = clock.today_in(new.inclusion.department)
    rules.check_new_child(new, today=today, rule=rule, role=actor.role)


async def _rule(new: NewChild) -> InclusionRule:
    """Return the inclusion rule of the programme a child enters. Raises `Invalid` for one nobody has defined."""
    programme = new.inclusion.programme or PEGASE
    ages = (await queries.programme_ages()).get(programme)
    if ages is None and programme != PEGASE:
        raise Invalid({"programme": NO_PROGRAMME})
    return inclusion_rule(on=new.inclusion.admitted_on, ages=ages)


async def programmes(actor: Actor) -> Mapping[str, str]:
    """Return the programmes a child may enter: name by code, PEGASE first."""
    assert actor.account, "somebody asks"
    async with transaction():
        known = await queries.programme_ages()
    return {PEGASE: PEGASE.upper()} | {code: ages.name for code, ages in known.items()}


async def doubles_of(
    circle: Circle, identity: Identity, *, clock: Clock, vault: Vault
) -> tuple[ChildSummary, ...]:
    """Return the children of a circle who may be the one of `identity`: born that day, or nearly, a close name.

    What makes each alike: `twins.likeness`. Children born together, under one family name and another first name,
    are not among them.
    """
    async with transaction():
        known = await queries.possible_twins([identity], is_near=True, vault=vault)
        alike = frozenset(each for each, other in known.items() if likeness(identity, other))
        likely = alike & circle.dossiers
        if not likely:
            return ()
        return await children(replace(circle, dossiers=likely), clock=clock, vault=vault)


async def children(circle: Circle, *, clock: Clock, vault: Vault) -> tuple[ChildSummary, ...]:
    """Return the children of a circle in the order of a French list of names, each of them once.

    A dossier joined to one that is closed to who asks is the only one they have: it stays.
    """
    async with transaction():
        heads = await queries.heads(circle.dossiers, vault=vault)
        of = await whole(circle.dossiers)
        found = await queries.placements(of.every, on=clock.today(), vault=vault)
        lived = of.gathered(found, key=attrgetter("begins_on"))
        await audit.record(
            circle.actor,
            Act.CHILD_LIST,
            detail={"dossiers": str(len(heads))},
            vault=vault,
        )
    summaries = [
        _summary(
            dossier, head, lived.get(dossier, ()), on=clock.today_in(head.inclusion.department)
        )
        for dossier, head in heads.items()
        if dossier not in of.into
    ]
    return tuple(sorted(summaries, key=lambda child: french_order(*_names(child))))


def _summary(
    dossier: DossierId, head: queries.Head, lived: Sequence[Placement], *, on: date
) -> ChildSummary:
    """Return one child on the day it is where they are followed."""
    return ChildSummary(
        dossier=dossier,
        identity=head.identity,
        # A pinned day may come before the birth of a child enrolled since.
        age=age_on(head.identity.birth_date, max(on, head.identity.birth_date)),
        inclusion=head.inclusion,
        placement=rules.current_placement(lived, on),
        opened_on=day_of(head.opened_at, zone=zone_of(head.inclusion.department)),
    )


def _names(child: ChildSummary) -> tuple[str, str]:
    return child.identity.family_name, child.identity.given_name


async def child(clearance: Clearance, *, vault: Vault) -> Child:
    """Return the record of a child; a part whose class is not open to who asks is empty."""
    clearance.require(Permission.CHILD_READ)
    dossier = clearance.dossier
    async with transaction():
        head = await queries.head(dossier, vault=vault)
        found = Child(
            dossier=dossier,
            identity=head.identity,
            birth=await _birth(clearance, vault=vault),
            inclusion=head.inclusion,
        )
        if clearance.may(DataClass.SOCIAL):
            found = replace(
                found,
                placements=tuple(await _every_placement(dossier, vault=vault)),
                measures=await queries.measures(dossier, vault=vault),
                people=await _people(head, dossier, vault=vault),
                restrictions=await queries.restrictions(dossier, vault=vault),
            )
        await audit.record(clearance.actor, Act.CHILD_READ, dossier=dossier, vault=vault)
    return found


async def identity(clearance: Clearance, *, vault: Vault) -> Identity:
    """Return who the child is."""
    clearance.require(Permission.CHILD_READ)
    async with transaction():
        found = (await queries.head(clearance.dossier, vault=vault)).identity
        await _record_part(clearance, "identity", vault=vault)
    return found


async def names(
    circle: Circle, *, are_apart: bool = False, vault: Vault
) -> Mapping[DossierId, str]:
    """Return how each child of a circle is called, for lists of other things about them.

    `are_apart`: for a list to choose from, where two of one name are said with their day of birth.
    """
    async with transaction():
        found = await queries.heads(circle.dossiers, vault=vault)
        await audit.record(
            circle.actor, Act.CHILD_LIST, detail={"dossiers": str(len(found))}, vault=vault
        )
    known = {dossier: head.identity for dossier, head in found.items()}
    if are_apart:
        return told_apart(known)
    return {dossier: identity.name for dossier, identity in known.items()}


async def count_followed(circle: Circle, *, clock: Clock) -> int:
    """Return how many children of a circle are followed today; a bare count, not recorded."""
    async with transaction():
        return await queries.count_followed(circle.dossiers, clock.today())


async def placements(clearance: Clearance, *, vault: Vault) -> tuple[Placement, ...]:
    """Return the places the child lived in, in their order."""
    clearance.require(Permission.PLACEMENT_READ)
    async with transaction():
        found = await _every_placement(clearance.dossier, vault=vault)
        await _record_part(clearance, "placements", vault=vault)
    return tuple(found)


async def related_people(clearance: Clearance, *, vault: Vault) -> tuple[RelatedPerson, ...]:
    """Return the parents and others related to the child. Raises `Forbidden` without their class."""
    clearance.require(Permission.CHILD_READ)
    if not clearance.may(DataClass.SOCIAL):
        raise Forbidden
    async with transaction():
        head = await queries.head(clearance.dossier, vault=vault)
        found = await _people(head, clearance.dossier, vault=vault)
        await _record_part(clearance, "people", vault=vault)
    return found


async def move(clearance: Clearance, new: NewPlacement, *, clock: Clock, vault: Vault) -> Placement:
    """Record where the child lives from a day on; what was open before ends on that day.

    Raises `Invalid` naming every field that cannot be true.
    """
    clearance.require(Permission.PLACEMENT_WRITE)
    dossier, placement = clearance.dossier, _placed(new)
    async with transaction():
        await writing.hold(dossier)
        head = await queries.head(dossier, vault=vault)
        lived = await _placements(dossier, vault=vault)
        rules.check_new_placement(
            new,
            born=head.identity.birth_date,
            placements=lived,
            today=clock.today_in(head.inclusion.department),
            ended_on=head.inclusion.ended_on,
        )
        for earlier in lived:  # a folder may have left several open
            if rules.ended_by(new, [earlier]):
                await writing.end("placement", earlier.id, new.begins_on)
        signed = writing.Signed(clearance.actor.account, clock.now())
        await writing.insert_placements([(dossier, placement)], vault=vault, signed=signed)
        await audit.record(
            clearance.actor,
            Act.PLACEMENT_ADD,
            dossier=dossier,
            subject=placement.id,
            detail={"kind": new.kind.value},
            vault=vault,
        )
    return placement


async def follow_up(clearance: Clearance, *, vault: Vault) -> FollowUp:
    """Return what schedules and curves are reckoned from.

    Not recorded: whoever calls, inside their transaction, records the read they make of it.
    """
    async with transaction():
        head = await queries.head(clearance.dossier, vault=vault)
        birth = await _birth(clearance, vault=vault)
    return _followed(head, birth)


async def today(clearance: Clearance, *, clock: Clock, vault: Vault) -> date:
    """Return the day it is where the child is followed; not recorded, no more than `follow_up`."""
    return (await follow_up(clearance, vault=vault)).today(clock)


async def follow_ups(
    circle: Circle, *, known: Iterable[ChildSummary] = (), vault: Vault
) -> Mapping[DossierId, FollowUp]:
    """Return the same for every child of a circle, in as many queries as for one.

    `known`: children that `children` has returned already; they are not opened a second time.
    """
    listed = {each.dossier: each for each in known if each.dossier in circle.dossiers}
    async with transaction():
        others = circle.dossiers - listed.keys()
        heads = await queries.heads(others, vault=vault) if others else {}
        births = await queries.births(circle.dossiers, vault=vault)
    found: dict[DossierId, queries.Head | ChildSummary] = {**listed, **heads}
    return {
        dossier: _followed(head, births.get(dossier, Birth())) for dossier, head in found.items()
    }


def _followed(head: queries.Head | ChildSummary, birth: Birth) -> FollowUp:
    return FollowUp(
        birth_date=head.identity.birth_date,
        sex=head.identity.sex,
        inclusion=head.inclusion,
        term_weeks=birth.term_weeks,
        term_days=birth.term_days,
        secret_origins=head.identity.secret_origins,
        at_birth=birth,
    )


async def _birth(clearance: Clearance, *, vault: Vault) -> Birth:
    if not clearance.may(DataClass.SOMATIC):
        return Birth()
    found = await queries.births([clearance.dossier], vault=vault)
    return found.get(clearance.dossier, Birth())


async def _people(
    head: queries.Head, dossier: DossierId, *, vault: Vault
) -> tuple[RelatedPerson, ...]:
    secret = head.identity.secret_origins
    return await queries.people(dossier, secret_origins=secret, vault=vault)


async def _placements(dossier: DossierId, *, vault: Vault) -> list[Placement]:
    found = await queries.placements([dossier], vault=vault)
    return found.get(dossier, [])


async def _every_placement(dossier: DossierId, *, vault: Vault) -> list[Placement]:
    """Return the places of a child, those written in a joined dossier too, to whoever may read them there."""
    of = await whole([dossier])
    found = await queries.placements(of.every, vault=vault)
    return of.gathered(found, key=attrgetter("begins_on")).get(dossier, [])


def _exception(
    actor: Actor, dossier: DossierId, new: NewChild, *, clock: Clock
) -> events.InclusionEvent:
    assert new.exception, "the rule refuses an older child without one"
    return events.InclusionEvent(
        id=uuid4(),
        dossier=dossier,
        kind=events.EventKind.EXCEPTION,
        code=new.exception,
        happened_on=new.inclusion.admitted_on,
        words=new.accepted_late_because or "",
        written_by=actor.account,
        written_at=clock.now(),
    )


def _programme(
    actor: Actor, dossier: DossierId, new: NewChild, *, clock: Clock
) -> events.InclusionEvent:
    """Return the act that says which programme took the child in, where it is not PEGASE."""
    assert new.inclusion.programme, "checked before"
    return events.InclusionEvent(
        id=uuid4(),
        dossier=dossier,
        kind=events.EventKind.PROGRAMME,
        code=new.inclusion.programme,
        happened_on=new.inclusion.admitted_on,
        words="",
        written_by=actor.account,
        written_at=clock.now(),
    )


def _placed(new: NewPlacement) -> Placement:
    return Placement(
        id=PlacementId(uuid4()),
        kind=new.kind,
        place=new.place,
        begins_on=new.begins_on,
        ends_on=new.ends_on,
        restricted=new.restricted,
    )


async def _record_part(clearance: Clearance, part: str, *, vault: Vault) -> None:
    await audit.record(
        clearance.actor,
        Act.CHILD_READ,
        dossier=clearance.dossier,
        detail={"part": part},
        vault=vault,
    )
