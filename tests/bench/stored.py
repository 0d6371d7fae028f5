"""1 GiB into the encrypted store and back, beside a plain copy with SHA-256 and fsync."""

import asyncio
import hashlib
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

from storage.keyring import Keyring, new_key
from storage.local_objects import LocalObjectStore
from storage.vault import ObjectRef, Vault
from tests.bench.measure import Figure, timed, timed_call
from tests.journeys.house import watched_folder
from workspace.accounts.service import open_service_session
from workspace.database import Door, acting_as, engine, transaction
from workspace.embedded import DataFolder, EmbeddedPostgres
from workspace.migrate import migrate

SIZE = 1 << 30
BLOCK = 1 << 20
BASELINE = "a plain copy with SHA-256 and fsync"


def figures() -> Iterator[Figure]:
    folder = DataFolder(path=watched_folder())
    folder.make()
    postgres = EmbeddedPostgres(folder)
    postgres.start()
    try:
        asyncio.run(postgres.make_roles())
        asyncio.run(migrate(postgres.url("grenier_owner")))
        put, got = asyncio.run(_ours(postgres, folder.objects))
        copied = timed_call(lambda: _plain_copy(folder.path))
    finally:
        postgres.stop()
        shutil.rmtree(folder.path)
    for name, seconds in (("storage.put", put), ("storage.get", got)):
        yield Figure(name=name, value=seconds, unit="s", baseline=BASELINE, baseline_value=copied)


async def _ours(postgres: EmbeddedPostgres, objects: Path) -> tuple[float, float]:
    vault = Vault(
        LocalObjectStore(objects),
        Keyring([new_key()], index_key=new_key()),
        transaction=transaction,
    )
    door = Door(postgres.url("grenier_worker"))
    await engine.connect(postgres.url("grenier_app"))
    try:
        _, secret = await open_service_session("import", door=door)
        with acting_as(secret):
            scope, kept = uuid4(), []

            async def put() -> None:
                kept.append(
                    await vault.stage(
                        scope, _gibibyte(), name="a", content_type="application/octet-stream"
                    )
                )

            return await timed(put), await timed(lambda: _get(vault, kept[0]))
    finally:
        await engine.close_connection_pool()
        await door.close()


async def _get(vault: Vault, ref: ObjectRef) -> None:
    read = 0
    async for chunk in await vault.read(ref):
        read += len(chunk)
    assert read == SIZE


async def _gibibyte() -> AsyncIterator[bytes]:
    block = os.urandom(BLOCK)
    for _ in range(SIZE // BLOCK):
        yield block


def _plain_copy(folder: Path) -> None:
    digest, block = hashlib.sha256(), os.urandom(BLOCK)
    with (folder / "plain").open("wb") as copy:
        for _ in range(SIZE // BLOCK):
            digest.update(block)
            copy.write(block)
        copy.flush()
        os.fsync(copy.fileno())
