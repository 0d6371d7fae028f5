from uuid import UUID, uuid4

import pytest

from storage.errors import ObjectTampered
from storage.keyring import Keyring, ScopeKey, UnknownRoot, expand, kid_of, new_key
from storage.stream import Header

OLD, NEW, INDEX = new_key(), new_key(), new_key()
SCOPE = uuid4()
HEADER = Header(object_id=uuid4(), scope=SCOPE, version=1, kind=0)


def flips(content: bytes) -> list[bytes]:
    """Return `content` with each of its bits flipped in turn."""
    whole = int.from_bytes(content, "big")
    return [(whole ^ 1 << bit).to_bytes(len(content), "big") for bit in range(8 * len(content))]


def same(first: ScopeKey, second: ScopeKey) -> bool:
    return first.dedupe == second.dedupe


def test_a_scope_key_comes_back() -> None:
    keyring = Keyring([OLD], index_key=INDEX)
    wrap = keyring.new_scope_key(SCOPE, 1)
    opened = keyring.open_scope_key(wrap, SCOPE, 1)
    assert same(opened, keyring.open_scope_key(wrap, SCOPE, 1))
    assert (opened.scope, opened.version) == (SCOPE, 1)


def test_two_scopes_have_two_keys() -> None:
    keyring = Keyring([OLD], index_key=INDEX)
    first, second = (
        keyring.open_scope_key(keyring.new_scope_key(SCOPE, 1), SCOPE, 1) for _ in "ab"
    )
    assert not same(first, second)


@pytest.mark.parametrize(("scope", "version"), [(uuid4(), 1), (SCOPE, 2)])
def test_a_wrap_of_another_scope_or_version_is_refused(scope: UUID, version: int) -> None:
    keyring = Keyring([OLD], index_key=INDEX)
    with pytest.raises(ObjectTampered):
        keyring.open_scope_key(keyring.new_scope_key(SCOPE, 1), scope, version)


def test_every_altered_wrap_of_a_scope_key_is_refused() -> None:
    keyring = Keyring([OLD], index_key=INDEX)
    wrap = keyring.new_scope_key(SCOPE, 1)
    for altered in [*flips(wrap), wrap[:-1], wrap + b"\0", b""]:
        with pytest.raises(ObjectTampered):
            keyring.open_scope_key(altered, SCOPE, 1)


def test_a_wrap_names_its_root() -> None:
    keyring = Keyring([OLD, NEW], index_key=INDEX)
    assert kid_of(NEW).hex() == keyring.kid
    assert kid_of(NEW) == keyring.new_scope_key(SCOPE, 1)[1:9]


def test_a_root_that_is_not_there_is_said() -> None:
    wrap = Keyring([OLD], index_key=INDEX).new_scope_key(SCOPE, 1)
    with pytest.raises(UnknownRoot):
        Keyring([NEW], index_key=INDEX).open_scope_key(wrap, SCOPE, 1)


def test_a_new_root_takes_the_keys_of_the_old_one_over() -> None:
    old = Keyring([OLD], index_key=INDEX)
    wrap = old.new_scope_key(SCOPE, 1)
    both = Keyring([OLD, NEW], index_key=INDEX)
    rewrapped = both.rewrap(wrap, SCOPE, 1)
    alone = Keyring([NEW], index_key=INDEX)
    assert same(old.open_scope_key(wrap, SCOPE, 1), alone.open_scope_key(rewrapped, SCOPE, 1))
    with pytest.raises(UnknownRoot):
        old.open_scope_key(rewrapped, SCOPE, 1)


@pytest.mark.parametrize(
    ("roots", "index_key"),
    [([], INDEX), ([b"short"], INDEX), ([OLD], b"short")],
    ids=["no root", "a short root", "a short index key"],
)
def test_a_keyring_without_proper_keys_is_refused(roots: list[bytes], index_key: bytes) -> None:
    with pytest.raises(ValueError, match="32-byte"):
        Keyring(roots, index_key=index_key)


