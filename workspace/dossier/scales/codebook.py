"""What each column of a file of scales says, and how each score reads: instruments as numbers, never their words.

The informant, the delay since the child arrived where they live, the age and the version of the numbers stand beside
each score: without them two readings do not compare. No I/O.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from workspace.dossier.record.model import Placement
from workspace.dossier.record.rules import current_placement
from workspace.dossier.scales import rules, wording
from workspace.dossier.scales.entries import PLACE_LABELS, RESPONDENT_LABELS, Entry
from workspace.dossier.scales.instruments import SCALES, instruments
from workspace.dossier.scales.model import (
    SCALE_LABELS,
    ZONE_LABELS,
    CutoffRule,
    DomainResult,
    ScaleCode,
    Threshold,
    Zone,
)
from workspace.dossier.scales.sheets import BAND_LABELS, Instrument
from workspace.dossier.scales.thresholds import ThresholdSet
from workspace.i18n import N_, format_number, gettext
from workspace.spreadsheets import Row

AND: Final = "; "
EDITIONS: Final = {
    ScaleCode.ASQ_3: "ASQ-3",
    ScaleCode.ASQ_SE: "ASQ:SE (2002)",
    ScaleCode.ASQ_SE_2: "ASQ:SE-2",
}


class Mode(StrEnum):
    """How a questionnaire came into the dossier."""

    LINK = "link"
    ENTRY = "entry"
    IMPORT = "import"


MODE_LABELS: Mapping[Mode, str] = {
    Mode.LINK: N_("by a link"),
    Mode.ENTRY: N_("entered here"),
    Mode.IMPORT: N_("imported"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Variable:
    """One column: its name for an analysis, its heading in a file, and what is found in it. Texts are msgids."""

    code: str
    label: str
    unit: str = ""
    classes: tuple[str, ...] = ()
    """What is found in it, where that is one word of a few."""
    source: str = ""


DAYS: Final = N_("days")
DAY: Final = N_("a day, such as 2025-03-04")
TOLD: Final = N_("told by whoever entered the questionnaire, or by the page behind the link")
DEFINED: Final = N_("the definition of the instrument")
RECKONED: Final = N_("reckoned when the file is made")
READ: Final = N_("frozen on the day it was read")
ASKED: Final = N_("told when it was entered; empty for what was imported")
PLACES: Final = N_(
    "the placements of the dossier, short stays aside; empty where they are not open to who asks"
)

VARIABLES: Final = (
    Variable(code="answered_on", label=N_("Day"), unit=DAY, source=TOLD),
    Variable(code="questionnaire", label=N_("Questionnaire"), source=DEFINED),
    Variable(
        code="informant",
        label=N_("Who answered"),
        classes=tuple(RESPONDENT_LABELS.values()),
        source=N_(
            "the relation to the child, as it was told; the professional for what was imported"
        ),
    ),
    Variable(code="domain", label=N_("Domain"), source=DEFINED),
    Variable(
        code="points",
        label=N_("Points"),
        unit=N_("points: see each instrument below"),
        source=N_("the answers, or the total that was entered"),
    ),
    Variable(code="zone", label=N_("Reading"), classes=tuple(ZONE_LABELS.values()), source=READ),
    Variable(
        code="stands",
        label=N_("Stands"),
        classes=(N_("yes"), N_("corrected since")),
        source=N_("what was corrected stays in the file"),
    ),
    Variable(code="tool", label=N_("Instrument"), source=DEFINED),
    Variable(code="form_months", label=N_("Form"), unit=N_("months"), source=DEFINED),
    Variable(code="edition", label=N_("Edition"), source=DEFINED),
    Variable(code="numbers", label=N_("Version of the numbers"), source=READ),
    Variable(code="highest", label=N_("Highest possible"), unit=N_("points"), source=DEFINED),
    Variable(
        code="answered",
        label=N_("Answers given"),
        unit=N_("answers"),
        source=N_("empty for what was entered by its total"),
    ),
    Variable(
        code="adjusted",
        label=N_("Adjusted"),
        classes=(N_("yes"), N_("no")),
        source=N_("missing answers were replaced by the mean of the others"),
    ),
    Variable(
        code="mode",
        label=N_("How it came"),
        classes=tuple(MODE_LABELS.values()),
        source=N_("kept with the questionnaire"),
    ),
    Variable(
        code="known_days", label=N_("Known by the informant for (days)"), unit=DAYS, source=ASKED
    ),
    Variable(
        code="place",
        label=N_("Where it was filled"),
        classes=tuple(PLACE_LABELS.values()),
        source=ASKED,
    ),
    Variable(code="language", label=N_("In which language"), source=ASKED),
    Variable(code="lived_days", label=N_("Age as lived (days)"), unit=DAYS, source=RECKONED),
    Variable(
        code="used_days",
        label=N_("Age it was read at (days)"),
        unit=DAYS,
        source=N_(
            "corrected for an early birth where the instrument asks, else as lived; empty for what was imported"
        ),
    ),
    Variable(
        code="arrival_days",
        label=N_("Days since arrival in the place lived in"),
        unit=DAYS,
        source=PLACES,
    ),
    Variable(code="reason", label=N_("Reason"), source=ASKED),
)
HEADINGS: Final = tuple(each.label for each in VARIABLES)
COLUMNS: Final = (
    N_("Variable"),
    N_("Column"),
    N_("Unit or range"),
    N_("Classes"),
    N_("Source"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Beside:
    """What a line of the file needs that is not in the questionnaire."""

    birth: date
    arrived_on: date | None
    """When the child came where they lived on that day; None where it is not known or not open."""
    filled_by: str = ""
    """Name of the professional, for what came without an informant."""


def arrived_on(placements: Sequence[Placement], on: date) -> date | None:
    """Return when a child came where they lived on a day; None where no place is known.

    Of two placements that follow each other in the same place the first counts: nobody moved.
    """
    lived = current_placement(placements, on)
    if lived is None:
        return None
    before = [
        each
        for each in placements
        if each.begins_on < lived.begins_on == each.ends_on
        and (each.kind, each.place) == (lived.kind, lived.place)
    ]
    earlier = [found for each in before if (found := arrived_on(placements, each.begins_on))]
    return min([lived.begins_on, *earlier])


def mode_of(entry: Entry) -> Mode:
    if entry.invitation is not None:
        return Mode.LINK
    return Mode.IMPORT if entry.informant is None else Mode.ENTRY


def line(entry: Entry, result: DomainResult, beside: Beside) -> Row:
    """Return one score as the columns of `VARIABLES`."""
    informant, on = entry.informant, entry.answered_on
    return (
        on,
        wording.questionnaire(entry.tool, entry.months),
        gettext(RESPONDENT_LABELS[informant.respondent]) if informant else beside.filled_by,
        wording.domain(entry.tool, result.domain),
        result.points,
        gettext(ZONE_LABELS[result.zone]),
        gettext("corrected since") if entry.is_superseded else gettext("yes"),
        entry.tool,
        entry.months or None,
        _edition(entry.tool),
        entry.thresholds_version,
        wording.highest_of(entry, result.domain) or None,
        result.answered,
        gettext("yes") if result.adjusted else gettext("no"),
        gettext(MODE_LABELS[mode_of(entry)]),
        _days(informant.knows_since if informant else None, on),
        gettext(PLACE_LABELS[informant.place]) if informant else "",
        informant.language if informant else "",
        (on - beside.birth).days,
        _used_days(entry, beside),
        _days(beside.arrived_on, on),
        entry.reason,
    )


def _edition(tool: str) -> str:
    known = instruments().get(tool)
    if known:
        return known.edition
    return EDITIONS[ScaleCode(tool)] if tool in set(ScaleCode) else ""


def _days(since: date | None, on: date) -> int | None:
    return None if since is None else (on - since).days


def _used_days(entry: Entry, beside: Beside) -> int | None:
    if entry.age is None:
        return None
    taken_off = timedelta(weeks=entry.age.weeks_corrected)
    return (entry.answered_on - beside.birth - taken_off).days


def rows(in_force: ThresholdSet) -> Iterator[Row]:
    """Yield the lines of the codebook: each column, then how each score of each instrument reads."""
    for each in VARIABLES:
        yield (
            each.code,
            gettext(each.label),
            gettext(each.unit) if each.unit else "",
            AND.join(map(gettext, each.classes)),
            gettext(each.source),
        )
    for code in SCALES:
        yield from _of_scale(code, in_force)
    for known in instruments().values():
        for form in known.forms or (known,):
            yield _of_instrument(form)


def _of_scale(code: ScaleCode, in_force: ThresholdSet) -> Iterator[Row]:
    known = in_force.known(code)
    for form in known.questionnaires:
        for each in form.thresholds:
            checked = gettext("compared with a second source")
            yield (
                "points",
                f"{wording.questionnaire(code.value, form.months)}, {wording.domain(code.value, each.domain)}",
                _range(each.score_max),
                AND.join(_classes(each, in_force)),
                f"{SCALE_LABELS[code]}, {known.version}, "
                + (checked if each.is_checked else gettext("not verified")),
            )


def _of_instrument(form: Instrument) -> Row:
    bands = sorted(form.bands, key=lambda each: each.first)
    words = [
        _from(gettext(BAND_LABELS[band.code] if band.code else ZONE_LABELS[band.zone]), band.first)
        for band in bands
    ]
    return (
        "points",
        wording.questionnaire(form.code, form.months),
        _range(form.highest),
        AND.join(words) or gettext(ZONE_LABELS[Zone.COUNTED]),
        f"{form.edition}, {form.version}",
    )


def _range(highest: int) -> str:
    return gettext("0 to %(highest)s", highest=format_number(highest))


def _classes(each: Threshold, in_force: ThresholdSet) -> Iterator[str]:
    """Yield how a score reads, from the lowest on."""
    if each.rule is CutoffRule.BELOW:
        yield _from(gettext(ZONE_LABELS[Zone.BELOW]), 0)
        watched, on_schedule = Zone.WATCH, each.monitor_to
        if on_schedule is None and in_force.local_watch:
            watched, on_schedule = Zone.WATCH_LOCAL, each.cutoff + rules.LOCAL_WATCH
        if on_schedule is not None:
            yield _from(gettext(ZONE_LABELS[watched]), each.cutoff)
        yield _from(gettext(ZONE_LABELS[Zone.ON_SCHEDULE]), on_schedule or each.cutoff)
        return
    yield _from(gettext(ZONE_LABELS[Zone.REASSURING]), 0)
    if each.monitor_from is not None:
        yield _from(gettext(ZONE_LABELS[Zone.WATCH]), each.monitor_from)
    refer = gettext(ZONE_LABELS[Zone.REFER])
    if each.rule is CutoffRule.AT_OR_ABOVE:
        yield _from(refer, each.cutoff)
    else:
        yield gettext("%(zone)s above %(points)s", zone=refer, points=format_number(each.cutoff))


def _from(zone: str, points: Decimal | int) -> str:
    return gettext("%(zone)s from %(points)s", zone=zone, points=format_number(points))
