"""Change the protocol from a day on: see first whom it concerns, then apply it, never rewrite."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict
from uuid import UUID, uuid4

from storage.vault import Vault
from workspace.access.model import Circle, Errand
from workspace.actor import Actor
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.protocol import queries, said_queries, version_queries
from workspace.dossier.protocol.changes import (
    Followed,
    Impact,
    StepChange,
    changes_for,
    impact,
)
from workspace.dossier.protocol.model import Assessment, Missed, StepCode
from workspace.dossier.protocol.naming import Known, check_names
from workspace.dossier.protocol.parsing import Definition, parse_definition
from workspace.dossier.protocol.version_queries import Applied
from workspace.dossier.protocol.versions import Book, SetChoice, Version
from workspace.dossier.record import errands
from workspace.dossier.record import service as record
from workspace.dossier.record.model import PEGASE
from workspace.dossier.record.summaries import FollowUp
from workspace.dossier.record.whole import whole
from workspace.errors import Invalid
from workspace.i18n import N_
from workspace.ids import DossierId, OrganizationId

IN_THE_PAST = N_(
    "This day has passed: a change holds from today on, so that nothing that was done is rewritten."
)
SAME_NUMBER = N_(
    "This version of this programme exists already, with another text: give it another number."
)
NO_SUCH_SET = N_("No version of this programme has this set.")


class Work(TypedDict):
    """What every verb here works with."""

    clock: Clock
    vault: Vault


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A change before it is applied, and whom it would concern."""

    programme: str
    valid_from: date
    impact: Impact
    definition: Definition | None = None


async def check(
    errand: Errand,
    text: str,
    *,
    valid_from: date | None,
    known: Known | None = None,
    clock: Clock,
    vault: Vault,
) -> Proposal:
    """Return what a definition would change from a day on (its own for None); write nothing.

    `known`: the scales and the forms there are (`naming.check_names`), None not to judge them.
    Raises `DefinitionRefused` naming everything wrong with it, Invalid for a day gone by for a programme
    that exists, or a number already given to another text.
    """
    definition = parse_definition(text)
    on = valid_from or definition.valid_from
    if known is not None:
        check_names(definition, known, on=on)
    async with transaction():
        book = await version_queries.book()
        check_new(book, definition, on, today=clock.today())
        after = with_one_more(book, version=_version(definition, on, clock))
        found = await _impact(errand, definition.programme, book, after, on, vault=vault)
    return Proposal(
        programme=definition.programme, valid_from=on, impact=found, definition=definition
    )


async def apply(
    errand: Errand,
    text: str,
    *,
    valid_from: date,
    known: Known | None = None,
    clock: Clock,
    vault: Vault,
) -> Proposal:
    """Let a definition hold from a day on, and keep the counts of whom it concerned. As `check` raises."""
    async with transaction():
        await version_queries.hold()
        found = await check(
            errand, text, valid_from=valid_from, known=known, clock=clock, vault=vault
        )
        assert found.definition is not None, "a definition was read"
        id_ = uuid4()
        await version_queries.insert_version(
            id_,
            found.definition,
            text,
            valid_from=valid_from,
            affected=found.impact.as_json(),
            by=errand.actor.account,
            at=clock.now(),
        )
        await _record(errand.actor, Act.PROTOCOL_APPLY, id_, found.programme, vault=vault)
    return found


async def check_choice(
    errand: Errand,
    programme: str,
    schedule_set: str,
    organization: OrganizationId | None,
    *,
    valid_from: date,
    clock: Clock,
    vault: Vault,
) -> Proposal:
    """Return what the choice of a set would change, for one establishment or for all; write nothing.

    Raises Invalid for a set that no version has, or a day gone by.
    """
    choice = SetChoice(
        programme=programme,
        schedule_set=schedule_set,
        valid_from=valid_from,
        applied_at=clock.now(),
        organization=organization,
    )
    async with transaction():
        book = await version_queries.book()
        check_set(book, choice, today=clock.today())
        after = with_one_more(book, choice=choice)
        found = await _impact(errand, programme, book, after, valid_from, vault=vault)
    return Proposal(programme=programme, valid_from=valid_from, impact=found)


async def choose(
    errand: Errand,
    programme: str,
    schedule_set: str,
    organization: OrganizationId | None,
    *,
    valid_from: date,
    clock: Clock,
    vault: Vault,
) -> Proposal:
    """Let an establishment, or all of them, follow a set from a day on. As `check_choice` raises."""
    async with transaction():
        await version_queries.hold()
        found = await check_choice(
            errand,
            programme,
            schedule_set,
            organization,
            valid_from=valid_from,
            clock=clock,
            vault=vault,
        )
        id_ = uuid4()
        choice = SetChoice(
            programme=programme,
            schedule_set=schedule_set,
            valid_from=valid_from,
            applied_at=clock.now(),
            organization=organization,
        )
        await version_queries.insert_choice(
            id_, choice, affected=found.impact.as_json(), by=errand.actor.account
        )
        await _record(errand.actor, Act.PROTOCOL_APPLY, id_, programme, vault=vault)
    return found


