"""What a copy to hand over does not name: a place kept secret, and who lives there with the child. No I/O."""

import re
from collections.abc import Collection, Iterable, Iterator

from workspace.docgen.model import Content, map_text

SHORTEST_SEARCHED = 4
"""Shorter names would be found inside ordinary words; their own fields are emptied all the same."""


def pattern(secrets: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds any of these names as whole words, whatever their case; None when none is long enough."""
    names = {name.strip() for name in secrets}
    searched = [re.escape(name) for name in names if len(name) >= SHORTEST_SEARCHED]
    longest_first = sorted(searched, key=lambda name: (-len(name), name))
    if not longest_first:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)", re.IGNORECASE)


def ways_to_say(name: str, *, kept: Collection[str]) -> Iterator[str]:
    """Return a person's name as a text may say it: whole, turned round, and each word but those of `kept`."""
    yield name
    yield " ".join(reversed(name.split(" ", 1)))
    yield from words(name) - set(kept)


def words(name: str) -> set[str]:
    return {word.lower() for word in name.split()}


def without(content: Content, secrets: Iterable[str], hidden: str) -> Content:
    """Return `content` with `hidden` wherever one of `secrets` is named; drawings are left as they are."""
    searched = pattern(secrets)
    return map_text(content, lambda said: searched.sub(hidden, said)) if searched else content
