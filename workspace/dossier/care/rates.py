"""Put what a programme pays in force: see first whom it concerns, then apply it, never overwrite."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from storage.vault import Vault
from workspace.access.model import Errand
from workspace.access.rules import check_national
from workspace.actor import Actor, Role
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.care import queries, rules
from workspace.dossier.care.definitions import carried_files
from workspace.dossier.care.funding import Funding, parse
from workspace.dossier.care.model import Allowance, GroupKey, Rates
from workspace.errors import Forbidden
from workspace.i18n import N_, format_date, format_euros, gettext, ngettext

STATED: Final = N_("stated by the programme, comes with Grenier")
GROUP_LABELS: Final[Mapping[GroupKey, str]] = {
    GroupKey.EQUAL: N_("a group is shared in equal parts"),
    GroupKey.WHOLE: N_("a group costs each child the whole"),
}
READERS: Final = frozenset({Role.COORDINATOR, Role.NATIONAL})


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What a file would put in force, and how many children it concerns today."""

    funding: Funding
    found: int
    """Children whose year of follow-up had no known allowance, and has one."""
    changed: int
    """Children whose year had one, and has another."""


@dataclass(frozen=True, kw_only=True, slots=True)
class InForce:
    """One period as it was put in force."""

    programme: str
    period: Allowance
    source: str
    entered_at: datetime | None = None
    """None: it comes with the programme."""


async def known(actor: Actor) -> tuple[InForce, ...]:
    """Return every period known, the last one put in force first: what coordinators and the national team read.

    Raises Forbidden for others.
    """
    if actor.role not in READERS:
        raise Forbidden
    async with transaction():
        entered = await queries.periods()
    came = (
        InForce(programme=each.programme, period=period, source=gettext(STATED))
        for each in carried_files()
        for period in each.periods
    )
    return (
        *(InForce(programme=p, period=a, source=s, entered_at=at) for p, a, s, at in entered),
        *came,
    )


async def check(asking: Errand | Actor, text: str, *, clock: Clock) -> Change:
    """Return what a file would change; nothing is written. Raises Invalid naming everything wrong with it.

    For the operator and the national team, who count children and read none; raises Forbidden for others.
    """
    _allowed(asking)
    funding = parse(text)
    today = clock.today()
    async with transaction():
        before = rules.rates_of(await queries.rates(), funding.programme)
        admissions = await queries.admissions(funding.programme, today)
    return _change(funding, before, admissions, today=today)


async def apply(asking: Errand | Actor, text: str, *, clock: Clock, vault: Vault) -> Change:
    """Put the periods of a file in force, beside those that were. Raises what `check` raises."""
    actor = _allowed(asking)
    async with transaction():
        change = await check(asking, text, clock=clock)
        await queries.insert_rates(change.funding, by=actor.account, at=clock.now())
        await audit.record(
            actor, Act.CARE_RATES_ADD, detail={"programme": change.funding.programme}, vault=vault
        )
    return change


def _allowed(asking: Errand | Actor) -> Actor:
    if isinstance(asking, Errand):
        assert asking.purpose, "an errand says why"
        return asking.actor
    check_national(asking)
    return asking


def _change(
    funding: Funding, before: Rates, admissions: Mapping[date, int], *, today: date
) -> Change:
    after = (*funding.periods, *before)
    found = changed = 0
    for admitted_on, children in admissions.items():
        day, _ = rules.year_of_follow_up(admitted_on, today)
        old, new = rules.allowance_on(before, day), rules.allowance_on(after, day)
        found += children if old is None and new is not None else 0
        changed += children if old is not None and new != old else 0
    return Change(funding=funding, found=found, changed=changed)


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
        group=gettext(GROUP_LABELS[each.group_key]),
    )
