"""Which questionnaires wait for whoever lives with a child: those of an open step nobody answered yet. No I/O.

What was sent by a link and waits to be read is filled: it is said, and not asked for again.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from workspace.clock import zone_of
from workspace.dossier.scales import checking, choosing
from workspace.dossier.scales.instruments import tools
from workspace.home.matters import last_of
from workspace.home.model import Concern, Line
from workspace.i18n import day_of
from workspace.ids import DossierId

OPEN = (Concern.LATE, Concern.TO_PLAN, Concern.PLANNED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """One questionnaire to fill for one child."""

    line: Line
    tool: str
    months: int
    """Which form of it fits the age."""
    is_begun: bool = False
    """Some answers are kept already, on the form of whoever asks."""
    is_sent: bool = False
    """Filled by a link: nobody has read it yet, and nothing is to be filled."""


def waiting(
    lines: Iterable[Line],
    answered: Mapping[DossierId, Mapping[str, date]],
    begun: Collection[tuple[DossierId, str]],
    terms: Mapping[DossierId, int | None] = MappingProxyType({}),
    sent: Mapping[DossierId, Mapping[str, datetime]] = MappingProxyType({}),
) -> tuple[Waiting, ...]:
    """Return what is to be filled, the step that closes first before the others; then what was sent.

    `answered`: the last day of each tool, by child. `begun`: children and drafts of their forms. `terms`: of
    children whose term is known, what ages are corrected by. `sent`: when each tool came by a link that
    waits to be read.
    """
    found = []
    for line in lines:
        step = line.step
        if step is None or line.concern not in OPEN or step.opens_on > line.today:
            continue
        days = answered.get(line.child.dossier, {})
        waits = _days_sent(line, sent.get(line.child.dossier, {}))
        age = checking.age_read(
            line.child.identity.birth_date,
            term_weeks=terms.get(line.child.dossier),
            on=line.today,
        )
        for tool in _of_step(step.step.scales):
            months = choosing.expected(tool, age)
            if months is None or last_of(tool, days) >= step.opens_on:
                continue
            is_begun = (line.child.dossier, choosing.draft_of(tool, months)) in begun
            each = Waiting(
                line=line,
                tool=tool,
                months=months,
                is_begun=is_begun,
                is_sent=last_of(tool, waits) >= step.opens_on,
            )
            found.append((step.closes_on, each))
    found.sort(key=lambda pair: (pair[1].is_sent, pair[0]))
    return tuple(each for _, each in found)


def _days_sent(line: Line, sent: Mapping[str, datetime]) -> dict[str, date]:
    zone = zone_of(line.child.inclusion.department)
    return {tool: day_of(at, zone=zone) for tool, at in sent.items()}


def _of_step(scales: Iterable[str]) -> tuple[str, ...]:
    """Return the tools of a battery that may be filled here, instruments of a plug-in among them."""
    known = tools()
    return tuple(tool for tool in scales if tool in known)
