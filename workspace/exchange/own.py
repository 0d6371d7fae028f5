"""What somebody may bring from a browser: into their own establishment, around the children around whom they are.

No I/O: `standing.look_up` asks the database what the codes stand for.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from workspace.dossier.record.model import Birth, Identity, Inclusion
from workspace.dossier.record.model import NewChild as Enrolled
from workspace.exchange import faults
from workspace.exchange.model import Batch, NewChild
from workspace.exchange.report import Fault, Problem, about, shown
from workspace.exchange.rules import Named
from workspace.ids import AccountId, DossierId, OrganizationId
from workspace.names import letters

KNOWN_LINE: Final = 0
"""Where a child stands who is in no file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bringer:
    """Whoever coordinates in an establishment and brings files into it."""

    account: AccountId
    organization: OrganizationId
    department: str
    """Of the establishment; "" when it has none."""
    seated: frozenset[AccountId] = frozenset()
    """The key workers and foster carers to whom they give a place around the children who are new."""
    same: Mapping[str, DossierId] = field(default_factory=dict, repr=False)
    """The codes of lines of which they say that it is the child of this dossier."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Own:
    """What the codes of files stand for, for one bringer, at one moment."""

    bringer: Bringer
    organizations: Mapping[str, OrganizationId]
    """The codes that are those of their establishment, `rows.OWN` among them."""
    children: Mapping[str, DossierId]
    """The codes of children of the establishment around whom they have a coordinator's place."""
    adopted: Mapping[str, DossierId]
    """Of these, the codes of lines whose child has a dossier here under no code or another one: enrolled by
    hand, or said by whoever brings."""
    offered: Mapping[str, tuple[DossierId, ...]]
    """The codes of lines that would open a dossier, with those that may be of the same child."""
    facts: Mapping[DossierId, Enrolled]
    """What is known of these children."""
    closed: frozenset[str]
    """The codes of their establishment whose child is not open to them."""
    elsewhere: frozenset[str]
    """The codes of lines whose child has a dossier that is not their establishment's."""
    practitioners: frozenset[str]
    """The codes of professionals the establishment knows."""
    coordinated: frozenset[DossierId]
    """Every dossier where they have a coordinator's place."""

    @property
    def known(self) -> dict[str, NewChild]:
        """Return the children who are known, as lines that would say it."""
        return {code: _line(code, self.facts[dossier]) for code, dossier in self.children.items()}

    def named(self, read: Named, files: frozenset[str]) -> Named:
        """Return what the rows may lean on: what the files say and what the establishment knows.

        `files`: those that were chosen; one that cannot be read as a table leaves its codes unchecked.
        """
        is_broken = read.children is None and NewChild.FILE in files
        return Named(
            organizations=None,  # said here, line by line
            practitioners=read.practitioners | self.practitioners if read.practitioners else None,
            children=None if is_broken else (read.children or frozenset()) | self.children.keys(),
            unknown=faults.UNKNOWN_HERE,
        )


def _line(code: str, known: Enrolled) -> NewChild:
    return NewChild(
        line=KNOWN_LINE,
        code=code,
        identity=known.identity,
        birth=known.birth,
        admitted_on=known.inclusion.admitted_on,
        organization="",
        department=known.inclusion.department,
        ended_on=known.inclusion.ended_on,
        ended_because=known.inclusion.ended_because or "",
    )


def own_problems(batch: Batch, named: Named, own: Own) -> Iterator[Problem]:
    """Refuse what is another establishment's, or a child's around whom the bringer has no place."""
    for organization in batch.organizations:
        if organization.code not in own.organizations:
            yield about(organization, faults.ESTABLISHMENT_LEFT, "code", organization.code)
    for practitioner in batch.practitioners:
        code = practitioner.organization
        if code is not None and code not in own.organizations:
            yield about(practitioner, faults.ANOTHER_ESTABLISHMENT, "etablissement", code)
    for child in batch.children:
        if child.code in own.adopted:
            is_said = child.code in own.bringer.same
            fault = faults.SAID_TO_BE_KNOWN if is_said else faults.ENROLLED_BY_HAND
            yield about(child, fault, "code", child.code)
        if child.organization not in own.organizations:
            code = child.organization
            yield about(child, faults.ANOTHER_ESTABLISHMENT, "etablissement", code)
        refusal = _refusal(child.code, own)
        if refusal is not None:
            yield about(child, refusal, "code", child.code)
    if named.practitioners is None:
        yield from _nobody(batch, own)


def _refusal(code: str, own: Own) -> Fault | None:
    if code in own.closed:
        return faults.NOT_AROUND
    return faults.FOLLOWED_ELSEWHERE if code in own.elsewhere else None


def _nobody(batch: Batch, own: Own) -> Iterator[Problem]:
    """Say once for each file which professionals nobody knows, where their own file is not there to say it."""
    unknown = Counter(
        (row.FILE, row.BY_COLUMN, row.by)
        for row in batch.about_children()
        if row.by is not None and row.by not in own.practitioners
    )
    for (file, column, code), count in unknown.items():
        yield Problem(
            fault=faults.NOBODY_CODED,
            file=file,
            column=column,
            value=shown(code or ""),
            params={"count": count},
        )


def is_same_child(one: Identity, other: Identity) -> bool:
    """Tell whether two writings are of one child: born that day, the same names, however they are spelled."""
    names = [(letters(each.given_name), letters(each.family_name)) for each in (one, other)]
    return one.birth_date == other.birth_date and names[0] == names[1] and all(names[0])


def completed(known: Enrolled, new: Enrolled) -> Enrolled:
    """Return what is known of a child enrolled by hand, with what a line says where nothing was known."""
    return replace(known, birth=_birth(known.birth, new.birth))


def filled(new: Enrolled, known: Enrolled) -> Enrolled:
    """Return what a line says of a child with what is known where its cells are empty: that erases nothing."""
    return replace(
        new, birth=_birth(new.birth, known.birth), inclusion=_inclusion(new.inclusion, known)
    )


def _birth(new: Birth, known: Birth) -> Birth:
    has_same_term = new.term_weeks in {None, known.term_weeks}
    return Birth(
        term_weeks=known.term_weeks if new.term_weeks is None else new.term_weeks,
        term_days=known.term_days if has_same_term and not new.term_days else new.term_days,
        weight_g=known.weight_g if new.weight_g is None else new.weight_g,
        length_cm=known.length_cm if new.length_cm is None else new.length_cm,
        head_cm=known.head_cm if new.head_cm is None else new.head_cm,
    )


def _inclusion(new: Inclusion, known: Enrolled) -> Inclusion:
    followed = replace(new, programme=known.inclusion.programme)
    if new.ended_on is not None:
        return followed
    ended = known.inclusion
    return replace(followed, ended_on=ended.ended_on, ended_because=ended.ended_because)
