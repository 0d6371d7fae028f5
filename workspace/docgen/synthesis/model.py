"""What an individual synthesis is made from: one child, read with the rights of whoever makes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workspace.access.permissions import DataClass
from workspace.docgen.said.course import Concluded
from workspace.docgen.said.who import Around
from workspace.dossier.agenda.model import Encounter
from workspace.dossier.care.entries import CareBudget
from workspace.dossier.care.plan.model import Loop
from workspace.dossier.growth.reading import Growth
from workspace.dossier.health.model import Health
from workspace.dossier.protocol.model import StepStatus
from workspace.dossier.record.civil.model import Ins
from workspace.dossier.record.model import Child
from workspace.dossier.scales.entries import Entry
from workspace.ids import PractitionerId


@dataclass(frozen=True, kw_only=True, slots=True)
class SynthesisSource:
    """None, and what is empty because its class is closed: see `reads`."""

    child: Child
    ins: Ins
    today: date
    made_by: str
    """Whoever makes it, and their role, in words."""
    reads: frozenset[DataClass]
    is_team_copy: bool = False
    """For the team alone: a place kept secret is named on it."""
    organization: str = ""
    around: Sequence[Around] = ()
    schedule: Sequence[StepStatus] = ()
    names: Mapping[PractitionerId, str]
    conclusions: Sequence[Concluded] = ()
    are_left_out: bool = False
    """Some conclusions were written in a form that is not there any more."""
    growth: Growth | None = None
    entries: Sequence[Entry] = ()
    loops: Sequence[Loop] = ()
    budget: CareBudget | None = None
    health: Health | None = None
    encounters: Sequence[Encounter] = ()

    def may_read(self, data_class: DataClass) -> bool:
        return data_class in self.reads
