"""What waits beside the assessments: what is told of each child, the most pressing first. No I/O."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from workspace.access.model import Place
from workspace.clock import zone_of
from workspace.docgen.standing import SheetState, sheet_state
from workspace.dossier.care.model import SessionBudget
from workspace.dossier.care.plan.model import Loop, State
from workspace.dossier.care.plan.rules import URGENCY
from workspace.dossier.growth.model import AlertKind, GrowthAlert
from workspace.dossier.health.model import (
    Decision,
    ScreeningDone,
    Status,
    Treatment,
    VaccineState,
    VaccineStatus,
)
from workspace.dossier.health.rules import last_day
from workspace.dossier.scales.entries import ALARMING, Entry, Received
from workspace.dossier.scales.model import ScaleCode
from workspace.home.model import Concern, Incomplete, Line, Matter, SheetDue
from workspace.i18n import day_of
from workspace.ids import AccountId, DossierId

UNSEEN_AFTER: Final = 30
"""Days after its window from which the department is told that an assessment was not done (L-05)."""
UNEXPLAINED_FOR: Final = timedelta(days=365)
"""How long after its window a reason is asked for on Today."""
GROWTH_FOR: Final = timedelta(days=92)
"""How long a measure is news: later on, the page of the child goes on saying it."""
SCALE_FOR: Final = timedelta(days=183)
"""How long a questionnaire calls for care: until the one of half a year later."""
RECHECK_AHEAD: Final = timedelta(days=14)
"""How long before its day a screening to look at again is told: time to book."""
COMPLETE_AFTER, COMPLETE_FOR = timedelta(days=3), timedelta(days=60)
"""When, after an assessment, what of it was not written is told, and for how long."""
AROUND_ASSESSMENT: Final = timedelta(days=30)
"""How long before an assessment a measure or a questionnaire is of it."""
TO_MAKE: Final = frozenset({SheetState.MISSING, SheetState.CHANGED, SheetState.MOVED})
WAITS: Final[Mapping[State, timedelta]] = {
    State.TO_REVIEW: timedelta(0),
    State.TO_REFER: timedelta(days=7),
    State.ASKED: timedelta(days=14),
    State.TO_BEGIN: timedelta(days=30),
}
"""How long a need may stand in a state before Today tells it; the others are nobody's turn."""
ALERTS: Final = tuple(AlertKind)
SOCIO_EMOTIONAL: Final = frozenset({ScaleCode.ASQ_SE, ScaleCode.ASQ_SE_2})

Matters = tuple[Matter, ...]


def _followed(lines: Iterable[Line]) -> dict[DossierId, Line]:
    return {each.child.dossier: each for each in lines if each.concern is not Concern.ENDED}


def unseen(lines: Iterable[Line]) -> Matters:
    """Return the children of whose late assessment the department is to be told, unseen longest first.

    A month after its window, unless the child was seen since it closed, in whatever way, or somebody tried then to
    reach those around them: on the phone, by a letter to the service. A child out of sight is searched for already.
    """
    found = [
        Matter(line=each, what=each.step)
        for each in lines
        if each.concern is Concern.LATE and each.step is not None and _is_untold(each)
    ]
    return tuple(sorted(found, key=lambda matter: matter.line.seen_on or date.min))


def _is_untold(each: Line) -> bool:
    assert each.step is not None, "what is late is a step"
    from_on = each.step.closes_on + timedelta(days=UNSEEN_AFTER)
    seen_on, tried_on = each.seen_on or date.min, each.tried_on or date.min
    return from_on <= each.today and seen_on <= each.step.closes_on and tried_on < from_on


def unexplained(lines: Iterable[Line]) -> Matters:
    """Return the children with an assessment of the last year that was not done and of which nobody said why.

    The protocol asks for a reason. The last one first, each child once; what is older is said on their page.
    """
    found = []
    for line in _followed(lines).values():
        recent = [
            step for step in line.unexplained if step.closes_on >= line.today - UNEXPLAINED_FOR
        ]
        if recent:
            found.append(
                (recent[0].closes_on, Matter(line=line, what=recent[0], others=len(recent) - 1))
            )
    found.sort(key=lambda each: each[0], reverse=True)
    return tuple(matter for _, matter in found)


def growth(lines: Iterable[Line], alerts: Mapping[DossierId, Sequence[GrowthAlert]]) -> Matters:
    """Return the children whose last measures say something, by what they say, the latest first."""
    found = []
    for dossier, line in _followed(lines).items():
        recent = [
            alert
            for alert in alerts.get(dossier, ())
            if alert.point.measured_on >= line.today - GROWTH_FOR
        ]
        if recent:
            first = min(recent, key=lambda alert: ALERTS.index(alert.kind))
            found.append((first, Matter(line=line, what=first, others=len(recent) - 1)))
    found.sort(key=lambda each: each[0].point.measured_on, reverse=True)
    return tuple(matter for _, matter in sorted(found, key=lambda each: ALERTS.index(each[0].kind)))


