"""Frozen vectors: what was ever written stays readable. The files are never edited."""

import hashlib
import json
import zlib
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.cobblestone import Cobblestone256Decryptor

from storage import fields
from storage.keyring import Keyring, ScopeKey, kid_of
from storage.root_file import open_root_file
from storage.stream import Header, Layout, Reader

VECTORS = Path(__file__).parent / "vectors"
C2SP = json.loads((VECTORS / "c2sp" / "cobblestone_256.json").read_text())
V1 = json.loads((VECTORS / "v1" / "formats.json").read_text())


@pytest.mark.parametrize("vector", C2SP["tests"], ids=lambda vector: vector["comment"])
def test_our_reader_opens_the_official_messages(vector: dict[str, Any]) -> None:
    sealed = zlib.decompress(bytes.fromhex(vector["ct"]))
    plain = Reader(bytes.fromhex(C2SP["key"]), b"", sealed[:56]).open_chunks(0, sealed[56:])
    assert vector["length"] == len(plain)
    assert vector["sha512"] == hashlib.sha512(plain).hexdigest()


def _scope_key() -> ScopeKey:
    scope_key = V1["scope_key"]
    keyring = Keyring([bytes.fromhex(V1["root"])], index_key=bytes.fromhex(V1["index_key"]))
    return keyring.open_scope_key(
        bytes.fromhex(scope_key["wrap"]), UUID(V1["scope"]), scope_key["version"]
    )


def test_a_root_key_keeps_its_name() -> None:
    assert V1["kid"] == kid_of(bytes.fromhex(V1["root"])).hex()


@pytest.mark.parametrize("vector", V1["fields"], ids=lambda vector: vector["purpose"])
def test_a_field_record_of_the_first_release_opens(vector: dict[str, Any]) -> None:
    record = bytes.fromhex(vector["record"])
    assert vector["text"] == fields.decrypt(_scope_key(), vector["purpose"], record)


@pytest.mark.parametrize("vector", V1["objects"], ids=lambda vector: str(vector["length"]))
def test_an_object_of_the_first_release_opens(vector: dict[str, Any]) -> None:
    header = Header(
        object_id=UUID(vector["id"]),
        scope=UUID(V1["scope"]),
        version=vector["version"],
        kind=vector["kind"],
    )
    assert vector["context"] == header.context.hex()
    key = _scope_key().unwrap_object_key(bytes.fromhex(vector["dek_wrap"]), header.context)
    container = zlib.decompress(bytes.fromhex(vector["container"]))
    layout = Layout.of(len(container))
    plain = Reader.of(key, header, container[:88]).open_chunks(0, container[88:])
    assert vector["length"] == layout.plain_length == len(plain)
    assert vector["sha256"] == hashlib.sha256(plain).hexdigest()
    library = Cobblestone256Decryptor(key, header.context)
    assert plain == library.update(container[32:]) + library.finalize()


@pytest.mark.parametrize("vector", V1["blind_indexes"], ids=lambda vector: vector["text"])
def test_a_blind_index_of_the_first_release_is_found_again(vector: dict[str, Any]) -> None:
    keyring = Keyring([bytes.fromhex(V1["root"])], index_key=bytes.fromhex(V1["index_key"]))
    found = keyring.blind_index(vector["purpose"], vector["text"], bits=vector["bits"])
    assert vector["index"] == found.hex()


def test_a_root_file_of_the_first_release_opens(tmp_path: Path) -> None:
    paths = {}
    for name in ("root_file", "passphrase_file"):
        paths[name] = tmp_path / name
        paths[name].write_bytes(bytes.fromhex(V1[name]))
        paths[name].chmod(0o600)
    keyring = open_root_file(paths["root_file"], paths["passphrase_file"])
    assert V1["kid"] == keyring.kid
    wrap = bytes.fromhex(V1["scope_key"]["wrap"])
    assert keyring.open_scope_key(wrap, UUID(V1["scope"]), V1["scope_key"]["version"])
