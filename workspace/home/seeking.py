"""What is typed into the search, and what it finds, near spellings too. No I/O."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from workspace.dossier.record.summaries import ChildSummary
from workspace.names import letters

NEAR_FROM: Final = 4
"""Letters of a word from which one letter may be wrong, missing or too many."""
DAY: Final = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b|\b(\d{4})-(\d{2})-(\d{2})\b")


class Seeking:
    """One search: its words are read once, and a text that comes back (a title, a place) is compared once.

    Made for one request and gone with it: names stay in memory no longer than their page.
    """

    def __init__(self, query: str) -> None:
        words = DAY.sub(" ", query)
        self._days = [_day(found) for found in DAY.finditer(query)]
        self._beside_days = _Words(words)
        self._all = _Words(query)

    def finds(self, child: ChildSummary) -> bool:
        """Tell whether it finds a child: by their names, the place they live in, and the day of birth."""
        if any(day != child.identity.birth_date for day in self._days):
            return False
        if self._days and self._beside_days.is_empty:
            return True
        place = child.placement.place if child.placement else ""
        return self._beside_days.begin(child.identity.every_name, place)

    def names(self, *texts: str) -> bool:
        """Tell whether every word begins a word of `texts`, accents and capitals left aside."""
        return self._all.begin(*texts)

    def nearly(self, children: Iterable[ChildSummary]) -> list[ChildSummary]:
        """Return the children each of whose searched words is, but for one letter, the beginning of a name."""
        return [each for each in children if self._all.nearly_begin(each.identity.every_name)]


class _Words:
    """The words of a query, and which of them begin each text and each word seen so far."""

    def __init__(self, query: str) -> None:
        self.is_empty = not query.strip()
        self._sought = frozenset(letters(query).split())
        self._begun: dict[str, frozenset[str]] = {}  # by text
        self._close: dict[str, frozenset[str]] = {}  # by word of a name

    def begin(self, *texts: str) -> bool:
        if not self._sought:
            return self.is_empty  # signs alone begin no word
        begun: frozenset[str] = frozenset()
        for text in texts:
            if text not in self._begun:
                words = letters(text).split()
                self._begun[text] = frozenset(
                    each for each in self._sought if any(word.startswith(each) for word in words)
                )
            begun |= self._begun[text]
        return begun == self._sought

    def nearly_begin(self, name: str) -> bool:
        words = letters(name).split()
        for word in words:
            if word not in self._close:
                self._close[word] = frozenset(
                    each for each in self._sought if _begins_near(word, each)
                )
        return bool(self._sought) and self._sought == frozenset().union(
            *(self._close[word] for word in words)
        )


def _day(found: re.Match[str]) -> date | None:
    day, month, year, *iso = found.groups()
    numbers = [int(each) for each in (iso if iso[0] else (year, month, day))]
    try:
        return date(*numbers)
    except ValueError:
        return None


def _begins_near(word: str, sought: str) -> bool:
    """Tell whether `word` begins with `sought`, but for one letter when it is long enough."""
    if word.startswith(sought):
        return True
    if len(sought) < NEAR_FROM:
        return False
    same = next((at for at, each in enumerate(sought) if word[at : at + 1] != each), len(sought))
    rest, left = word[same:], sought[same:]
    return rest[1:].startswith(left) or rest.startswith(left[1:]) or rest[1:].startswith(left[1:])
