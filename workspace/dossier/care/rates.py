"""Put what a programme pays in force: see first whom it concerns, then apply it, never overwrite."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from storage.vault import Vault
from workspace.access.model import Errand
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.care import queries, rules
from workspace.dossier.care.funding import Funding, parse
from workspace.dossier.care.model import Allowance, GroupKey, Rates
from workspace.dossier.record import errands as record
from workspace.dossier.record.model import PEGASE
from workspace.dossier.record.summaries import FollowUp
from workspace.i18n import format_date, format_euros, gettext, ngettext
from workspace.ids import DossierId


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What a file would put in force, and whom it concerns today."""

    funding: Funding
    found: int
    """Children whose year of follow-up had no known allowance, and has one."""
    changed: int
    """Children whose year had one, and has another."""


async def check(errand: Errand, text: str, *, clock: Clock, vault: Vault) -> Change:
    """Return what a file would change; nothing is written. Raises Invalid naming everything wrong with it."""
    funding = parse(text)
    async with transaction():
        known = await queries.rates()
        followed = await record.followed(errand, vault=vault)
    return _change(funding, rules.rates_of(known, funding.programme), followed, clock=clock)


async def apply(errand: Errand, text: str, *, clock: Clock, vault: Vault) -> Change:
    """Put the periods of a file in force, beside those that were. Raises what `check` raises."""
    async with transaction():
        change = await check(errand, text, clock=clock, vault=vault)
        await queries.insert_rates(change.funding, by=errand.actor.account, at=clock.now())
        await audit.record(
            errand.actor,
            Act.CARE_RATES_ADD,
            detail={"programme": change.funding.programme},
            vault=vault,
        )
    return change


def _change(
    funding: Funding, before: Rates, followed: Mapping[DossierId, FollowUp], *, clock: Clock
) -> Change:
    after = (*funding.periods, *before)
    begun = [
        rules.year_of_follow_up(child.inclusion.admitted_on, today)[0]
        for child in followed.values()
        if (child.inclusion.programme or PEGASE) == funding.programme
        and (today := child.today(clock)) < (child.inclusion.ended_on or date.max)
    ]
    pairs = [(rules.allowance_on(before, day), rules.allowance_on(after, day)) for day in begun]
    return Change(
        funding=funding,
        found=sum(old is None and new is not None for old, new in pairs),
        changed=sum(old is not None and new != old for old, new in pairs),
    )


def in_words(change: Change) -> Iterable[str]:
    """Give the lines that say a change."""
    yield gettext(
        "%(programme)s, %(source)s",
        programme=change.funding.programme,
        source=change.funding.source,
    )
    yield from map(period_in_words, change.funding.periods)
    yield ngettext(
        "%(num)d child whose year had no known allowance has one.",
        "%(num)d children whose year had no known allowance have one.",
        change.found,
        num=change.found,
    )
    yield ngettext(
        "%(num)d child has another allowance than before for the year that runs.",
        "%(num)d children have another allowance than before for the year that runs.",
        change.changed,
        num=change.changed,
    )


def period_in_words(each: Allowance) -> str:
    """Return one period as a line."""
    unit = format_euros(float(each.unit_eur))
    return gettext(
        "from %(first)s to %(last)s: %(sessions)s sessions, %(care)s of care and %(bilans)s of assessments a year;"
        " %(unit)s; %(group)s",
        first=format_date(each.valid_from),
        last=format_date(each.valid_to),
        sessions=each.sessions_a_year,
        care=format_euros(each.care_eur),
        bilans=format_euros(each.assessments_eur),
        unit=gettext("a session reckoned at %(unit)s, by arithmetic", unit=unit)
        if each.session_eur is None
        else gettext("a session costs %(unit)s", unit=unit),
        group=gettext("a group is shared in equal parts")
        if each.group_key is GroupKey.EQUAL
        else gettext("a group costs each child the whole"),
    )
