"""Keys of scopes: made once, never trusted before they are committed, gone when shredded."""

import asyncio
from collections.abc import Awaitable
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from storage.errors import FieldTampered, KeyShredded, ObjectMissing, ObjectTampered
from storage.keyring import Keyring, UnknownRoot, new_key
from storage.objects import MemoryObjectStore
from storage.tables import DataKeyRow
from storage.vault import Vault
from workspace.database import acting_as, transaction

PLACE = "note:encrypted_text:1"


class PlannedError(Exception):
    """Rolls a transaction back."""


@pytest.fixture
def other(connected: None, keyring: Keyring) -> Vault:  # noqa: ARG001 - it must be up
    """Return the vault of another process: same keys, nothing remembered."""
    return Vault(MemoryObjectStore(), keyring, transaction=transaction)


async def rolled_back(call: Awaitable[object]) -> None:
    async with transaction():
        await call
        raise PlannedError


async def keys_in_the_database() -> int:
    counts: list[int] = []
    async with transaction():
        counts.append(await DataKeyRow.count().run())
    return counts[0]


async def queries_of(call: Any) -> tuple[Any, list[str]]:
    """Await `call` in a transaction; return its result and the statements it sent."""
    sent: list[str] = []
    async with transaction() as opened:
        opened.connection.add_query_logger(lambda record: sent.append(record.query))
        result = await call
    return result, [query for query in sent if "data_key" in query]


async def test_a_text_comes_back_in_another_process(
    vault: Vault, other: Vault, scope: UUID
) -> None:
    record = await vault.encrypt_text(scope, PLACE, "Lou")
    assert await other.decrypt_text(scope, PLACE, record) == "Lou"
    assert await other.decrypt_text(scope, PLACE, record) == "Lou"


async def test_opening_a_scope_twice_makes_one_key(vault: Vault, scope: UUID) -> None:
    await vault.open_scope(scope)
    await vault.open_scope(scope)
    assert await keys_in_the_database() == 1


async def test_many_scopes_are_opened_with_three_queries(vault: Vault, other: Vault) -> None:
    scopes = [uuid4() for _ in range(20)]
    with acting_as(",".join(map(str, scopes))):
        await vault.open_scope(scopes[0])
        _, sent = await queries_of(other.open_scopes(scopes))
        assert len(sent) == 3
        assert await keys_in_the_database() == 20
        records = [
            (scope, PLACE, await other.encrypt_text(scope, PLACE, str(scope))) for scope in scopes
        ]
        assert await vault.decrypt_texts(records) == [str(scope) for scope in scopes]


async def test_scopes_opened_by_another_process_are_found_and_not_made_again(
    vault: Vault, other: Vault
) -> None:
    scopes = [uuid4() for _ in range(3)]
    with acting_as(",".join(map(str, scopes))):
        await vault.open_scopes(scopes)
        _, sent = await queries_of(other.open_scopes(scopes))
        assert [query.split()[0] for query in sent] == ["select"]
        assert await keys_in_the_database() == 3


async def test_of_scopes_opened_in_two_orders_at_once_none_waits_in_a_ring(
    vault: Vault, other: Vault
) -> None:
    rounds = [[uuid4() for _ in range(300)] for _ in range(8)]
    with acting_as(",".join(str(scope) for scopes in rounds for scope in scopes)):
        for scopes in rounds:
            await asyncio.gather(
                vault._keys.obtain_many(scopes), other._keys.obtain_many(scopes[::-1])
            )
        assert await keys_in_the_database() == 8 * 300


async def test_many_first_uses_at_once_make_one_key(
    keyring: Keyring, vault: Vault, scope: UUID
) -> None:
    processes = [Vault(MemoryObjectStore(), keyring, transaction=transaction) for _ in range(8)]
    records = await asyncio.gather(*(one.encrypt_text(scope, PLACE, "Lou") for one in processes))
    assert await keys_in_the_database() == 1
    assert await vault.decrypt_texts((scope, PLACE, record) for record in records) == ["Lou"] * 8


