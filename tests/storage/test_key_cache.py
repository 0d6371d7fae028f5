from uuid import UUID, uuid4

import pytest

from storage.errors import ObjectTampered
from storage.key_cache import KeyCache, ScopeKeys
from storage.keyring import ScopeKey, new_key

ONE, TWO, THREE = uuid4(), uuid4(), uuid4()


class Hours:
    """A monotonic clock of the test's own."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def keys_of(scope: UUID, *versions: int) -> ScopeKeys:
    return ScopeKeys({number: ScopeKey.derive(scope, number, new_key()) for number in versions})


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
def cache(hours: Hours) -> KeyCache:
    return KeyCache(size=2, seconds=600, monotonic=hours)


def test_what_was_put_is_there_for_ten_minutes(cache: KeyCache, hours: Hours) -> None:
    keys = keys_of(ONE, 1)
    assert cache.get(ONE) is None
    cache.put(ONE, keys)
    hours.now += 599
    assert cache.get(ONE) is keys
    hours.now += 1
    assert cache.get(ONE) is None
    assert cache.get(ONE) is None


def test_the_least_recently_used_leaves_first(cache: KeyCache) -> None:
    for scope in (ONE, TWO):
        cache.put(scope, keys_of(scope, 1))
    assert cache.get(ONE)
    cache.put(THREE, keys_of(THREE, 1))
    assert [cache.get(scope) is not None for scope in (ONE, TWO, THREE)] == [True, False, True]


def test_a_barred_scope_leaves_and_stays_out_for_a_while(cache: KeyCache, hours: Hours) -> None:
    keys = keys_of(ONE, 1)
    cache.put(ONE, keys)
    cache.bar(ONE)
    cache.put(ONE, keys)
    assert cache.get(ONE) is None
    hours.now += 600
    cache.put(ONE, keys)
    cache.put(ONE, keys)
    assert cache.get(ONE) is keys


def test_the_current_key_is_the_newest_and_old_ones_are_found() -> None:
    keys = keys_of(ONE, 1, 3, 2)
    assert [keys.current.version, keys.version(1).version, keys.version(2).version] == [3, 1, 2]
    with pytest.raises(ObjectTampered):
        keys.version(4)


def test_the_default_is_two_thousand_scopes() -> None:
    cache = KeyCache()
    keys = keys_of(ONE, 1)
    scopes = [uuid4() for _ in range(2_001)]
    for scope in scopes:
        cache.put(scope, keys)
    assert sum(cache.get(scope) is not None for scope in scopes) == 2_000


def test_keys_do_not_show_themselves() -> None:
    assert repr(keys_of(ONE, 1)) == "ScopeKeys()"
