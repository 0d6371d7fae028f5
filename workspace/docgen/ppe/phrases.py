"""Dates, ages and figures as the document's language writes them; nothing known gives ''."""

from dataclasses import dataclass
from datetime import date

from workspace.docgen.ppe.rules import age_in_months
from workspace.docgen.ppe.texts import Texts

_MINUS = "\u2212"
_MONTHS_ONLY_BELOW = 24
_MONTHS_TOLD_BELOW = 72


@dataclass(frozen=True)
class Phrases:
    texts: Texts

    def say(self, path: str, **values: object) -> str:
        return self.texts.say(path, **values)

    def label(self, name: str) -> str:
        return self.texts.say(f"labels.{name}")

    def day(self, day: date | None) -> str:
        if day is None:
            return ""
        number = self.say("dates.first") if day.day == 1 else str(day.day)
        return f"{number}\u00a0{self.texts.lines('dates.months')[day.month - 1]} {day.year}"

    def short_day(self, day: date | None) -> str:
        """For the narrow column of a table: 04/03/2025."""
        return f"{day:%d/%m/%Y}" if day else ""

    def span(self, start: date | None, end: date | None) -> str:
        if start and end:
            return self.say("dates.between", start=self.day(start), end=self.day(end))
        if start:
            return self.say("dates.since", day=self.day(start))
        return self.say("dates.until", day=self.day(end)) if end else ""

    def age(self, birth: date | None, on: date | None) -> str:
        """Months under two years, years and months under six, then years, as clinicians say it."""
        if birth is None or on is None or on < birth:
            return ""
        months = age_in_months(birth, on)
        if months < _MONTHS_ONLY_BELOW:
            return self.say("ages.months", months=months)
        years, left = divmod(months, 12)
        whole = self.say("ages.years", years=years)
        if not left or months >= _MONTHS_TOLD_BELOW:
            return whole
        return self.say("ages.and_months", years=whole, months=self.say("ages.months", months=left))

    def number(self, value: float, digits: int = 1) -> str:
        """With the comma; the sign as a real minus, and no negative zero."""
        written = f"{value:.{digits}f}".replace(".", ",")
        return written.replace("-", _MINUS) if written.strip("-0,") else written.lstrip("-")

    def measure(self, unit: str, value: float | None, digits: int = 1) -> str:
        if value is None:
            return ""
        return self.say(f"units.{unit}", number=self.number(value, digits))

    def z(self, value: float | None) -> str:
        """Return a z-score, which always shows its sign."""
        if value is None:
            return ""
        written = self.number(value)
        return f"+{written}" if written[0] != _MINUS and written.strip("0,") else written