def test_an_object_key_comes_back_in_its_own_place_only() -> None:
    scope_key, key = ScopeKey.derive(SCOPE, 1, new_key()), new_key()
    wrap = scope_key.wrap_object_key(key, HEADER.context)
    assert key == scope_key.unwrap_object_key(wrap, HEADER.context)
    elsewhere = Header(object_id=uuid4(), scope=SCOPE, version=1, kind=0)
    with pytest.raises(ObjectTampered):
        scope_key.unwrap_object_key(wrap, elsewhere.context)
    with pytest.raises(ObjectTampered):
        ScopeKey.derive(SCOPE, 1, new_key()).unwrap_object_key(wrap, HEADER.context)


def test_every_altered_wrap_of_an_object_key_is_refused() -> None:
    scope_key = ScopeKey.derive(SCOPE, 1, new_key())
    wrap = scope_key.wrap_object_key(new_key(), HEADER.context)
    for altered in [*flips(wrap), wrap[:-1], wrap + b"\0", b""]:
        with pytest.raises(ObjectTampered):
            scope_key.unwrap_object_key(altered, HEADER.context)


def test_wraps_of_an_unknown_format_are_refused_not_guessed() -> None:
    keyring, nonce = Keyring([OLD], index_key=INDEX), bytes(12)
    head = b"\x02" + kid_of(OLD)
    bound = b"grenier/data-key/v1\0" + head + SCOPE.bytes + (1).to_bytes(4, "big")
    sealed = keyring._ciphers[kid_of(OLD)].encrypt(nonce, new_key(), bound)
    with pytest.raises(ObjectTampered):
        keyring.open_scope_key(head + nonce + sealed, SCOPE, 1)
    scope_key = ScopeKey.derive(SCOPE, 1, new_key())
    other = scope_key.wrap_cipher.encrypt(nonce, new_key(), b"\x01" + HEADER.context)
    with pytest.raises(ObjectTampered):
        scope_key.unwrap_object_key(b"\x02" + nonce + other, HEADER.context)


def test_each_use_has_a_key_of_its_own() -> None:
    key = new_key()
    assert expand(key, "one") != expand(key, "two") != key
    assert expand(key, "one") == expand(key, "one")


def test_keys_do_not_show_themselves() -> None:
    secret = new_key()
    shown = repr(ScopeKey.derive(SCOPE, 1, secret)) + repr(Keyring([secret], index_key=secret))
    assert "dedupe" not in shown
    assert repr(secret) not in shown


@pytest.mark.parametrize("twin", ["jean dupont", "  JEAN\tDupont ", "\uff2aean Dupont"])
def test_a_blind_index_finds_the_same_text_typed_otherwise(twin: str) -> None:
    keyring = Keyring([OLD], index_key=INDEX)
    expected = keyring.blind_index("child:name", "Jean Dupont", bits=128)
    assert expected == keyring.blind_index("child:name", twin, bits=128)


def test_a_blind_index_differs_by_text_purpose_and_key() -> None:
    keyring = Keyring([OLD], index_key=INDEX)
    indexes = {
        keyring.blind_index("account:email", "a.b@example.org", bits=128),
        keyring.blind_index("account:email", "ab@example.org", bits=128),
        keyring.blind_index("child:email", "a.b@example.org", bits=128),
        Keyring([OLD], index_key=new_key()).blind_index(
            "account:email", "a.b@example.org", bits=128
        ),
    }
    assert len(indexes) == 4


def test_a_blind_index_survives_a_new_root() -> None:
    expected = Keyring([OLD], index_key=INDEX).blind_index("child:ins", "1850578", bits=64)
    assert expected == Keyring([OLD, NEW], index_key=INDEX).blind_index(
        "child:ins", "1850578", bits=64
    )
    assert len(expected) == 8


@pytest.mark.parametrize("bits", [0, 12, 264, -8])
def test_a_blind_index_has_whole_bytes(bits: int) -> None:
    with pytest.raises(ValueError, match="8 to 256"):
        Keyring([OLD], index_key=INDEX).blind_index("child:ins", "1850578", bits=bits)
