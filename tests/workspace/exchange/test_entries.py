from dataclasses import replace
from uuid import UUID

from workspace.exchange.entries import Change, Entry, Memory, chosen, sift
from workspace.exchange.model import NewOrganization
from workspace.ids import OrganizationId
from workspace.network.model import OrganizationKind

HERE, THERE = OrganizationId(UUID(int=1)), OrganizationId(UUID(int=2))
ROW = NewOrganization(line=2, code="A", name="A", kind=OrganizationKind.OTHER)
ENTRY = Entry(row=ROW, kind="organization", key_index=b"k", fingerprint=b"f", new="a")
SAME = Memory(UUID(int=7), UUID(int=8), b"f")
MINE = Memory(UUID(int=3), UUID(int=4), b"f", HERE)
THEIRS = Memory(UUID(int=5), UUID(int=6), b"f", THERE)


def test_entries_are_new_changed_or_the_same() -> None:
    new = replace(ENTRY, key_index=b"new")
    changed = replace(ENTRY, key_index=b"changed", fingerprint=b"other")
    found = sift([ENTRY, new, changed], {b"k": SAME, b"changed": SAME})
    assert [new] == found.added
    assert [Change(changed, SAME)] == found.amended
    assert found.unchanged == [ENTRY]


def test_a_code_is_its_owners() -> None:
    assert chosen([THEIRS, MINE], HERE, [THEIRS.target]) == MINE


def test_a_code_elsewhere_is_somebody_else() -> None:
    assert chosen([THEIRS], HERE, ()) is None


def test_a_code_elsewhere_is_the_same_person_when_all_else_says_so() -> None:
    assert chosen([THEIRS], HERE, [THEIRS.target]) == THEIRS


def test_an_unknown_code_is_nobody() -> None:
    assert chosen([], HERE, [THEIRS.target]) is None
