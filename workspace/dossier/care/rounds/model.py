"""What a professional did and has yet to write, across the children around them."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from workspace.dossier.care.entries import CareBudget, Chip
from workspace.dossier.care.model import Beyond, CareKind, CareSession, Payer, Presence
from workspace.ids import DossierId, OrganizationId, PractitionerId


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldSession:
    """A session and whose dossier it is in."""

    dossier: DossierId
    session: CareSession
    is_over_ceiling: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Child:
    """A child one may note a session of, with what is left of their year."""

    dossier: DossierId
    name: str
    budget: CareBudget
    last_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Attendance:
    """One child of an afternoon: whether they came, how it went in a touch or a line, and why one more if it is."""

    dossier: DossierId
    presence: Presence
    note: str = ""
    chips: tuple[Chip, ...] = ()
    beyond: Beyond | None = None

    @property
    def tells(self) -> bool:
        """Return whether something is said of how it went."""
        return bool(self.note or self.chips)


@dataclass(frozen=True, kw_only=True, slots=True)
class NewRound:
    """Several sessions of one day noted at once: one after the other, or one group."""

    kind: CareKind
    done_on: date
    minutes: int
    payer: Payer | None
    """None: for each child whoever pays the next session, by what is left."""
    practitioner: PractitionerId | None
    is_group: bool
    children: tuple[Attendance, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Total:
    """The sessions of a month for one payer and one kind of care."""

    payer: Payer
    kind: CareKind
    acts: int
    """Children who came: each child of a group is one."""
    absent: int
    cancelled: int
    minutes: Fraction
    """Time given: a group's minutes are shared by the children who came, so they are counted once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One session of the month as its list says it."""

    held: HeldSession
    child: str
    """Their name; empty for a child one is no longer around."""
    code: str
    organization: OrganizationId | None
    """The establishment that followed the child when it was noted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Month:
    """The sessions of one professional in one month, oldest first."""

    begins_on: date
    practitioner: PractitionerId | None
    lines: tuple[Line, ...] = ()
    totals: tuple[Total, ...] = ()
    is_own: bool = False
    """Of whoever reads it: every session is there, wherever the child is now."""
    left_out: int = 0
    """Sessions of the children around whoever reads it that fell to somebody who coordinated before."""

    @property
    def has_left(self) -> bool:
        """Tell whether a child stands by a code."""
        return any(not line.child for line in self.lines)
