"""The national team proposes a change, reads whom it concerns, and applies it or sets it aside.

Nobody of the national team reads a child: the worker counts, as the operator's command does.
"""

from datetime import date, timedelta
from typing import Final
from uuid import UUID, uuid4

from storage.vault import Vault
from workspace.access.model import Errand
from workspace.access.rules import check_national
from workspace.accounts.service import open_service_session
from workspace.actor import Actor
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import Door, acting_as, transaction
from workspace.dossier.protocol import applying, proposed_queries, version_queries
from workspace.dossier.protocol.changes import Impact
from workspace.dossier.protocol.naming import Known, check_names
from workspace.dossier.protocol.parsing import Definition, parse_definition
from workspace.dossier.protocol.proposed import (
    NewChange,
    NewSet,
    Proposed,
    ProposedId,
    ProposedState,
)
from workspace.dossier.protocol.rewriting import Written, rewritten, written
from workspace.dossier.protocol.versions import SetChoice, Version
from workspace.errors import Conflict, Invalid, NotFound
from workspace.i18n import N_
from workspace.jobs import queries as jobs
from workspace.jobs.model import Handler, JobKind

CHANGED_SINCE: Final = N_(
    "Another version was applied while this page was open. What you typed is still here: open the page again"
    " to see what holds now, and change that."
)
SESSION: Final = 300
"""Seconds the service session of one count may last."""


async def propose(
    actor: Actor, new: NewChange, *, known: Known, clock: Clock, vault: Vault
) -> Proposed:
    """Have a definition counted. `known`: the scales and the forms it may name.

    Raises `DefinitionRefused` and Invalid as `applying.check` does.
    """
    check_national(actor)
    definition = parse_definition(new.text)
    valid_from = new.valid_from or definition.valid_from
    check_names(definition, known, on=valid_from)
    async with transaction():
        book = await version_queries.book()
        applying.check_new(book, definition, valid_from, today=clock.today())
        return await _ask(
            Proposed(
                id=ProposedId(uuid4()),
                programme=definition.programme,
                valid_from=valid_from,
                state=ProposedState.ASKED,
                asked_by=actor.account,
                asked_at=clock.now(),
                text=new.text,
            ),
            actor,
            vault=vault,
        )


async def propose_ages(
    actor: Actor,
    programme: str,
    new: Written,
    *,
    based_on: int,
    valid_from: date,
    known: Known,
    clock: Clock,
    vault: Vault,
) -> Proposed:
    """Have the definition of a programme counted as a page says its ages and delays.

    `based_on`: the version the page showed. Raises `NotFound`, Invalid where another was applied since, and as
    `propose` does.
    """
    if valid_from < clock.today():
        raise Invalid({"from": applying.IN_THE_PAST})
    async with transaction():
        text = await definition_text(actor, programme)
        if parse_definition(text).version != based_on:
            raise Invalid({"from": CHANGED_SINCE})
        change = NewChange(
            text=rewritten(text, new, version=await _next_number(programme), valid_from=valid_from),
            valid_from=valid_from,
        )
        return await propose(actor, change, known=known, clock=clock, vault=vault)


async def before(actor: Actor, found: Proposed) -> Definition | None:
    """Return the definition that holds on the eve of a proposal; None for a new programme."""
    check_national(actor)
    async with transaction():
        book = await version_queries.book()
    held = book.until(found.valid_from - timedelta(days=1)).definitions_of(found.programme)
    return held[-1] if held else None


async def overtaken_by(actor: Actor, found: Proposed) -> Version | None:
    """Return the version already applied that takes the place of a proposal on a later day; None without one."""
    check_national(actor)
    async with transaction():
        book = await version_queries.book()
    later = (
        each
        for each in book.versions
        if each.definition.programme == found.programme and each.valid_from > found.valid_from
    )
    return min(later, key=lambda each: each.valid_from, default=None)


async def propose_set(actor: Actor, new: NewSet, *, clock: Clock, vault: Vault) -> Proposed:
    """Have the choice of a set counted. Raises Invalid as `applying.check_choice` does."""
    check_national(actor)
    found = Proposed(
        id=ProposedId(uuid4()),
        programme=new.programme,
        valid_from=new.valid_from,
        state=ProposedState.ASKED,
        asked_by=actor.account,
        asked_at=clock.now(),
        schedule_set=new.schedule_set,
        organization=new.organization,
    )
    async with transaction():
        book = await version_queries.book()
        applying.check_set(book, _choice(found, clock), today=clock.today())
        return await _ask(found, actor, vault=vault)


async def _ask(found: Proposed, actor: Actor, *, vault: Vault) -> Proposed:
    await proposed_queries.insert(found)
    await _record(actor, Act.PROTOCOL_PROPOSE, found, vault=vault)
    await jobs.enqueue(JobKind.PROTOCOL_COUNT, found.id)
    return found


async def proposals(actor: Actor) -> tuple[Proposed, ...]:
    """Return the last proposals, the newest first."""
    check_national(actor)
    async with transaction():
        return await proposed_queries.latest()


async def proposal(actor: Actor, wanted: ProposedId) -> Proposed:
    """Return one proposal. Raises `NotFound`."""
    check_national(actor)
    async with transaction():
        found = await proposed_queries.proposed(wanted)
    if found is None:
        raise NotFound
    return found


async def definition_text(actor: Actor, programme: str) -> str:
    """Return the definition of a programme as it is written, to begin another from. Raises `NotFound`."""
    check_national(actor)
    async with transaction():
        found = await version_queries.definition_text(programme)
    if found is None:
        raise NotFound
    return found


