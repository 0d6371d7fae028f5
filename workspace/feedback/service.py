"""Say a word about a page, answer it, take it away: between its writer and the national team."""

from uuid import uuid4

from storage.vault import Vault
from workspace.access.rules import check_national
from workspace.actor import Actor
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.errors import NotFound
from workspace.feedback import queries, rules
from workspace.feedback.model import Feedback, FeedbackId, NewAnswer, NewFeedback

MOST_MINE = 50
A_PAGE = 50


async def say(actor: Actor, new: NewFeedback, *, clock: Clock, vault: Vault) -> FeedbackId:
    """Keep what `actor` says. Raises `Invalid`."""
    rules.check(new)
    id_ = FeedbackId(uuid4())
    async with transaction():
        await queries.insert(actor, id_, new, at=clock.now(), vault=vault)
        await audit.record(actor, Act.FEEDBACK_SAY, subject=id_, vault=vault)
    return id_


async def mine(actor: Actor, *, vault: Vault) -> tuple[Feedback, ...]:
    """Return what `actor` said, with its answers, the last first."""
    async with transaction():
        return await queries.mine(actor.account, most=MOST_MINE, vault=vault)


async def received(
    actor: Actor, *, unanswered: bool, page: int, most: int = A_PAGE, vault: Vault
) -> tuple[tuple[Feedback, ...], bool]:
    """Return `most` of what everybody said, the last first, and whether there are more; `page` counts from 0.

    Raises `Forbidden` for whoever is not of the national team.
    """
    check_national(actor)
    async with transaction():
        found = await queries.received(
            unanswered=unanswered, most=most + 1, offset=page * most, vault=vault
        )
        await audit.record(
            actor, Act.FEEDBACK_READ, detail={"count": str(len(found[:most]))}, vault=vault
        )
    return found[:most], len(found) > most


async def one(actor: Actor, id_: FeedbackId, *, vault: Vault) -> Feedback:
    """Return one word, whoever said it. Raises `NotFound`, and `Forbidden` as `received` does."""
    check_national(actor)
    async with transaction():
        found = await queries.one(id_, vault=vault)
        if found is None:
            raise NotFound
        await audit.record(actor, Act.FEEDBACK_READ, subject=id_, vault=vault)
    return found


async def waiting(actor: Actor) -> int:
    """Return how many words wait for an answer. Raises `Forbidden` as `received` does."""
    check_national(actor)
    async with transaction():
        return await queries.waiting()


async def answer(
    actor: Actor, id_: FeedbackId, new: NewAnswer, *, clock: Clock, vault: Vault
) -> None:
    """Answer a word; an answer before it stays. Raises `Invalid`, `NotFound` and `Forbidden`."""
    check_national(actor)
    rules.check_answer(new)
    async with transaction():
        await queries.hold(id_)
        if not await queries.exists(id_):
            raise NotFound
        await queries.insert_answer(actor, id_, new, at=clock.now(), vault=vault)
        await audit.record(actor, Act.FEEDBACK_ANSWER, subject=id_, vault=vault)


async def take_away(actor: Actor, id_: FeedbackId, *, vault: Vault) -> None:
    """Take away what `actor` said, for good, its answers with it. Raises `NotFound` for anything of others."""
    async with transaction():
        await queries.hold(id_)
        if not await queries.delete(actor.account, id_):
            raise NotFound
        await audit.record(actor, Act.FEEDBACK_TAKE_AWAY, subject=id_, vault=vault)
