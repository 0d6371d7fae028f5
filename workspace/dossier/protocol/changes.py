"""What a new version, or another set of ages, changes for children before it holds. No I/O."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from workspace.dossier.protocol.model import Protocol, ProtocolStep, StepCode
from workspace.dossier.protocol.versions import Book
from workspace.dossier.protocol.windows import Window, windows
from workspace.dossier.record.model import PEGASE, Inclusion
from workspace.i18n import N_
from workspace.ids import OrganizationId


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    ASKED = "asked"
    """On the same days, with another form or another battery."""


CHANGE_LABELS: Mapping[Change, str] = {
    Change.ADDED: N_("Added"),
    Change.REMOVED: N_("Removed"),
    Change.MOVED: N_("Other days"),
    Change.ASKED: N_("Other questions"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class StepChange:
    """One assessment that a child is owed newly, no more, on other days, or with other questions."""

    step: ProtocolStep
    change: Change
    before: Window | None = None
    after: Window | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Followed:
    """What a change is reckoned from, of one child."""

    birth: date
    inclusion: Inclusion
    kept: frozenset[StepCode] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Impact:
    """How many children a change concerns, and how: counts, no name."""

    followed: int = 0
    """Children of the programme who are followed on the day of the change."""
    children: Counter[OrganizationId] = field(default_factory=Counter)
    """Of those, whose steps change, by establishment."""
    steps: Counter[tuple[Change, StepCode]] = field(default_factory=Counter)
    """Steps added, removed, moved, asked otherwise, each with its number of children."""

    def as_json(self) -> dict[str, Any]:
        """Return what is kept with the version, and read by `from_json`."""
        return {
            "followed": self.followed,
            "children": {str(where): count for where, count in self.children.items()},
            "steps": [
                [change.value, step, count] for (change, step), count in sorted(self.steps.items())
            ],
        }


def impact_from_json(said: Mapping[str, Any]) -> Impact:
    """Return what `as_json` made; of a row without counts, an impact of nothing."""
    return Impact(
        followed=said.get("followed", 0),
        children=Counter(
            {
                OrganizationId(UUID(where)): count
                for where, count in said.get("children", {}).items()
            }
        ),
        steps=Counter(
            {
                (Change(change), StepCode(step)): count
                for change, step, count in said.get("steps", [])
            }
        ),
    )


def changed_steps(
    before: Protocol | None, after: Protocol | None, *, birth: date, admitted: date
) -> tuple[StepChange, ...]:
    """Return what changes for one child, in the order of ages."""
    old = _windows(before, birth=birth, admitted=admitted)
    new = _windows(after, birth=birth, admitted=admitted)
    found = [
        *(
            StepChange(step=step, change=Change.ADDED, after=span)
            for code, (step, span) in new.items()
            if code not in old
        ),
        *(
            StepChange(step=step, change=Change.REMOVED, before=span)
            for code, (step, span) in old.items()
            if code not in new
        ),
        *(
            StepChange(step=step, change=Change.MOVED, before=old[code][1], after=span)
            for code, (step, span) in new.items()
            if code in old and old[code][1] != span
        ),
        *(
            StepChange(step=step, change=Change.ASKED, before=span, after=span)
            for code, (step, span) in new.items()
            if code in old and old[code][1] == span and _asks(old[code][0]) != _asks(step)
        ),
    ]
    return tuple(sorted(found, key=lambda each: (each.step.target_months or 0, each.step.code)))


def _asks(step: ProtocolStep) -> tuple[str, tuple[str, ...]]:
    return step.form, step.scales


def changes_for(child: Followed, *, before: Book, after: Book) -> tuple[StepChange, ...]:
    """Return what changes for one child between two books."""
    owed = [
        book.protocol_of(child.inclusion, birth=child.birth, kept=child.kept)
        for book in (before, after)
    ]
    if owed[0] is owed[1]:
        return ()
    return changed_steps(owed[0], owed[1], birth=child.birth, admitted=child.inclusion.admitted_on)


def impact(
    children: Iterable[Followed], *, programme: str, before: Book, after: Book, on: date
) -> Impact:
    """Return how many children of a programme, followed `on` that day, a change concerns."""
    found = Impact()
    followed = 0
    for child in children:
        if (child.inclusion.programme or PEGASE) != programme or _has_left(child, on):
            continue
        followed += 1
        changes = changes_for(child, before=before, after=after)
        if changes:
            found.children[child.inclusion.organization] += 1
        for each in changes:
            found.steps[each.change, each.step.code] += 1
    return Impact(followed=followed, children=found.children, steps=found.steps)


def _has_left(child: Followed, on: date) -> bool:
    return child.inclusion.ended_on is not None and child.inclusion.ended_on <= on


def _windows(
    protocol: Protocol | None, *, birth: date, admitted: date
) -> dict[StepCode, tuple[ProtocolStep, Window]]:
    if protocol is None:
        return {}
    return {
        step.code: (step, span) for step, span in windows(protocol, birth=birth, admitted=admitted)
    }
