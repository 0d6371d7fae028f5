"""A date as a child's story knows it: a year, perhaps a month, perhaps a day, perhaps about."""

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from functools import total_ordering
from typing import Self

from workspace.i18n import N_

NOT_A_DATE = N_("Write a year (2012), a month (07/2012) or a day (14/07/2012).")

_ABOUT = re.compile(r"^(?:~|vers\b|environ\b|about\b|circa\b|ca?\.|ca\b)\s*", re.IGNORECASE)
_FORMS = (
    re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{1,2})(?:-(?P<day>[0-9]{1,2}))?)?"),
    re.compile(r"(?:(?:(?P<day>[0-9]{1,2})[/.])?(?P<month>[0-9]{1,2})[/.])?(?P<year>[0-9]{4})"),
)


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """One span of the calendar; `about` says that whoever told it was not sure.

    Ordered as it is told: a year alone comes before its months, a month before its days.
    Raises ValueError (whose message is a msgid) for a day that does not exist.
    """

    year: int
    month: int | None = None
    day: int | None = None
    about: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError(NOT_A_DATE)
        try:
            self.earliest()
        except ValueError as error:
            raise ValueError(NOT_A_DATE) from error

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read 2012, 2012-07, 2012-07-14, 07/2012, 14/07/2012 or 14.07.2012.

        "about" is said by a leading "~", "vers", "environ", "about", "circa", "ca." or by
        the trailing "~" of EDTF (ISO 8601-2), which is what `str` writes.
        Raises ValueError whose message is a msgid.
        """
        told = text.strip()
        numbers = _ABOUT.sub("", told).removesuffix("~").strip()
        for form in _FORMS:
            if found := form.fullmatch(numbers):
                parts = {name: int(value) for name, value in found.groupdict().items() if value}
                return cls(**parts, about=numbers != told)
        raise ValueError(NOT_A_DATE)

    def earliest(self) -> date:
        month, day = (1 if part is None else part for part in (self.month, self.day))
        return date(self.year, month, day)

    def latest(self) -> date:
        month = 12 if self.month is None else self.month
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    @property
    def skeleton(self) -> str:
        """The CLDR skeleton that shows what is known of `earliest()`, and no more."""
        if self.month is None:
            return "y"
        return "yMMMM" if self.day is None else "yMMMMd"

    def __str__(self) -> str:
        """Write it in EDTF; `parse` reads it back."""
        known = self.earliest().isoformat()[: {"y": 4, "yMMMM": 7, "yMMMMd": 10}[self.skeleton]]
        return known + "~" * self.about

    def __lt__(self, other: Self) -> bool:
        return self._told_in_order() < other._told_in_order()

    def _told_in_order(self) -> tuple[int, int, int, bool]:
        return self.year, self.month or 0, self.day or 0, not self.about
