"""Which doses given are those of the calendar, and which are too near another one to be one more. No I/O.

The reference holds no least interval between two doses. So the calendar's own (`after_days`, a reading of this project)
says when the next one is due and is asked about, and never takes a dose away: a physician decides. Only obvious
doubles, a few days apart, are not counted.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workspace.dossier.health.model import DoseStatus, PlannedDose, Proof, Vaccination, Vaccine
from workspace.dossier.record.ages import add_months
from workspace.i18n import N_

NEAR = timedelta(days=7)
"""Two doses of a vaccine no further apart are one injection noted twice, or one given too early: one counts."""
LEAST_INTERVAL = timedelta(days=28)
"""Two doses of a vaccine nearer than that are asked about."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Matched:
    """The doses of one vaccine beside its calendar."""

    planned: tuple[DoseStatus, ...]
    others: tuple[Vaccination, ...]
    """Given beyond those planned."""
    doubles: tuple[Vaccination, ...]
    """Too near another one: kept, shown, not counted."""


def near(new: Vaccination, others: Iterable[Vaccination]) -> str:
    """Return what to ask about the days between a dose and those of the same vaccine, as a msgid; empty: nothing."""
    apart = min((abs(each.done_on - new.done_on) for each in others), default=LEAST_INTERVAL)
    if not apart:
        return N_("This vaccine is already written on this day. Is it another dose?")
    if apart <= NEAR:
        return N_(
            "Another dose of this vaccine is written a few days away: the same injection noted twice, or given too "
            "early? Both are kept; one of them counts in the calendar."
        )
    if apart < LEAST_INTERVAL:
        return N_("This is less than four weeks from another dose. Is the day right?")
    return ""


def is_early(
    vaccine: Vaccine, new: Vaccination, others: Iterable[Vaccination], *, birth: date
) -> bool:
    """Return whether a dose would be sooner after the one before than the calendar says."""
    given = sorted((new, *others), key=lambda each: each.done_on)
    matched = doses_of(vaccine, given, birth=birth, today=new.done_on)
    return any(each.done is new and each.is_early for each in matched.planned)


def doses_of(
    vaccine: Vaccine, given: Sequence[Vaccination], *, birth: date, today: date
) -> Matched:
    """Match the doses given with those planned: as they were named, else in the order of days.

    `given`: the first day first.
    """
    every = [each for each in given if each.vaccine in {vaccine.code, *vaccine.counts}]
    mine, doubles = _apart(every, {dose.code for dose in vaccine.doses})
    planned = _planned(vaccine, mine, birth=birth, today=today)
    named: dict[str, Vaccination] = {}
    unnamed: list[Vaccination] = []
    codes = {dose.code for dose in planned}
    for each in mine:
        if each.dose in codes and each.dose not in named and each.vaccine == vaccine.code:
            named[each.dose] = each
        else:
            unnamed.append(each)
    found: list[DoseStatus] = []
    last: date | None = None
    could: date | None = None
    for dose in planned:
        done = named.get(dose.code) or (unnamed.pop(0) if unnamed else None)
        after = timedelta(days=dose.after_days)
        opens_on = add_months(birth, dose.opens)
        if last is not None:
            opens_on = max(opens_on, last + after)
        late_from = max(add_months(birth, dose.closes), opens_on + LEAST_INTERVAL)
        could = max(opens_on, today, could + after if could else opens_on)
        is_early = done is not None and last is not None and done.done_on < last + after
        found.append(
            DoseStatus(
                dose=dose,
                opens_on=opens_on,
                late_from=late_from,
                earliest_on=could,
                done=done,
                is_early=is_early,
            )
        )
        last = done.done_on if done else None
        could = last or could
    return Matched(planned=tuple(found), others=tuple(unnamed), doubles=tuple(doubles))


def _apart(
    given: Iterable[Vaccination], codes: Collection[str]
) -> tuple[list[Vaccination], list[Vaccination]]:
    """Return the doses that are one each, and those too near another: of a few, what was seen and named stays."""
    groups: list[list[Vaccination]] = []
    for each in given:
        if groups and each.done_on - groups[-1][0].done_on <= NEAR:
            groups[-1].append(each)
        else:
            groups.append([each])
    kept, doubles = [], []
    for group in groups:
        one = min(group, key=lambda each: (each.proof is Proof.SAID, each.dose not in codes))
        kept.append(one)
        doubles += [each for each in group if each is not one]
    return kept, doubles


def _planned(
    vaccine: Vaccine, mine: Sequence[Vaccination], *, birth: date, today: date
) -> tuple[PlannedDose, ...]:
    """Return the doses planned: the last one alone for a child who began late enough."""
    if vaccine.single_from_months is None:
        return vaccine.doses
    began = mine[0].done_on if mine else today
    late = began >= add_months(birth, vaccine.single_from_months)
    return vaccine.doses[-1:] if late else vaccine.doses
