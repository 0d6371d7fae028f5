"""Which version of the protocol each step of a child comes from. No I/O.

The rule: a step comes from the version that was in force when its window opened, and keeps it. A newer
version brings the steps whose window it still finds open or to come, and never takes back a step that has
opened, that was done, or that somebody has given a reason for.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from workspace.dossier.protocol.model import INITIAL, Protocol, ProtocolStep, StepCode
from workspace.dossier.protocol.parsing import Definition
from workspace.dossier.protocol.windows import Months, window, windows
from workspace.dossier.record.model import PEGASE, Inclusion
from workspace.dossier.record.turns import Earlier
from workspace.ids import OrganizationId

FOR_ALL: Final = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """A definition applied from a day on; of two applied from one day, the last applied holds."""

    definition: Definition
    valid_from: date
    applied_at: datetime | None = None
    """None for what is shipped: anything applied from the same day comes after it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SetChoice:
    """From a day on, an establishment (all of them for None) follows a set of ages of a programme."""

    programme: str
    schedule_set: str
    valid_from: date
    applied_at: datetime
    organization: OrganizationId | None = None


Timeline = tuple[Protocol, ...]
"""What was, is and will be in force somewhere, oldest first; `valid_from` is the day it begins there."""


@dataclass(frozen=True, kw_only=True)
class Book:
    """Every version and every choice that is known: what schedules are made from."""

    versions: Sequence[Version]
    choices: Sequence[SetChoice] = ()
    _timelines: dict[tuple[str, OrganizationId | None], Timeline] = field(
        default_factory=dict, repr=False, compare=False
    )

    def timeline(self, programme: str, organization: OrganizationId | None) -> Timeline:
        """Return what an establishment follows of a programme, from one day to the next; empty if unknown."""
        key = (programme, organization)
        if key not in self._timelines:
            self._timelines[key] = self._timeline(programme, organization)
        return self._timelines[key]

    def protocol_of(
        self,
        inclusion: Inclusion,
        *,
        birth: date,
        kept: Collection[StepCode] = (),
        months: Months | None = None,
    ) -> Protocol | None:
        """Return the steps owed to one child, each from its own version.

        `kept`: steps done, begun or said not to be; they stay whatever a newer version or another programme
        says. So do those whose window closed under an earlier programme.
        `months`: of the child's age, where some have been reckoned already. None for a programme nobody
        has defined; a dossier older than any programme follows PEGASE.
        """
        timeline = self.timeline(inclusion.programme or PEGASE, inclusion.organization)
        found = followed(
            timeline, birth=birth, admitted=inclusion.admitted_on, kept=kept, months=months
        )
        if found is None:
            return None
        closed = self._closed_before(inclusion, birth=birth, months=months)
        return self._with_steps_of_before(found, kept, closed)

    def _closed_before(
        self, inclusion: Inclusion, *, birth: date, months: Months | None
    ) -> dict[StepCode, ProtocolStep]:
        """Return the steps that earlier programmes owed, each while its own followed the child."""
        found: dict[StepCode, ProtocolStep] = {}
        for programme, from_on, until_on in inclusion.earlier:
            timeline = self.timeline(programme, inclusion.organization)
            owed = followed(timeline, birth=birth, admitted=inclusion.admitted_on, months=months)
            for step, span in (
                windows(owed, birth=birth, admitted=inclusion.admitted_on, months=months)
                if owed
                else ()
            ):
                if from_on <= span.closes_on < until_on:
                    found[step.code] = step
        return found

    def _with_steps_of_before(
        self,
        found: Protocol,
        kept: Collection[StepCode],
        closed: Mapping[StepCode, ProtocolStep],
    ) -> Protocol:
        """Add what was owed or said under another programme: what a child has lived stays on their page."""
        lost = {*kept, *closed} - {step.code for step in found.steps}
        if not lost:
            return found
        known: dict[StepCode, ProtocolStep] = dict(closed)
        for version in reversed(self.versions):
            for protocol in version.definition.sets.values():
                for step in protocol.steps:
                    known.setdefault(step.code, step)
        before = (known[code] for code in lost if code in known)
        return replace(found, steps=_numbered([*found.steps, *before]))

    def until(self, day: date) -> "Book":
        """Return what holds or held on that day or before, without what is still to come."""
        return Book(
            versions=tuple(each for each in self.versions if each.valid_from <= day),
            choices=tuple(each for each in self.choices if each.valid_from <= day),
        )

    def label_of(self, code: StepCode) -> str:
        """Return the label of a step, whatever version it comes from; its code when none has it."""
        for version in reversed(self.versions):
            for protocol in version.definition.sets.values():
                for step in protocol.steps:
                    if step.code == code:
                        return step.label
        return code

    def definitions_of(self, programme: str) -> tuple[Definition, ...]:
        """Return the versions of a programme in the order in which they came or come to hold."""
        found = [each for each in self.versions if each.definition.programme == programme]
        found.sort(key=lambda version: (version.valid_from, _moment(version)))
        return tuple(version.definition for version in found)

    def name_of(self, programme: str) -> str:
        """Return how people call a programme; its code when nobody has defined it."""
        found = [v.definition.name for v in self.versions if v.definition.programme == programme]
        return found[-1] if found else programme

    def programmes(self) -> tuple[str, ...]:
        """Return the codes of the programmes that are defined, in the order they were."""
        return tuple(dict.fromkeys(version.definition.programme for version in self.versions))

    def _timeline(self, programme: str, organization: OrganizationId | None) -> Timeline:
        versions = [v for v in self.versions if v.definition.programme == programme]
        choices = [
            choice
            for choice in self.choices
            if choice.programme == programme and choice.organization in (FOR_ALL, organization)
        ]
        first = min((version.valid_from for version in versions), default=date.max)
        days = sorted(
            {each.valid_from for each in versions} | {each.valid_from for each in choices}
        )
        found: list[Protocol] = []
        for day in days:
            if versions and day >= first:
                protocol = _in_force(versions, choices, day)
                if not found or not _is_same(found[-1], protocol):
                    found.append(protocol)
        return tuple(found)


