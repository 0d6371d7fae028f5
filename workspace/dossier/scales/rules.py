"""Ages, scores and zones of the screening scales. No I/O.

Sources: the publisher's public support pages for the age windows, the correction for early
birth and the missing answers; `definitions/scales-1.csv` says of each number whether a second
source confirmed it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from workspace.dossier.record.ages import age_on
from workspace.dossier.record.model import Age
from workspace.dossier.scales.definitions import scale
from workspace.dossier.scales.model import (
    CutoffRule,
    Domain,
    DomainResult,
    NewResponse,
    Questionnaire,
    Scale,
    ScaleAge,
    ScaleCode,
    Score,
    Threshold,
    Zone,
)
from workspace.errors import Invalid
from workspace.i18n import N_

TERM_WEEKS = 40
CORRECTED_FROM_WEEKS = 3
"""Born this many weeks before term, or more: the age is corrected."""
CORRECTED_UNTIL_MONTHS = 24

ASQ3_ANSWERS = frozenset({0, 5, 10})
ASQSE_ANSWERS = frozenset({0, 5, 10, 15})
"""Fifteen: ten, and five more for a concern of the person who answers."""
ASQ3_ITEMS = 6
ASQ3_MISSING_ALLOWED = 2
ASQSE_MISSING_UNADJUSTED = 2
ASQSE_MISSING_SHARE = 5
"""More than one answer in five missing: the total cannot be interpreted (our proposal)."""

STEP = 5
"""Answers are worth multiples of it."""
LOCAL_WATCH = Decimal(10)
"""Width of our own zone of caution above an ASQ-3 cut-off."""

_TENTH = Decimal("0.1")


def weeks_early(term_weeks: int | None) -> int:
    """Return the weeks to take off the age; 0 when born near term or the term is not known."""
    early = TERM_WEEKS - (term_weeks if term_weeks is not None else TERM_WEEKS)
    return early if early >= CORRECTED_FROM_WEEKS else 0


def term_before(early: int | None) -> int | None:
    """Return the term of a child born so many weeks early, as far as ages go; None when it is not known."""
    return None if early is None else TERM_WEEKS - early


def scale_age(birth: date, *, term_weeks: int | None, on: date) -> ScaleAge:
    """Return the age as the scales read it: corrected until 24 months as lived, if born early.

    Raise ValueError before birth.
    """
    lived = age_on(birth, on)
    early = weeks_early(term_weeks) if lived.months < CORRECTED_UNTIL_MONTHS else 0
    corrected_birth = birth + timedelta(weeks=early)
    used = age_on(corrected_birth, on) if on >= corrected_birth else None
    return ScaleAge(chronological=lived, used=used, weeks_corrected=early)


def expected_questionnaire(code: ScaleCode, age: Age | None) -> Questionnaire | None:
    """Return the form whose window holds `age`, or None outside all of them.

    The forms of 9 and 10 months overlap: the later is preferred, as serial follow-up asks.
    """
    if age is None:
        return None
    fitting = [form for form in scale(code).questionnaires if form.opens <= age <= form.closes]
    return max(fitting, key=lambda form: form.months, default=None)


def is_expected(new: NewResponse, *, birth: date, term_weeks: int | None) -> bool:
    """Return whether the form fits the age of that day; another one is kept, and flagged.

    The 9-month form fits where the 10-month one is preferred.
    """
    age = scale_age(birth, term_weeks=term_weeks, on=new.answered_on).used
    form = scale(new.scale).questionnaire(new.questionnaire_months)
    return age is not None and form.opens <= age <= form.closes


def score_domain(answers: Sequence[int | None]) -> Score:
    """Return the points of one ASQ-3 domain from its six answers (10, 5, 0 or None).

    One or two missing answers are replaced by the mean of the others; with three, no score.
    Raise ValueError for another number of answers, or an answer the scale does not have.
    """
    _check_answers(answers, ASQ3_ANSWERS, count=ASQ3_ITEMS)
    given = [answer for answer in answers if answer is not None]
    missing = len(answers) - len(given)
    if missing > ASQ3_MISSING_ALLOWED:
        return Score(points=None, answered=len(given), adjusted=False)
    return _score(given, missing)


def score_total(answers: Sequence[int | None]) -> Score:
    """Return the points of an ASQ:SE from its scored answers (0, 5, 10, 15 or None).

    Two missing answers change nothing; from three, they are replaced by the mean of the others;
    over one in five, no score. Raise ValueError for an answer the scale does not have.
    """
    _check_answers(answers, ASQSE_ANSWERS, count=len(answers))
    given = [answer for answer in answers if answer is not None]
    missing = len(answers) - len(given)
    if not given or missing * ASQSE_MISSING_SHARE > len(answers):
        return Score(points=None, answered=len(given), adjusted=False)
    return _score(given, missing if missing > ASQSE_MISSING_UNADJUSTED else 0)


def zone(threshold: Threshold, points: Decimal | None, *, local_watch: bool = True) -> Zone:
    """Return how `points` read. A screening zone, never a diagnosis.

    `local_watch`: where the publisher's monitoring zone is not known, mark the ten points above
    an ASQ-3 cut-off as our own caution.
    """
    if points is None:
        return Zone.NOT_SCORABLE
    if threshold.rule is CutoffRule.BELOW:
        return _zone_of_skill(threshold, points, local_watch=local_watch)
    return _zone_of_concern(threshold, points)


def check_response(new: NewResponse, *, birth: date, today: date) -> None:
    """Raise Invalid for a form that does not exist, points out of range, or an impossible day."""
    fields: dict[str, str] = {}
    if new.answered_on < birth:
        fields["answered_on"] = N_("This is before the birth.")
    if new.answered_on > today:
        fields["answered_on"] = N_("This day has not come yet.")
    try:
        form = scale(new.scale).questionnaire(new.questionnaire_months)
    except KeyError:
        fields["questionnaire_months"] = N_("This scale has no questionnaire of that age.")
    else:
        fields |= _points_refused(form, new.points)
    if fields:
        raise Invalid(fields)


def read_response(
    new: NewResponse, *, known: Scale | None = None, local_watch: bool = True
) -> tuple[DomainResult, ...]:
    """Return the zone of every domain of the form; KeyError for a form that does not exist.

    `known`: the scale with the numbers in force, else those that come with the programme.
    """
    form = (known or scale(new.scale)).questionnaire(new.questionnaire_months)
    return tuple(
        DomainResult(
            domain=threshold.domain,
            points=(points := new.points.get(threshold.domain)),
            zone=zone(threshold, points, local_watch=local_watch),
        )
        for threshold in form.thresholds
    )


def thresholds_version(code: ScaleCode) -> str:
    """Return the version of the numbers in use, to be kept with every result."""
    return scale(code).version


def can_be_total(value: Decimal, code: ScaleCode, *, items: int | None) -> bool:
    """Tell whether some answers give this total, missing ones replaced by the mean of the others or not.

    Written to the tenth, or rounded to a whole number. `items`: None where the count is not known, then
    nothing can be said of a total.
    """
    if items is None or value % STEP == 0:
        return True
    is_skills = code is ScaleCode.ASQ_3
    highest = max(ASQ3_ANSWERS if is_skills else ASQSE_ANSWERS)
    missing = ASQ3_MISSING_ALLOWED if is_skills else items // ASQSE_MISSING_SHARE
    first = 1 if is_skills else ASQSE_MISSING_UNADJUSTED + 1
    for given in range(items - missing, items - first + 1):
        for total in range(0, highest * given + 1, STEP):
            points = Decimal(total * items) / given
            if value in (points.quantize(_TENTH, ROUND_HALF_UP), points.quantize(1, ROUND_HALF_UP)):
                return True
    return False


def _check_answers(answers: Sequence[int | None], allowed: frozenset[int], *, count: int) -> None:
    if len(answers) != count:
        raise ValueError(f"{count} answers are expected")
    if not allowed.issuperset(answer for answer in answers if answer is not None):
        raise ValueError("the scale has no such answer")


def _score(given: Sequence[int], replaced: int) -> Score:
    total = Decimal(sum(given))
    points = total * (len(given) + replaced) / len(given)
    return Score(
        points=points.quantize(_TENTH, ROUND_HALF_UP), answered=len(given), adjusted=replaced > 0
    )


def _zone_of_skill(threshold: Threshold, points: Decimal, *, local_watch: bool) -> Zone:
    if points < threshold.cutoff:
        return Zone.BELOW
    if threshold.monitor_to is not None:
        return Zone.WATCH if points < threshold.monitor_to else Zone.ON_SCHEDULE
    if local_watch and points < threshold.cutoff + LOCAL_WATCH:
        return Zone.WATCH_LOCAL
    return Zone.ON_SCHEDULE


def _zone_of_concern(threshold: Threshold, points: Decimal) -> Zone:
    if points > threshold.cutoff:
        return Zone.REFER
    if points == threshold.cutoff and threshold.rule is CutoffRule.AT_OR_ABOVE:
        return Zone.REFER
    if threshold.monitor_from is not None and points >= threshold.monitor_from:
        return Zone.WATCH
    return Zone.REASSURING


def _points_refused(form: Questionnaire, points: Mapping[Domain, Decimal]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for domain, value in points.items():
        if domain not in form.domains:
            fields[domain.value] = N_("This scale does not have this domain.")
        elif not value.is_finite() or not 0 <= value <= form.threshold(domain).score_max:
            fields[domain.value] = N_("This score is outside the range of the scale.")
    if not points:
        fields[form.domains[0].value] = N_("Please give at least one score.")
    return fields
