"""A folder, read: one kind of row a file, in the words of the domain.

Codes are the folder's own: they say which rows belong together, never who somebody is.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import ClassVar, Self

from workspace.actor import Role
from workspace.dossier.care.model import CareKind, Payer
from workspace.dossier.record.model import Birth, Identity, PlacementKind
from workspace.dossier.scales.model import Domain, ScaleCode
from workspace.network.model import OrganizationKind

Key = tuple[str, ...]
"""By what a second run recognises a row: its kind, then its code or child + kind + date."""


@dataclass(frozen=True, kw_only=True)
class Row(ABC):
    """What one line says. Two rows that say the same are equal wherever they stand."""

    FILE: ClassVar[str]

    line: int = field(compare=False)
    """Where it stands in its file."""

    @property
    @abstractmethod
    def key(self) -> Key: ...

    def is_apart(self, _other: Self) -> bool:
        """Return whether a row with the same key is about something else all the same."""
        return False

    def values(self) -> Mapping[str, str]:
        """Return what the row says, each value in one writing, by the name of its field.

        It is personal: whoever keeps a print of it to see a change uses a keyed one.
        """
        return {
            each.name: "\x1f".join(_writings(getattr(self, each.name)))
            for each in fields(self)
            if each.name != "line"
        }


def _writings(value: object) -> Iterator[str]:
    match value:
        case None:
            yield ""
        case Decimal():
            yield format(value.normalize(), "f")
        case Identity():  # what a line may say, whatever a record holds besides: prints are kept for ever
            for name in ("given_name", "family_name", "birth_date", "sex"):
                yield from _writings(getattr(value, name))
        case Birth():
            for name in ("term_weeks", "weight_g", "length_cm", "head_cm"):
                yield from _writings(getattr(value, name))
        case Mapping():
            for name, each in sorted(value.items()):
                yield f"{name}={next(_writings(each))}"
        case _:
            yield str(value)


@dataclass(frozen=True, kw_only=True)
class NewOrganization(Row):
    FILE: ClassVar[str] = "etablissements.csv"

    code: str
    name: str
    kind: OrganizationKind
    department: str | None = None
    joined_on: date | None = None
    """The day it entered the programme."""

    @property
    def key(self) -> Key:
        return ("organization", self.code)


@dataclass(frozen=True, kw_only=True)
class NewPractitioner(Row):
    FILE: ClassVar[str] = "professionnels.csv"

    code: str
    family_name: str
    given_name: str
    role: Role
    organization: str | None = None
    specialty: str = ""
    internal: bool | None = None
    """Employed by the establishment; None when the file does not say."""
    email: str = ""
    phone: str = ""
    agreement_signed_on: date | None = None
    trained_on: date | None = None

    @property
    def key(self) -> Key:
        return ("practitioner", self.code)


@dataclass(frozen=True, kw_only=True)
class NewChild(Row):
    FILE: ClassVar[str] = "enfants.csv"

    code: str
    identity: Identity
    birth: Birth
    admitted_on: date
    organization: str
    department: str
    """The child's own, else that of the establishment."""
    ended_on: date | None = None
    ended_because: str = ""

    @property
    def key(self) -> Key:
        return ("child", self.code)


@dataclass(frozen=True, kw_only=True)
class AboutChild(Row):
    """A row that leans on a child: something lived or done, from a day on."""

    DAY_COLUMN: ClassVar[str] = "date"
    BY_COLUMN: ClassVar[str] = ""

    child: str

    @property
    @abstractmethod
    def day(self) -> date: ...

    @property
    def by(self) -> str | None:
        """The code of who did it, when the file says."""
        return None


@dataclass(frozen=True, kw_only=True)
class NewPlacement(AboutChild):
    FILE: ClassVar[str] = "placements.csv"
    DAY_COLUMN: ClassVar[str] = "debut"

    kind: PlacementKind
    place: str
    begins_on: date
    ends_on: date | None = None
    """First day the child no longer lives there."""

    @property
    def key(self) -> Key:
        return ("placement", self.child, self.kind.value, self.begins_on.isoformat())

    @property
    def day(self) -> date:
        return self.begins_on


