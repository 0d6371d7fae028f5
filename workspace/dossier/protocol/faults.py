"""What is wrong with a definition, and how its values are read: every fault is noted, none raised. No I/O."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from workspace.dossier.record.model import Age
from workspace.i18n import N_

DAYS_OF_A_MONTH: Final = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One thing wrong with a definition: where, what, and what to do. Message and remedy are msgids."""

    place: str
    message: str
    remedy: str
    params: Mapping[str, object] = field(default_factory=dict)


class DefinitionRefused(ValueError):
    """The text is no definition; `faults` says why, all at once."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        first = faults[0]
        super().__init__(f"{first.place}: {first.message % first.params}")
        self.faults = faults


MISSING = N_("%(key)s is missing."), N_("Add it; an example shows how it is written.")
UNKNOWN = N_("%(key)s is not known here."), N_("Check how it is spelt, or take it out.")
NOT_A_NUMBER = (
    N_("%(key)s is not a whole number from %(least)s to %(most)s."),
    N_("Write a number in this range, without quotation marks."),
)
NOT_WORDS = (
    N_("%(key)s is not a text of 1 to %(most)s characters."),
    N_("Write it between quotation marks."),
)
NOT_AN_AGE = (
    N_("%(key)s is not an age: %(found)s."),
    N_("Write months and days, such as 14m30d; there are at most 30 days."),
)


def parse_age(text: str) -> Age:
    """Read "14m30d"; raise ValueError for anything else."""
    written = re.fullmatch(r"(\d{1,3})m(\d{1,2})d", text)
    if written is None or int(written[2]) > DAYS_OF_A_MONTH:
        raise ValueError(f"not an age: {text}")
    return Age(months=int(written[1]), days=int(written[2]))


class Values:
    """Reads values out of blocks, and gathers what is wrong with them."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def say(self, place: str, words: tuple[str, str], **params: object) -> None:
        self.faults.append(Fault(place=place, message=words[0], remedy=words[1], params=params))

    def check_keys(self, block: Mapping[str, Any], place: str, known: set[str]) -> None:
        for key in block:
            if key not in known:
                self.say(place, UNKNOWN, key=key)

    def block(
        self, source: Mapping[str, Any], key: str, *, needed: bool = True, place: str = ""
    ) -> Mapping[str, Any]:
        found = source.get(key, None if needed else {})
        if isinstance(found, Mapping):
            return found
        self.say(place or N_("the head of the file"), MISSING, key=key)
        return {}

    def number(
        self, block: Mapping[str, Any], place: str, key: str, *, least: int, most: int
    ) -> int:
        found = block.get(key)
        if found is None:
            self.say(place, MISSING, key=key)
            return least
        if not isinstance(found, int) or isinstance(found, bool) or not least <= found <= most:
            self.say(place, NOT_A_NUMBER, key=key, least=least, most=most)
            return least
        return found

    def words(self, block: Mapping[str, Any], place: str, key: str, *, most: int) -> str:
        found = block.get(key)
        if found is None:
            self.say(place, MISSING, key=key)
            return ""
        if not isinstance(found, str) or not 1 <= len(found.strip()) <= most:
            self.say(place, NOT_WORDS, key=key, most=most)
            return ""
        return found.strip()

    def age(self, block: Mapping[str, Any], place: str, key: str) -> Age | None:
        if key not in block:
            self.say(place, MISSING, key=key)
            return None
        try:
            return parse_age(str(block[key]))
        except ValueError:
            self.say(place, NOT_AN_AGE, key=key, found=block[key])
            return None
