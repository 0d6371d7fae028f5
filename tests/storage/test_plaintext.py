"""Nothing in clear, anywhere storage writes; and the search that says so finds what is there."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from storage.keyring import Keyring
from storage.local_objects import LocalObjectStore
from storage.vault import ObjectRef, Vault
from tests.storage.installation import Url, as_owner
from tests.storage.streams import pieces, read
from workspace.database import transaction

NAME, DIAGNOSIS, CAPTION = "Canary-Name-Lou", "canary diagnosis", "the canary by the sea"
CANARIES = [word.encode() for word in (NAME, DIAGNOSIS, CAPTION)]
PLACE = "note:encrypted_text:1"


def found_in(content: bytes) -> list[bytes]:
    return [canary for canary in CANARIES if canary in content or canary.hex().encode() in content]


def files_under(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def found_under(folder: Path) -> list[bytes]:
    files = files_under(folder)
    assert files
    names = "\n".join(str(path) for path in files).encode()
    return found_in(names) + [word for path in files for word in found_in(path.read_bytes())]


@pytest.fixture
def dumped(database: Url) -> Callable[[], bytes]:
    """Return what `pg_dump` of the whole database gives now."""

    def dump() -> bytes:
        pg_dump = next(Path(sys.prefix).rglob("pginstall18/bin/pg_dump"))
        url = database("postgres")
        return subprocess.run([pg_dump, "--inserts", url], check=True, capture_output=True).stdout

    return dump


@pytest.fixture
def local_vault(connected: None, keyring: Keyring, tmp_path: Path) -> Vault:  # noqa: ARG001 - it must be up
    return Vault(LocalObjectStore(tmp_path), keyring, transaction=transaction)


async def written(vault: Vault, scope: UUID) -> tuple[ObjectRef, bytes]:
    content = f"{DIAGNOSIS} {CAPTION}\n".encode() * 30_000
    ref = await vault.stage(scope, pieces(content), name=f"{NAME}.png", content_type="image/png")
    await vault.keep(ref)
    return ref, content


async def test_no_word_is_found_in_the_store_or_in_a_dump(
    local_vault: Vault, scope: UUID, tmp_path: Path, dumped: Callable[[], bytes]
) -> None:
    ref, content = await written(local_vault, scope)
    assert content == await read(local_vault, ref)
    record = await local_vault.encrypt_text(scope, PLACE, DIAGNOSIS)
    assert found_under(tmp_path) == []
    assert found_in(dumped() + record) == []


async def test_the_search_finds_a_word_that_is_there(
    local_vault: Vault, scope: UUID, database: Url, tmp_path: Path, dumped: Callable[[], bytes]
) -> None:
    """The negative control: an object deliberately in clear, a value deliberately in clear."""
    ref, content = await written(local_vault, scope)
    await LocalObjectStore(tmp_path).put(uuid4(), pieces(content))
    assert CANARIES[1:] == found_under(tmp_path)
    in_clear = "update stored_object set encrypted_meta = $1 where id = $2"
    await as_owner(database, in_clear, NAME.encode(), ref.id)
    assert CANARIES[:1] == found_in(dumped())


async def test_the_store_sees_neither_scope_nor_name_nor_type(
    local_vault: Vault, scope: UUID, tmp_path: Path
) -> None:
    ref, _ = await written(local_vault, scope)
    (path,) = files_under(tmp_path)
    assert ref.id.hex in str(path)
    assert scope.hex not in str(path)
    container = path.read_bytes()
    assert scope.bytes not in container
    assert b"image/png" not in container
