"""What an answer may be, when an assessment is complete, who fills what, two versions into one. No I/O."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from workspace.access.model import Rights
from workspace.access.permissions import DataClass
from workspace.actor import Role
from workspace.dossier.assessment.model import (
    WHOM,
    About,
    Answer,
    Answers,
    Field,
    FieldCode,
    Form,
    Head,
    Kind,
    Part,
    PartCode,
    State,
    Steps,
)
from workspace.dossier.record.secrecy import hides
from workspace.i18n import N_

LONGEST_TEXT = 4_000
"""Characters of one answer."""

NOT_A_NUMBER = N_("Write a number, such as 12.5.")
CANNOT_BE = N_("This cannot be: look at the number and its unit.")
NOT_A_DAY = N_("Give the day, such as 2025-03-04.")
NOT_A_PARTIAL_DAY = N_("Give a year, a month or a day, such as 2023, 2023-04 or 2023-04-17.")
NOT_COME_YET = N_("This day has not come yet.")
BEFORE_BIRTH = N_("This is before the birth.")
BEFORE_VISIT = N_("This is not after the day of the visit. Give a day to come.")
NOT_AN_OPTION = N_("Choose one of these.")
ALONE = N_("This one stands alone: nothing else can be chosen with it.")
TOO_LONG = N_("This text is too long.")
NEEDED = N_("Answer, or say that it is not known.")

SEEN: Final = FieldCode("seen_on")
TOO_EARLY = N_("The days of this assessment begin on %(day)s only.")
CELSIUS = "\N{DEGREE SIGN}C"
FAHRENHEIT = frozenset({"\N{DEGREE SIGN}F", "F"})

NOTHING = frozenset({"none", "nothing", "nobody"})
"""Options that say there is nothing: they stand alone."""


def asked_parts(form: Form, *, initial: bool, battery: Collection[str] = ()) -> tuple[Part, ...]:
    """Return the parts of an assessment; the history is asked once, at the initial one.

    `battery`: the scales of the step, empty where the protocol names none: then every scale is asked.
    """
    parts = (part for part in form.parts if initial or part.steps is Steps.ALL)
    return tuple(part.of_battery(battery) for part in parts)


# ── Answers ────────────────────────────────────────────────────────────────────────────────────────


def as_number(text: str) -> Decimal | None:
    """Read a number with a comma or a point, with or without spaces; None for anything else."""
    bare = re.sub(r"\s", "", text).replace(",", ".")
    if not re.fullmatch(r"-?\d{1,9}(\.\d{0,6})?|-?\.\d{1,6}", bare):
        return None
    return Decimal(bare)


def plain(number: Decimal) -> str:
    """Write a number without exponent nor idle zeros: `3.50` is `3.5`."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def from_fahrenheit(degrees: Decimal) -> Decimal:
    """Return degrees Celsius, to one decimal."""
    return ((degrees - 32) * 5 / 9).quantize(Decimal("0.1"))


def normalised(field: Field, text: str) -> str:
    """Return a number as it is kept; one with another unit of the field is converted.

    What cannot be read is returned as it was typed: nothing is lost, `problems` says what is wrong.
    """
    typed = text.strip()
    written = re.fullmatch(r"([-\d\s.,]+?)\s*([^\d\s.,-][^\d]*)", typed)
    number = as_number(written[1] if written else typed)
    if number is None:
        return typed
    unit = written[2].strip() if written else field.unit
    if field.unit == CELSIUS and unit in FAHRENHEIT:
        return plain(from_fahrenheit(number))
    if unit is not None and unit in field.also:
        return plain(number * field.also[unit])
    return plain(number) if unit == field.unit else typed


def problems(
    part: Part,
    answers: Answers,
    *,
    months: int,
    born: date,
    today: date,
    seen_on: date | None = None,
    closing: bool = False,
) -> dict[str, str]:
    """Return what cannot be, field by field, all at once; when `closing`, also what is missing.

    `seen_on`: the day of the visit, before which nothing to come can be; None: not looked at.
    """
    found = {}
    for field in part.asked(months):
        answer = answers.get(field.code, Answer())
        if not answer.is_given:
            if closing and field.required:
                found[field.code] = NEEDED
            continue
        if message := _problem(field, answer, born=born, today=today):
            found[field.code] = message
        elif field.future and seen_on and _is_past(answer, seen_on):
            found[field.code] = BEFORE_VISIT
    return {str(code): message for code, message in found.items()}