@pytest.mark.parametrize("first_commits", [True, False])
async def test_the_second_first_use_waits_for_the_first(
    vault: Vault, other: Vault, scope: UUID, *, first_commits: bool
) -> None:
    made, go_on = asyncio.Event(), asyncio.Event()

    async def first() -> bytes:
        async with transaction():
            record = await vault.encrypt_text(scope, PLACE, "first")
            made.set()
            await go_on.wait()
            if not first_commits:
                raise PlannedError
        return record

    running = asyncio.create_task(first())
    await made.wait()
    second = asyncio.create_task(other.encrypt_text(scope, PLACE, "second"))
    await asyncio.sleep(0.1)
    assert not second.done()
    go_on.set()
    record = await second
    if first_commits:
        assert await other.decrypt_text(scope, PLACE, await running) == "first"
    else:
        with pytest.raises(PlannedError):
            await running
    assert await vault.decrypt_text(scope, PLACE, record) == "second"
    assert await keys_in_the_database() == 1


async def test_a_key_that_was_rolled_back_is_never_used_again(
    vault: Vault, other: Vault, scope: UUID
) -> None:
    with pytest.raises(PlannedError):
        await rolled_back(vault.encrypt_text(scope, PLACE, "gone"))
    assert await keys_in_the_database() == 0
    record = await vault.encrypt_text(scope, PLACE, "kept")
    assert await other.decrypt_text(scope, PLACE, record) == "kept"


async def test_a_key_made_in_a_transaction_is_read_once_in_it(vault: Vault, scope: UUID) -> None:
    async def many() -> list[bytes]:
        return [await vault.encrypt_text(scope, PLACE, "Lou") for _ in range(50)]

    records, queries = await queries_of(many())
    assert len(records) == 50
    assert len(queries) == 3, "look, insert, read back"


async def test_many_scopes_are_found_with_one_query(vault: Vault, other: Vault) -> None:
    scopes = [uuid4() for _ in range(20)]
    with acting_as(",".join(map(str, scopes))):
        records = [
            (scope, PLACE, await vault.encrypt_text(scope, PLACE, str(scope))) for scope in scopes
        ]
        expected = [str(scope) for scope in scopes] * 2
        texts, queries = await queries_of(other.decrypt_texts([*records, *records]))
        assert expected == texts
        assert len(queries) == 1
        again, queries = await queries_of(other.decrypt_texts(records + records))
        assert expected == again
        assert queries == []


async def test_nothing_to_decrypt_asks_nothing(vault: Vault) -> None:
    assert await vault.decrypt_texts([]) == []


