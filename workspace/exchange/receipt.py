"""What an import did, to be said to whoever ran it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from workspace.actor import Role
from workspace.exchange.report import Fault, Problem, Report, Severity
from workspace.i18n import N_
from workspace.ids import AccountId, DossierId

KNOWN_TWIN = Fault(
    message=N_("A child born the same day with a close name has a dossier already."),
    remedy=N_("If it is the same child, tell the national team; nothing was merged."),
    severity=Severity.NOTICE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Seat:
    """A place around children who are new, for somebody else than whoever brings them."""

    account: AccountId
    name: str = field(repr=False)
    role: Role
    children: int
    is_given: bool
    """False for a place that whoever brings has to give, and has not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """A line whose child may be that of a dossier already open to whoever brings."""

    code: str = field(repr=False)
    line: int
    dossier: DossierId


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """Rows are counted by file. All counts are empty when the folder was refused."""

    report: Report
    written: bool
    """False for a dry run or a refused folder: nothing of it is in the database."""
    added: Mapping[str, int] = field(default_factory=dict)
    amended: Mapping[str, int] = field(default_factory=dict)
    unchanged: Mapping[str, int] = field(default_factory=dict)
    notices: tuple[Problem, ...] = ()
    """What only the database could tell; what the folder says by itself is in the report."""
    seats: tuple[Seat, ...] = ()
    offers: tuple[Offer, ...] = ()

    @property
    def changes(self) -> int:
        """Return how many rows were added or amended, or would have been."""
        return sum(self.added.values()) + sum(self.amended.values())


@dataclass(kw_only=True)
class Tally:
    """Counts while the rows are written."""

    added: Counter[str] = field(default_factory=Counter)
    amended: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    notices: list[Problem] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)

    def receipt(self, report: Report, *, written: bool) -> Receipt:
        return Receipt(
            report=report,
            written=written,
            added=dict(self.added),
            amended=dict(self.amended),
            unchanged=dict(self.unchanged),
            notices=tuple(self.notices),
            seats=tuple(self.seats),
            offers=tuple(self.offers),
        )