def _is_past(answer: Answer, seen_on: date) -> bool:
    day = None if isinstance(answer.value, tuple) else as_day(answer.value)
    return day is not None and day <= seen_on


def _problem(field: Field, answer: Answer, *, born: date, today: date) -> str | None:
    if max(len(answer.note), len("".join(answer.value))) > LONGEST_TEXT:
        return TOO_LONG
    if answer.is_unknown:
        return None
    if isinstance(answer.value, tuple):
        return _problem_of_several(field, answer.value)
    return _problem_of_text(field, answer.value, born=born, today=today)


def _problem_of_text(field: Field, text: str, *, born: date, today: date) -> str | None:
    if field.kind is Kind.NUMBER:
        return _problem_of_number(field, text)
    if field.kind is Kind.DAY:
        return _problem_of_day(field, text, born=born, today=today)
    if field.kind is Kind.PARTIAL_DAY:
        return _problem_of_partial_day(text, today=today)
    is_known = not field.options or field.option(text) is not None
    return None if is_known else NOT_AN_OPTION


def _problem_of_several(field: Field, values: tuple[str, ...]) -> str | None:
    if any(field.option(value) is None for value in values):
        return NOT_AN_OPTION
    return ALONE if len(values) > 1 and NOTHING & set(values) else None


def _problem_of_number(field: Field, text: str) -> str | None:
    number = as_number(text)
    if number is None:
        return NOT_A_NUMBER
    least = Decimal(0) if field.least is None else field.least
    if number < least or (field.most is not None and number > field.most):
        return CANNOT_BE
    return None


def _problem_of_day(field: Field, text: str, *, born: date, today: date) -> str | None:
    day = as_day(text)
    if day is None:
        return NOT_A_DAY
    if day < born:
        return BEFORE_BIRTH
    return NOT_COME_YET if day > today and not field.future else None


def _problem_of_partial_day(text: str, *, today: date) -> str | None:
    day = as_partial_day(text)
    if day is None:
        return NOT_A_PARTIAL_DAY
    return NOT_COME_YET if day > today else None


def as_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def as_partial_day(text: str) -> date | None:
    """Return the first day that `2023`, `2023-04` or `2023-04-17` may mean, or None."""
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text):
        return None
    return as_day((text + "-01-01")[:10])


def rest_normal(part: Part, answers: Answers, *, months: int) -> Answers:
    """Answer "normal" wherever nothing was answered and the field has such an answer."""
    return _filled(
        part, answers, months, {f.code: Answer(value=f.normal) for f in part.fields if f.normal}
    )


def rest_unknown(part: Part, answers: Answers, *, months: int) -> Answers:
    """Say "not known" wherever nothing was answered."""
    return _filled(part, answers, months, {f.code: Answer(is_unknown=True) for f in part.fields})


def _filled(
    part: Part, answers: Answers, months: int, fill: Mapping[FieldCode, Answer]
) -> dict[FieldCode, Answer]:
    filled = dict(answers)
    for field in part.asked(months):
        given = answers.get(field.code, Answer())
        if not given.is_given and field.code in fill:
            filled[field.code] = replace(fill[field.code], note=given.note, source=given.source)
    return filled


@dataclass(frozen=True, kw_only=True, slots=True)
class Completeness:
    """How far a part is answered; "not known" is an answer, and counted apart."""

    asked: int
    known: int
    unknown: int

    @property
    def percent(self) -> int:
        """Whole percent of what is asked that was answered, rounded down."""
        return 100 * (self.known + self.unknown) // self.asked if self.asked else 100


def completeness(part: Part, answers: Answers, *, months: int) -> Completeness:
    asked = part.asked(months)
    given = [answers[field.code] for field in asked if field.code in answers]
    return Completeness(
        asked=len(asked),
        known=sum(1 for answer in given if answer.value and not answer.is_unknown),
        unknown=sum(1 for answer in given if answer.is_unknown),
    )


