"""The root keys at rest: sealed under a passphrase that lies in a file of its own.

Format: `docs/storage-format.md`, section 5. Another provider (transit, HSM) would return the same
`Keyring`.
"""

import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from storage.durable import make_private_folder, write_new
from storage.errors import KeyFileExposed, RootSealed
from storage.keyring import KEY_BYTES, NONCE_BYTES, TAG_BYTES, Keyring, new_key

_MAGIC: Final = b"GRR1"
_SALT_BYTES: Final = 16
_HEAD_BYTES: Final = len(_MAGIC) + 3 * 4 + _SALT_BYTES
_LEAST_BYTES: Final = _HEAD_BYTES + NONCE_BYTES + 2 * KEY_BYTES + TAG_BYTES


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """What one guess of the passphrase costs (Argon2id, RFC 9106)."""

    memory: int = 64 * 1024
    """KiB."""
    passes: int = 3
    lanes: int = 1

    def __post_init__(self) -> None:
        bearable = 8 * self.lanes <= self.memory <= 4 * 1024**2
        if not (bearable and 1 <= self.passes <= 64 and 1 <= self.lanes <= 64):  # noqa: PLR2004
            raise RootSealed

    def derive(self, passphrase: bytes, salt: bytes) -> AESGCM:
        return AESGCM(
            Argon2id(
                salt=salt,
                length=KEY_BYTES,
                iterations=self.passes,
                lanes=self.lanes,
                memory_cost=self.memory,
            ).derive(passphrase)
        )


DEFAULT_COST: Final = Cost()
"""For a passphrase of 256 random bits; one chosen by a person deserves more."""


def create_passphrase_file(path: Path) -> None:
    """Write a passphrase of 256 random bits; `FileExistsError` if there is one already."""
    make_private_folder(path.parent)
    write_new(path, secrets.token_urlsafe(KEY_BYTES).encode() + b"\n")


def create_root_file(path: Path, passphrase_file: Path, *, cost: Cost = DEFAULT_COST) -> Keyring:
    """Make, seal and return new root keys; `FileExistsError` if there are some already."""
    index_key, root = new_key(), new_key()
    make_private_folder(path.parent)
    write_new(path, _seal(index_key + root, _passphrase(passphrase_file), cost))
    return Keyring([root], index_key=index_key)


def open_root_file(path: Path, passphrase_file: Path) -> Keyring:
    """Unseal the root keys: `RootSealed` (another passphrase), `KeyFileExposed` (loose mode)."""
    keys = _unseal(_read_private(path), _passphrase(passphrase_file))
    index_key, *roots = (keys[at : at + KEY_BYTES] for at in range(0, len(keys), KEY_BYTES))
    return Keyring(roots, index_key=index_key)


def _seal(keys: bytes, passphrase: bytes, cost: Cost) -> bytes:
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    figures = (cost.memory, cost.passes, cost.lanes)
    head = _MAGIC + b"".join(figure.to_bytes(4, "big") for figure in figures) + salt
    return head + nonce + cost.derive(passphrase, salt).encrypt(nonce, keys, head)


def _unseal(sealed: bytes, passphrase: bytes) -> bytes:
    if len(sealed) < _LEAST_BYTES or sealed[:4] != _MAGIC:
        raise RootSealed
    head, rest = sealed[:_HEAD_BYTES], sealed[_HEAD_BYTES:]
    memory, passes, lanes = (int.from_bytes(head[at : at + 4], "big") for at in (4, 8, 12))
    cipher = Cost(memory=memory, passes=passes, lanes=lanes).derive(passphrase, head[16:])
    try:
        return cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], head)
    except InvalidTag as error:
        raise RootSealed from error


def _passphrase(path: Path) -> bytes:
    passphrase = _read_private(path).strip()
    if not passphrase:
        raise RootSealed
    return passphrase


def _read_private(path: Path) -> bytes:
    with path.open("rb") as file:
        if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
            raise KeyFileExposed
        return file.read()
