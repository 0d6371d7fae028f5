"""The fields of the page that starts a programme: from a definition to begin with, and back, line by line."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Final

from starlette.datastructures import ImmutableMultiDict

from workspace.dossier.protocol.ages_form import (
    IN_PAGE_WORDS,
    MOST_DELAY,
    NOT_A_DAY,
    NOT_A_DELAY,
    NOT_DAYS,
    NOT_MONTHS,
)
from workspace.dossier.protocol.faults import DAYS_OF_A_MONTH, Fault
from workspace.dossier.protocol.model import StepCode
from workspace.dossier.protocol.parsing import LONGEST_BY, LONGEST_LABEL, LONGEST_NAME, MOST_MONTHS
from workspace.dossier.protocol.rewriting import StepSaid, Written
from workspace.dossier.protocol.starting import LIMIT, Begun, RowSaid, Started
from workspace.dossier.record.model import Age
from workspace.errors import Invalid
from workspace.i18n import N_, format_age, gettext, mid_sentence

END_OF_ALL: Final = "followup_end_age_months"
DELAYS: Final = (
    END_OF_ALL,
    LIMIT,
    "initial_due_days_after_admission",
    "lead_days",
    "lead_days_under_6m",
)
SPARE: Final = 4
"""Empty lines below those that say something."""
MOST_ROWS: Final = 60
NOT_A_NAME: Final = N_("Give its name, in sixty characters at most.")
TAKEN: Final = N_("Another programme has this name.")
TOO_LONG: Final = N_("This is too long: one line is enough here.")
NOT_SETS: Final = N_("Write one letter a set, such as A, or AB for two of them.")
NO_AGE: Final = N_("Write at least one age.")
NO_END: Final = N_("Another line says until what age it is accepted: this one has to say it too.")
ENDS_SOONER: Final = N_("It ends before the age aimed at.")

STOPS_BEFORE: Final = N_("Follow-up stops before this age.")
PARTS: Final = {"asq3_months": "target", "asqse2_months": "target", "scales": "scales"}
"""The field of a line that is at fault, by the keys of a definition."""

Fields = ImmutableMultiDict[str, str]
Values = dict[str, str | list[str]]


def fields_of(known: Written) -> Values:
    """Return the fields of a page that begins from `known`."""
    found: Values = {key: str(known.delays[key]) for key in DELAYS if key in known.delays}
    for number, (code, step) in enumerate(known.steps.items()):
        row = f"row-{number}"
        found |= {
            f"{row}-code": code,
            f"{row}-label": gettext(step.label),
            f"{row}-target": str(step.target_months),
            f"{row}-opens": str(step.opens.months),
            f"{row}-opens_days": str(step.opens.days),
            f"{row}-sets": step.sets,
            f"{row}-scales": list(step.scales),
        }
        if step.closes is not None:
            found[f"{row}-closes"] = str(step.closes.months)
            found[f"{row}-closes_days"] = str(step.closes.days)
    return found


def rows_of(values: Mapping[str, object]) -> int:
    """Return how many lines a page shows: those it has, and some empty ones."""
    numbers = [
        int(found[1])
        for name, value in values.items()
        if value and (found := re.fullmatch(r"row-(\d{1,3})-\w+", name))
    ]
    return min(MOST_ROWS, max(numbers, default=-1) + 1 + SPARE)


def read_start(fields: Fields, *, names: Collection[str]) -> Started:
    """Read what the page says. `names`: of the programmes there are. Raises Invalid naming every field at once."""
    reading = _Reading(fields)
    name = _line(fields.get("name", ""))
    if not 1 <= len(name) <= LONGEST_NAME:
        reading.refused["name"] = NOT_A_NAME
    elif name.casefold() in {each.casefold() for each in names}:
        reading.refused["name"] = TAKEN
    by = _line(fields.get("by", ""))
    if len(by) > LONGEST_BY:
        reading.refused["by"] = TOO_LONG
    delays = reading.delays()
    rows = reading.rows()
    end = reading.age("end") if reading.is_written("end", "end_days") else None
    valid_from = reading.day("from")
    if END_OF_ALL not in reading.refused and delays[END_OF_ALL]:
        reading.check_end(rows, delays[END_OF_ALL], is_end_known=bool(end or fields.get("base")))
    if reading.refused:
        raise Invalid(reading.refused)
    return Started(name=name, by=by, valid_from=valid_from, rows=rows, delays=delays, end=end)


def fault_fields(faults: Iterable[Fault], begun: Begun) -> dict[str, str]:
    """Return what is wrong with the definition that the page made, in its words, beside its field."""
    found: dict[str, str] = {}
    for fault in faults:
        params = dict(fault.params)
        before = begun.lines.get(StepCode(str(params.get("before", ""))))
        if before is not None:
            params["before"] = _line_of(before)
        message = gettext(IN_PAGE_WORDS.get(fault.message, fault.message), **params)
        step = re.fullmatch(r"\[\[bilan\]\].*?\((.+)\)", fault.place)
        line = begun.lines.get(StepCode(step[1])) if step else None
        if line is None:
            key = str(params.get("key", ""))
            found.setdefault(key if key in DELAYS else "name", message)
            continue
        said = gettext("%(step)s: %(message)s", step=_line_of(line), message=message)
        part = PARTS.get(str(params.get("key", "")), "opens")
        found.setdefault(f"row-{line}-{part}", said)
    return found


class _Reading:
    """Reads fields, and gathers what is wrong with each."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.refused: dict[str, str] = {}
        self.where = ""

    def is_written(self, *names: str) -> bool:
        return any(self.fields.get(name, "").strip() for name in names)

    def delays(self) -> dict[str, int]:
        """Return the delays; one without an age limit takes children in at any age."""
        return {
            key: self.number(key, MOST_DELAY, NOT_A_DELAY)
            for key in DELAYS
            if key != LIMIT or self.is_written(key)
        }

    def rows(self) -> tuple[RowSaid, ...]:
        found = [self.row(number) for number in range(MOST_ROWS) if self.has(number)]
        if not found:
            self.refused["row-0-target"] = NO_AGE
        if any(row.step.closes is not None for row in found):
            for row in found:
                if row.step.closes is None:
                    self.where = _line_of(row.number)
                    self.refuse(f"row-{row.number}-closes", NO_END)
        return tuple(found)

    def check_end(self, rows: Iterable[RowSaid], stops: int, *, is_end_known: bool) -> None:
        """Refuse an end of follow-up, in completed months, that comes before the age of some lines; name them all.

        `is_end_known`: the last day of the last line is said, or goes along; else it is the eve of that end.
        """
        late = [
            row
            for row in rows
            if row.step.target_months > stops
            or (row.step.target_months == stops and not is_end_known and row.step.closes is None)
        ]
        for row in late:
            self.where = _line_of(row.number)
            self.refused.setdefault(f"row-{row.number}-target", self.said(STOPS_BEFORE))
        self.where = ""
        if late:
            self.refused[END_OF_ALL] = gettext(
                "This is before the age of: %(lines)s.",
                lines=", ".join(mid_sentence(_line_of(row.number)) for row in late),
            )

    def has(self, number: int) -> bool:
        """Return whether a line says something; one that was copied is left out once its age is empty."""
        row = f"row-{number}"
        if self.is_written(f"{row}-code"):
            return self.is_written(f"{row}-target")
        parts = ("label", "target", "opens", "opens_days", "closes", "closes_days")
        return self.is_written(*(f"{row}-{part}" for part in parts))

    def row(self, number: int) -> RowSaid:
        self.where, row = _line_of(number), f"row-{number}"
        target = self.number(f"{row}-target", MOST_MONTHS, NOT_MONTHS)
        closes = None
        if self.is_written(f"{row}-closes", f"{row}-closes_days"):
            closes = self.age(f"{row}-closes")
            if f"{row}-closes" not in self.refused and closes < Age(months=target):
                self.refuse(f"{row}-closes", ENDS_SOONER)
        label = _line(self.fields.get(f"{row}-label", "")) or format_age(target, 0)
        if len(label) > LONGEST_LABEL:
            self.refuse(f"{row}-label", TOO_LONG)
        step = StepSaid(
            label=label,
            sets=self.sets(f"{row}-sets"),
            target_months=target,
            opens=self.age(f"{row}-opens"),
            closes=closes,
            scales=tuple(self.fields.getlist(f"{row}-scales")),
        )
        self.where = ""
        code = self.fields.get(f"{row}-code", "").strip()
        return RowSaid(number=number, code=StepCode(code) if code else None, step=step)

    def sets(self, name: str) -> str:
        written = self.fields.get(name, "").strip().upper() or "A"
        if not re.fullmatch("[A-Z]{1,26}", written):
            self.refuse(name, NOT_SETS)
        return "".join(sorted(set(written)))

    def age(self, name: str) -> Age:
        months = self.number(name, MOST_MONTHS, NOT_MONTHS)
        days = self.number(f"{name}_days", DAYS_OF_A_MONTH, NOT_DAYS, empty=0)
        return Age(months=months, days=days)

    def number(self, name: str, most: int, wrong: str, *, empty: int | None = None) -> int:
        written = self.fields.get(name, "").strip()
        if not written and empty is not None:
            return empty
        if re.fullmatch(r"[0-9]{1,5}", written) is None or int(written) > most:
            self.refuse(name, wrong)
            return 0
        return int(written)

    def day(self, name: str) -> date:
        try:
            return date.fromisoformat(self.fields.get(name, "").strip())
        except ValueError:
            self.refused[name] = NOT_A_DAY
            return date.min

    def refuse(self, name: str, wrong: str) -> None:
        self.refused[name] = self.said(wrong)

    def said(self, wrong: str) -> str:
        """Return what is wrong with the line it is on."""
        words = gettext(wrong)
        said = gettext("%(step)s: %(message)s", step=self.where, message=words)
        return said if self.where else words


def _line_of(number: int) -> str:
    return gettext("Line %(number)s", number=number + 1)


def _line(text: str) -> str:
    return " ".join(text.split())
