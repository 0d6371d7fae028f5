"""What a copy to hand over does not name: a place kept secret, and who lives there with the child. No I/O."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache

from workspace.docgen.model import Content, map_text

SHORTEST_SEARCHED = 3
"""Shorter names would be found inside ordinary words; their own fields are emptied all the same."""
AS_A_NAME = 3
"""Signs up to which a name is searched as names are written, its first letter or all of them capital."""
PARTICLES = frozenset({"les", "des", "aux", "von", "van", "del", "der", "dos"})
"""Words of a name that name nobody by themselves."""
APART = re.compile("[\\s\\-\\u2010-\\u2015'\\u2019]+")
"""What stands between the words of a name, and is typed in several ways."""
COMBINING = "[\\u0300-\\u036f]"
LAST_ACCENTED = 0x17F


def pattern(secrets: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds any of these names as whole words; None when none is long enough.

    Whatever the case, the accents and what joins the words: people type a name as they can.
    """
    names = {unicodedata.normalize("NFC", name.strip()) for name in secrets}
    longest_first = sorted(filter(_is_searched, names), key=lambda name: (-len(name), name))
    if not longest_first:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_way, longest_first))})(?!\w)")


def _is_searched(name: str) -> bool:
    """Tell whether a name is searched: not a particle, nor the dashes that are typed for what is not known."""
    is_name = any(sign.isalnum() for sign in name) and name.lower() not in PARTICLES
    return is_name and len(name) >= SHORTEST_SEARCHED


def _way(name: str) -> str:
    if len(name) > AS_A_NAME:
        return f"(?i:{_loosely(name)})"
    return f"{_loosely(name.capitalize())}|{_loosely(name.upper())}"


def _loosely(name: str) -> str:
    return "[\\s\\-\\u2010-\\u2015'\\u2019]+".join(
        "".join(map(_letter, word)) for word in APART.split(name) if word
    )


def _letter(sign: str) -> str:
    base = unicodedata.normalize("NFD", sign)[0]
    found = _accented().get(base)
    return f"[{found}]{COMBINING}?" if found else re.escape(sign)


@cache
def _accented() -> Mapping[str, str]:
    """Return each letter with those that are it with an accent."""
    found: dict[str, str] = defaultdict(str)
    for code in range(ord("A"), LAST_ACCENTED + 1):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii() and base.isalpha():
            found[base] += chr(code)
    return found


def ways_to_say(name: str, *, kept: Collection[str]) -> Iterator[str]:
    """Return a person's name as a text may say it: whole, turned round, and each word but those of `kept`."""
    yield name
    yield " ".join(reversed(name.split(" ", 1)))
    yield from words(name) - set(kept)


def words(name: str) -> set[str]:
    """Return the words of a name, in small letters: whole, and each part of those that are joined."""
    parts = APART.split(name.lower())
    return {word for word in (*name.lower().split(), *parts) if word}


def without(content: Content, secrets: Iterable[str], hidden: str) -> Content:
    """Return `content` with `hidden` wherever one of `secrets` is named; drawings are left as they are."""
    searched = pattern(secrets)
    return map_text(content, lambda said: searched.sub(hidden, said)) if searched else content
