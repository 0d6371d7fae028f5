"""The leaves of the health book, and what they are made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workspace.access.permissions import DataClass
from workspace.docgen.said.who import Around
from workspace.dossier.assessment.closed import ClosedPart
from workspace.dossier.growth.reading import Growth
from workspace.dossier.health.model import Health
from workspace.dossier.protocol.model import StepCode
from workspace.dossier.record.civil.model import Ins
from workspace.dossier.record.model import Child
from workspace.dossier.scales.entries import Entry
from workspace.i18n import N_
from workspace.ids import AccountId


class Leaf(StrEnum):
    """In the order of the book; vaccinations, the emergency sheet and the page of an examination have their own."""

    IDENTITY = "identity"
    PERINATAL = "perinatal"
    SCREENINGS = "screenings"
    CURVES = "curves"
    TEETH = "teeth"
    LISTS = "lists"
    DEVELOPMENT = "development"


LEAF_LABELS: Mapping[Leaf, str] = {
    Leaf.IDENTITY: N_("Identity and contacts"),
    Leaf.PERINATAL: N_("Perinatal period"),
    Leaf.SCREENINGS: N_("Screenings"),
    Leaf.CURVES: N_("Growth curves"),
    Leaf.TEETH: N_("Mouth and teeth"),
    Leaf.LISTS: N_("Allergies, treatments, hospital stays"),
    Leaf.DEVELOPMENT: N_("Development"),
}

FILES: Mapping[Leaf, str] = {
    Leaf.IDENTITY: "identite-et-contacts.pdf",
    Leaf.PERINATAL: "periode-perinatale.pdf",
    Leaf.SCREENINGS: "depistages.pdf",
    Leaf.CURVES: "courbes-de-croissance.pdf",
    Leaf.TEETH: "bouche-et-dents.pdf",
    Leaf.LISTS: "allergies-traitements-hospitalisations.pdf",
    Leaf.DEVELOPMENT: "developpement.pdf",
}
"""Names of files: of the leaf, never of the child."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BookSource:
    """One child, read with the rights of whoever makes the leaves."""

    child: Child
    ins: Ins
    today: date
    made_by: str
    reads: frozenset[DataClass]
    is_team_copy: bool = False
    organization: str = ""
    around: Sequence[Around] = ()
    pmi: Sequence[str] = ()
    """Mother and child health services of the department, as the directory names them."""
    growth: Growth
    health: Health
    closed: Sequence[ClosedPart] = ()
    """Of every assessment, the latest first."""
    are_left_out: bool = False
    """Some parts were written in a form that is not there any more."""
    entries: Sequence[Entry] = ()
    labels: Mapping[StepCode, str]
    """msgid of each step that has a closed part."""
    names: Mapping[AccountId, str]
    """Who wrote those parts."""

    def may_read(self, data_class: DataClass) -> bool:
        return data_class in self.reads
