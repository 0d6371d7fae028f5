"""The chain as arithmetic: what it commits to, and that no change of it goes unseen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workspace.audit.model import Act, Entry, Link
from workspace.audit.rules import (
    GENESIS,
    commitment,
    entry_bytes,
    first_broken,
    leaf,
    month_scope,
    next_head,
)

AT = datetime(2025, 3, 4, 9, 0, 0, 123456, tzinfo=UTC)
ENTRY = Entry(
    event=UUID("6f0d1a52-6f0f-4d1e-9d9d-5f5f2c1f9f10"),
    at=AT,
    act="dossier:child:read",
    commitment=bytes(range(32)),
)
Chain = list[tuple[Link, Entry | None]]


def linked(entry: Entry, seq: int, head: bytes) -> Link:
    one = leaf(entry)
    return Link(seq=seq, event=entry.event, leaf=one, head=next_head(head, one))


def chain_of(length: int) -> Chain:
    """Return a chain of `length` entries, a second apart."""
    head, found = GENESIS, []
    for seq in range(1, length + 1):
        entry = Entry(
            event=uuid4(),
            at=AT + timedelta(seconds=seq),
            act=list(Act)[seq % len(Act)].value,
            commitment=sha256(bytes([seq % 256])).digest(),
        )
        link = linked(entry, seq, head)
        head = link.head
        found.append((link, entry))
    return list(found)


def test_acts_stand_in_alphabetical_order_and_say_area_resource_verb() -> None:
    names = [act.name for act in Act]
    assert sorted(names) == names
    assert {3} == {len(act.value.split(":")) for act in Act}
    assert len(Act) == len({act.value for act in Act})


def test_the_form_of_an_entry_never_changes() -> None:
    """Golden bytes: a release that computes others could not verify what was chained before it."""
    expected = (
        "01"
        "6f0d1a526f0f4d1e9d9d5f5f2c1f9f10"
        "00062f807f684640"
        "0012" + b"dossier:child:read".hex() + bytes(range(32)).hex()
    )
    assert expected == entry_bytes(ENTRY).hex()
    assert sha256(b"\x00" + bytes.fromhex(expected)).digest() == leaf(ENTRY)


def test_the_head_binds_a_leaf_to_all_before_it() -> None:
    assert sha256(b"grenier/audit/v1").digest() == GENESIS
    assert sha256(b"\x02" + GENESIS + leaf(ENTRY)).digest() == next_head(GENESIS, leaf(ENTRY))


def test_a_microsecond_makes_another_leaf() -> None:
    for micros in range(1, 1000):
        assert leaf(ENTRY) != leaf(replace(ENTRY, at=AT + timedelta(microseconds=micros)))


def test_the_same_moment_in_another_zone_is_the_same_leaf() -> None:
    paris = AT.astimezone(timezone(timedelta(hours=1)))
    assert leaf(ENTRY) == leaf(replace(ENTRY, at=paris))


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.binary(max_size=200))
def test_a_commitment_tells_payloads_apart(salt: bytes, one: bytes, other: bytes) -> None:
    assert (one == other) == (commitment(salt, one) == commitment(salt, other))


def test_a_commitment_is_mute_without_its_salt() -> None:
    assert commitment(b"\x00" * 32, b"payload") != commitment(b"\x01" * 32, b"payload")
    assert sha256(b"payload").digest() != commitment(b"\x00" * 32, b"payload")


@pytest.mark.parametrize(
    ("at", "scope"),
    [
        (datetime(2025, 3, 31, 23, 59, tzinfo=UTC), "00000000-0000-8000-8000-010020250003"),
        (datetime(2025, 4, 1, tzinfo=UTC), "00000000-0000-8000-8000-010020250004"),
        # a quarter to one in Paris, the first of April: still March in UTC
        (
            datetime(2025, 4, 1, 0, 45, tzinfo=timezone(timedelta(hours=2))),
            "00000000-0000-8000-8000-010020250003",
        ),
        (datetime(2043, 12, 1, tzinfo=UTC), "00000000-0000-8000-8000-010020430012"),
    ],
)
def test_a_month_has_a_key_scope_of_its_own(at: datetime, scope: str) -> None:
    assert UUID(scope) == month_scope(at)


@given(st.integers(0, 40))
def test_a_whole_chain_holds(length: int) -> None:
    assert first_broken(chain_of(length)) is None


def change_link(**values: object) -> Callable[[Chain, int], None]:
    def tamper(chain: Chain, at: int) -> None:
        chain[at] = (replace(chain[at][0], **values), chain[at][1])  # type: ignore[arg-type]

    return tamper


def change_entry(**values: object) -> Callable[[Chain, int], None]:
    def tamper(chain: Chain, at: int) -> None:
        entry = chain[at][1]
        assert entry is not None
        chain[at] = (chain[at][0], replace(entry, **values))  # type: ignore[arg-type]

    return tamper


def delete_both(chain: Chain, at: int) -> None:
    del chain[at]


def delete_the_event(chain: Chain, at: int) -> None:
    chain[at] = (chain[at][0], None)


def repeat(chain: Chain, at: int) -> None:
    chain.insert(at, chain[at])


def exchange(chain: Chain, at: int) -> None:
    (one, first), (two, second) = chain[at], chain[at + 1]
    chain[at : at + 2] = [
        (replace(two, seq=one.seq), second),
        (replace(one, seq=two.seq), first),
    ]


def exchange_the_entries(chain: Chain, at: int) -> None:
    (one, first), (two, second) = chain[at], chain[at + 1]
    chain[at : at + 2] = [(one, second), (two, first)]


def insert_forged(chain: Chain, at: int) -> None:
    """Insert an entry whose own link is right, as whoever knows the algorithm would."""
    head = chain[at - 1][0].head if at else GENESIS
    forged = replace(ENTRY, event=uuid4())
    chain.insert(at, (linked(forged, at + 1, head), forged))


def rewrite_one(chain: Chain, at: int) -> None:
    """Change the entry and its leaf together, but not what follows."""
    change_entry(act="dossier:child:list")(chain, at)
    entry = chain[at][1]
    assert entry is not None
    change_link(leaf=leaf(entry))(chain, at)


TAMPERINGS: list[Callable[[Chain, int], None]] = [
    change_entry(act="dossier:child:list"),
    change_entry(at=AT),
    change_entry(commitment=b"\x00" * 32),
    change_entry(event=uuid4()),
    change_link(leaf=b"\x00" * 32),
    change_link(head=b"\x00" * 32),
    change_link(seq=99),
    delete_both,
    delete_the_event,
    repeat,
    exchange,
    exchange_the_entries,
    insert_forged,
    rewrite_one,
]


@pytest.mark.parametrize("at", range(9))
@pytest.mark.parametrize("tamper", TAMPERINGS)
def test_no_change_goes_unseen(tamper: Callable[[Chain, int], None], at: int) -> None:
    chain = chain_of(10)
    tamper(chain, at)
    broken = first_broken(chain)
    # a duplicate or a forged insertion shows at the place after it
    assert broken in {at + 1, at + 2}


@given(st.integers(0, 9), st.integers(0, 255), st.sampled_from(["leaf", "head"]))
def test_no_bit_of_a_link_changes_unseen(at: int, bit: int, side: str) -> None:
    chain = chain_of(10)
    value = bytearray(getattr(chain[at][0], side))
    value[bit // 8] ^= 1 << bit % 8
    change_link(**{side: bytes(value)})(chain, at)
    assert at + 1 == first_broken(chain)


def test_what_the_chain_alone_cannot_see() -> None:
    """Cutting its end, or rewriting all of it, needs a witness outside: `docs/threats.md` says so."""
    assert first_broken(chain_of(10)[:7]) is None