async def test_more_scopes_than_are_remembered_can_be_read_at_once(
    vault: Vault, other: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(other._keys._cache, "_size", 3)
    scopes = [uuid4() for _ in range(10)]
    with acting_as(",".join(map(str, scopes))):
        records = [
            (scope, PLACE, await vault.encrypt_text(scope, PLACE, "Lou")) for scope in scopes
        ]
        assert await other.decrypt_texts(records) == ["Lou"] * 10


async def test_a_scope_without_a_key_has_nothing_to_read(vault: Vault, scope: UUID) -> None:
    with pytest.raises(ObjectMissing):
        await vault.decrypt_text(scope, PLACE, bytes(65))


async def test_a_scope_that_is_not_open_gives_no_key(
    vault: Vault, other: Vault, scope: UUID
) -> None:
    record = await vault.encrypt_text(scope, PLACE, "Lou")
    with acting_as(str(uuid4())):
        with pytest.raises(ObjectMissing):
            await other.decrypt_text(scope, PLACE, record)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await other.encrypt_text(scope, PLACE, "Lou")


async def test_a_record_of_another_scope_or_place_is_refused(vault: Vault) -> None:
    one, two = uuid4(), uuid4()
    with acting_as(f"{one},{two}"):
        await vault.open_scope(two)
        record = await vault.encrypt_text(one, PLACE, "Lou")
        with pytest.raises(FieldTampered):
            await vault.decrypt_text(two, PLACE, record)
        with pytest.raises(FieldTampered):
            await vault.decrypt_text(one, "note:encrypted_text:2", record)


async def test_a_record_of_an_unknown_key_version_is_refused(vault: Vault, scope: UUID) -> None:
    record = await vault.encrypt_text(scope, PLACE, "Lou")
    with pytest.raises(ObjectTampered):
        await vault.decrypt_text(scope, PLACE, record[:1] + bytes((0, 0, 0, 9)) + record[5:])


async def test_another_root_opens_nothing(vault: Vault, scope: UUID) -> None:
    record = await vault.encrypt_text(scope, PLACE, "Lou")
    stranger = Vault(
        MemoryObjectStore(), Keyring([new_key()], index_key=new_key()), transaction=transaction
    )
    with pytest.raises(UnknownRoot):
        await stranger.decrypt_text(scope, PLACE, record)


async def test_the_row_names_the_root_that_wraps_it(
    vault: Vault, keyring: Keyring, scope: UUID
) -> None:
    await vault.open_scope(scope)
    async with transaction():
        rows = await DataKeyRow.select(DataKeyRow.kid, DataKeyRow.version)
    assert [{"kid": keyring.kid, "version": 1}] == rows


async def test_a_shredded_scope_is_unreadable_and_gets_no_new_key(
    vault: Vault, other: Vault, scope: UUID
) -> None:
    record = await vault.encrypt_text(scope, PLACE, "Lou")
    await vault.shred(scope)
    await vault.shred(scope)
    for process in (vault, other):
        with pytest.raises(KeyShredded):
            await process.decrypt_text(scope, PLACE, record)
        with pytest.raises(KeyShredded):
            await process.encrypt_text(scope, PLACE, "Lou")
        with pytest.raises(KeyShredded):
            await process.open_scope(scope)
    async with transaction():
        rows = await DataKeyRow.select(DataKeyRow.wrap)
    assert rows == [{"wrap": None}]


async def test_a_scope_may_be_shredded_before_it_was_ever_used(vault: Vault, scope: UUID) -> None:
    await vault.shred(scope)
    with pytest.raises(KeyShredded):
        await vault.open_scope(scope)


async def test_a_scope_may_be_shredded_in_the_transaction_that_opened_it(
    vault: Vault, scope: UUID
) -> None:
    async def open_shred_open() -> None:
        async with transaction():
            await vault.open_scope(scope)
            await vault.shred(scope)
            await vault.open_scope(scope)

    with pytest.raises(KeyShredded):
        await open_shred_open()


async def test_a_shredding_that_is_rolled_back_destroys_nothing(vault: Vault, scope: UUID) -> None:
    record = await vault.encrypt_text(scope, PLACE, "Lou")
    with pytest.raises(PlannedError):
        await rolled_back(vault.shred(scope))
    assert await vault.decrypt_text(scope, PLACE, record) == "Lou"


async def test_a_reader_during_the_shredding_leaves_no_key_behind(
    vault: Vault, scope: UUID
) -> None:
    record = await vault.encrypt_text(scope, PLACE, "Lou")
    shredding, go_on = asyncio.Event(), asyncio.Event()

    async def shred() -> None:
        async with transaction():
            await vault.shred(scope)
            shredding.set()
            await go_on.wait()

    running = asyncio.create_task(shred())
    await shredding.wait()
    assert await vault.decrypt_text(scope, PLACE, record) == "Lou"
    go_on.set()
    await running
    with pytest.raises(KeyShredded):
        await vault.decrypt_text(scope, PLACE, record)


async def test_another_process_forgets_a_shredded_scope_within_ten_minutes(
    vault: Vault, keyring: Keyring, scope: UUID
) -> None:
    now = [0.0]
    elsewhere = Vault(
        MemoryObjectStore(), keyring, transaction=transaction, monotonic=lambda: now[0]
    )
    record = await vault.encrypt_text(scope, PLACE, "Lou")
    assert await elsewhere.decrypt_text(scope, PLACE, record) == "Lou"
    await vault.shred(scope)
    now[0] = 600.0
    with pytest.raises(KeyShredded):
        await elsewhere.decrypt_text(scope, PLACE, record)


async def test_a_blind_index_needs_no_database(keyring: Keyring, vault: Vault) -> None:
    expected = keyring.blind_index("child:ins", "1850578", bits=128)
    assert expected == vault.blind_index("child:ins", "1850578")
    assert expected[:4] == vault.blind_index("child:ins", "1850578", bits=32)
