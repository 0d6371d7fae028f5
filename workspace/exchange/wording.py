"""French words as offices write them, reduced to what tells them apart."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Generic, TypeVar

T = TypeVar("T")

_SMALL_WORDS: Final = frozenset({"a", "au", "d", "de", "des", "du", "en", "l", "la", "le", "les"})
_SOFT_HYPHEN: Final = "\xad"
_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")


def plain(text: str) -> str:
    """Take off accents, capitals and invisible signs; a ligature becomes its letters."""
    opened = text.replace("\u0153", "oe").replace("\u0152", "oe").replace("\u00e6", "ae")
    letters = unicodedata.normalize("NFKD", opened.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c) and c != _SOFT_HYPHEN)


def words(text: str) -> str:
    """Reduce a header or a code word: "Date de naissance", "date_naissance" become the same.

    A text made of small words alone keeps them.
    """
    every = [word for word in _NOT_WORD.split(plain(text)) if word]
    return "_".join([word for word in every if word not in _SMALL_WORDS] or every)


class Vocabulary(Generic[T]):
    """The words of one column and what they stand for, in whatever way they are written."""

    def __init__(self, writings: Mapping[T, str]) -> None:
        """Take for each meaning its words, apart by spaces, the one of the format first."""
        self._meanings = MappingProxyType(
            {words(word): meaning for meaning, each in writings.items() for word in each.split()}
        )
        self.expected = ", ".join(each.split()[0] for each in writings.values())
        """The words of the format, to be shown to whoever wrote another."""

    def meaning(self, text: str) -> T | None:
        return self._meanings.get(words(text))
