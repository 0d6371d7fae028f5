"""Unwrapped scope keys in memory: few, and for a short time."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from storage.errors import ObjectTampered
from storage.keyring import ScopeKey

KEPT_SCOPES: Final = 2_000
KEPT_SECONDS: Final = 600.0


@dataclass(frozen=True, slots=True)
class ScopeKeys:
    """Every version of the key of one scope."""

    by_version: dict[int, ScopeKey] = field(repr=False)

    @property
    def current(self) -> ScopeKey:
        return self.by_version[max(self.by_version)]

    def version(self, number: int) -> ScopeKey:
        """Return the key a record or an object asks for; only an altered one asks for another."""
        try:
            return self.by_version[number]
        except KeyError as error:
            raise ObjectTampered from error


class KeyCache:
    """The least recently used scope leaves first; each leaves ten minutes after it came in."""

    def __init__(
        self,
        *,
        size: int = KEPT_SCOPES,
        seconds: float = KEPT_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._size = size
        self._seconds = seconds
        self._monotonic = monotonic
        self._kept: OrderedDict[UUID, tuple[float, ScopeKeys]] = OrderedDict()
        self._barred: dict[UUID, float] = {}

    def get(self, scope: UUID) -> ScopeKeys | None:
        found = self._kept.get(scope)
        if found is None:
            return None
        until, keys = found
        if self._monotonic() >= until:
            del self._kept[scope]
            return None
        self._kept.move_to_end(scope)
        return keys

    def put(self, scope: UUID, keys: ScopeKeys) -> None:
        if scope in self._barred:
            if self._monotonic() < self._barred[scope]:
                return
            del self._barred[scope]
        self._kept[scope] = (self._monotonic() + self._seconds, keys)
        self._kept.move_to_end(scope)
        if len(self._kept) > self._size:
            self._kept.popitem(last=False)

    def bar(self, scope: UUID) -> None:
        """Forget a scope being shredded, and do not take it back while that may still commit."""
        self._kept.pop(scope, None)
        self._barred[scope] = self._monotonic() + self._seconds
