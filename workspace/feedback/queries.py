"""Words about pages and their answers, opened; row-level security shows them to their writer and the national team."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from storage.vault import Vault
from workspace.accounts.model import DIRECTORY
from workspace.actor import Actor, Role
from workspace.database import sql
from workspace.feedback.model import (
    Answer,
    Feedback,
    FeedbackId,
    Kind,
    NewAnswer,
    NewFeedback,
    Outcome,
)
from workspace.ids import AccountId

WORDS = "feedback:encrypted_words:{}"
ANSWER = "feedback_answer:encrypted_words:{}"


async def insert(
    actor: Actor, id_: FeedbackId, new: NewFeedback, *, at: datetime, vault: Vault
) -> None:
    await sql(
        "insert into feedback (id, account, role, kind, page, at, encrypted_words)"
        " values ({}, {}, {}, {}, {}, {}, {})",
        id_,
        actor.account,
        actor.role.value,
        new.kind.value,
        new.page,
        at,
        await vault.encrypt_text(DIRECTORY, WORDS.format(id_), new.words),
    )


async def insert_answer(
    actor: Actor, feedback: FeedbackId, new: NewAnswer, *, at: datetime, vault: Vault
) -> None:
    id_ = uuid4()
    await sql(
        'insert into feedback_answer (id, feedback, outcome, "by", at, encrypted_words)'
        " values ({}, {}, {}, {}, {}, {})",
        id_,
        feedback,
        new.outcome.value,
        actor.account,
        at,
        await vault.encrypt_text(DIRECTORY, ANSWER.format(id_), new.words),
    )


async def mine(account: AccountId, *, most: int, vault: Vault) -> tuple[Feedback, ...]:
    """Return what one person said, the last first."""
    rows = await sql(
        "select * from feedback where account = {} order by at desc, id limit {}", account, most
    )
    return await _opened(rows, vault=vault)


async def received(
    *, unanswered: bool, most: int, offset: int, vault: Vault
) -> tuple[Feedback, ...]:
    """Return what everybody said, the last first; `unanswered`: only what waits for an answer."""
    rows = await sql(
        "select * from feedback where not {} or not exists"
        " (select 1 from feedback_answer a where a.feedback = feedback.id)"
        " order by at desc, id limit {} offset {}",
        unanswered,
        most,
        offset,
    )
    return await _opened(rows, vault=vault)


async def waiting() -> int:
    """Return how many wait for an answer, of those this person may read."""
    (row,) = await sql(
        "select count(*) as found from feedback where not exists"
        " (select 1 from feedback_answer a where a.feedback = feedback.id)"
    )
    return int(row["found"])


async def one(id_: FeedbackId, *, vault: Vault) -> Feedback | None:
    found = await _opened(await sql("select * from feedback where id = {}", id_), vault=vault)
    return found[0] if found else None


async def exists(id_: FeedbackId) -> bool:
    return bool(await sql("select 1 from feedback where id = {}", id_))


async def hold(id_: FeedbackId) -> None:
    """Wait for whoever answers the same word or takes it away, until the transaction ends: no answer outlives it."""
    await sql("select pg_advisory_xact_lock(hashtextextended('feedback' || {}, 0))", str(id_))


async def delete(account: AccountId, id_: FeedbackId) -> bool:
    """Take away what this person said, and its answers; tell whether there was any."""
    own = await sql("select id from feedback where id = {} and account = {}", id_, account)
    if own:
        await sql("delete from feedback_answer where feedback = {}", id_)
        await sql("delete from feedback where id = {} and account = {}", id_, account)
    return bool(own)


async def _opened(rows: Sequence[Mapping[str, Any]], *, vault: Vault) -> tuple[Feedback, ...]:
    answers = await sql(
        "select * from feedback_answer where feedback = any({}::uuid[]) order by at, id",
        [row["id"] for row in rows],
    )
    texts = await vault.decrypt_texts(
        [
            *((DIRECTORY, WORDS.format(row["id"]), row["encrypted_words"]) for row in rows),
            *((DIRECTORY, ANSWER.format(row["id"]), row["encrypted_words"]) for row in answers),
        ]
    )
    said, replies = texts[: len(rows)], texts[len(rows) :]
    of: dict[UUID, list[Answer]] = {}
    for row, words in zip(answers, replies, strict=True):
        answer = Answer(outcome=Outcome(row["outcome"]), words=words, at=row["at"])
        of.setdefault(row["feedback"], []).append(answer)
    return tuple(
        Feedback(
            id=FeedbackId(row["id"]),
            role=Role(row["role"]),
            kind=Kind(row["kind"]),
            page=row["page"],
            words=words,
            at=row["at"],
            answers=tuple(of.get(row["id"], ())),
        )
        for row, words in zip(rows, said, strict=True)
    )
