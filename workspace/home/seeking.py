"""What is typed into the search, and what it finds, near spellings too. No I/O."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Final, NamedTuple

from babel import Locale

from workspace.dossier.record.summaries import ChildSummary
from workspace.names import letters

NEAR_FROM: Final = 4
"""Letters of a word from which one letter may be wrong, missing or too many, or two exchanged."""
CENTURY: Final = 2000
"""Of a year of two figures: nobody here is older."""
CENTURY_BEGINS: Final = 100
"""Years below are of two figures."""
AROUND_A_DAY: Final = frozenset({"ne", "nee", "le", "en", "born", "on", "in"})
"""Words that lead to a day of birth and are nobody's name, where one follows."""


class Seeking:
    """One search: its words are read once, and a text that comes back (a title, a place) is compared once.

    Made for one request and gone with it: names stay in memory no longer than their page.
    """

    def __init__(self, query: str) -> None:
        self._born, others = _births(letters(query))
        self._beside_days = _Words(others if self._born else query)
        self._all = _Words(query)

    def finds(self, child: ChildSummary) -> bool:
        """Tell whether it finds a child: by their names, the place they live in, and the day or month of birth."""
        if not self._is_born(child):
            return False
        if self._born and self._beside_days.is_empty:
            return True
        return self._beside_days.begin(child.identity.every_name, _place(child))

    def names(self, *texts: str) -> bool:
        """Tell whether every word begins a word of `texts`, accents and capitals left aside."""
        return self._all.begin(*texts)

    def nearly(self, children: Iterable[ChildSummary]) -> list[ChildSummary]:
        """Return the children each of whose searched words is, but for one slip, the beginning of a name or place."""
        near = self._beside_days.nearly_begin
        return [
            each
            for each in children
            if self._is_born(each) and near(f"{each.identity.every_name} {_place(each)}")
        ]

    def _is_born(self, child: ChildSummary) -> bool:
        return all(born.is_of(child.identity.birth_date) for born in self._born)


class _Birth(NamedTuple):
    """A day of birth as it was typed, or a month; a day that no calendar has is nobody's."""

    year: int
    month: int
    day: int | None

    def is_of(self, born: date) -> bool:
        typed = (self.year, self.month, self.day or born.day)
        return typed == (born.year, born.month, born.day)


def _births(query: str) -> tuple[list[_Birth], str]:
    """Take the days and months of birth out of a query in bare letters; return them, and the other words."""
    births = [_birth(found) for found in _typed().finditer(query)]
    others = _typed().sub(" ", query).split() if births else []
    return births, " ".join(each for each in others if each not in AROUND_A_DAY)


@cache
def _typed() -> re.Pattern[str]:
    """Return how a birth is typed once signs are spaces: "2021 05 24", "24 05 21", "1er aout 2021", "mai 2021"."""
    names = "|".join(sorted(_months(), key=len, reverse=True))
    whole, number = r"(\d{4})", r"(\d{1,2})"
    iso = f"{whole} {number} {number}"
    spoken = rf"{number}(?:er)? ({names}|\d{{1,2}}) (\d{{4}}|\d{{2}})"
    return re.compile(rf"\b(?:{iso}|{spoken}|({names}) {whole})\b")


def _birth(found: re.Match[str]) -> _Birth:
    year, month, day, spoken_day, spoken_month, spoken_year, name, of_year = found.groups()
    if year:
        return _Birth(int(year), int(month), int(day))
    if name:
        return _Birth(int(of_year), _months()[name], None)
    century = CENTURY if int(spoken_year) < CENTURY_BEGINS else 0
    number = _months().get(spoken_month) or int(spoken_month)
    return _Birth(century + int(spoken_year), number, int(spoken_day))


@cache
def _months() -> Mapping[str, int]:
    """Return the months by what they are called, in both languages, whole and short, without accents."""
    return {
        letters(name): number
        for language in ("en", "fr")
        for width in ("wide", "abbreviated")
        for number, name in Locale.parse(language).months["format"][width].items()
    }


def _place(child: ChildSummary) -> str:
    return child.placement.place if child.placement else ""


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


def _begins_near(word: str, sought: str) -> bool:
    """Tell whether `word` begins with `sought`, but for one slip when it is long enough."""
    if word.startswith(sought):
        return True
    if len(sought) < NEAR_FROM:
        return False
    same = next((at for at, each in enumerate(sought) if word[at : at + 1] != each), len(sought))
    rest, left = word[same:], sought[same:]
    if rest[:2] == left[1::-1] and rest[2:].startswith(left[2:]):
        return True
    return rest[1:].startswith(left) or rest.startswith(left[1:]) or rest[1:].startswith(left[1:])
