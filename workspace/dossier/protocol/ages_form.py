"""The ages of a programme as fields of a page, and back: what cannot be read, or crosses, is said field by field."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from starlette.datastructures import ImmutableMultiDict

from workspace.dossier.protocol.faults import DAYS_OF_A_MONTH, NOT_AN_AGE, Fault
from workspace.dossier.protocol.model import INITIAL, StepCode
from workspace.dossier.protocol.parsing import LONGEST_LABEL, MOST_MONTHS
from workspace.dossier.protocol.rewriting import DELAYS, StepSaid, Written
from workspace.dossier.record.model import Age
from workspace.errors import Invalid
from workspace.i18n import N_, gettext

NEW: Final = "new"
"""Stands for the code of the assessment that is added."""
MOST_DELAY: Final = 3650
NOT_A_LABEL: Final = N_("Write its name, in sixty characters at most.")
NOT_MONTHS: Final = N_("Write a number of months, from 0 to 216.")
NOT_DAYS: Final = N_("Write a number of days, from 0 to 30.")
NOT_A_DELAY: Final = N_("Write a whole number, from 0 to 3650.")
NOT_A_DAY: Final = N_("Give the day, such as 2025-03-04.")
NOT_A_QUESTIONNAIRE: Final = N_("Choose one of these.")
BEFORE_ITS_AGE: Final = N_("It ends before the age aimed at.")
NOT_IN_SET: Final = N_("This assessment is not in that set.")
EXPECTED: Final = {"asq3_months": "asq3", "asqse2_months": "asqse2"}
"""The fields of the questionnaires that are expected, by the keys of a definition."""
FIELDS: Final = {**EXPECTED, "scales": "scales"}
"""The field of an assessment that is at fault, by the keys of a definition."""
NO_SET: Final = N_("Choose at least one set of ages, or say that it is no longer asked.")
IN_PAGE_WORDS: Final[Mapping[str, str]] = {
    N_("The age aimed at is not within accept_from and accept_to."): N_(
        "Its age is not among the days on which it is accepted."
    ),
    N_("Its window begins before the one of %(before)s ends."): N_(
        "It is accepted before the assessment of %(before)s has had its days."
    ),
    NOT_AN_AGE[0]: N_("It would have no day: the next assessment begins before it, or with it."),
}
"""What is wrong with a definition, for who sees a page and not its text."""

Fields = ImmutableMultiDict[str, str]


def fields_of(known: Written) -> dict[str, str | list[str]]:
    """Return the fields of a page that shows `known`, by name."""
    found: dict[str, str | list[str]] = {}
    for code, step in known.steps.items():
        found |= {
            f"label-{code}": gettext(step.label),
            f"target-{code}": str(step.target_months),
            f"sets-{code}": list(step.sets),
            f"scales-{code}": list(step.scales),
            f"form-{code}": step.form,
            f"asq3-{code}": str(step.asq3 or ""),
            f"asqse2-{code}": str(step.asqse2 or ""),
        }
        for letter, age in step.closes_in.items():
            if letter in step.sets:
                found |= _age_fields(f"closes_{letter}", code, age)
        found |= _age_fields("opens", code, step.opens)
        if step.closes is not None:
            found |= _age_fields("closes", code, step.closes)
    for letter, end in known.ends.items():
        found |= _age_fields("end", letter, end)
    return found | {key: str(value) for key, value in known.delays.items()}


def read_ages(fields: Fields, known: Written, *, apart: bool) -> tuple[Written, date]:
    """Read what a page that showed `known` says of it, and from which day on.

    `apart`: days may separate two windows. Raises Invalid naming every field that cannot be read.
    """
    reading = _Reading(fields, apart=apart, letters="".join(known.ends) or _letters(known))
    steps = {
        code: reading.step(code, step)
        for code, step in known.steps.items()
        if fields.get(f"stop-{code}") != "yes"
    }
    new = Written(
        steps=steps,
        ends={letter: reading.age("end", letter) for letter in known.ends},
        delays={key: reading.delay(key) for key in known.delays},
        added=reading.added(),
    )
    valid_from = reading.day("from")
    if reading.refused:
        raise Invalid(reading.refused)
    return new, valid_from


def fault_fields(faults: Iterable[Fault], known: Written) -> dict[str, str]:
    """Return what is wrong with the definition that a page made, in the words of the page, by field."""
    labels = {code: gettext(step.label) for code, step in known.steps.items()}
    found: dict[str, str] = {}
    another = gettext("Another assessment")
    for fault in faults:
        params = dict(fault.params)
        if "before" in params:
            params["before"] = labels.get(StepCode(str(params["before"])), params["before"])
        message = gettext(IN_PAGE_WORDS.get(fault.message, fault.message), **params)
        step = re.fullmatch(r"\[\[bilan\]\].*?\((.+)\)", fault.place)
        if step and step[1] != INITIAL:
            known_code = step[1] if step[1] in labels else NEW
            said = gettext(
                "%(step)s: %(message)s",
                step=labels.get(StepCode(step[1]), another),
                message=message,
            )
            part = FIELDS.get(str(params.get("key", "")), "opens")
            found.setdefault(f"{part}-{known_code}", said)
        else:
            key = str(params.get("key", ""))
            found.setdefault(key if key in DELAYS else "from", message)
    return found


class _Reading:
    """Reads fields, and gathers what is wrong with each."""

    def __init__(self, fields: Fields, *, apart: bool, letters: str) -> None:
        self.fields = fields
        self.apart = apart
        self.letters = letters
        self.refused: dict[str, str] = {}
        self.where = ""
        """Of which assessment the fields are; empty for those of the whole programme."""

    def step(self, code: str, known: StepSaid | None = None) -> StepSaid:
        """Read the fields of one assessment.

        A label that was left keeps the one it was translated from, questionnaires their order.
        """
        self.where = gettext(known.label) if known else gettext("Another assessment")
        label, scales = self.label(code), tuple(self.fields.getlist(f"scales-{code}"))
        found = StepSaid(
            label=known.label if known and label == _plain(gettext(known.label)) else label,
            sets=self.sets(code),
            target_months=self.number(f"target-{code}", MOST_MONTHS, NOT_MONTHS),
            opens=self.age("opens", code),
            closes=self.age("closes", code) if self.apart else None,
            scales=known.scales if known and set(known.scales) == set(scales) else scales,
            form=self.fields.get(f"form-{code}", "").strip(),
            asq3=self.expected("asq3", code),
            asqse2=self.expected("asqse2", code),
        )
        if self.apart and len(self.letters) > 1:
            found = replace(found, closes_in=self.exceptions(code, found))
        self.where = ""
        return found

    def expected(self, part: str, code: str) -> int | None:
        """Return the months of a questionnaire; None where none is named. The names check that it exists."""
        if not self.fields.get(f"{part}-{code}", "").strip():
            return None
        return self.number(f"{part}-{code}", MOST_MONTHS, NOT_A_QUESTIONNAIRE)

    def exceptions(self, code: str, step: StepSaid) -> dict[str, Age]:
        """Return until which age a set accepts it, where its fields say another one."""
        found: dict[str, Age] = {}
        for letter in self.letters:
            part = f"closes_{letter}"
            written = (
                self.fields.get(name, "") for name in (f"{part}-{code}", f"{part}_days-{code}")
            )
            if not any(each.strip() for each in written):
                continue
            age = self.age(part, code)
            if f"{part}-{code}" in self.refused or f"{part}_days-{code}" in self.refused:
                continue
            if letter not in step.sets:
                self.refuse(f"{part}-{code}", NOT_IN_SET)
            elif age < Age(months=step.target_months):
                self.refuse(f"{part}-{code}", BEFORE_ITS_AGE)
            elif age != step.closes:
                found[letter] = age
        return found

    def added(self) -> StepSaid | None:
        """Read the assessment that is added; None where nothing of it was written."""
        names = (f"{part}-{NEW}" for part in ("label", "target", "opens", "opens_days"))
        if not any(self.fields.get(name, "").strip() for name in names):
            return None
        return self.step(NEW)

    def label(self, code: str) -> str:
        label = _plain(self.fields.get(f"label-{code}", ""))
        if not 1 <= len(label) <= LONGEST_LABEL:
            self.refuse(f"label-{code}", NOT_A_LABEL)
        return label

    def sets(self, code: str) -> str:
        """Return the sets that were ticked; all of a programme that has one."""
        if len(self.letters) == 1:
            return self.letters
        ticked = self.fields.getlist(f"sets-{code}")
        chosen = "".join(letter for letter in self.letters if letter in ticked)
        if not chosen:
            self.refuse(f"sets-{code}", NO_SET)
        return chosen

    def age(self, part: str, code: str) -> Age:
        months = self.number(f"{part}-{code}", MOST_MONTHS, NOT_MONTHS)
        days = self.number(f"{part}_days-{code}", DAYS_OF_A_MONTH, NOT_DAYS, empty=0)
        return Age(months=months, days=days)

    def delay(self, key: str) -> int:
        return self.number(key, MOST_DELAY, NOT_A_DELAY)

    def number(self, name: str, most: int, wrong: str, *, empty: int | None = None) -> int:
        written = self.fields.get(name, "").strip()
        if not written and empty is not None:
            return empty
        if re.fullmatch(r"[0-9]{1,5}", written) is None or int(written) > most:
            self.refuse(name, wrong)
            return 0
        return int(written)

    def refuse(self, name: str, wrong: str) -> None:
        words = gettext(wrong)
        self.refused[name] = (
            gettext("%(step)s: %(message)s", step=self.where, message=words)
            if self.where
            else words
        )

    def day(self, name: str) -> date:
        try:
            return date.fromisoformat(self.fields.get(name, "").strip())
        except ValueError:
            self.refused[name] = NOT_A_DAY
            return date.min


def _plain(label: str) -> str:
    return " ".join(label.split())


def _age_fields(part: str, code: str, age: Age) -> dict[str, str]:
    return {f"{part}-{code}": str(age.months), f"{part}_days-{code}": str(age.days)}


def _letters(known: Written) -> str:
    return "".join(sorted({letter for step in known.steps.values() for letter in step.sets}))