@dataclass(frozen=True, kw_only=True)
class NewAssessment(AboutChild):
    """An assessment, and what was measured on that day."""

    FILE: ClassVar[str] = "bilans.csv"
    BY_COLUMN: ClassVar[str] = "medecin"

    number: int
    """1 for the initial one, then in the order of the protocol."""
    done_on: date
    performed_by: str | None = None
    weight_kg: Decimal | None = None
    length_cm: Decimal | None = None
    head_cm: Decimal | None = None

    @property
    def key(self) -> Key:
        return ("assessment", self.child, str(self.number), self.done_on.isoformat())

    @property
    def day(self) -> date:
        return self.done_on

    @property
    def by(self) -> str | None:
        return self.performed_by


@dataclass(frozen=True, kw_only=True)
class NewScaleResponse(AboutChild):
    """A filled questionnaire. Its kind, in the key, is the scale and the months of the form."""

    FILE: ClassVar[str] = "echelles.csv"
    BY_COLUMN: ClassVar[str] = "rempli_par"

    scale: ScaleCode
    months: int
    answered_on: date
    points: Mapping[Domain, Decimal] = field(hash=False)
    answered_by: str | None = None

    @property
    def key(self) -> Key:
        kind = f"{self.scale.value}/{self.months}"
        return ("scale", self.child, kind, self.answered_on.isoformat())

    @property
    def day(self) -> date:
        return self.answered_on

    @property
    def by(self) -> str | None:
        return self.answered_by


@dataclass(frozen=True, kw_only=True)
class NewCareSession(AboutChild):
    FILE: ClassVar[str] = "seances.csv"
    BY_COLUMN: ClassVar[str] = "professionnel"

    kind: CareKind
    done_on: date
    payer: Payer
    minutes: int
    practitioner: str | None = None
    group: str | None = None
    """Of a group session: the same on the lines of all who came to it."""
    hour: str | None = None
    """"10:30"; it tells two sessions of one day apart, and is not kept."""

    @property
    def together(self) -> Key | None:
        """Return what the lines of one group have in common; None for a session of one child."""
        if self.group is None:
            return None
        by = self.practitioner or ""
        at = (self.hour,) if self.hour else ()
        return (self.group, self.kind.value, self.done_on.isoformat(), by, *at)

    def is_apart(self, other: Self) -> bool:
        """Return whether another session of this child, care and day is another one: by whom, or at what hour."""
        mine, theirs = (self.practitioner, self.hour), (other.practitioner, other.hour)
        return any(one and two and one != two for one, two in zip(mine, theirs, strict=True))

    def values(self) -> Mapping[str, str]:
        """Return what the row says; a session of one child says nothing of groups, as before there were any."""
        said = dict(super().values())
        del said["hour"]
        if self.group is None:
            del said["group"]
        return said

    @property
    def key(self) -> Key:
        return ("session", self.child, self.kind.value, self.done_on.isoformat())

    @property
    def day(self) -> date:
        return self.done_on

    @property
    def by(self) -> str | None:
        return self.practitioner


@dataclass(frozen=True, kw_only=True)
class Batch:
    """The rows that stand, in the order of their files; complete when the report has no error."""

    organizations: tuple[NewOrganization, ...] = ()
    practitioners: tuple[NewPractitioner, ...] = ()
    children: tuple[NewChild, ...] = ()
    placements: tuple[NewPlacement, ...] = ()
    assessments: tuple[NewAssessment, ...] = ()
    scale_responses: tuple[NewScaleResponse, ...] = ()
    sessions: tuple[NewCareSession, ...] = ()

    def rows(self) -> Iterator[Row]:
        """Go through every row, those others lean on first: the order in which to write them."""
        yield from self.organizations
        yield from self.practitioners
        yield from self.children
        yield from self.about_children()

    def about_children(self) -> Iterator[AboutChild]:
        yield from self.placements
        yield from self.assessments
        yield from self.scale_responses
        yield from self.sessions

    def __len__(self) -> int:
        return sum(1 for _ in self.rows())
