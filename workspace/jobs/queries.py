"""The queue as this house uses it: ask for work, claim an effect, list what was given up."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from workspace.database import sql
from workspace.jobs.model import GivenUp, JobKind


async def enqueue(
    kind: JobKind, subject: UUID, *, after: timedelta = timedelta(0), what: str = ""
) -> None:
    """Ask for a job in the open transaction: rolled back, it was never asked for.

    The same kind about the same thing waits once. `what`: of the thing, what is asked for; where that changes, a job
    the worker has in hand, whose work is told but which is not yet put away, stands for no other. The database
    refuses whoever is nobody.
    """
    key = f"{kind}/{subject}/{what}" if what else f"{kind}/{subject}"
    await sql("select grenier_enqueue({}, {}, {}, {})", kind.value, subject, key, after)


async def enqueue_many(kind: JobKind, subjects: Sequence[UUID]) -> None:
    """Ask for the same job about many things at once, under the promises of `enqueue`."""
    await sql(
        "select grenier_enqueue({}, s, {} || '/' || s, {}) from unnest({}::uuid[]) as s",
        kind.value,
        kind.value,
        timedelta(0),
        list(subjects),
    )


async def claim(key: str) -> bool:
    """Tell whether the effect `key` is still to be made; in the open transaction, which makes it."""
    rows = await sql(
        "insert into job_effect (key, done_at) values ({}, now()) on conflict do nothing returning key",
        key,
    )
    return bool(rows)


async def given_up() -> tuple[GivenUp, ...]:
    """Return the jobs given up, the oldest first; none to whoever does not look after the house."""
    rows = await sql("select * from grenier_jobs_given_up() order by asked_at, id")
    return tuple(
        GivenUp(id=row["id"], kind=row["kind"], asked_at=row["asked_at"], tries=row["tries"])
        for row in rows
    )


async def try_again() -> int:
    """Put back in the queue what was given up; return how many. None for whoever does not look after the house."""
    (row,) = await sql("select grenier_jobs_try_again() as count")
    count: int = row["count"]
    return count
