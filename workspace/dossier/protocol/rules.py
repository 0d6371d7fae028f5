"""Which assessment is due when, for one child on one day. No I/O.

The states and the arithmetic are those of the protocol reference: a window is a span of ages
(whole months, then days), the windows of a set leave no gap and never overlap, and a missed
slot is never deleted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from typing import TypeVar

from workspace.dossier.protocol.model import (
    INITIAL,
    Assessment,
    Missed,
    MissedReason,
    NewAssessment,
    NewMissed,
    NotApplicable,
    Planned,
    Protocol,
    ProtocolStep,
    StepCode,
    StepState,
    StepStatus,
    Tally,
)
from workspace.dossier.protocol.windows import Months, Window, windows
from workspace.dossier.record.turns import Away
from workspace.errors import Invalid
from workspace.i18n import N_

MONTHS_OF_A_YEAR = 12
JOINT_DAYS = timedelta(days=30)
"""How far apart two acts may be and still be made on one day."""
LONGEST_NOTE = 300
ALREADY_DONE = N_("This assessment has already been done.")
PRESSING = (StepState.LATE, StepState.TO_PLAN, StepState.PLANNED)
"""What waits for the coordinator, most pressing first."""
DONE = (StepState.DONE, StepState.CAUGHT_UP)
NOT_DONE = (StepState.LATE, StepState.NOT_DONE)
TO_COME = (StepState.UPCOMING, StepState.TO_PLAN, StepState.PLANNED)

K = TypeVar("K")


def schedule(
    protocol: Protocol,
    *,
    birth: date,
    admitted: date,
    ended: date | None,
    done: Iterable[Assessment],
    planned: Iterable[Planned],
    today: date,
    missed: Iterable[Missed] = (),
    away: Sequence[Away] = (),
    months: Months | None = None,
) -> tuple[StepStatus, ...]:
    """Return where the child stands with every step of the protocol, in its order.

    `months`: of the child's age, where some have been reckoned already. `ended`: first day without
    follow-up. `away`: days without it that are over. Of two assessments of one step the first counts; of
    two appointments, the last given.
    """
    case = _Case(
        protocol=protocol,
        today=today,
        admitted=admitted,
        ended=ended if ended is not None and ended <= today else None,
        windows={
            step.code: span
            for step, span in windows(protocol, birth=birth, admitted=admitted, months=months)
        },
        done=_first_of_each(done),
        planned={appointment.step: appointment.planned_on for appointment in planned},
        missed={step.step: step.because for step in missed},
        away=away,
    )
    replaced = _replaced_by_initial(case)
    return tuple(_status(case, step, replaced=step is replaced) for step in protocol.steps)


def check_assessment(new: NewAssessment, *, protocol: Protocol, birth: date, today: date) -> None:
    """Raise Invalid for a step the protocol does not have, or a day that cannot be."""
    fields = _unknown_step(new.step, protocol)
    if new.done_on < birth:
        fields["done_on"] = N_("This is before the birth.")
    if new.done_on > today:
        fields["done_on"] = N_("This day has not come yet.")
    if fields:
        raise Invalid(fields)


def check_done(
    new: NewAssessment,
    *,
    protocol: Protocol,
    birth: date,
    done: Iterable[Assessment],
    today: date,
) -> None:
    """Raise Invalid for an assessment that cannot be written down: see `check_assessment`; or done."""
    fields: dict[str, str] = {}
    try:
        check_assessment(new, protocol=protocol, birth=birth, today=today)
    except Invalid as error:
        fields |= error.fields
    if any(assessment.step == new.step for assessment in done):
        fields["step"] = ALREADY_DONE
    fields |= _too_long(new.note)
    if fields:
        raise Invalid(fields)


def check_missed(new: NewMissed, status: StepStatus | None, *, today: date) -> None:
    """Raise Invalid for a step that is not owed, is done already, or has not come yet.

    `status`: where the child stands with the step; None when nothing of the kind is owed.
    """
    fields = _too_long(new.note)
    if status is None or status.state is StepState.NOT_APPLICABLE:
        fields["step"] = N_("The protocol has no such assessment.")
    elif status.state in DONE:
        fields["step"] = ALREADY_DONE
    elif today < status.opens_on:
        fields["step"] = N_("Its days have not come yet: it can still be planned.")
    if new.reason is MissedReason.OTHER and not new.note.strip():
        fields["note"] = N_("Say the reason in a few words.")
    if fields:
        raise Invalid(fields)


def _too_long(note: str) -> dict[str, str]:
    if len(note) <= LONGEST_NOTE:
        return {}
    return {"note": N_("This is too long: one line is enough here.")}


def check_plan(
    new: Planned, *, protocol: Protocol, done: Iterable[Assessment], today: date
) -> None:
    """Raise Invalid for a step unknown or already done, or a day gone by."""
    fields = _unknown_step(new.step, protocol)
    if any(assessment.step == new.step for assessment in done):
        fields["step"] = ALREADY_DONE
    if new.planned_on < today:
        fields["planned_on"] = N_("This day has passed. If the assessment took place, record it.")
    if fields:
        raise Invalid(fields)


def due(statuses: Iterable[tuple[K, StepStatus]]) -> tuple[tuple[K, StepStatus], ...]:
    """Return what waits for the coordinator, most pressing first; the key is carried along.

    Late first, the longest late at the head; then to plan, the window closing soonest at the
    head; then planned, by day.
    """
    waiting = (pair for pair in statuses if pair[1].state in PRESSING)
    return tuple(sorted(waiting, key=lambda pair: urgency(pair[1])))


def urgency(status: StepStatus) -> tuple[int, int]:
    """Return the sort key of `due`. Only for a status that waits."""
    by_day = {
        StepState.LATE: status.closes_on,
        StepState.TO_PLAN: status.closes_on,
        StepState.PLANNED: status.planned_on or status.closes_on,
    }
    return PRESSING.index(status.state), by_day[status.state].toordinal()


def next_due(statuses: Iterable[StepStatus]) -> StepStatus | None:
    """Return the one step to act on for a child, or None when nothing waits.

    Of several late ones, the last: one visit catches up the age the child has now.
    """
    waiting = [status for status in statuses if status.state in PRESSING]
    late = [status for status in waiting if status.state is StepState.LATE]
    if late:
        return max(late, key=lambda status: status.closes_on)
    return min(waiting, key=urgency, default=None)


def missed_in_a_row(statuses: Iterable[StepStatus], *, since: date = date.min) -> int:
    """Return how many of the last assessments owed, up to today, were not done.

    `since`: the last day somebody met the child or those around; a window closed by then is no longer silence.
    """
    owed = [status for status in statuses if status.state in (*DONE, *NOT_DONE)]
    owed.sort(key=lambda status: status.closes_on, reverse=True)
    return len(
        list(takewhile(lambda each: each.state in NOT_DONE and each.closes_on > since, owed))
    )


def tally(statuses: Iterable[StepStatus]) -> Tally:
    states = Counter(status.state for status in statuses)
    return Tally(
        done=sum(states[state] for state in DONE),
        late=states[StepState.LATE],
        to_come=sum(states[state] for state in TO_COME),
        not_done=states[StepState.NOT_DONE],
        not_applicable=states[StepState.NOT_APPLICABLE],
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Case:
    """What is known of one child on one day."""

    protocol: Protocol
    today: date
    admitted: date
    ended: date | None
    windows: Mapping[StepCode, Window]
    done: Mapping[StepCode, Assessment]
    planned: Mapping[StepCode, date]
    missed: Mapping[StepCode, str]
    away: Sequence[Away]


def _first_of_each(done: Iterable[Assessment]) -> dict[StepCode, Assessment]:
    latest_first = sorted(done, key=lambda assessment: assessment.done_on, reverse=True)
    return {assessment.step: assessment for assessment in latest_first}


def _replaced_by_initial(case: _Case) -> ProtocolStep | None:
    """Return the slot the initial assessment stands for: the nearest, if it is near enough.

    Near the day it was done; until then, near the admission.
    """
    initial = case.done.get(INITIAL)
    anchor = initial.done_on if initial else case.admitted
    near = [
        (distance, step.number, step)
        for step in case.protocol.steps
        if step.target_months is not None
        and case.windows[step.code].closes_on >= case.admitted
        and (distance := abs((case.windows[step.code].target_on - anchor).days))
        <= _reach(case.protocol, step.target_months)
    ]
    return min(near)[2] if near else None


def _reach(protocol: Protocol, target_months: int) -> int:
    if target_months < MONTHS_OF_A_YEAR:
        return protocol.absorbed_days_under_12_months
    return protocol.absorbed_days


def _status(case: _Case, step: ProtocolStep, *, replaced: bool) -> StepStatus:
    span = case.windows[step.code]
    assessment = case.done.get(step.code)
    why = (
        None
        if assessment
        else _why_not(case, span, replaced=replaced, is_initial=step.code == INITIAL)
    )
    state = _state(case, step, why)
    return StepStatus(
        step=step,
        state=state,
        opens_on=span.opens_on,
        target_on=span.target_on,
        closes_on=span.closes_on,
        assessment=assessment,
        planned_on=case.planned.get(step.code),
        days_late=_days_late(case, span, state, assessment),
        why=why,
        missed_because=case.missed.get(step.code) if state is StepState.NOT_DONE else None,
        caught_up_in=_slot_of(case, assessment) if state is StepState.CAUGHT_UP else None,
    )


def _slot_of(case: _Case, assessment: Assessment | None) -> StepCode | None:
    """Return the slot of another age in whose window a step was caught up."""
    return next(
        (
            code
            for code, span in case.windows.items()
            if assessment is not None
            and code not in (INITIAL, assessment.step)
            and assessment.done_on in span
        ),
        None,
    )


def nearby(
    statuses: Iterable[StepStatus], *, on: date, besides: StepCode | None = None
) -> tuple[StepStatus, ...]:
    """Return what else is planned, or may be done, within thirty days of a day: one visit may do for both."""
    found = [
        status
        for status in statuses
        if status.step.code != besides
        and status.state in (StepState.LATE, *TO_COME)
        and _is_near(status, on)
    ]
    return tuple(sorted(found, key=lambda status: status.planned_on or status.closes_on))


def _is_near(status: StepStatus, on: date) -> bool:
    if status.state is StepState.LATE:
        return True
    if status.planned_on is not None:
        return abs(status.planned_on - on) <= JOINT_DAYS
    return status.opens_on <= on + JOINT_DAYS and on - JOINT_DAYS <= status.closes_on


def _why_not(
    case: _Case, span: Window, *, replaced: bool, is_initial: bool
) -> NotApplicable | None:
    """Return why a step asks nothing. The initial one stays owed after a return, like after a later step."""
    if span.closes_on < case.admitted:
        return NotApplicable.BEFORE_ADMISSION
    if replaced:
        return NotApplicable.REPLACED_BY_INITIAL
    if case.ended is not None and case.ended <= span.closes_on:
        return NotApplicable.AFTER_EXIT
    if any(each.left_on <= span.closes_on < each.back_on for each in case.away) and not is_initial:
        return NotApplicable.AWAY
    return None


def _state(case: _Case, step: ProtocolStep, why: NotApplicable | None) -> StepState:
    span, assessment = case.windows[step.code], case.done.get(step.code)
    if assessment is not None:
        return StepState.DONE if assessment.done_on in span else StepState.CAUGHT_UP
    if why is not None:
        return StepState.NOT_APPLICABLE
    if step.code in case.missed:
        return StepState.NOT_DONE
    if case.today <= span.closes_on:
        return _state_ahead(case, step)
    return StepState.NOT_DONE if _is_behind_for_good(case, step) else StepState.LATE


def _is_behind_for_good(case: _Case, step: ProtocolStep) -> bool:
    """Return whether a closed window is past catching up: follow-up ended, or a later step done.

    The initial assessment stays owed: what it gathers (pregnancy, birth, life before) is
    gathered nowhere else.
    """
    if case.ended is not None:
        return True
    closes_on = case.windows[step.code].closes_on
    return step.code != INITIAL and any(
        later.number > step.number and case.done[later.code].done_on > closes_on
        for later in case.protocol.steps
        if later.code in case.done
    )


def _state_ahead(case: _Case, step: ProtocolStep) -> StepState:
    planned_on = case.planned.get(step.code)
    if planned_on is not None and planned_on >= case.today:
        return StepState.PLANNED
    if case.windows[step.code].opens_on - timedelta(days=step.lead_days) <= case.today:
        return StepState.TO_PLAN
    return StepState.UPCOMING


def _days_late(case: _Case, span: Window, state: StepState, assessment: Assessment | None) -> int:
    if state is StepState.LATE:
        return (case.today - span.closes_on).days
    if assessment is not None:
        return max(0, (assessment.done_on - span.closes_on).days)
    return 0


def _unknown_step(code: StepCode, protocol: Protocol) -> dict[str, str]:
    if any(step.code == code for step in protocol.steps):
        return {}
    return {"step": N_("The protocol has no such assessment.")}
