"""What to ask about an answer before it is kept: a value that is unlikely, and what was probably meant. No I/O."""

from decimal import Decimal

from workspace.dossier.assessment.model import Answer, Answers, Doubt, Field, FieldCode, Kind, Part
from workspace.dossier.assessment.rules import CELSIUS, as_number, from_fahrenheit, plain
from workspace.i18n import N_

MEANT_ANOTHER_UNIT = N_("%(typed)s %(unit)s is unlikely. Did you mean %(meant)s %(unit)s?")
UNUSUAL = N_("%(typed)s %(unit)s is unusual. Is it right?")
EXCHANGED = N_(
    "The lower pressure (%(lower)s) is not below the upper one (%(upper)s). Were the two exchanged?"
)

UPPER, LOWER = "8480-6", "8462-4"
"""Systolic and diastolic blood pressure (LOINC)."""


def doubts(part: Part, answers: Answers, *, months: int) -> dict[FieldCode, Doubt]:
    """Return what to ask about, field by field; what was confirmed is not asked again."""
    found = {}
    for field in part.asked(months):
        answer = answers.get(field.code)
        if answer is None or answer.is_sure or isinstance(answer.value, tuple):
            continue
        if field.kind is Kind.NUMBER and (doubt := _doubt(field, as_number(answer.value))):
            found[field.code] = doubt
    return {**found, **_exchanged(part, answers, months=months)}


def _exchanged(part: Part, answers: Answers, *, months: int) -> dict[FieldCode, Doubt]:
    """Ask about a lower blood pressure that is not below the upper one: the two were probably exchanged."""
    fields = {each.concept: each for each in part.asked(months) if each.kind is Kind.NUMBER}
    upper, lower = fields.get(UPPER), fields.get(LOWER)
    if upper is None or lower is None:
        return {}
    above, below = (answers.get(each.code, Answer()) for each in (upper, lower))
    high, low = as_number(str(above.value)), as_number(str(below.value))
    if high is None or low is None or low < high or below.is_sure:
        return {}
    return {
        lower.code: Doubt(message=EXCHANGED, values={"upper": plain(high), "lower": plain(low)})
    }


def _doubt(field: Field, number: Decimal | None) -> Doubt | None:
    if number is None or _is_plausible(field, number):
        return None
    values = {"typed": plain(number), "unit": field.unit or ""}
    readings = [number * factor for factor in field.also.values()]
    if field.unit == CELSIUS:
        readings.append(from_fahrenheit(number))
    for read in readings:
        if _is_plausible(field, read):
            meant = plain(read)
            return Doubt(message=MEANT_ANOTHER_UNIT, values={**values, "meant": meant}, meant=meant)
    return Doubt(message=UNUSUAL, values=values)


def _is_plausible(field: Field, number: Decimal) -> bool:
    return (field.low is None or number >= field.low) and (
        field.high is None or number <= field.high
    )
