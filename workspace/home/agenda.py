"""Everything that has a day: appointments of the agenda and assessments planned, told in one list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from storage.vault import Vault
from workspace.access.model import Circle, Clearance
from workspace.clock import Clock
from workspace.dossier.agenda import service as agenda
from workspace.dossier.agenda.model import (
    KIND_LABELS,
    PLACE_LABELS,
    STATE_LABELS,
    ZONE_LABELS,
    Encounter,
    EncounterState,
    Zone,
)
from workspace.dossier.agenda.rules import OPEN, moment_of, zone_of
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.appointments import Appointment
from workspace.dossier.protocol.model import INITIAL, StepCode
from workspace.dossier.record.summaries import ChildSummary
from workspace.home.wording import Badge
from workspace.i18n import gettext
from workspace.ids import DossierId, PractitionerId
from workspace.network import service as network

SHAPES: Final = {
    EncounterState.ASKED: "waiting",
    EncounterState.PLANNED: "planned",
    EncounterState.KEPT: "done",
    EncounterState.MISSED: "late",
    EncounterState.CANCELLED: "na",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One thing with a day: an appointment, or the day set for an assessment."""

    dossier: DossierId
    day: date | None
    at: time | None
    words: str
    """What it is, in words everybody around the child may read."""
    badge: Badge
    practitioner: PractitionerId | None = None
    who: str = ""
    place: str = ""
    bring: str = ""
    minutes: int | None = None
    clock: str = ""
    """Whose clock `at` is of, said only where it is not that of Paris."""
    encounter: Encounter | None = None
    """None: an assessment, which is planned on a page of its own."""
    is_open: bool = True
    moment: datetime | None = None
    today: date
    """The day it is where the child is followed: overseas it may be another one than in Paris."""

    @property
    def href(self) -> str:
        base = f"/children/{self.dossier}"
        return (
            f"{base}/appointments/{self.encounter.id}" if self.encounter else f"{base}/assessments"
        )


class Here(NamedTuple):
    """Where a child is followed, and the day it is there."""

    department: str
    today: date


Departments = Mapping[DossierId, str]
"""Where each child is followed: whose clock it is, and which day."""


def departments(children: Iterable[ChildSummary]) -> Departments:
    return {each.dossier: each.inclusion.department for each in children}


def today_of(followed: Departments, *, clock: Clock) -> date:
    """Return the day a page of several children is about: that of Paris, or theirs where none lives by it."""
    days = {clock.today_in(department) for department in followed.values()}
    return clock.today() if not days or clock.today() in days else max(days)


async def of_child(
    clearance: Clearance, *, department: str, clock: Clock, vault: Vault
) -> tuple[Entry, ...]:
    """Return everything with a day of one child, in its order; what has no day comes last.

    What a joined dossier holds too, as far as it is open to whoever asks: `Entry.dossier` says where it was written.
    """
    found = await agenda.whole_encounters(clearance, vault=vault)
    planned = await protocol.whole_appointments(clearance, vault=vault)
    followed = dict.fromkeys({*planned, *(each.dossier for each in found)}, department)
    return await _told(found, planned, followed=followed, clock=clock, vault=vault)


async def expected_from_today(
    circle: Circle, followed: Departments, *, ahead: timedelta, clock: Clock, vault: Vault
) -> tuple[Entry, ...]:
    """Return what still stands for a circle from today on, each child's today being that of their place."""
    days = {clock.today_in(department) for department in followed.values()} or {clock.today()}
    found = await of_circle(
        circle, followed, first=min(days), last=max(days) + ahead, clock=clock, vault=vault
    )
    return tuple(
        each
        for each in found
        if each.is_open and each.day and each.today <= each.day <= each.today + ahead
    )


async def of_circle(
    circle: Circle,
    followed: Departments,
    *,
    first: date,
    last: date,
    clock: Clock,
    vault: Vault,
) -> tuple[Entry, ...]:
    """Return the same for a circle, from one day to another, both included."""
    found = await agenda.encounters_in(circle, first=first, last=last, vault=vault)
    planned = await protocol.appointments_in(circle, vault=vault)
    within = {
        dossier: [each for each in appointments if first <= each.planned_on <= last]
        for dossier, appointments in planned.items()
    }
    return await _told(found, within, followed=followed, clock=clock, vault=vault)


