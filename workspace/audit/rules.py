"""The chain of the audit: leaf and head. No I/O.

A leaf is the RFC 6962 hash of an entry, SHA-256(0x00 || entry), so that the Merkle tree of `security.md` 4 is
built over the very same leaves; the head binds each leaf to all before it.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from workspace.audit.model import Entry, Link

ENTRY_VERSION = 1
GENESIS = sha256(b"grenier/audit/v1").digest()


def month_scope(at: datetime) -> UUID:
    """Return the key scope of the month of `at` (UTC): shredding it silences what happened then.

    It lies in the range `00000000-0000-8000-8000-…` reserved for keys no dossier owns, where no random
    identifier falls: 01 00, then the year and the month in decimal digits.
    """
    day = at.astimezone(UTC)
    return UUID(f"00000000-0000-8000-8000-0100{day.year:04d}{day.month:04d}")


def commitment(salt: bytes, payload: bytes) -> bytes:
    """Return what commits to `payload` without showing it; `salt` is 32 random bytes."""
    return sha256(salt + payload).digest()


def entry_bytes(entry: Entry) -> bytes:
    """Return the canonical form of `entry`: version, id (16), microseconds since 1970 (8), act, commitment (32)."""
    act = entry.act.encode()
    # Whole microseconds by integers: a float second loses the last digits.
    elapsed = entry.at - datetime(1970, 1, 1, tzinfo=UTC)
    micros = (elapsed.days * 86_400 + elapsed.seconds) * 1_000_000 + elapsed.microseconds
    return b"".join(
        (
            ENTRY_VERSION.to_bytes(1, "big"),
            entry.event.bytes,
            micros.to_bytes(8, "big"),
            len(act).to_bytes(2, "big"),
            act,
            entry.commitment,
        )
    )


def leaf(entry: Entry) -> bytes:
    return sha256(b"\x00" + entry_bytes(entry)).digest()


def next_head(head: bytes, new_leaf: bytes) -> bytes:
    return sha256(b"\x02" + head + new_leaf).digest()


def first_broken(links: Iterable[tuple[Link, Entry | None]]) -> int | None:
    """Return the `seq` at which the chain stops holding, None when all of it holds.

    `links`: each link with the entry it names (None when the entry is gone), in the order of `seq` from 1.
    """
    head = GENESIS
    for expected, (link, entry) in enumerate(links, start=1):
        if link.seq != expected or entry is None or leaf(entry) != link.leaf:
            return expected
        head = next_head(head, link.leaf)
        if head != link.head:
            return expected
    return None
