"""What is already known, proposed in the form, each value with where it was found. No I/O."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from workspace.dossier.assessment.model import (
    Answer,
    Answers,
    FieldCode,
    Found,
    Origin,
    Part,
    Version,
)
from workspace.dossier.assessment.rules import plain
from workspace.dossier.growth.model import GrowthMeasurement
from workspace.dossier.health.model import Allergy, Status, VaccineState, VaccineStatus
from workspace.dossier.record.model import Birth
from workspace.dossier.scales.model import ScaleCode, ScaleResponse, Zone

NEAR = timedelta(days=60)
"""A questionnaire answered longer ago is not of this assessment."""

ASQ_3 = frozenset({ScaleCode.ASQ_3})
SOCIO_EMOTIONAL = frozenset({ScaleCode.ASQ_SE, ScaleCode.ASQ_SE_2})
SOCIO_EMOTIONAL_CLASSES = {
    Zone.REASSURING: "reassuring",
    Zone.WATCH: "watch",
    Zone.REFER: "refer",
}

WAITING = frozenset({VaccineState.LATE, VaccineState.CATCH_UP, VaccineState.TO_DO})
SETTLED = frozenset({VaccineState.UP_TO_DATE, VaccineState.TO_COME})


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What the other wings know, as far as it is open to who asks."""

    today: date
    birth: Birth = field(default_factory=Birth)
    measurements: Sequence[GrowthMeasurement] = ()
    """Oldest first."""
    responses: Sequence[ScaleResponse] = ()
    """Oldest first."""
    allergies: Sequence[Allergy] = ()
    vaccines: Sequence[VaccineStatus] = ()
    last: Version | None = None
    """This part as it was closed at another assessment, the latest."""
    next_on: date | None = None


def proposals(part: Part, known: Known, *, months: int) -> Answers:
    """Return what can be proposed of this part; nothing is ever guessed."""
    found = {**_carried(part, known), **PROPOSED.get(part.code, _nothing)(known)}
    asked = {each.code for each in part.asked(months)}
    return {code: answer for code, answer in found.items() if code in asked}


def last_measures(part: Part, known: Known) -> Mapping[FieldCode, tuple[str, date]]:
    """Return the last value of each measure and its day, to be shown beside the field."""
    if part.code != "measures":
        return {}
    found: dict[FieldCode, tuple[str, date]] = {}
    for taken in known.measurements:
        for code, value in _values(taken).items():
            if value is not None and taken.measured_on < known.today:
                found[FieldCode(code)] = (plain(value), taken.measured_on)
    return found


def _nothing(_: Known) -> Answers:
    return {}


def _carried(part: Part, known: Known) -> Answers:
    if known.last is None:
        return {}
    found = Found(origin=Origin.PREVIOUS, on=known.last.seen_on)
    return {
        each.code: replace(known.last.answers[each.code], found=found)
        for each in part.fields
        if each.carry and each.code in known.last.answers
    }


def _birth(known: Known) -> Answers:
    birth = known.birth
    values = {
        "term_weeks": birth.term_weeks,
        "birth_weight_g": birth.weight_g,
        "birth_length_cm": birth.length_cm,
        "birth_head_cm": birth.head_cm,
    }
    return {
        FieldCode(code): Answer(value=plain(Decimal(value)), found=Found(origin=Origin.BIRTH))
        for code, value in values.items()
        if value is not None
    }


def _measures(known: Known) -> Answers:
    """Take what was measured today, perhaps by the nurse before the visit."""
    found = Found(origin=Origin.GROWTH, on=known.today)
    return {
        FieldCode(code): Answer(value=plain(value), found=found)
        for taken in known.measurements
        if taken.measured_on == known.today
        for code, value in _values(taken).items()
        if value is not None
    }


def _values(taken: GrowthMeasurement) -> dict[str, Decimal | None]:
    return {
        "weight_kg": taken.weight_kg,
        "length_cm": taken.length_cm,
        "head_cm": taken.head_cm,
    }


def _scales(known: Known) -> Answers:
    found: dict[FieldCode, Answer] = {}
    for response in known.responses:
        if not known.today - NEAR <= response.answered_on <= known.today:
            continue
        origin = Found(origin=Origin.SCALES, on=response.answered_on)
        if response.scale in ASQ_3:
            if worst := _worst_area(response):
                found[FieldCode("asq3")] = Answer(value=worst, found=origin)
        elif response.scale in SOCIO_EMOTIONAL and response.zone in SOCIO_EMOTIONAL_CLASSES:
            value = SOCIO_EMOTIONAL_CLASSES[response.zone]
            found[FieldCode("asqse")] = Answer(value=value, found=origin)
    return found


def _worst_area(response: ScaleResponse) -> str | None:
    """Return the class of the worst area; None when it might be one that could not be scored."""
    zones = {result.zone for result in response.results}
    if Zone.BELOW in zones:
        return "below"
    if Zone.NOT_SCORABLE in zones or not zones:
        return None
    return "watch" if Zone.WATCH_LOCAL in zones else "on_schedule"


def _before(known: Known) -> Answers:
    """Take the allergies that are listed; that none is known stays to be said by whoever fills the form."""
    named = [allergy.substance for allergy in known.allergies if not allergy.is_none]
    if not named:
        return {}
    found = Found(origin=Origin.HEALTH)
    return {FieldCode("allergies"): Answer(value="\n".join(named), found=found)}


def _prevention(known: Known) -> Answers:
    """Say how the compulsory vaccines stand; never "up to date" from what is not known or not proved."""
    compulsory = [each for each in known.vaccines if each.vaccine.status is Status.COMPULSORY]
    states = {each.state for each in compulsory}
    if states & WAITING:
        value = "due"
    elif VaccineState.UP_TO_DATE not in states or states - SETTLED:
        return {}
    else:
        value = "no_proof" if any(each.lacks_proof for each in compulsory) else "up_to_date"
    return {FieldCode("vaccinations_now"): Answer(value=value, found=Found(origin=Origin.HEALTH))}


def _conclusion(known: Known) -> Answers:
    if known.next_on is None:
        return {}
    found = Found(origin=Origin.PROTOCOL)
    return {FieldCode("next_on"): Answer(value=known.next_on.isoformat(), found=found)}


PROPOSED: Mapping[str, Callable[[Known], Answers]] = {
    "before": _before,
    "birth": _birth,
    "conclusion": _conclusion,
    "measures": _measures,
    "prevention": _prevention,
    "scales": _scales,
}
