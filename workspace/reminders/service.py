"""Ask carers to book, and remind by the clock: each time from the state of things."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain
from typing import Final
from zoneinfo import ZoneInfo

from storage.vault import Vault
from workspace.access import service as access
from workspace.access.model import Circle, Clearance, Errand, Grant
from workspace.access.permissions import Permission
from workspace.accounts.service import accounts, open_service_session
from workspace.actor import Actor, Role, service_actor
from workspace.clock import Clock, zone_of
from workspace.database import Door, acting_as, transaction
from workspace.dossier.agenda import service as agenda
from workspace.dossier.agenda.model import DayAhead
from workspace.dossier.agenda.rules import moment_of
from workspace.dossier.agenda.rules import zone_of as agenda_zone
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.appointments import Appointment
from workspace.dossier.protocol.model import StepState
from workspace.dossier.protocol.service import Schedule
from workspace.dossier.record import service as record
from workspace.dossier.record.family import rules as family_rules
from workspace.dossier.record.family import service as family
from workspace.dossier.record.summaries import FollowUp
from workspace.dossier.record.whole import gone_over, others_of
from workspace.ids import AccountId, DossierId
from workspace.network import service as network
from workspace.notices import service as notices
from workspace.notices.model import NewNotice, Notice, NoticeKind
from workspace.notices.service import Addresses, Lives, StillWaits
from workspace.reminders import rules
from workspace.reminders.model import Expected, Late, Place, Recall, Reminder, Told

ASKED_FOR: Final = timedelta(days=14)
"""How long a request to book is worth sending."""
KINDS: Final = (
    NoticeKind.APPOINTMENT,
    NoticeKind.SUMMONS,
    NoticeKind.TO_BOOK,
    NoticeKind.WAITING,
)
"""What reminders are, by the kind of their notices."""
ONE_DAY: Final = timedelta(days=1)
AT_ONCE: Final = 500
"""Children reckoned at a time: their schedules hold the loop for a third of a second."""
Before = Callable[..., Reminder | None]
"""What is told of a day that comes: `rules.of_expected`, `rules.summons`."""
LONGEST_RUN: Final = 3600
"""Seconds a run may take over a whole country."""


async def ask_to_book(
    clearance: Clearance, step: str, *, to: Collection[AccountId], clock: Clock, vault: Vault
) -> tuple[Told, ...]:
    """Ask carers around one child to book an assessment; say whom no mail reaches, and why.

    `to`: those who were chosen; who has no carer's place around the child any more is told nothing.

    Asked once a day at most. What is asked for is not in the mail: it is on their first page.
    """
    clearance.require(Permission.CHILD_READ, Permission.CONVERSATION_WRITE)
    today = clock.today()
    around = await access.around(clearance, clock=clock)
    carers = [grant.account for grant in around if grant.role is Role.CARER and grant.account in to]
    if not carers:
        return (Told(dossier=clearance.dossier, account=None),)
    lost = await notices.unreachable(clearance.actor, carers)
    told = []
    for account in carers:
        new = NewNotice(
            account=account,
            kind=NoticeKind.TO_BOOK,
            dossier=clearance.dossier,
            key=f"{rules.ASKED}/{clearance.dossier}/{step}/{today}/{account}",
            expires_at=clock.now() + ASKED_FOR,
        )
        count = await notices.tell(clearance, [new], clock=clock, vault=vault)
        told.append(
            Told(
                dossier=clearance.dossier,
                account=account,
                because=lost.get(account),
                is_repeated=count == 0,
            )
        )
    return tuple(told)


async def remind(errand: Errand, *, door: Door, clock: Clock, vault: Vault) -> int:
    """Tell what is due today and was not told; return how many notices were asked for.

    Run by the worker, as often as one likes. Days are read by service sessions that may read them: those of
    assessments by the one of the figures, those of appointments by the one of reminders. Some children at a
    time, and the loop is let go of in between: a country must not hold up what else the worker does.
    """
    places = _around(await access.places(errand, clock=clock))
    dossiers = sorted({dossier for dossier, _ in places}, key=str)
    ahead = defaultdict(list)
    for each in await _days_ahead(None, door=door, clock=clock, vault=vault):
        ahead[each.dossier].append(each)
    told = 0
    figures, secret = await open_service_session("figures", door=door, seconds=LONGEST_RUN)
    for start in range(0, len(dossiers), AT_ONCE):
        some = frozenset(dossiers[start : start + AT_ONCE])
        days = [day for dossier in some for day in ahead[dossier]]
        with acting_as(secret):
            due = await _due(figures, some, days, clock=clock, vault=vault)
        holders = await _holders(errand, figures, secret, due, clock=clock, vault=vault)
        told += await notices.tell_many(errand, rules.notices(due, places, holders), clock=clock)
        await asyncio.sleep(0)
    return told


async def recalls(clearance: Clearance) -> tuple[Recall, ...]:
    """Return what was recalled of one child, to whom, and what became of it, the last first."""
    return tuple(rules.recall(each) for each in await notices.reminded(clearance))


def still_due(*, door: Door, clock: Clock, vault: Vault) -> StillWaits:
    """Return how the worker asks, before a reminder leaves, whether it is still what is due.

    It is reckoned again: a day cancelled or moved, an assessment done, an appointment that has begun, a nearer
    reminder, a place that ended, and the one that waited says nothing more.
    """
    worker = Errand(actor=service_actor("worker"), purpose="worker")

    async def waits(notice: Notice) -> bool:
        places = _around(await access.places(worker, dossier=notice.dossier, clock=clock))
        around = {account for accounts in places.values() for account in accounts}
        if notice.account is not None and notice.account not in around:
            return False
        here = frozenset({notice.dossier})
        days = await _days_ahead(here, door=door, clock=clock, vault=vault)
        figures, secret = await open_service_session("figures", door=door)
        with acting_as(secret):
            if notice.key.startswith(f"{rules.ASKED}/"):
                return await _is_to_book(figures, notice, clock=clock, vault=vault)
            due = await _due(figures, here, days, clock=clock, vault=vault)
        if notice.person is None:
            return notice.key in {new.key for new in rules.notices(due, places)}
        holders = await _holders(worker, figures, secret, due, clock=clock, vault=vault)
        return notice.key in {new.key for new in rules.notices(due, {}, holders)}

    return waits


def address_of(*, vault: Vault) -> Addresses:
    """Return how the worker asks, as a mail is about to leave, where a holder of parental authority is written to."""
    worker = Errand(actor=service_actor("worker"), purpose="worker")

    async def address(notice: Notice) -> str:
        found = await family.holders(worker, [notice.dossier], vault=vault)
        return next((each.mail for each in found if each.person == notice.person), "")

    return address


def lives(*, door: Door, vault: Vault) -> Lives:
    """Return how the worker asks on which clock somebody lives: that of their establishment, else of the child."""

    async def zone(notice: Notice) -> ZoneInfo:
        who = (
            (await accounts([notice.account], vault=vault)).get(notice.account)
            if notice.account
            else None
        )
        houses = {each.id: each.department for each in await network.organizations()}
        department = houses.get(who.organization) if who and who.organization else None
        if not department:
            figures, secret = await open_service_session("figures", door=door)
            with acting_as(secret):
                circle = _circle(figures, frozenset({notice.dossier}))
                followed = await record.follow_ups(circle, vault=vault)
            child = followed.get(notice.dossier)
            department = child.inclusion.department if child else None
        return zone_of(department or "")

    return zone


def _around(grants: Iterable[Grant]) -> rules.Around:
    return rules.around(
        Place(dossier=grant.dossier, account=grant.account, role=grant.role) for grant in grants
    )


def _circle(figures: Actor, dossiers: frozenset[DossierId]) -> Circle:
    return Circle(actor=figures, permission=Permission.ASSESSMENT_READ, dossiers=dossiers)


async def _days_ahead(
    dossiers: frozenset[DossierId] | None, *, door: Door, clock: Clock, vault: Vault
) -> tuple[DayAhead, ...]:
    """Return the appointments of which something may be due, wherever it is already tomorrow or still yesterday."""
    actor, secret = await open_service_session("reminders", door=door)
    with acting_as(secret):
        return await agenda.days_ahead(
            Errand(actor=actor, purpose="reminders"),
            first=clock.today() - ONE_DAY,
            last=clock.today() + timedelta(days=rules.SUMMONS_FROM) + ONE_DAY,
            dossiers=dossiers,
            vault=vault,
        )


async def _due(
    figures: Actor,
    dossiers: frozenset[DossierId],
    ahead: Iterable[DayAhead],
    *,
    clock: Clock,
    vault: Vault,
) -> list[Reminder]:
    """Return what is due of some children on the day it is where each of them is followed."""
    circle = _circle(figures, dossiers)
    followed = await record.follow_ups(circle, vault=vault)
    circle = replace(circle, dossiers=frozenset(followed))
    schedules = await protocol.schedules(circle, followed=followed, clock=clock, vault=vault)
    planned = await protocol.appointments_in(circle, vault=vault)
    plans = tuple(_of_plans(planned, schedules, followed))
    found = [
        *_before((*map(_of_appointment, ahead), *plans), rules.of_expected, followed, clock=clock),
        *_before(plans, rules.summons, followed, clock=clock),
    ]
    async with transaction():
        gone = await gone_over(followed)
    for dossier, schedule in schedules.items():
        if dossier in gone:  # what is owed is reckoned in the dossier that goes on
            continue
        today, zone = (
            followed[dossier].today(clock),
            zone_of(followed[dossier].inclusion.department),
        )
        found += [
            rules.of_late(each, today=today, zone=zone) for each in _late(dossier, schedule, today)
        ]
    return [each for each in found if each is not None]


def _before(
    days: Iterable[Expected],
    letter: Before,
    followed: Mapping[DossierId, FollowUp],
    *,
    clock: Clock,
) -> Iterator[Reminder | None]:
    """Give what is told of days that come, of children who are still followed then, on the clock of each."""
    for expected in days:
        child = followed.get(expected.dossier)
        if child and not rules.is_after_the_end(expected, child.inclusion.ended_on):
            today, zone = child.today(clock), zone_of(child.inclusion.department)
            yield letter(expected, today=today, now=clock.now(), zone=zone)


async def _holders(
    errand: Errand,
    figures: Actor,
    secret: str,
    due: Iterable[Reminder],
    *,
    clock: Clock,
    vault: Vault,
) -> rules.Holders:
    """Return which holders of parental authority may be told today, of the children of whom something is due to them.

    `errand`: the worker's, which alone reads where they are written to. `secret`: of the session of `figures`.
    """
    asked = {each.dossier for each in due if each.role is Role.PARENT}
    if not asked:
        return {}
    with acting_as(secret):
        async with transaction():
            others = await others_of(asked)
    found = await family.holders(errand, asked, others=others, vault=vault)
    if not found:
        return {}
    with acting_as(secret):
        circle = _circle(figures, frozenset((*asked, *chain(*others.values()))))
        followed = await record.follow_ups(circle, vault=vault)
    secrets = {dossier for dossier, child in followed.items() if child.secret_origins}
    secrets |= {dossier for dossier, beside in others.items() if not secrets.isdisjoint(beside)}
    told = defaultdict(list)
    for each in found:
        child = followed.get(each.dossier)
        if child and family_rules.may_be_told(
            each, secret_origins=each.dossier in secrets, on=child.today(clock)
        ):
            told[each.dossier].append(each.person)
    return told


def _of_appointment(each: DayAhead) -> Expected:
    return Expected(
        dossier=each.dossier, about=str(each.id), day=each.day, starts_at=each.starts_at
    )


def _of_plans(
    planned: Mapping[DossierId, Iterable[Appointment]],
    schedules: Mapping[DossierId, Schedule],
    followed: Mapping[DossierId, FollowUp],
) -> Iterator[Expected]:
    """Give the days set for assessments that are not done yet, each with its moment on the clock of the child."""
    for dossier, appointments in planned.items():
        zone = agenda_zone(followed[dossier].inclusion.department)
        done = {each.step.code for each in schedules[dossier] if each.done_on is not None}
        for each in appointments:
            if each.step not in done:
                at = each.planned_time
                yield Expected(
                    dossier=dossier,
                    about=str(each.id),
                    day=each.planned_on,
                    starts_at=moment_of(each.planned_on, at, zone) if at else None,
                )


def _late(dossier: DossierId, schedule: Schedule, today: date) -> Iterator[Late]:
    """Give the assessments that are late and for which no day is set."""
    for status in schedule:
        is_set = status.planned_on is not None and status.planned_on >= today
        if status.state is StepState.LATE and not is_set:
            yield Late(dossier=dossier, step=status.step.code, closes_on=status.closes_on)


async def _is_to_book(figures: Actor, notice: Notice, *, clock: Clock, vault: Vault) -> bool:
    """Tell whether the assessment carers were asked to book still waits for a day."""
    circle = _circle(figures, frozenset({notice.dossier}))
    followed = await record.follow_ups(circle, vault=vault)
    schedules = await protocol.schedules(circle, followed=followed, clock=clock, vault=vault)
    step = notice.key.split("/")[2]
    return any(
        each.step.code == step and rules.is_to_book(each, today=followed[dossier].today(clock))
        for dossier, schedule in schedules.items()
        for each in schedule
    )
