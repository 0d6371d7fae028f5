"""From the fields of a page to a filled questionnaire or a link, or Invalid naming every field.

Slots are `a-<section>-<number>`, a concern `c-<section>-<number>`, a total `t-<domain>`.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from workspace.dossier.scales.checking import plain_words
from workspace.dossier.scales.entries import (
    AnsweredAt,
    Answers,
    Concerns,
    Entry,
    Filled,
    Informant,
    NewEntry,
    NewInvitation,
    Respondent,
)
from workspace.dossier.scales.model import Domain, ResponseId
from workspace.dossier.scales.sheets import Section, Sheet
from workspace.errors import Invalid
from workspace.i18n import N_

Choice = TypeVar("Choice", bound=StrEnum)
SCORE = re.compile(r"[+-]?[0-9]{1,6}(?:\.[0-9]{0,6})?")
"""No exponent: nobody scores 1e2."""
Fields = Mapping[str, str]

USUAL_LANGUAGE = "fran\u00e7ais"
DAY = N_("Give the day, such as 2025-03-04.")
CHOOSE = N_("Choose one of these.")


def new_entry(fields: Fields, sheet: Sheet, *, today: date) -> tuple[NewEntry, dict[str, str]]:
    """Read a filled sheet: what could be read, and what could not, by field.

    What could not stands there as something that is judged no further: `today`, nobody in particular, a score that
    is no number. So the service judges the rest, and everything is refused at once (`refused_beside`).
    """
    refused: dict[str, str] = {}
    answered_on = day(fields, "answered_on", refused) or today
    by_answers = fields.get("mode") != "totals" and bool(sheet.sections)
    new = NewEntry(
        tool=sheet.tool,
        months=sheet.months,
        answered_on=answered_on,
        informant=_informant(fields, refused),
        answers=answers(fields, sheet.sections) if by_answers else None,
        concerns=concerns(fields, sheet.sections) if by_answers else {},
        points={} if by_answers else _totals(fields, sheet, refused),
        use_lived_age=fields.get("lived") == "yes",
        reason=plain_words(fields.get("reason", "")),
        supersedes=_response(fields, refused),
    )
    return new, refused


def refused_beside(unread: Mapping[str, str], judged: Mapping[str, str]) -> dict[str, str]:
    """Return everything that is refused: what could not be read, and what was judged and does not hang on it."""
    hangs = {"reason", "knows_since"} if "answered_on" in unread else set()
    return {name: words for name, words in judged.items() if name not in hangs} | dict(unread)


def answers(fields: Fields, sections: tuple[Section, ...]) -> Answers:
    """Read the slots of `sections`; what is not a number is a missing answer."""
    return {
        section.code.value: tuple(
            _answer(fields, section.code, number) for number in range(1, section.slots + 1)
        )
        for section in sections
    }


def _answer(fields: Fields, section: Domain, number: int) -> int | None:
    written = fields.get(f"a-{section.value}-{number}", "").strip()
    if not (written.isascii() and written.isdigit()):
        return None
    return int(written[:3])


def concerns(fields: Fields, sections: tuple[Section, ...]) -> Concerns:
    """Read which slots of `sections` a concern was ticked at."""
    return {
        section.code.value: tuple(
            number
            for number in range(1, section.slots + 1)
            if fields.get(f"c-{section.code.value}-{number}") == "yes"
        )
        for section in sections
        if section.has_concern
    }


def values_of(entry: Entry) -> dict[str, str]:
    """Return the fields that would make this entry again: what a correction starts from."""
    values = {
        "answered_on": entry.answered_on.isoformat(),
        "reason": entry.reason,
        "supersedes": str(entry.id),
        "mode": "items" if entry.answers is not None else "totals",
    }
    if entry.informant:
        values |= {
            "respondent": entry.informant.respondent.value,
            "place": entry.informant.place.value,
            "language": entry.informant.language,
            "knows_since": entry.informant.knows_since.isoformat()
            if entry.informant.knows_since
            else "",
        }
    for result in entry.results:
        if result.points is not None:
            values[f"t-{result.domain.value}"] = f"{result.points:f}"
    return values | answer_values(entry.answers or {}, entry.concerns)


def answer_values(found: Answers, ticked: Concerns) -> dict[str, str]:
    """Return the slots as fields."""
    values = {
        f"a-{code}-{number}": str(answer)
        for code, given in found.items()
        for number, answer in enumerate(given, start=1)
        if answer is not None
    }
    return values | {
        f"c-{code}-{number}": "yes" for code, numbers in ticked.items() for number in numbers
    }


def _totals(fields: Fields, sheet: Sheet, refused: dict[str, str]) -> dict[Domain, Decimal]:
    found: dict[Domain, Decimal] = {}
    for domain in sheet.highest:
        written = fields.get(f"t-{domain.value}", "").strip().replace(",", ".")
        if not written:
            continue
        is_number = SCORE.fullmatch(written) is not None
        found[domain] = Decimal(written) if is_number else Decimal("NaN")
        if not is_number:
            refused[domain.value] = N_("Give the score as a number, such as 35.")
    return found


def _informant(fields: Fields, refused: dict[str, str]) -> Informant:
    respondent = choice(Respondent, "respondent", fields, refused)
    place = choice(AnsweredAt, "place", fields, refused)
    knows_since = day(fields, "knows_since", refused, optional=True)
    return Informant(
        respondent=respondent or Respondent.OTHER,
        place=place or AnsweredAt.OTHER,
        language=plain_words(fields.get("language", "")),
        knows_since=knows_since,
    )


def _response(fields: Fields, refused: dict[str, str]) -> ResponseId | None:
    written = fields.get("supersedes", "")
    if not written:
        return None
    try:
        return ResponseId(UUID(written))
    except ValueError:
        refused["supersedes"] = CHOOSE
        return None


def new_invitation(fields: Fields) -> NewInvitation:
    """Read a link to make. Raises Invalid naming every field that cannot be read."""
    refused: dict[str, str] = {}
    respondent = choice(Respondent, "respondent", fields, refused)
    days, months = (_whole(fields, name, refused) for name in ("days", "months"))
    if refused or respondent is None or days is None or months is None:
        raise Invalid(refused)
    return NewInvitation(
        tool=fields.get("tool", ""),
        months=months,
        called=plain_words(fields.get("called", "")),
        respondent=respondent,
        days=days,
        reason=plain_words(fields.get("reason", "")),
    )


def filled(fields: Fields, sections: tuple[Section, ...]) -> Filled:
    """Read one page of what is filled through a link: these sections, or who answers."""
    refused: dict[str, str] = {}
    knows_since = day(fields, "knows_since", refused, optional=True)
    place = choice(AnsweredAt, "place", fields, refused) if fields.get("place") else None
    if refused:
        raise Invalid(refused)
    return Filled(
        answers=answers(fields, sections),
        concerns=concerns(fields, sections),
        knows_since=knows_since,
        language=plain_words(fields.get("language", "")),
        place=place,
    )


def choice(
    choices: type[Choice], name: str, fields: Fields, refused: dict[str, str]
) -> Choice | None:
    try:
        return choices(fields.get(name, ""))
    except ValueError:
        refused[name] = CHOOSE
        return None


def day(
    fields: Fields, name: str, refused: dict[str, str], *, optional: bool = False
) -> date | None:
    written = fields.get(name, "").strip()
    if optional and not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        refused[name] = DAY
        return None


def _whole(fields: Fields, name: str, refused: dict[str, str]) -> int | None:
    written = fields.get(name, "").strip()
    if not (written.isascii() and written.isdigit()):
        refused[name] = N_("Give a whole number.")
        return None
    return int(written[:6])