def vaccines(
    lines: Iterable[Line], statuses: Mapping[DossierId, Sequence[VaccineStatus]]
) -> Matters:
    """Return the children with a vaccine late or to catch up: what is compulsory first, then the oldest."""
    found = []
    for dossier, line in _followed(lines).items():
        missed = sorted(
            (
                each
                for each in statuses.get(dossier, ())
                if each.state in (VaccineState.LATE, VaccineState.CATCH_UP)
            ),
            key=_pressure,
        )
        if missed:
            matter = Matter(line=line, what=missed[0], others=len(missed) - 1)
            found.append((_pressure(missed[0]), matter))
    return tuple(matter for _, matter in sorted(found, key=lambda each: each[0]))


def _pressure(status: VaccineStatus) -> tuple[bool, date]:
    late_from = status.due.late_from if status.due else date.max
    return status.vaccine.status is not Status.COMPULSORY, late_from


def rechecks(
    lines: Iterable[Line], screenings: Mapping[DossierId, Sequence[ScreeningDone]]
) -> Matters:
    """Return the children with a screening to look at again within two weeks, or already past, the first day first."""
    found = []
    for dossier, line in _followed(lines).items():
        near = [
            each
            for each in screenings.get(dossier, ())
            if each.recheck_on is not None and each.recheck_on <= line.today + RECHECK_AHEAD
        ]
        if near:
            found.append(Matter(line=line, what=near[0], others=len(near) - 1))
    return tuple(sorted(found, key=_recheck_on))


def _recheck_on(matter: Matter) -> date:
    assert isinstance(matter.what, ScreeningDone)
    return matter.what.recheck_on or date.max


def sheets(
    lines: Iterable[Line],
    filed: Mapping[DossierId, datetime],
    said: Mapping[DossierId, datetime],
) -> Matters:
    """Return the children whose emergency sheet is to be made again, or was never made, the oldest sheet first.

    `filed`: when the newest sheet was. `said`: when something a sheet repeats was last said.
    """
    found = []
    for dossier, line in _followed(lines).items():
        at = filed.get(dossier)
        lived = line.child.placement
        state = sheet_state(
            at, said_at=said.get(dossier), lives_since=lived.begins_on if lived else None
        )
        if state in TO_MAKE:
            zone = zone_of(line.child.inclusion.department)
            due = SheetDue(state=state, filed_on=day_of(at, zone=zone) if at else None)
            found.append((at is None, due.filed_on or date.max, Matter(line=line, what=due)))
    return tuple(matter for *_, matter in sorted(found, key=lambda each: each[:2]))


def endings(
    lines: Iterable[Line], found: Mapping[DossierId, Sequence[Treatment | Decision]]
) -> Matters:
    """Return the children of whom a treatment or a contraindication ends, the first to end first."""
    told = [
        (last_day(each[0]) or date.max, Matter(line=line, what=each[0], others=len(each) - 1))
        for dossier, line in _followed(lines).items()
        if (each := found.get(dossier, ()))
    ]
    return tuple(matter for _, matter in sorted(told, key=lambda pair: pair[0]))


def to_complete(
    lines: Iterable[Line],
    measured: Mapping[DossierId, date],
    answered: Mapping[DossierId, Mapping[str, date]],
) -> Matters:
    """Return the assessments done here lately of which no measure, or no questionnaire, was written, the oldest first.

    From three days after, for two months: to help whoever has the paper still at hand. `measured`, `answered`: the
    last day of each.
    """
    found = []
    for dossier, line in _followed(lines).items():
        status = line.done
        if status is None or status.done_on is None or status.assessment is None:
            continue
        lately = line.today - COMPLETE_FOR <= status.done_on <= line.today - COMPLETE_AFTER
        if not lately or status.assessment.outside:
            continue
        first = status.done_on - AROUND_ASSESSMENT
        days = answered.get(dossier, {})
        asked = status.step.scales
        missing = Incomplete(
            status=status,
            without_measures=measured.get(dossier, date.min) < first,
            without_scales=bool(asked) and all(last_of(tool, days) < first for tool in asked),
        )
        if missing.without_measures or missing.without_scales:
            found.append((status.done_on, Matter(line=line, what=missing)))
    return tuple(matter for _, matter in sorted(found, key=lambda pair: pair[0]))


def with_received(
    lines: Iterable[Line],
    answered: Mapping[DossierId, Mapping[str, date]],
    received: Mapping[DossierId, Iterable[Received]],
) -> dict[DossierId, dict[str, date]]:
    """Return the last day of each tool, what came by a link counted: it waits to be read, it does not miss."""
    days = {dossier: dict(of) for dossier, of in answered.items()}
    for line in lines:
        dossier, zone = line.child.dossier, zone_of(line.child.inclusion.department)
        for each in received.get(dossier, ()):
            of = days.setdefault(dossier, {})
            of[each.tool] = max(of.get(each.tool, date.min), day_of(each.finished_at, zone=zone))
    return days


