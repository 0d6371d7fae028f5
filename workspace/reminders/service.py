"""Ask carers to book, and remind by the clock: each time from the state of things."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Final

from storage.vault import Vault
from workspace.access import service as access
from workspace.access.model import Circle, Clearance, Errand
from workspace.access.permissions import Permission
from workspace.accounts.service import open_service_session
from workspace.actor import Role
from workspace.clock import Clock
from workspace.database import Door, acting_as
from workspace.dossier.agenda import service as agenda
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.model import StepState
from workspace.ids import DossierId
from workspace.notices import service as notices
from workspace.notices.model import NewNotice, NoticeKind
from workspace.reminders import rules
from workspace.reminders.model import Expected, Late, Place, Told

ASKED_FOR: Final = timedelta(days=14)
"""How long a request to book is worth sending."""
SESSION: Final = 900


async def ask_to_book(
    clearance: Clearance, step: str, *, clock: Clock, vault: Vault
) -> tuple[Told, ...]:
    """Ask the carers around one child to book an assessment; say whom no mail reaches, and why.

    Asked once a day at most. What is asked for is not in the mail: it is on their first page.
    """
    clearance.require(Permission.CHILD_READ, Permission.CONVERSATION_WRITE)
    today = clock.today()
    around = await access.around(clearance, clock=clock)
    carers = [grant.account for grant in around if grant.role is Role.CARER]
    if not carers:
        return (Told(dossier=clearance.dossier, account=None),)
    lost = await notices.unreachable(clearance.actor, carers)
    told = []
    for account in carers:
        new = NewNotice(
            account=account,
            kind=NoticeKind.TO_BOOK,
            dossier=clearance.dossier,
            key=f"ask/{clearance.dossier}/{step}/{today}/{account}",
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
    assessments by the one of the figures, those of appointments by the one of reminders.
    """
    today = clock.today()
    places = tuple(
        Place(dossier=grant.dossier, account=grant.account, role=grant.role)
        for grant in await access.places(errand, clock=clock)
    )
    dossiers = frozenset(place.dossier for place in places)
    expected, late = await _of_assessments(dossiers, door=door, clock=clock, vault=vault)
    expected += await _of_appointments(today, door=door, vault=vault)
    due = [
        *(rules.of_expected(each, today=today) for each in expected),
        *(rules.of_late(each, today=today) for each in late),
    ]
    new = rules.notices((each for each in due if each is not None), places)
    return await notices.tell_many(errand, new, clock=clock)


@asynccontextmanager
async def _serving(purpose: str, *, door: Door) -> AsyncIterator[Errand]:
    actor, secret = await open_service_session(purpose, door=door, seconds=SESSION)
    with acting_as(secret):
        yield Errand(actor=actor, purpose=purpose)


async def _of_assessments(
    dossiers: frozenset[DossierId], *, door: Door, clock: Clock, vault: Vault
) -> tuple[list[Expected], list[Late]]:
    """Return the days set for assessments, and those that are late with no day set."""
    today = clock.today()
    async with _serving("figures", door=door) as errand:
        circle = Circle(
            actor=errand.actor, permission=Permission.ASSESSMENT_READ, dossiers=dossiers
        )
        schedules = await protocol.schedules(circle, clock=clock, vault=vault)
        planned = await protocol.appointments_in(circle, vault=vault)
    expected = [
        Expected(dossier=dossier, about=str(each.id), day=each.planned_on)
        for dossier, appointments in planned.items()
        for each in appointments
        if each.planned_on >= today
    ]
    late = [
        Late(dossier=dossier, step=status.step.code, closes_on=status.closes_on)
        for dossier, schedule in schedules.items()
        for status in schedule
        if status.state is StepState.LATE
        and (status.planned_on is None or status.planned_on < today)
    ]
    return expected, late


async def _of_appointments(today: date, *, door: Door, vault: Vault) -> list[Expected]:
    async with _serving("reminders", door=door) as errand:
        ahead = await agenda.days_ahead(
            errand, first=today, last=today + timedelta(days=rules.SUMMONS_FROM), vault=vault
        )
    return [
        Expected(dossier=each.dossier, about=str(each.id), day=each.day, starts_at=each.starts_at)
        for each in ahead
    ]