async def apply(actor: Actor, wanted: ProposedId, *, clock: Clock, vault: Vault) -> Proposed:
    """Let a proposal that was counted hold from its day on, with the counts it was shown with.

    Raises `NotFound`, Conflict for one that is not counted or was dealt with, and Invalid where its day has
    passed since or its number was taken.
    """
    async with transaction():
        await version_queries.hold()
        found = await proposal(actor, wanted)
        if not await _move(found, ProposedState.APPLIED, clock):
            raise Conflict
        book = await version_queries.book()
        affected = found.impact.as_json()
        if found.text is not None:
            definition = parse_definition(found.text)
            applying.check_new(book, definition, found.valid_from, today=clock.today())
            await version_queries.insert_version(
                found.id,
                definition,
                found.text,
                valid_from=found.valid_from,
                affected=affected,
                by=actor.account,
                at=clock.now(),
            )
        else:
            choice = _choice(found, clock)
            applying.check_set(book, choice, today=clock.today())
            await version_queries.insert_choice(
                found.id, choice, affected=affected, by=actor.account
            )
        await _record(actor, Act.PROTOCOL_APPLY, found, vault=vault)
    return found


async def propose_return(
    actor: Actor, applied: ProposedId, *, known: Known, clock: Clock, vault: Vault
) -> Proposed:
    """Have counted that what held before a change goes on from its day: of two from one day, the last applied holds.

    Nothing is taken out. Raises `NotFound`, and Conflict for a change that was not applied, or whose day has come.
    """
    async with transaction():
        found = await proposal(actor, applied)
        if found.state is not ProposedState.APPLIED or found.valid_from <= clock.today():
            raise Conflict
        eve = (await version_queries.book()).until(found.valid_from - timedelta(days=1))
        held = eve.timeline(found.programme, found.organization)
        if not held:
            raise Conflict
        if found.text is None:
            choice = NewSet(
                programme=found.programme,
                schedule_set=held[-1].schedule_set,
                organization=found.organization,
                valid_from=found.valid_from,
            )
            return await propose_set(actor, choice, clock=clock, vault=vault)
        text = await version_queries.definition_text(found.programme, before=found.valid_from)
        assert text is not None, "what held is written somewhere"
        change = NewChange(
            text=rewritten(
                text,
                written(text),
                version=await _next_number(found.programme),
                valid_from=found.valid_from,
            ),
            valid_from=found.valid_from,
        )
        return await propose(actor, change, known=known, clock=clock, vault=vault)


async def _next_number(programme: str) -> int:
    book = await version_queries.book()
    return 1 + max(each.version for each in book.definitions_of(programme))


async def set_aside(actor: Actor, wanted: ProposedId, *, clock: Clock, vault: Vault) -> None:
    """Put a proposal aside: it stays readable and can no longer be applied. Raises `NotFound` and Conflict."""
    async with transaction():
        found = await proposal(actor, wanted)
        if not await _move(found, ProposedState.SET_ASIDE, clock):
            raise Conflict
        await _record(actor, Act.PROTOCOL_SET_ASIDE, found, vault=vault)


async def _move(found: Proposed, state: ProposedState, clock: Clock) -> bool:
    return await proposed_queries.settle(
        found.id, state, before=ProposedState.COUNTED, at=clock.now()
    )


def counting(*, door: Door, clock: Clock, vault: Vault) -> Handler:
    """Return the work of the job that counts whom a proposal concerns, run by the worker."""

    async def count(subject: UUID) -> None:
        actor, secret = await open_service_session("import", door=door, seconds=SESSION)
        errand = Errand(actor=actor, purpose="import")
        with acting_as(secret):
            async with transaction():
                found = await proposed_queries.proposed(ProposedId(subject))
            if found is not None and found.state is ProposedState.ASKED:
                await _count(errand, found, clock=clock, vault=vault)

    return count


async def _count(errand: Errand, found: Proposed, *, clock: Clock, vault: Vault) -> None:
    impact, refused = Impact(), {}
    try:
        impact = await _impact(errand, found, clock=clock, vault=vault)
    except Invalid as error:
        refused = dict(error.fields)
    async with transaction():
        await proposed_queries.settle(
            found.id,
            ProposedState.REFUSED if refused else ProposedState.COUNTED,
            before=ProposedState.ASKED,
            at=clock.now(),
            impact=impact,
            refused=refused,
        )


async def _impact(errand: Errand, found: Proposed, *, clock: Clock, vault: Vault) -> Impact:
    if found.text is not None:
        seen = await applying.check(
            errand, found.text, valid_from=found.valid_from, clock=clock, vault=vault
        )
        return seen.impact
    assert found.schedule_set, "a proposal is a definition or a set"
    seen = await applying.check_choice(
        errand,
        found.programme,
        found.schedule_set,
        found.organization,
        valid_from=found.valid_from,
        clock=clock,
        vault=vault,
    )
    return seen.impact


def _choice(found: Proposed, clock: Clock) -> SetChoice:
    assert found.schedule_set, "the choice of a set names it"
    return SetChoice(
        programme=found.programme,
        schedule_set=found.schedule_set,
        valid_from=found.valid_from,
        applied_at=clock.now(),
        organization=found.organization,
    )


async def _record(actor: Actor, act: Act, found: Proposed, *, vault: Vault) -> None:
    await audit.record(
        actor, act, subject=found.id, detail={"programme": found.programme}, vault=vault
    )
