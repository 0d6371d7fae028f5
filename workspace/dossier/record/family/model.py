"""What may be written of the people around a child, and all of it as it is read."""

from dataclasses import dataclass
from datetime import date
from typing import NewType
from uuid import UUID

from workspace.dossier.record.model import (
    About,
    RelatedPerson,
    RelatedPersonId,
    Restriction,
    RestrictionKind,
)
from workspace.dossier.record.statements import Written
from workspace.ids import DossierId

SiblingId = NewType("SiblingId", UUID)


@dataclass(frozen=True, kw_only=True, slots=True)
class NewPerson:
    name: str
    relation: str
    about: About
    parental_responsibility: bool = False
    contact: str = ""
    words: str = ""
    mail: str = ""
    """Where a holder of parental authority is told of assessments."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """Somebody who holds parental authority and may be written to: what the worker knows of them, and no more."""

    dossier: DossierId
    person: RelatedPersonId
    """`RelatedPerson.key`."""
    mail: str
    is_mother: bool
    """The mother, or kin who name her: whom the secret of a birth hides."""
    restrictions: tuple[Restriction, ...] = ()
    """Every one that stands, those that ended among them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewRestriction:
    person: RelatedPersonId
    kind: RestrictionKind
    begins_on: date
    decided_by: str
    ends_on: date | None = None
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewSibling:
    name: str
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sibling:
    """A brother or a sister. The name is what somebody wrote: the dossier may be closed to who reads."""

    id: SiblingId
    name: str
    words: str = ""
    dossier: DossierId | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Family:
    """Everything said of the people around a child."""

    people: tuple[RelatedPerson, ...] = ()
    former: tuple[RelatedPerson, ...] = ()
    """What was written of them before it was corrected."""
    restrictions: tuple[Restriction, ...] = ()
    written: tuple[Written[Restriction], ...] = ()
    """Every restriction as it was written, corrections and what they corrected."""
    siblings: tuple[Sibling, ...] = ()
    is_secret: bool = False
    """The child was born in secret: who the mother is is hidden, here as everywhere."""