def _in_force(versions: Iterable[Version], choices: Iterable[SetChoice], day: date) -> Protocol:
    definition = max(
        (version for version in versions if version.valid_from <= day),
        key=lambda version: (version.valid_from, _moment(version)),
    ).definition
    chosen = max(
        (choice for choice in choices if choice.valid_from <= day),
        key=lambda choice: (
            choice.organization is not FOR_ALL,
            choice.valid_from,
            choice.applied_at,
        ),
        default=None,
    )
    found = definition.in_set(chosen.schedule_set if chosen else definition.default_set)
    return found if found.valid_from == day else replace(found, valid_from=day)


def _moment(version: Version) -> float:
    """Return when a version was applied, in seconds; what is shipped comes before all of them."""
    return version.applied_at.timestamp() if version.applied_at else 0.0


def _is_same(one: Protocol, other: Protocol) -> bool:
    return replace(one, valid_from=other.valid_from) == other


def followed(
    timeline: Timeline,
    *,
    birth: date,
    admitted: date,
    kept: Collection[StepCode] = (),
    months: Months | None = None,
) -> Protocol | None:
    """Return the steps of one child out of the versions of a timeline; None when it is empty."""
    if len(timeline) < 2:  # noqa: PLR2004 - one version holds for everybody
        return timeline[0] if timeline else None
    months = Months(birth) if months is None else months
    chosen: dict[StepCode, tuple[ProtocolStep, Protocol]] = {}
    ends = [*(later.valid_from for later in timeline[1:]), date.max]
    for number, (protocol, until) in enumerate(zip(timeline, ends, strict=True)):
        for step in protocol.steps:
            if step.code in chosen:
                continue
            span = window(protocol, step, birth=birth, admitted=admitted, months=months)
            is_found_open = number == 0 or span.closes_on >= protocol.valid_from
            if span.opens_on < until and is_found_open:
                chosen[step.code] = (step, protocol)
    for protocol in timeline:
        for step in protocol.steps:
            if step.code in kept and step.code not in chosen:
                chosen[step.code] = (step, protocol)
    initial = chosen[INITIAL][1] if INITIAL in chosen else timeline[0]
    return replace(
        timeline[-1],
        initial_due_days=initial.initial_due_days,
        absorbed_days=initial.absorbed_days,
        absorbed_days_under_12_months=initial.absorbed_days_under_12_months,
        steps=_numbered(step for step, _ in chosen.values()),
    )


def _numbered(steps: Iterable[ProtocolStep]) -> tuple[ProtocolStep, ...]:
    """Return the steps in the order of their ages, numbered anew."""
    by_age = sorted(steps, key=lambda step: (step.target_months or 0, step.code != INITIAL))
    return tuple(
        step if step.number == number else replace(step, number=number)
        for number, step in enumerate(by_age, start=1)
    )


def followed_by(inclusion: Inclusion, programme: str, *, since_on: date) -> Inclusion:
    """Return the inclusion as it would be under another programme from a day on."""
    began_on = max((each.until_on for each in inclusion.earlier), default=inclusion.admitted_on)
    before = Earlier(inclusion.programme or PEGASE, began_on, since_on)
    return replace(inclusion, programme=programme, earlier=(*inclusion.earlier, before))
