"""The calendars of vaccinations in force: those that come with the programme, those a deployment put beside them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from storage.vault import Vault
from workspace.access.model import Clearance, Errand
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.health import queries
from workspace.dossier.health.definitions import calendar_on
from workspace.dossier.health.loading import differences, read_calendar
from workspace.dossier.health.model import Calendar
from workspace.errors import Invalid
from workspace.i18n import N_, format_date, gettext, paired


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A calendar to put in force, and the one it follows."""

    before: Calendar
    after: Calendar


async def calendar(clearance: Clearance, *, on: date) -> Calendar:
    """Return the calendar in force on a day, for whoever writes in a dossier; about no child, not recorded."""
    assert clearance.actor.account, "read by somebody"
    async with transaction():
        return calendar_on(on, await queries.calendars())


async def check(errand: Errand, text: str, *, clock: Clock) -> Change:
    """Read a calendar and say what it would change; nothing is written. Raises Invalid naming every fault."""
    assert errand.purpose, "an errand says why"
    after = read_calendar(text)
    if after.valid_from < clock.today():
        raise Invalid({"valid_from": N_("A calendar comes into force today or later.")})
    async with transaction():
        known = await queries.calendars()
    return Change(before=calendar_on(after.valid_from, known), after=after)


async def apply(errand: Errand, text: str, *, clock: Clock, vault: Vault) -> Change:
    """Put a calendar in force from its day on, under the promises of `check`; what was in force stays written."""
    change = await check(errand, text, clock=clock)
    async with transaction():
        await queries.insert_calendar(uuid4(), change.after.valid_from, text, at=clock.now())
        await audit.record(
            errand.actor,
            Act.HEALTH_SET,
            detail={
                "calendar": change.after.name,
                "from": change.after.valid_from.isoformat(),
            },
            vault=vault,
        )
    return change


def in_words(change: Change) -> Iterator[str]:
    """Walk the lines that say what a calendar changes, for the operator."""
    yield gettext(
        "%(name)s, from %(day)s, after %(before)s",
        name=change.after.name,
        day=format_date(change.after.valid_from),
        before=change.before.name,
    )
    for code, words in differences(change.before, change.after):
        yield paired(code, gettext(words))
