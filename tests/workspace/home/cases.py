"""Children whose follow-up is made up day by day, without a database."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid4

from tests.people import NURSERY
from workspace.dossier.protocol import rules as protocol
from workspace.dossier.protocol.definitions import protocol as definition
from workspace.dossier.protocol.model import (
    Assessment,
    AssessmentId,
    Planned,
    StepCode,
    StepStatus,
)
from workspace.dossier.record.ages import age_on
from workspace.dossier.record.model import (
    Identity,
    Inclusion,
    Placement,
    PlacementId,
    PlacementKind,
    Sex,
)
from workspace.dossier.record.summaries import ChildSummary
from workspace.home import rules
from workspace.home.model import Line
from workspace.ids import DossierId

TODAY = date(2025, 3, 4)
BORN, ADMITTED = date(2021, 5, 10), date(2021, 7, 9)
KEPT_UP = {
    "B00": date(2021, 7, 20),
    "M12": date(2022, 5, 10),
    "M36": date(2024, 5, 10),
    "M42": date(2024, 12, 10),
}
"""Seen again and again: only the step of four years is open on 4 March 2025."""


def child(
    name: str = "Lou Delattre",
    *,
    ended_on: date | None = None,
    kind: PlacementKind | None = None,
    dossier: UUID | None = None,
) -> ChildSummary:
    given_name, family_name = name.split(" ", maxsplit=1)
    placement = Placement(
        id=PlacementId(uuid4()), kind=kind or PlacementKind.HOME, place="Here", begins_on=ADMITTED
    )
    return ChildSummary(
        dossier=DossierId(dossier or uuid4()),
        identity=Identity(
            given_name=given_name, family_name=family_name, birth_date=BORN, sex=Sex.FEMALE
        ),
        age=age_on(BORN, TODAY),
        inclusion=Inclusion(
            admitted_on=ADMITTED, organization=NURSERY, department="62", ended_on=ended_on
        ),
        placement=placement if kind else None,
    )


def schedule(
    done: dict[str, date], *, planned: Iterable[Planned] = (), ended: date | None = None
) -> tuple[StepStatus, ...]:
    return protocol.schedule(
        definition(),
        birth=BORN,
        admitted=ADMITTED,
        ended=ended,
        done=[
            Assessment(id=AssessmentId(uuid4()), step=StepCode(code), done_on=day)
            for code, day in done.items()
        ],
        planned=planned,
        today=TODAY,
    )


def line(
    done: dict[str, date] | None = None,
    *,
    who: ChildSummary | None = None,
    planned: date | None = None,
    step: str = "M48",
    last_session: date | None = None,
    last_kept: date | None = None,
) -> Line:
    """Return the line of a child who is kept up, unless `done` says otherwise."""
    who = who or child()
    appointments = [Planned(step=StepCode(step), planned_on=planned)] if planned else []
    statuses = schedule(
        KEPT_UP if done is None else done, planned=appointments, ended=who.inclusion.ended_on
    )
    return rules.line(who, statuses, last_session=last_session, last_kept=last_kept, today=TODAY)
