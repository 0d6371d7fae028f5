"""What is known of children before their schedules are reckoned: read for many as for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workspace.dossier.protocol import queries, rules, said_queries, version_queries
from workspace.dossier.protocol.appointments import NewPlan
from workspace.dossier.protocol.model import (
    Assessment,
    Missed,
    NewAssessment,
    NewMissed,
    Planned,
    Protocol,
    StepCode,
    StepStatus,
)
from workspace.dossier.protocol.windows import Months
from workspace.dossier.record.summaries import FollowUp
from workspace.dossier.record.whole import whole
from workspace.errors import Invalid
from workspace.i18n import N_
from workspace.ids import DossierId

NO_PROGRAMME = {"step": N_("No protocol is defined for the programme that follows this child.")}


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One child, the protocol owed to them, and what was done, planned and said of it."""

    followed: FollowUp
    protocol: Protocol | None
    """None when nobody has defined the programme that follows the child."""
    done: Sequence[Assessment] = ()
    planned: Sequence[Planned] = ()
    missed: Sequence[Missed] = ()
    begun: frozenset[StepCode] = frozenset()
    """The steps somebody wrote something of; asked only where the programme changes."""
    months: Months | None = None
    """Of the child's age, reckoned once for the protocol and for the schedule."""

    @property
    def kept(self) -> frozenset[StepCode]:
        """The steps done, begun, or said not to be."""
        return self.begun.union(
            (each.step for each in self.done), (each.step for each in self.missed)
        )

    def schedule(self, *, today: date) -> tuple[StepStatus, ...]:
        if self.protocol is None:
            return ()
        return rules.schedule(
            self.protocol,
            birth=self.followed.birth_date,
            admitted=self.followed.inclusion.admitted_on,
            ended=self.followed.inclusion.ended_on,
            done=self.done,
            planned=self.planned,
            missed=self.missed,
            away=self.followed.inclusion.away,
            today=today,
            months=self.months,
        )

    def status(self, step: StepCode, *, today: date) -> StepStatus | None:
        return next(
            (status for status in self.schedule(today=today) if status.step.code == step), None
        )

    def check_plan(self, new: NewPlan, *, today: date) -> None:
        """Raise Invalid for a plan that cannot be."""
        rules.check_plan(new.as_planned(), protocol=self._owed(), done=self.done, today=today)

    def check_done(self, new: NewAssessment, *, today: date) -> None:
        """Raise Invalid for an assessment that cannot be written down."""
        rules.check_done(
            new,
            protocol=self._owed(),
            birth=self.followed.birth_date,
            done=self.done,
            today=today,
        )

    def check_missed(self, new: NewMissed, *, today: date) -> None:
        """Raise Invalid for a step that cannot be said not to be done."""
        rules.check_missed(new, self.status(new.step, today=today), today=today)

    def _owed(self) -> Protocol:
        if self.protocol is None:
            raise Invalid(NO_PROGRAMME)
        return self.protocol


async def case(dossier: DossierId, followed: FollowUp) -> Case:
    """Return the case of one child, inside the caller's transaction."""
    return (await cases({dossier: followed}))[dossier]


async def cases(followed: Mapping[DossierId, FollowUp]) -> dict[DossierId, Case]:
    """Return the same for many, in as many queries; what was done in a joined dossier is done."""
    book = await version_queries.book()
    of = await whole(followed)
    done = of.gathered(await queries.done(of.every), key=lambda each: each.done_on)
    planned = of.gathered(await queries.days_planned(of.every), key=lambda each: each.planned_on)
    missed = of.gathered(await said_queries.missed(of.every))
    begun = await said_queries.begun(
        [dossier for dossier, child in followed.items() if child.inclusion.earlier]
    )
    ages = {dossier: Months(child.birth_date) for dossier, child in followed.items()}
    return {
        dossier: Case(
            followed=child,
            protocol=book.protocol_of(
                child.inclusion,
                birth=child.birth_date,
                months=ages[dossier],
                kept={
                    *(each.step for each in done.get(dossier, ())),
                    *(each.step for each in missed.get(dossier, ())),
                    *begun.get(dossier, ()),
                },
            ),
            done=done.get(dossier, ()),
            planned=planned.get(dossier, ()),
            missed=missed.get(dossier, ()),
            begun=begun.get(dossier, frozenset()),
            months=ages[dossier],
        )
        for dossier, child in followed.items()
    }