async def _told(
    encounters: Iterable[Encounter],
    planned: Mapping[DossierId, Sequence[Appointment]],
    *,
    followed: Departments,
    clock: Clock,
    vault: Vault,
) -> tuple[Entry, ...]:
    listed = list(encounters)
    assessments = [(dossier, each) for dossier, many in planned.items() for each in many]
    names = await network.practitioner_names(
        {each.practitioner for each in listed if each.practitioner}
        | {each.practitioner for _, each in assessments if each.practitioner},
        vault=vault,
    )
    labels = await protocol.step_labels({each.step for _, each in assessments})
    here = {
        dossier: Here(department, clock.today_in(department))
        for dossier in {each.dossier for each in listed} | set(planned)
        for department in [followed.get(dossier, "")]
    }
    return in_order(
        [
            *(of_encounter(each, names, today=here[each.dossier].today) for each in listed),
            *(
                of_assessment(dossier, each, names, labels, here=here[dossier])
                for dossier, each in assessments
            ),
        ]
    )


def of_encounter(each: Encounter, names: Mapping[PractitionerId, str], *, today: date) -> Entry:
    known = names.get(each.practitioner, "") if each.practitioner else ""
    said = [gettext(KIND_LABELS[each.kind]), each.title]
    places = [gettext(PLACE_LABELS[each.place_kind]), each.place]
    return Entry(
        dossier=each.dossier,
        day=each.day,
        at=each.at,
        words=" \N{MIDDLE DOT} ".join(part for part in said if part),
        badge=encounter_badge(each, today=today),
        practitioner=each.practitioner,
        who=known or each.with_whom,
        place=", ".join(part for part in places if part),
        bring=each.bring,
        minutes=each.minutes,
        clock=_clock_words(each.zone),
        encounter=each,
        is_open=each.state in OPEN,
        moment=each.starts_at,
        today=today,
    )


def _clock_words(zone: Zone) -> str:
    return "" if zone is Zone.PARIS else gettext(ZONE_LABELS[zone])


def encounter_badge(each: Encounter, *, today: date) -> Badge:
    """Return where an appointment stands; a day gone by asks what became of it."""
    if each.state is EncounterState.PLANNED and each.day is not None and each.day < today:
        return Badge("waiting", gettext("did it take place?"))
    return Badge(SHAPES[each.state], gettext(STATE_LABELS[each.state]).lower())


def of_assessment(
    dossier: DossierId,
    each: Appointment,
    names: Mapping[PractitionerId, str],
    labels: Mapping[StepCode, str],
    *,
    here: Here,
) -> Entry:
    """Return the day set for an assessment; its time is on the clock of where the child is followed."""
    gone, zone = each.planned_on < here.today, zone_of(here.department)
    return Entry(
        dossier=dossier,
        day=each.planned_on,
        at=each.planned_time,
        words=step_words(each.step, labels[each.step]),
        badge=Badge("waiting", gettext("did it take place?"))
        if gone
        else Badge("planned", gettext("planned")),
        practitioner=each.practitioner,
        who=names.get(each.practitioner, "") if each.practitioner else "",
        place=each.place,
        bring=gettext("The health book"),
        clock=_clock_words(zone),
        moment=moment_of(each.planned_on, each.planned_time, zone) if each.planned_time else None,
        today=here.today,
    )


def step_words(code: StepCode, label: str) -> str:
    """Return what an assessment is called in a list; the first one has a name of its own."""
    said = gettext(label)
    return said if code == INITIAL else gettext("Assessment: %(step)s", step=said.lower())


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return them by day, then as the clocks of their places show them; what has no day comes last."""
    return tuple(
        sorted(
            entries,
            key=lambda each: (
                each.day or date.max,
                each.at is not None,
                each.at or time.min,
                each.moment or datetime.max.replace(tzinfo=UTC),
                str(each.dossier),
            ),
        )
    )