async def known(actor: Actor) -> tuple[Book, tuple[Applied, ...]]:
    """Return every version and choice, and what was applied, the last first; whoever is signed in may."""
    assert actor.account, "the protocol is read by somebody"
    async with transaction():
        return await version_queries.book(), await version_queries.applied()


async def coming_changes(
    circle: Circle, *, clock: Clock, vault: Vault
) -> Mapping[DossierId, tuple[StepChange, ...]]:
    """Return what the versions to come change for each child of a circle whose steps change."""
    today = clock.today()
    async with transaction():
        book = await version_queries.book()
        now = book.until(today)
        if now == book:
            return {}
        children = await _followed(await record.follow_ups(circle, vault=vault))
        await audit.record(
            circle.actor,
            Act.PROTOCOL_READ,
            detail={"dossiers": str(len(children))},
            vault=vault,
        )
    found = {
        dossier: changes_for(child, before=now, after=book)
        for dossier, child in children.items()
        if child.inclusion.ended_on is None or child.inclusion.ended_on > today
    }
    return {dossier: changes for dossier, changes in found.items() if changes}


def with_one_more(
    book: Book, *, version: Version | None = None, choice: SetChoice | None = None
) -> Book:
    """Return the same book with one thing more."""
    versions = (*book.versions, version) if version else tuple(book.versions)
    choices = (*book.choices, choice) if choice else tuple(book.choices)
    return Book(versions=versions, choices=choices)


def _version(definition: Definition, on: date, clock: Clock) -> Version:
    return Version(definition=definition, valid_from=on, applied_at=clock.now())


def check_set(book: Book, choice: SetChoice, *, today: date) -> None:
    """Raise Invalid for a set that no version has, or a day gone by."""
    fields: dict[str, str] = {}
    if choice.valid_from < today:
        fields["from"] = IN_THE_PAST
    if not any(
        version.definition.programme == choice.programme
        and choice.schedule_set in version.definition.sets
        for version in book.versions
    ):
        fields["set"] = NO_SUCH_SET
    if fields:
        raise Invalid(fields)


def check_new(book: Book, definition: Definition, on: date, *, today: date) -> None:
    """Raise Invalid for a day gone by for a programme that exists, or a number already given to another text."""
    fields: dict[str, str] = {}
    exists = definition.programme in book.programmes()
    if exists and on < today:
        fields["from"] = IN_THE_PAST
    same = [
        version.definition
        for version in book.versions
        if (version.definition.programme, version.definition.version)
        == (definition.programme, definition.version)
    ]
    if any(other != definition for other in same):
        fields["version"] = SAME_NUMBER
    if fields:
        raise Invalid(fields)


async def _impact(
    errand: Errand, programme: str, before: Book, after: Book, on: date, *, vault: Vault
) -> Impact:
    followed = await errands.followed(errand, vault=vault)
    children = await _followed(
        {
            dossier: child
            for dossier, child in followed.items()
            if (child.inclusion.programme or PEGASE) == programme
        }
    )
    return impact(children.values(), programme=programme, before=before, after=after, on=on)


async def _followed(every: Mapping[DossierId, FollowUp]) -> dict[DossierId, Followed]:
    """Return what a change is reckoned from, of each child once: a joined dossier is in the one that goes on."""
    of = await whole(every)
    followed = {
        dossier: child for dossier, child in every.items() if of.into.get(dossier) not in every
    }
    done = of.gathered(await queries.done(of.every))
    missed = of.gathered(await said_queries.missed(of.every))
    begun = await said_queries.begun(
        [dossier for dossier, child in followed.items() if child.inclusion.earlier]
    )
    return {
        dossier: Followed(
            birth=child.birth_date,
            inclusion=child.inclusion,
            kept=_kept(done.get(dossier, ()), missed.get(dossier, ()))
            | begun.get(dossier, frozenset()),
        )
        for dossier, child in followed.items()
    }


def _kept(*said: Sequence[Assessment | Missed]) -> frozenset[StepCode]:
    return frozenset(each.step for group in said for each in group)


async def _record(actor: Actor, act: Act, id_: UUID, programme: str, *, vault: Vault) -> None:
    await audit.record(actor, act, subject=id_, detail={"programme": programme}, vault=vault)