def body_mass_index(weight_kg: Decimal, length_cm: Decimal) -> Decimal:
    """Return kilograms a square metre, to one decimal."""
    return (weight_kg * 10_000 / (length_cm * length_cm)).quantize(Decimal("0.1"))


# ── The whole assessment ───────────────────────────────────────────────────────────────────────────


Heads = Mapping[PartCode, Head]
"""Which version of each part stands."""


def left_to_close(parts: Iterable[Part], heads: Heads) -> tuple[Part, ...]:
    """Return the mandatory parts that are not closed."""
    return tuple(
        part
        for part in parts
        if part.mandatory and (part.code not in heads or heads[part.code].state is not State.CLOSED)
    )


def done_on(parts: Iterable[Part], heads: Heads) -> date | None:
    """Return the day an assessment was done: the last day the child was seen for a mandatory part.

    None while a mandatory part is open: an assessment in two visits is done at the second.
    """
    asked = tuple(parts)
    if left_to_close(asked, heads):
        return None
    return max((heads[part.code].seen_on for part in asked if part.mandatory), default=None)


def may_read(data_class: DataClass, rights: Rights) -> bool:
    return data_class in rights.reads


def may_write(data_class: DataClass, rights: Rights) -> bool:
    """Tell whether content of this class may be written in an assessment.

    Whoever writes somatic health and reads a more closed class writes that class too, here: it is the
    physician, who examines and signs. PostgreSQL says the same (the policies of `assessment_part`).
    """
    if data_class in {DataClass.PSYCHOLOGICAL, DataClass.THIRD_PARTY}:
        examines = DataClass.SOMATIC in rights.writes and data_class in rights.reads
        return examines or (
            data_class is DataClass.PSYCHOLOGICAL and DataClass.PSYCHOLOGICAL in rights.writes
        )
    return data_class in rights.writes


def may_fill(part: Part, role: Role, rights: Rights) -> bool:
    """Tell whether this role fills and closes this part."""
    return role in part.roles and may_write(part.data_class, rights)


# ── The secret of a birth ──────────────────────────────────────────────────────────────────────────


FREE_WORDS = frozenset({Kind.TEXT, Kind.WORDS, Kind.LINES})


def veiled(form: Form) -> Form:
    """Return the forms of a child born in secret: words about the mother are not asked, and not shown.

    What was written of them stays in its versions. Facts of health stay asked: they name nobody.
    """
    return replace(form, parts=tuple(_veiled_part(part) for part in form.parts))


def _is_about_her(about: About | None) -> bool:
    return about is not None and any(hides(whom, secret=True) for whom in WHOM[about])


def _veiled_part(part: Part) -> Part:
    fields = tuple(
        replace(
            field,
            is_veiled=field.kind in FREE_WORDS,
            note=False,
            has_veiled_note=field.note,
        )
        if _is_about_her(field.about or part.about)
        else field
        for field in part.fields
    )
    return replace(part, fields=fields)


# ── Two versions of one part ───────────────────────────────────────────────────────────────────────


MINE = "mine"


def differing(part: Part, mine: Answers, theirs: Answers) -> tuple[Field, ...]:
    """Return the fields that two versions answer differently, in their order."""
    return tuple(
        field
        for field in part.fields
        if not field.is_veiled and _said(mine.get(field.code)) != _said(theirs.get(field.code))
    )


def _said(answer: Answer | None) -> tuple[object, ...]:
    """Return what an answer says, whatever proposed or confirmed it."""
    if answer is None or not (answer.is_given or answer.note):
        return ()
    return (
        answer.value,
        answer.is_unknown,
        answer.note,
        answer.source if answer.is_given else None,
    )


def merged(
    part: Part, mine: Answers, theirs: Answers, picks: Mapping[str, str]
) -> dict[FieldCode, Answer]:
    """Return one version of two: `picks` says "mine" for a field taken from mine, else theirs.

    A field that only one of the two answered is taken from that one, unless somebody picked.
    """
    chosen = {**mine, **theirs}
    for field in differing(part, mine, theirs):
        pick = picks.get(field.code)
        side = mine if pick == MINE else theirs
        if pick is None and not theirs.get(field.code, Answer()).is_given:
            side = mine
        if field.code in side:
            chosen[field.code] = side[field.code]
        else:
            del chosen[field.code]
    return chosen
