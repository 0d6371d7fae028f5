"""Keys of scopes, and rows of stored objects. Row-level security is forced on both.

Meaning of each column: `docs/storage-format.md`, sections 2 and 4.
"""

from enum import StrEnum

from piccolo.columns import (
    UUID,
    BigInt,
    Bytea,
    Integer,
    SmallInt,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults import UUID4
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Unique
from piccolo.table import Table


class ObjectState(StrEnum):
    STAGED = "staged"
    KEPT = "kept"
    DISCARDED = "discarded"


class DataKeyRow(Table, tablename="data_key"):
    """The key of one scope at one version; a tombstone once the scope is shredded."""

    id = UUID(primary_key=True, default=UUID4())
    scope = UUID(default=None)
    version = Integer(default=1)
    kid = Varchar(length=16, help_text="the root key that wraps it, in hexadecimal")
    wrap = Bytea(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
    shredded_at = Timestamptz(null=True, default=None)

    data_key_scope_version = Unique([scope, version])


class StoredObjectRow(Table, tablename="stored_object"):
    """One encrypted object. What is empty while staged is filled once all bytes are stored."""

    id = UUID(primary_key=True, default=UUID4())
    scope = UUID(default=None)
    version = Integer(default=1)
    kind = SmallInt(default=0)
    suite = SmallInt(default=1)
    state = Varchar(length=9, default=ObjectState.STAGED)
    key_version = Integer(default=1)
    dek_wrap = Bytea()
    cipher_len = BigInt(null=True, default=None)
    cipher_sha256 = Bytea(null=True, default=None)
    plain_hmac = Bytea(null=True, default=None)
    encrypted_meta = Bytea(null=True, default=None, help_text="stored_object:encrypted_meta:<id>")
    staged_by = UUID(
        null=True, default=None, help_text="who may keep it; the workspace says it by a default"
    )
    staged_at = Timestamptz(default=TimestamptzNow())
    kept_at = Timestamptz(null=True, default=None)
    discarded_at = Timestamptz(null=True, default=None)
