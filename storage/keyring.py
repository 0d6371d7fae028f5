"""Root keys by name, and what they wrap: one key for each scope. No I/O, no clock.

Formats: `docs/storage-format.md`, sections 1, 2 and 6.
"""

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from storage.errors import ObjectTampered

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
KID_BYTES: Final = 8

_WRAP_V1: Final = b"\x01"
_SCOPE_WRAP_BYTES: Final = 1 + KID_BYTES + NONCE_BYTES + KEY_BYTES + TAG_BYTES
_OBJECT_WRAP_BYTES: Final = 1 + NONCE_BYTES + KEY_BYTES + TAG_BYTES


class UnknownRoot(ObjectTampered):
    """This key was wrapped by a root key that is not here."""


def expand(key: bytes, label: str) -> bytes:
    """Derive the 32-byte key of one use from a uniformly random key."""
    return HKDFExpand(SHA512(), KEY_BYTES, label.encode()).derive(key)


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def kid_of(root: bytes) -> bytes:
    """Return the public name of a root key."""
    return hashlib.sha256(b"grenier/root/v1/kid" + root).digest()[:KID_BYTES]


@dataclass(frozen=True, slots=True)
class ScopeKey:
    """The keys of one scope at one version, ready for use."""

    scope: UUID
    version: int
    field_cipher: AESGCM = field(repr=False)
    wrap_cipher: AESGCM = field(repr=False)
    dedupe: bytes = field(repr=False)

    @classmethod
    def derive(cls, scope: UUID, version: int, key: bytes) -> "ScopeKey":
        return cls(
            scope=scope,
            version=version,
            field_cipher=AESGCM(expand(key, "grenier/scope/v1/field")),
            wrap_cipher=AESGCM(expand(key, "grenier/scope/v1/dek-wrap")),
            dedupe=expand(key, "grenier/scope/v1/dedupe"),
        )

    def wrap_object_key(self, key: bytes, context: bytes) -> bytes:
        """Wrap the key of one object, bound to its context (`stream.Header.context`)."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return _WRAP_V1 + nonce + self.wrap_cipher.encrypt(nonce, key, _WRAP_V1 + context)

    def unwrap_object_key(self, wrap: bytes, context: bytes) -> bytes:
        """Return the key of an object, or raise `ObjectTampered`."""
        if len(wrap) != _OBJECT_WRAP_BYTES or wrap[:1] != _WRAP_V1:
            raise ObjectTampered
        nonce, sealed = wrap[1 : 1 + NONCE_BYTES], wrap[1 + NONCE_BYTES :]
        try:
            return self.wrap_cipher.decrypt(nonce, sealed, _WRAP_V1 + context)
        except InvalidTag as error:
            raise ObjectTampered from error


class Keyring:
    """The root keys, oldest first, the last one current; and the index key, which survives them."""

    def __init__(self, roots: Sequence[bytes], *, index_key: bytes) -> None:
        if not roots or any(len(key) != KEY_BYTES for key in (*roots, index_key)):
            raise ValueError("a keyring holds 32-byte keys, at least one of them a root")
        self._ciphers = {
            kid_of(root): AESGCM(expand(root, "grenier/root/v1/scope-key")) for root in roots
        }
        self._current = kid_of(roots[-1])
        self._index_key = index_key
        self._index_keys: dict[str, bytes] = {}

    @cached_property
    def kid(self) -> str:
        """Name the current root key, in hexadecimal."""
        return self._current.hex()

    def new_scope_key(self, scope: UUID, version: int) -> bytes:
        """Make a key for a scope; return it wrapped under the current root, the only copy."""
        return self._wrap(new_key(), scope, version)

    def open_scope_key(self, wrap: bytes, scope: UUID, version: int) -> ScopeKey:
        """Unwrap the key of a scope: `UnknownRoot` or `ObjectTampered` if it cannot be."""
        return ScopeKey.derive(scope, version, self._unwrap(wrap, scope, version))

    def rewrap(self, wrap: bytes, scope: UUID, version: int) -> bytes:
        """Wrap the key of a scope again, under the current root."""
        return self._wrap(self._unwrap(wrap, scope, version), scope, version)

    def _wrap(self, key: bytes, scope: UUID, version: int) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        head = _WRAP_V1 + self._current
        bound = _scope_wrap_bound(head, scope, version)
        return head + nonce + self._ciphers[self._current].encrypt(nonce, key, bound)

    def _unwrap(self, wrap: bytes, scope: UUID, version: int) -> bytes:
        if len(wrap) != _SCOPE_WRAP_BYTES or wrap[:1] != _WRAP_V1:
            raise ObjectTampered
        head, rest = wrap[: 1 + KID_BYTES], wrap[1 + KID_BYTES :]
        cipher = self._ciphers.get(head[1:])
        if cipher is None:
            raise UnknownRoot
        bound = _scope_wrap_bound(head, scope, version)
        try:
            return cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], bound)
        except InvalidTag as error:
            raise ObjectTampered from error

    def blind_index(self, purpose: str, text: str, *, bits: int) -> bytes:
        """Return `bits` (a multiple of 8, up to 256) that are the same for the same text."""
        if bits % 8 or not 8 <= bits <= 256:  # noqa: PLR2004 - the size of a SHA-256
            raise ValueError("a blind index has 8 to 256 bits, in whole bytes")
        key = self._index_keys.get(purpose)
        if key is None:
            key = expand(self._index_key, f"grenier/index/v1/{purpose}")
            self._index_keys[purpose] = key
        return hmac.digest(key, normalised(text).encode(), "sha256")[: bits // 8]


def _scope_wrap_bound(head: bytes, scope: UUID, version: int) -> bytes:
    return b"grenier/data-key/v1\0" + head + scope.bytes + version.to_bytes(4, "big")


def normalised(text: str) -> str:
    """Fold what nobody means when typing the same thing twice: case, width, white space."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
