"""State a need, ask somebody, record what they answer, how it went: one verb each, nothing overwritten."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import uuid4

from storage.vault import Vault
from workspace.access.model import Circle, Clearance
from workspace.access.permissions import Permission
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.care import queries as sessions
from workspace.dossier.care.entries import CareAct
from workspace.dossier.care.plan import queries, rules
from workspace.dossier.care.plan.model import (
    Loop,
    Move,
    Need,
    NeedId,
    NewNeed,
    NewStep,
    StepId,
)
from workspace.dossier.record import origins, secrecy
from workspace.dossier.record import service as record
from workspace.dossier.record.model import About
from workspace.dossier.record.whole import Whole, whole
from workspace.errors import Invalid, NotFound
from workspace.i18n import N_
from workspace.ids import DossierId, PractitionerId
from workspace.network import service as network
from workspace.news import News, Seen


async def loops(clearance: Clearance, *, clock: Clock, vault: Vault) -> tuple[Loop, ...]:
    """Return the needs of a child, what waits first; words as far as their classes are open."""
    clearance.require(Permission.CARE_PLAN_READ)
    async with transaction():
        found = await _loops(clearance, clock=clock, vault=vault)
        await _record(clearance, Act.CARE_PLAN_READ, vault=vault)
    return rules.in_order(found)


async def every_loop(clearance: Clearance, *, clock: Clock, vault: Vault) -> tuple[Loop, ...]:
    """Return the same, with the needs and the sessions written in a joined dossier."""
    clearance.require(Permission.CARE_PLAN_READ)
    async with transaction():
        of = await whole([clearance.dossier])
        needs = await _gathered(of, vault=vault)
        acts = await _acts(of, needs)
        today = await record.today(clearance, clock=clock, vault=vault)
        await _record(clearance, Act.CARE_PLAN_READ, vault=vault)
    dossier = clearance.dossier
    return rules.in_order(rules.loops(needs.get(dossier, ()), acts.get(dossier, ()), today=today))


async def loop(clearance: Clearance, need: NeedId, *, clock: Clock, vault: Vault) -> Loop:
    """Return one need. Raises `NotFound`."""
    for found in await loops(clearance, clock=clock, vault=vault):
        if found.need.id == need:
            return found
    raise NotFound


async def open_loops(
    circle: Circle, *, clock: Clock, vault: Vault
) -> Mapping[DossierId, tuple[Loop, ...]]:
    """Return the needs that are not closed, by child, under the promises of `loops_in`."""
    found = await loops_in(circle, clock=clock, vault=vault)
    return {
        dossier: tuple(each for each in loops if each.closed is None)
        for dossier, loops in found.items()
        if any(each.closed is None for each in loops)
    }


async def loops_in(
    circle: Circle, *, clock: Clock, vault: Vault
) -> Mapping[DossierId, tuple[Loop, ...]]:
    """Return every need by child, what waits first, in as many queries for eighty as for one.

    Those written in a joined dossier stand under the one that goes on, where it is of the circle.
    """
    assert circle.permission is Permission.CARE_PLAN_READ
    async with transaction():
        of = await whole(circle.dossiers)
        needs = await _gathered(of, vault=vault)
        acts = await _acts(of, needs)
        await audit.record(
            circle.actor,
            Act.CARE_PLAN_READ,
            detail={"dossiers": str(len(circle.dossiers))},
            vault=vault,
        )
    today = clock.today()
    return {
        dossier: rules.in_order(rules.loops(of_child, acts.get(dossier, ()), today=today))
        for dossier, of_child in needs.items()
    }


async def news(asking: Circle | Clearance, seen: Seen) -> News:
    """Return what others stated, asked, answered or ended since each dossier was seen: bare counts, not recorded."""
    async with transaction():
        return await queries.news(seen, not_by=asking.actor.account)


async def state_need(clearance: Clearance, new: NewNeed, *, clock: Clock, vault: Vault) -> NeedId:
    """State a need and, where somebody is named, ask them; asking oneself is accepting.

    Raises Invalid for what cannot be, also words whose class whoever asks may not write.
    """
    clearance.require(Permission.CARE_PLAN_ADD)
    need = Need(
        id=NeedId(uuid4()),
        discipline=new.discipline,
        found_in=new.found_in,
        source=new.source,
        stated_on=new.stated_on,
    )
    async with transaction():
        followed = await record.follow_up(clearance, vault=vault)
        rules.check_need(new, birth=followed.birth_date, today=followed.today(clock))
        await queries.insert_need(clearance.dossier, need, author=clearance.actor.account)
        stated = NewStep(move=Move.STATED, on=new.stated_on, plan=new.plan, words=new.words)
        await _add(clearance, need, stated, vault=vault)
        if new.performer is not None or new.asked:
            await _ask(clearance, need, new, on=followed.today(clock), vault=vault)
    return need.id


async def _ask(clearance: Clearance, need: Need, new: NewNeed, *, on: date, vault: Vault) -> None:
    if new.performer is not None:
        await _check_known(new.performer, vault=vault)
    sent = NewStep(move=Move.SENT, on=on, performer=new.performer, asked=new.asked)
    await _add(clearance, need, sent, vault=vault)
    if new.performer is not None and new.performer == await network.practitioner_of(
        clearance.actor.account
    ):
        accepted = NewStep(move=Move.ACCEPTED, on=on)
        await _add(clearance, need, accepted, vault=vault)


async def add_step(
    clearance: Clearance, need: NeedId, new: NewStep, *, clock: Clock, vault: Vault
) -> None:
    """Say one more thing about a need; what was said before stays.

    Raises NotFound, Conflict when the need is no longer where this leads on from, Invalid naming every
    field, also words whose class whoever asks may not write.
    """
    clearance.require(Permission.CARE_PLAN_ADD)
    async with transaction():
        await queries.lock(need)
        known = {each.need.id: each for each in await _loops(clearance, clock=clock, vault=vault)}
        if need not in known:
            raise NotFound
        today = await record.today(clearance, clock=clock, vault=vault)
        rules.check_step(new, known[need], today=today)
        if new.move is Move.SENT and new.performer is not None:
            await _check_known(new.performer, vault=vault)
        await _add(clearance, known[need].need, new, vault=vault)


async def _check_known(performer: PractitionerId, *, vault: Vault) -> None:
    if not await network.practitioner_names([performer], vault=vault):
        raise Invalid({"performer": N_("Choose somebody from the list.")})


async def _needs(
    dossiers: Collection[DossierId], *, vault: Vault
) -> Mapping[DossierId, Sequence[Need]]:
    """Return needs with the words that are open, but for those about a mother kept secret."""
    found = await queries.needs(dossiers, vault=vault)
    about_her = {dossier for dossier, needs in found.items() if _say(needs, secrecy.ABOUT_HER)}
    secret = await origins.secret_among(about_her, vault=vault)
    return {
        dossier: [_veiled(need) for need in needs] if dossier in secret else needs
        for dossier, needs in found.items()
    }


async def _gathered(of: Whole, *, vault: Vault) -> Mapping[DossierId, Sequence[Need]]:
    """Return the needs of each child once, those of a joined dossier under the one that goes on, and marked."""
    found = dict(await _needs(of.every, vault=vault))
    there = found.keys() & of.into.keys()
    secret = await origins.secret_among({of.into[each] for each in there}, vault=vault)
    for joined in there:
        needs = found[joined]
        if of.into[joined] in secret:
            needs = [_veiled(need) for need in needs]
        found[joined] = [replace(need, joined=joined) for need in needs]
    every = of.gathered(found, key=lambda each: each.stated_on)
    return {dossier: needs for dossier, needs in every.items() if dossier not in of.into}


def _say(needs: Sequence[Need], about: Collection[About]) -> bool:
    steps = (step for need in needs for step in need.steps)
    return any(step.words is not None and step.words.about in about for step in steps)


def _veiled(need: Need) -> Need:
    steps = tuple(
        replace(step, words=None)
        if step.words is not None and secrecy.hides(step.words.about, secret=True)
        else step
        for step in need.steps
    )
    return replace(need, steps=steps)


async def _acts(of: Whole, needs: Collection[DossierId]) -> Mapping[DossierId, Sequence[CareAct]]:
    """Return the sessions each child came to who has `needs`, those of a joined dossier too."""
    wanted = [each for each in of.every if each in needs or of.into.get(each) in needs]
    found = await sessions.acts(wanted) if wanted else {}
    return of.gathered(found, key=lambda each: each.done_on)


async def _loops(clearance: Clearance, *, clock: Clock, vault: Vault) -> tuple[Loop, ...]:
    dossier = clearance.dossier
    needs = await _needs([dossier], vault=vault)
    acts = await _acts(await whole([dossier]), needs)
    today = await record.today(clearance, clock=clock, vault=vault)
    return rules.loops(needs.get(dossier, ()), acts.get(dossier, ()), today=today)


async def _add(clearance: Clearance, need: Need, new: NewStep, *, vault: Vault) -> None:
    id_, said = StepId(uuid4()), rules.said_by_move(new)
    if new.words and new.words.about in secrecy.ABOUT_HER:
        secret = await origins.is_secret(clearance.dossier, vault=vault)
        secrecy.check_about(new.words.about, secret=secret)
    author = clearance.actor.account
    await queries.insert_step(clearance.dossier, need.id, id_, said, author=author, vault=vault)
    rules.check_told(need.discipline, said.words, clearance.rights.writes)
    data_class = rules.class_of(need.discipline, clearance.rights.writes)
    if said.words and data_class is not None:
        await queries.insert_words(
            clearance.dossier, id_, said.words, data_class, author=author, vault=vault
        )
    await audit.record(
        clearance.actor,
        Act.CARE_PLAN_ADD,
        dossier=clearance.dossier,
        subject=need.id,
        detail={"move": new.move.value},
        vault=vault,
    )


async def _record(clearance: Clearance, act: Act, *, vault: Vault) -> None:
    await audit.record(clearance.actor, act, dossier=clearance.dossier, vault=vault)
