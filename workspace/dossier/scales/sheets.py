"""What an entry page asks: numbered slots and their choices, never the words of a question. No I/O.

A sheet is made of a questionnaire of a scale or of an instrument of `definitions/instruments`; both
are filled, scored and kept alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from workspace.dossier.record.model import Age
from workspace.dossier.scales import rules
from workspace.dossier.scales.entries import NO_CONCERN, AgeRead, Answers, Concerns
from workspace.dossier.scales.model import (
    DOMAIN_LABELS,
    SCALE_LABELS,
    Domain,
    DomainResult,
    Questionnaire,
    Scale,
    ScaleCode,
    Score,
    Zone,
)
from workspace.i18n import N_

CONCERN = 5
"""Points that a concern adds to an answer of an ASQ:SE."""


class Scoring(StrEnum):
    """How the answers of an instrument become one number."""

    SUM = "sum"
    AT_RISK = "at_risk"
    """How many answers are those at risk."""
    COUNT = "count"
    """How many are ticked; no cut-off."""
    TOTAL = "total"
    """Its total alone is entered: filling it on a screen belongs to its owner."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    points: int
    label: str
    """msgid, or a letter."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A group of slots; its code is a key of the answers."""

    code: Domain
    label: str
    """msgid"""
    slots: int
    choices: tuple[Choice, ...]
    has_concern: bool = False
    words: tuple[str, ...] = ()
    """Our own words for each slot, where the instrument is ours; else slots are numbered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Band:
    """Totals from `first` on read in `zone`."""

    first: int
    zone: Zone
    code: str = ""
    """Of `BAND_LABELS`, where the instrument has words of its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Instrument:
    """A plug-in: one file of `definitions/instruments`, or one of its forms by age.

    Of an instrument with forms, the head says what those that say nothing of it take: it is filled by its forms.
    """

    code: str
    label: str
    edition: str
    version: str
    """Of its cut-offs; kept with every result."""
    opens: Age
    closes: Age
    items: int
    choices: tuple[Choice, ...]
    scoring: Scoring
    at_risk: int = 0
    """The answer at risk, but for the items of `reversed_items`."""
    reversed_items: frozenset[int] = frozenset()
    """Numbered from 1."""
    bands: tuple[Band, ...] = ()
    words: tuple[str, ...] = ()
    notice: str = ""
    """What its owner asks of whoever uses it; in French, like the rest of its file."""
    uses_lived_age: bool = False
    """The age is never corrected for it; else as for the scales."""
    most: int = 0
    """The highest total, of an instrument entered by it; its items are not said."""
    months: int = 0
    """What a form is named by; 0 for an instrument that has only one."""
    forms: "tuple[Instrument, ...]" = ()
    """One for each range of ages, in their order; empty for an instrument that has only one."""

    def form(self, months: int) -> "Instrument":
        """Return the form of those months; KeyError when there is none.

        0 is the instrument whole: what was filled before it had forms is read by it.
        """
        for each in (self, *self.forms):
            if each.months == months:
                return each
        raise KeyError(months)

    @property
    def highest(self) -> int:
        if self.scoring is Scoring.TOTAL:
            return self.most
        if self.scoring is Scoring.SUM:
            return self.items * max(choice.points for choice in self.choices)
        return self.items


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One questionnaire, ready to be filled by answers or by totals."""

    tool: str
    months: int
    label: str
    opens: Age
    closes: Age
    sections: tuple[Section, ...]
    """Empty where the count of items is not known: it is filled by totals alone."""
    highest: Mapping[Domain, int]
    version: str
    source: Questionnaire | Instrument = field(repr=False)
    uses_lived_age: bool = False

    @property
    def slots(self) -> int:
        return sum(section.slots for section in self.sections)


ASQ3_CHOICES = (
    Choice(points=10, label=N_("Yes")),
    Choice(points=5, label=N_("Sometimes")),
    Choice(points=0, label=N_("Not yet")),
)
ASQSE_CHOICES = (
    Choice(points=0, label="Z"),
    Choice(points=5, label="V"),
    Choice(points=10, label="X"),
)

ANSWER_LABELS: Mapping[str, str] = {
    "yes": N_("Yes"),
    "no": N_("No"),
    "acquired": N_("Acquired"),
    "not_yet": N_("Not yet"),
    "present": N_("Present"),
    "absent": N_("Absent"),
    "passed": N_("Passed"),
    "failed": N_("Failed"),
}
"""How the files of instruments name answers; another name is shown as it is written."""

BAND_LABELS: Mapping[str, str] = {
    "low": N_("Low likelihood"),
    "medium": N_("Medium likelihood: ask the follow-up questions"),
    "high": N_("High likelihood"),
    "below": N_("Under the threshold"),
    "reached": N_("Threshold reached"),
}


def sheet_of_questionnaire(known: Scale, form: Questionnaire) -> Sheet:
    is_skills = known.code is ScaleCode.ASQ_3
    return Sheet(
        tool=known.code.value,
        months=form.months,
        label=SCALE_LABELS[known.code],
        opens=form.opens,
        closes=form.closes,
        sections=tuple(
            Section(
                code=threshold.domain,
                label=DOMAIN_LABELS[threshold.domain],
                slots=threshold.items,
                choices=ASQ3_CHOICES if is_skills else ASQSE_CHOICES,
                has_concern=not is_skills,
            )
            for threshold in form.thresholds
            if threshold.items is not None
        ),
        highest={threshold.domain: threshold.score_max for threshold in form.thresholds},
        version=known.version,
        source=form,
    )


def sheet_of_instrument(known: Instrument) -> Sheet:
    return Sheet(
        tool=known.code,
        months=known.months,
        label=known.label,
        opens=known.opens,
        closes=known.closes,
        sections=() if known.scoring is Scoring.TOTAL else (_answers(known),),
        highest={Domain.TOTAL: known.highest},
        version=known.version,
        source=known,
        uses_lived_age=known.uses_lived_age,
    )


def _answers(known: Instrument) -> Section:
    return Section(
        code=Domain.TOTAL,
        label=N_("Answers"),
        slots=known.items,
        choices=known.choices,
        words=known.words,
    )


def can_be_total(sheet: Sheet, domain: Domain, value: Decimal) -> bool:
    """Tell whether some answers of `sheet` give this total; `value` was found within its range."""
    if isinstance(sheet.source, Instrument):
        return value == value.to_integral_value()
    items = sheet.source.threshold(domain).items
    return rules.can_be_total(value, sheet.source.scale, items=items)


def allowed(section: Section) -> frozenset[int]:
    """Return the points an answer of `section` may be worth, without its concern."""
    return frozenset(choice.points for choice in section.choices)


def score(sheet: Sheet, answers: Answers, concerns: Concerns = NO_CONCERN) -> dict[Domain, Score]:
    """Return the points of each section; `answers` were checked, a section left out is all missing."""
    found: dict[Domain, Score] = {}
    for section in sheet.sections:
        given = answers.get(section.code.value, (None,) * section.slots)
        if isinstance(sheet.source, Instrument):
            found[section.code] = score_instrument(sheet.source, given)
        elif section.has_concern:
            ticked = concerns.get(section.code.value, ())
            found[section.code] = rules.score_total(with_concerns(given, ticked))
        else:
            found[section.code] = rules.score_domain(given)
    return found


def with_concerns(answers: Sequence[int | None], ticked: Sequence[int]) -> list[int | None]:
    """Add the points of each concern to its answer; one beside no answer adds nothing."""
    return [
        answer + CONCERN if answer is not None and number in ticked else answer
        for number, answer in enumerate(answers, start=1)
    ]


def score_instrument(known: Instrument, answers: Sequence[int | None]) -> Score:
    """Return one number from all answers; a part of an instrument is not the instrument.

    Counting what is ticked is true whatever is missing.
    """
    given = [answer for answer in answers if answer is not None]
    if known.scoring is Scoring.COUNT:
        return Score(points=Decimal(sum(given)), answered=len(given), adjusted=False)
    if len(given) < known.items:
        return Score(points=None, answered=len(given), adjusted=False)
    if known.scoring is Scoring.SUM:
        return Score(points=Decimal(sum(given)), answered=len(given), adjusted=False)
    at_risk = sum(
        (answer == known.at_risk) is not (number in known.reversed_items)
        for number, answer in enumerate(given, start=1)
    )
    return Score(points=Decimal(at_risk), answered=len(given), adjusted=False)


def read(
    sheet: Sheet,
    scores: Mapping[Domain, Score],
    *,
    by_answers: bool = True,
    local_watch: bool = True,
) -> tuple[DomainResult, ...]:
    """Return the zone of every domain; one without a score cannot be interpreted."""
    nothing = Score(points=None, answered=0, adjusted=False)
    return tuple(
        DomainResult(
            domain=domain,
            points=(scored := scores.get(domain, nothing)).points,
            zone=_zone(sheet, domain, scored.points, local_watch=local_watch),
            adjusted=scored.adjusted,
            answered=scored.answered if by_answers else None,
        )
        for domain in sheet.highest
    )


def _zone(sheet: Sheet, domain: Domain, points: Decimal | None, *, local_watch: bool) -> Zone:
    if isinstance(sheet.source, Questionnaire):
        return rules.zone(sheet.source.threshold(domain), points, local_watch=local_watch)
    if points is None:
        return Zone.NOT_SCORABLE
    band = band_of(sheet.source, points)
    return band.zone if band else Zone.COUNTED


def band_of(known: Instrument, points: Decimal) -> Band | None:
    """Return where a total falls; None for an instrument without a cut-off."""
    reached = [band for band in known.bands if points >= band.first]
    return max(reached, key=lambda band: band.first, default=None)


def fits(sheet: Sheet, age: AgeRead | None) -> bool:
    """Tell whether the sheet is one for that age, corrected or as lived, as its tool asks."""
    if age is None:
        return False
    found = age.lived if sheet.uses_lived_age else age.used
    return found is not None and sheet.opens <= found <= sheet.closes
