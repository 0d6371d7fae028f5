"""The calendar that a definition would give a child, before it holds: of a birth and an admission, nobody's. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from workspace.dossier.protocol.model import WHY_LABELS, Protocol
from workspace.dossier.protocol.parsing import Definition
from workspace.dossier.protocol.rules import schedule
from workspace.dossier.record.ages import add_months
from workspace.errors import Invalid
from workspace.i18n import N_, format_date, gettext

NOT_A_DAY: Final = N_("Give the day, such as 2025-03-04.")
BEFORE_BIRTH: Final = N_("This is before the birth.")
TOO_FAR: Final = N_("Choose a birth at most eighteen years away.")
TOO_LATE: Final = N_("This is after the majority of that child.")
MAJORITY: Final = 216


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Of whom the calendar is shown."""

    birth: date
    admitted: date
    schedule_set: str


def asked(fields: Mapping[str, str], definition: Definition, *, today: date) -> Asked:
    """Read `born`, `admitted` and `of_set`; without a birth, a child taken in today at the first age asked for.

    Raises Invalid naming the fields that cannot be read.
    """
    letter = fields.get("of_set", "")
    chosen = letter if letter in definition.sets else definition.default_set
    refused: dict[str, str] = {}
    ages = [each.target_months for each in definition.sets[chosen].steps if each.target_months]
    usual = add_months(today, -min(ages, default=0))
    birth = _day(fields.get("born", ""), usual, "born", refused)
    admitted = _day(fields.get("admitted", ""), max(birth, today), "admitted", refused)
    if not refused and not add_months(today, -MAJORITY) <= birth <= add_months(today, MAJORITY):
        refused["born"] = TOO_FAR
    if not refused and admitted < birth:
        refused["admitted"] = BEFORE_BIRTH
    elif not refused and admitted > add_months(birth, MAJORITY):
        refused["admitted"] = TOO_LATE
    if refused:
        raise Invalid(refused)
    return Asked(birth=birth, admitted=admitted, schedule_set=chosen)


def calendar(definition: Definition, of: Asked, *, today: date) -> list[tuple[str, str, str, str]]:
    """Return a line an assessment: its name, the day aimed at, the days it is accepted on, why it is not asked."""
    protocol: Protocol = definition.sets[of.schedule_set]
    statuses = schedule(
        protocol,
        birth=of.birth,
        admitted=of.admitted,
        ended=None,
        done=(),
        planned=(),
        today=today,
    )
    return [
        (
            gettext(each.step.label),
            format_date(each.target_on),
            gettext(
                "from %(first)s to %(last)s",
                first=format_date(each.opens_on),
                last=format_date(each.closes_on),
            ),
            gettext(WHY_LABELS[each.why]) if each.why else "",
        )
        for each in statuses
    ]


def _day(written: str, usual: date, name: str, refused: dict[str, str]) -> date:
    if not written.strip():
        return usual
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        refused[name] = NOT_A_DAY
        return usual
