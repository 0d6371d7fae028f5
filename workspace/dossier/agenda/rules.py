"""What an appointment may be, which moment it is, what may become of it, what may share its day. No I/O."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from workspace.dossier.agenda.model import (
    ZONE_OF_DEPARTMENT,
    Encounter,
    EncounterKind,
    EncounterState,
    NewEncounter,
    Zone,
)
from workspace.errors import Conflict, Invalid
from workspace.i18n import N_
from workspace.names import letters

LONGEST_MINUTES = 720
LONGEST_TEXT = 300
LONGEST_NOTE = 4000
FARTHEST = timedelta(days=3 * 366)
"""An appointment farther away is a slip of the pen: three years."""
SAME_DAY_WITHIN = timedelta(days=30)
"""How near two things must be to be worth one journey (F20)."""

REPEATED = N_(
    "An appointment of this child stands at this hour, with the same person or in the same place. "
    "Is it another one?"
)

OPEN = frozenset({EncounterState.ASKED, EncounterState.PLANNED})
WITH_THE_CHILD = frozenset(EncounterKind) - {EncounterKind.MEETING}
"""Kinds of appointments somebody saw the child at: a meeting is held about them."""
NEXT = {
    EncounterState.ASKED: {EncounterState.PLANNED, EncounterState.CANCELLED},
    EncounterState.PLANNED: {
        EncounterState.KEPT,
        EncounterState.MISSED,
        EncounterState.CANCELLED,
    },
    EncounterState.KEPT: {EncounterState.MISSED},
    EncounterState.MISSED: {EncounterState.KEPT},
    EncounterState.CANCELLED: set[EncounterState](),
}
"""What may become of an appointment; kept and missed correct each other."""


def zone_of(department: str) -> Zone:
    """Return the clock of a department, by its code: `62`, `2A`, `974`."""
    return ZONE_OF_DEPARTMENT.get(department.strip(), Zone.PARIS)


def moment_of(day: date, at: time, zone: Zone) -> datetime | None:
    """Return the moment in UTC, None for a time the clocks skip on that day.

    Of an hour that comes twice (the end of summer time), the first.
    """
    local = datetime.combine(day, at, tzinfo=ZoneInfo(zone.value))
    moment = local.astimezone(UTC)
    if moment.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
        return None
    return moment


def local_time(moment: datetime | None, zone: Zone) -> time | None:
    """Return what the clock of the place shows at `moment`."""
    return None if moment is None else moment.astimezone(ZoneInfo(zone.value)).time()


def check_new(new: NewEncounter, *, birth: date, today: date) -> None:
    """Raise Invalid, naming every field, for an appointment that cannot be."""
    fields = _check_when(new, birth=birth, today=today)
    if new.state not in OPEN:
        fields["state"] = N_("Choose one of these.")
    if not 1 <= new.minutes <= LONGEST_MINUTES:
        fields["minutes"] = N_("An appointment lasts between one minute and twelve hours.")
    for name in ("title", "place", "with_whom", "bring"):
        if len(getattr(new, name)) > LONGEST_TEXT:
            fields[name] = N_("This is too long.")
    if len(new.note) > LONGEST_NOTE:
        fields["note"] = N_("This is too long.")
    if fields:
        raise Invalid(fields)


def _check_when(new: NewEncounter, *, birth: date, today: date) -> dict[str, str]:
    if new.day is None:
        if new.state is EncounterState.ASKED and new.at is None:
            return {}
        return {"day": N_("Give the day, such as 2025-03-04.")}
    if new.day < birth:
        return {"day": N_("This is before the birth.")}
    if new.day > today + FARTHEST:
        return {"day": N_("This is more than three years away.")}
    if new.at is not None and moment_of(new.day, new.at, new.zone) is None:
        return {"at": N_("The clocks skip this hour on that day: choose another time.")}
    return {}


def check_once(
    new: NewEncounter, standing: Iterable[Encounter], *, before: Encounter | None = None
) -> None:
    """Raise Invalid for an appointment that seems to stand already: whoever writes it is asked once.

    The same day and hour, with the same person or in the same place; an hour is needed to be the same. A place that
    nobody said is no place in common. `before`: what a correction takes the place of, which is no other one; of two
    that met already nobody asks again.
    """
    for each in standing:
        is_other = before is None or (each.id != before.id and not _meets(before, each))
        if is_other and each.state in OPEN and _meets(new, each):
            raise Invalid({"at": REPEATED})


def _meets(new: NewEncounter, other: Encounter) -> bool:
    if new.at is None or (other.day, other.at) != (new.day, new.at):
        return False
    return _is_with(new, other) or _is_same(new.place, other.place)


def _is_with(new: NewEncounter, other: Encounter) -> bool:
    if new.practitioner is not None:
        return new.practitioner == other.practitioner
    return _is_same(new.with_whom, other.with_whom)


def _is_same(one: str, other: str) -> bool:
    return bool(letters(one)) and letters(one) == letters(other)


def check_becomes(current: Encounter, state: EncounterState, *, today: date) -> None:
    """Raise Conflict for a state this appointment cannot take, Invalid for one it cannot take yet."""
    if state not in NEXT[current.state]:
        raise Conflict
    happened = state in {EncounterState.KEPT, EncounterState.MISSED}
    if happened and current.day is not None and current.day > today:
        raise Invalid({"state": N_("This day has not come yet.")})
    if state is EncounterState.PLANNED and current.day is None:
        raise Invalid({"state": N_("Give the day, such as 2025-03-04.")})


def in_order(encounters: Iterable[Encounter]) -> tuple[Encounter, ...]:
    """Return them by day, then by moment; those without a time first, those without a day last."""
    return tuple(
        sorted(
            encounters,
            key=lambda each: (
                each.day or date.max,
                each.starts_at is not None,
                each.starts_at or datetime.max.replace(tzinfo=UTC),
                each.id,
            ),
        )
    )


def is_near(day: date, other: date) -> bool:
    """Tell whether two days are near enough to propose one for both."""
    return abs(day - other) <= SAME_DAY_WITHIN
