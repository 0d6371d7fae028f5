"""Writing, chaining and looking at the journal, as each who may."""

import asyncpg

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People
from workspace.audit.model import Act
from workspace.audit.service import record, sequence, verify
from workspace.database import acting_as, transaction
from workspace.ids import DossierId


async def tell(people: People, vault: Vault, *acts: Act, dossier: DossierId = LOU) -> None:
    """Let Nour do `acts`, each in a transaction of its own."""
    for act in acts:
        with people.nour.here() as nour:
            async with transaction():
                await record(nour, act, dossier=dossier, vault=vault)


async def chained(worker: str, *, batch: int = 2_000) -> int:
    with acting_as(worker):
        return await sequence(batch=batch)


async def broken(worker: str, vault: Vault) -> int | None:
    with acting_as(worker):
        return (await verify(vault=vault)).broken_at


async def as_owner(database: Database, statement: str, *values: object) -> str:
    owner = await asyncpg.connect(database.url("grenier_owner"))
    try:
        return str(await owner.execute(statement, *values))
    finally:
        await owner.close()


async def asked_owner(database: Database, query: str) -> list[asyncpg.Record]:
    owner = await asyncpg.connect(database.url("grenier_owner"))
    try:
        rows: list[asyncpg.Record] = await owner.fetch(query)
    finally:
        await owner.close()
    return rows
