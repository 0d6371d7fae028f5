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
from workspace.dossier.health.model import (
    Allergy,
    Condition,
    Result,
    Screening,
    ScreeningDone,
    Status,
    Stay,
    Treatment,
    VaccineState,
    VaccineStatus,
)
from workspace.dossier.record.family.model import Sibling
from workspace.dossier.record.model import Birth, Placement, PlacementKind
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

PROBLEMS = FieldCode("problems")
NEWBORN = timedelta(days=28)
"""How long after the birth a screening is one of the newborn."""
AT_BIRTH: Mapping[Screening, tuple[str, Mapping[Result, str]]] = {
    Screening.HEARING: (
        "hearing_newborn",
        {
            Result.NORMAL: "normal",
            Result.RECHECK: "recheck",
            Result.ABNORMAL: "recheck",
            Result.NOT_DONE: "not_done",
        },
    ),
    Screening.BLOOD_SPOT: (
        "blood_spot",
        {
            Result.NORMAL: "done",
            Result.RECHECK: "done",
            Result.ABNORMAL: "done",
            Result.REFUSED: "refused",
            Result.NOT_DONE: "not_done",
        },
    ),
}
APART = frozenset(
    {
        PlacementKind.RESIDENTIAL_NURSERY,
        PlacementKind.FOSTER_FAMILY,
        PlacementKind.MECS,
        PlacementKind.TRUSTED_PERSON,
        PlacementKind.ADOPTION,
    }
)
"""Places where a child lives away from the parents."""
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
    treatments: Sequence[Treatment] = ()
    conditions: Sequence[Condition] = ()
    stays: Sequence[Stay] = ()
    screenings: Sequence[ScreeningDone] = ()
    siblings: Sequence[Sibling] = ()
    placements: Sequence[Placement] = ()
    """In the order they were lived."""
    born_on: date = date.max
    admitted_on: date = date.max
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
    """Take what health and the path know of the time before admission.

    That there is none (no allergy, no treatment) stays to be said by whoever fills the form.
    """
    listed = {
        "allergies": [allergy.substance for allergy in known.allergies if not allergy.is_none],
        "treatments": [
            " ".join(filter(None, (each.name, each.dose)))
            for each in known.treatments
            if each.begins_on <= known.admitted_on
        ],
        "hospital_stays": [
            _stay(each) for each in known.stays if each.begins_on <= known.admitted_on
        ],
    }
    found = {
        FieldCode(code): Answer(value="\n".join(lines), found=Found(origin=Origin.HEALTH))
        for code, lines in listed.items()
        if lines
    }
    apart = [each.begins_on for each in known.placements if each.kind in APART]
    if apart:
        path = Found(origin=Origin.RECORD)
        found[FieldCode("placed_from")] = Answer(value=min(apart).isoformat(), found=path)
    return found


def _stay(stay: Stay) -> str:
    days = [day.isoformat() for day in (stay.begins_on, stay.ends_on) if day]
    return ", ".join(filter(None, (" - ".join(days), stay.place, stay.reason)))


def _first_week(known: Known) -> Answers:
    """Take the screenings made around the birth, the first of each."""
    found: dict[FieldCode, Answer] = {}
    for done in sorted(known.screenings, key=lambda each: each.done_on):
        field, values = AT_BIRTH.get(done.what, ("", {}))
        if not field or done.result not in values or done.done_on > known.born_on + NEWBORN:
            continue
        origin = Found(origin=Origin.HEALTH, on=done.done_on)
        found.setdefault(FieldCode(field), Answer(value=values[done.result], found=origin))
    return found


def _family(known: Known) -> Answers:
    if not known.siblings:
        return {}
    told = [f"{each.name} ({each.words})" if each.words else each.name for each in known.siblings]
    found = Found(origin=Origin.RECORD)
    return {FieldCode("siblings"): Answer(value=", ".join(told), found=found)}


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
    """Take the day of the next assessment, and the conditions that last where no conclusion named problems yet."""
    answers: dict[FieldCode, Answer] = {}
    if known.next_on is not None:
        found = Found(origin=Origin.PROTOCOL)
        answers[FieldCode("next_on")] = Answer(value=known.next_on.isoformat(), found=found)
    lasting = [each.name for each in known.conditions if each.is_current(known.today)]
    if lasting and (known.last is None or PROBLEMS not in known.last.answers):
        answers[PROBLEMS] = Answer(value="\n".join(lasting), found=Found(origin=Origin.HEALTH))
    return answers


PROPOSED: Mapping[str, Callable[[Known], Answers]] = {
    "before": _before,
    "birth": _birth,
    "conclusion": _conclusion,
    "family": _family,
    "first_week": _first_week,
    "measures": _measures,
    "prevention": _prevention,
    "scales": _scales,
}