def last_of(tool: str, days: Mapping[str, date]) -> date:
    """Return the last day of a tool; both editions of the socio-emotional one are the same questions asked."""
    same = SOCIO_EMOTIONAL if tool in SOCIO_EMOTIONAL else {tool}
    return max((day for each, day in days.items() if each in same), default=date.min)


def needs(lines: Iterable[Line], loops: Mapping[DossierId, Iterable[Loop]]) -> Matters:
    """Return the needs for care that waited too long for somebody, in the order of their list."""
    found = [
        (each, Matter(line=line, what=each))
        for dossier, line in _followed(lines).items()
        for each in loops.get(dossier, ())
        if _waits(each, line.today)
    ]
    found.sort(key=lambda each: (URGENCY.index(each[0].state), -each[0].waiting_days))
    return tuple(matter for _, matter in found)


def _waits(loop: Loop, today: date) -> bool:
    if loop.state not in WAITS:
        return False
    if loop.state is State.TO_REVIEW:
        return True
    last = loop.need.steps[-1].on if loop.need.steps else loop.need.stated_on
    return last + WAITS[loop.state] <= today


def received(lines: Iterable[Line], found: Mapping[DossierId, Sequence[Received]]) -> Matters:
    """Return the children of whom something came by a link, whoever has waited longest first."""
    waiting = [
        Matter(line=line, what=found[dossier][0], others=len(found[dossier]) - 1)
        for dossier, line in _followed(lines).items()
        if dossier in found
    ]
    return tuple(sorted(waiting, key=_finished_at))


def _finished_at(matter: Matter) -> datetime:
    assert isinstance(matter.what, Received), "the matters of this topic are of one kind"
    return matter.what.finished_at


def scales(
    lines: Iterable[Line],
    entries: Mapping[DossierId, Sequence[Entry]],
    loops: Mapping[DossierId, Sequence[Loop]],
) -> Matters:
    """Return the children whose latest questionnaire calls for care nobody proposed yet, the latest first.

    `entries`: oldest first, whatever the tool. `loops`: all of them, closed ones too. Care is proposed once a need was
    stated since, one is still open, or a session was held since.
    """
    found = []
    for dossier, line in _followed(lines).items():
        latest = {_kind_of(each): each for each in entries.get(dossier, ())}.values()
        calling = [
            each
            for each in latest
            if each.answered_on >= line.today - SCALE_FOR
            and any(result.zone in ALARMING for result in each.results)
            and not _is_cared_for(line, loops.get(dossier, ()), since=each.answered_on)
        ]
        if calling:
            last = max(calling, key=lambda each: each.answered_on)
            found.append((last, Matter(line=line, what=last, others=len(calling) - 1)))
    found.sort(key=lambda each: each[0].answered_on, reverse=True)
    return tuple(matter for _, matter in found)


def _kind_of(entry: Entry) -> str:
    """Return what makes two questionnaires one after the other: both editions of ASQ:SE are the same one."""
    return ScaleCode.ASQ_SE_2 if entry.tool in SOCIO_EMOTIONAL else entry.tool


def _is_cared_for(line: Line, loops: Iterable[Loop], *, since: date) -> bool:
    if line.session_on is not None and line.session_on >= since:
        return True
    return any(each.closed is None or each.need.stated_on >= since for each in loops)


def sessions(lines: Iterable[Line], budgets: Mapping[DossierId, SessionBudget]) -> Matters:
    """Return the children whose year pays few sessions more, or none: the farthest beyond first.

    From four fifths on (`protocol.md` 7).
    """
    found = [
        (budgets[dossier], Matter(line=line, what=budgets[dossier]))
        for dossier, line in _followed(lines).items()
        if dossier in budgets and budgets[dossier].is_near
    ]
    found.sort(key=lambda each: each[0].used - (each[0].ceiling or 0), reverse=True)
    return tuple(matter for _, matter in found)


def places(lines: Iterable[Line], ending: Iterable[tuple[DossierId, Place]]) -> Matters:
    """Return the people whose place ends, the first to end first; each of them once.

    `ending`: the first to end first. Somebody around many children is told with the first of them.
    """
    followed = _followed(lines)
    of_account: dict[AccountId, list[tuple[Line, Place]]] = {}
    for dossier, place in ending:
        if dossier in followed:
            told = of_account.setdefault(place.grant.account, [])
            told.append((followed[dossier], place))
    return tuple(
        Matter(line=told[0][0], what=told[0][1], others=len(told) - 1)
        for told in of_account.values()
    )
