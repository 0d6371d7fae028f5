"""Short values: encrypted under the key of a scope, bound to the place where they stand.

Format: `docs/storage-format.md`, section 3. No I/O.
"""

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag

from storage.errors import FieldTampered
from storage.keyring import NONCE_BYTES, TAG_BYTES, ScopeKey

PAD_BYTES: Final = 32
HEAD_BYTES: Final = 5
LEAST_BYTES: Final = HEAD_BYTES + NONCE_BYTES + PAD_BYTES + TAG_BYTES

_FIELD_V1: Final = b"\x01"
_SEALED_AT: Final = HEAD_BYTES + NONCE_BYTES


def encrypt(key: ScopeKey, purpose: str, text: str) -> bytes:
    """Encrypt `text` for `purpose` ("table:column:row-id")."""
    head = _FIELD_V1 + key.version.to_bytes(4, "big")
    nonce = secrets.token_bytes(NONCE_BYTES)
    return head + nonce + key.field_cipher.encrypt(nonce, _padded(text), _bound(head, key, purpose))


def decrypt(key: ScopeKey, purpose: str, record: bytes) -> str:
    """Return the text of a record made for this purpose, or raise `FieldTampered`."""
    if key_version(record) != key.version:
        raise FieldTampered
    bound = _bound(record[:HEAD_BYTES], key, purpose)
    try:
        padded = key.field_cipher.decrypt(record[HEAD_BYTES:_SEALED_AT], record[_SEALED_AT:], bound)
    except InvalidTag as error:
        raise FieldTampered from error
    return padded.rstrip(b"\0")[:-1].decode()


def key_version(record: bytes) -> int:
    """Return the version of the scope key a record asks for, or raise `FieldTampered`."""
    if len(record) < LEAST_BYTES or record[:1] != _FIELD_V1:
        raise FieldTampered
    return int.from_bytes(record[1:HEAD_BYTES], "big")


def _bound(head: bytes, key: ScopeKey, purpose: str) -> bytes:
    return b"grenier/field/v1\0" + head + key.scope.bytes + purpose.encode()


def _padded(text: str) -> bytes:
    marked = text.encode() + b"\x80"
    return marked + bytes(-len(marked) % PAD_BYTES)
