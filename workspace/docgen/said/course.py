"""The assessments, their last conclusions and what comes next, as a sheet says them. No I/O."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from workspace.docgen.leaf import Blocks, bullets, joined, paragraph, table
from workspace.docgen.model import Paragraph, Run
from workspace.dossier.agenda.model import KIND_LABELS, PLACE_LABELS, Encounter, PlaceKind
from workspace.dossier.protocol.model import STATE_LABELS, StepState, StepStatus
from workspace.dossier.protocol.rules import tally
from workspace.i18n import format_date, format_day, gettext, mid_sentence, ngettext
from workspace.ids import PractitionerId

UPCOMING_SHOWN = 2
"""Of the assessments that are not near yet, the next ones alone."""
CONCLUSIONS_SHOWN = 3
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Concluded:
    """What one assessment concluded, by whom."""

    label: str
    seen_on: date
    by: str
    is_signed: bool
    """Else it is provisional."""
    summary: str
    problems: str


def assessments(
    schedule: Sequence[StepStatus], doers: Mapping[PractitionerId, str], today: date
) -> Blocks:
    """Return the course: done, late, not done and why, the next ones; those that ask nothing are left out."""
    if not schedule:
        return (
            paragraph(gettext("No protocol is defined for the programme that follows this child.")),
        )
    counted = tally(schedule)
    said = joined(
        ngettext("%(num)d done", "%(num)d done", counted.done, num=counted.done),
        ngettext("%(num)d late", "%(num)d late", counted.late, num=counted.late),
        ngettext("%(num)d not done", "%(num)d not done", counted.not_done, num=counted.not_done),
        ngettext("%(num)d to come", "%(num)d to come", counted.to_come, num=counted.to_come),
    )
    return (
        paragraph(gettext("Assessments: %(summary)s", summary=said)),
        *table(
            [(gettext("Assessment"), 3), (gettext("State"), 5), (gettext("By"), 3)],
            [
                (gettext(each.step.label), state(each, today), doer(each, doers))
                for each in _shown(schedule)
            ],
            otherwise=gettext("No assessment is expected."),
        ),
    )


def _shown(schedule: Sequence[StepStatus]) -> list[StepStatus]:
    asked = [each for each in schedule if each.state is not StepState.NOT_APPLICABLE]
    upcoming = [each for each in asked if each.state is StepState.UPCOMING][:UPCOMING_SHOWN]
    return [each for each in asked if each.state is not StepState.UPCOMING or each in upcoming]


def state(status: StepStatus, today: date) -> str:
    """Return where one assessment stands, with its day."""
    if status.done_on is not None:
        words = gettext("done on %(day)s", day=format_date(status.done_on))
        return joined(words, gettext("caught up") if status.days_late else "")
    if status.planned_on is not None and status.planned_on >= today:
        return gettext("planned %(day)s", day=format_date(status.planned_on))
    return _owed(status)


def _owed(status: StepStatus) -> str:
    """Return where an assessment stands that is neither done nor planned."""
    match status.state:
        case StepState.LATE:
            return gettext("late, since %(day)s", day=format_date(status.closes_on + ONE_DAY))
        case StepState.NOT_DONE:
            because = gettext(status.missed_because) if status.missed_because else ""
            return joined(gettext("Not done"), mid_sentence(because) or gettext("no reason given"))
        case StepState.TO_PLAN:
            return gettext("before %(day)s", day=format_date(status.closes_on))
        case StepState.UPCOMING:
            return gettext("from %(day)s", day=format_date(status.opens_on))
        case other:
            return gettext(STATE_LABELS[other])


def doer(status: StepStatus, doers: Mapping[PractitionerId, str]) -> str:
    done = status.assessment
    if done is None:
        return ""
    if done.performed_by is not None:
        return doers.get(done.performed_by, "")
    return gettext("outside the programme") if done.outside else ""


def conclusions(found: Iterable[Concluded]) -> Blocks:
    """Return what the last assessments concluded, the latest first."""
    blocks: list[Paragraph] = []
    for each in list(found)[:CONCLUSIONS_SHOWN]:
        said = joined(each.problems, each.summary, by="\n") or gettext("Nothing was written.")
        unsigned = "" if each.is_signed else gettext("provisional: not signed")
        head = joined(each.label, format_date(each.seen_on), each.by, unsigned)
        blocks.append(Paragraph((Run(head, strong=True), Run(f"\n{said}"))))
    return tuple(blocks) or (paragraph(gettext("No assessment has been concluded yet.")),)


def appointments(
    encounters: Iterable[Encounter],
    schedule: Iterable[StepStatus],
    names: Mapping[PractitionerId, str],
    today: date,
    *,
    hides_place: bool,
) -> Blocks:
    """Return what has a day to come, and what is asked for; days set for assessments among them."""
    planned = [
        (
            (each.planned_on, time.min),
            joined(
                format_day(each.planned_on),
                gettext("Assessment: %(step)s", step=mid_sentence(gettext(each.step.label))),
            ),
        )
        for each in schedule
        if each.planned_on is not None and each.planned_on >= today and each.done_on is None
    ]
    said = [
        (
            (each.day or date.max, each.at or time.min),
            _encounter(each, names, hides_place=hides_place),
        )
        for each in encounters
    ]
    lines = [words for _, words in sorted([*planned, *said])]
    return bullets(lines, otherwise=gettext("No appointment is set."))


def _encounter(each: Encounter, names: Mapping[PractitionerId, str], *, hides_place: bool) -> str:
    when = format_day(each.day) if each.day else gettext("asked for, no day yet")
    at = (
        gettext("%(hour)s:%(minute)s", hour=each.at.hour, minute=f"{each.at.minute:02}")
        if each.day and each.at
        else ""
    )
    who = names.get(each.practitioner, "") if each.practitioner else each.with_whom
    is_hidden = hides_place and each.place_kind is PlaceKind.HOME
    return joined(
        joined(when, at),
        gettext(KIND_LABELS[each.kind]),
        each.title,
        who,
        gettext(PLACE_LABELS[each.place_kind]).lower(),
        "" if is_hidden else each.place,
        gettext("to bring: %(what)s", what=each.bring) if each.bring else "",
    )
