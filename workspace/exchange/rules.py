"""What the rows of a folder must not contradict, and what is unusual enough to be said. No I/O."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from workspace.dossier.care.rules import LARGEST_GROUP
from workspace.dossier.protocol.model import Protocol
from workspace.dossier.record.ages import age_on
from workspace.dossier.record.definitions import inclusion_rule
from workspace.dossier.record.inclusion import is_late_admission
from workspace.exchange import faults
from workspace.exchange.model import (
    AboutChild,
    Batch,
    Key,
    NewAssessment,
    NewCareSession,
    NewChild,
    NewOrganization,
    NewPlacement,
    NewPractitioner,
    NewScaleResponse,
    Row,
)
from workspace.exchange.report import Fault, Problem, about
from workspace.exchange.screening import assessment_problems, scale_problems
from workspace.exchange.twins import likely_twins

Problems = Iterator[Problem]


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """Every code the folder gives a line to, refused lines included: each fault is said once.

    None when the file that would give them is not there or cannot be read.
    """

    organizations: AbstractSet[str] | None
    practitioners: AbstractSet[str] | None
    children: AbstractSet[str] | None
    unknown: Fault = faults.UNKNOWN_CODE
    """What is said of a code that is not among them."""


def check(
    batch: Batch,
    named: Named,
    *,
    protocol: Protocol,
    today: date,
    known: Mapping[str, NewChild] | None = None,
) -> Problems:
    """Say what is wrong or unusual between the rows of `batch`, each well formed by itself.

    `known`: children who stand in no line of the batch and whom its rows may be about, by their codes.
    """
    for practitioner in batch.practitioners:
        yield from practitioner_problems(practitioner, named)
    for child in batch.children:
        yield from child_problems(child, named, today=today)
    yield from likely_twins(batch.children)
    children = {**(known or {}), **{child.code: child for child in batch.children}}
    for row in batch.about_children():
        yield from _reference_problems(row, named)
        yield from lived_problems(row, children.get(row.child), protocol=protocol, today=today)
    if named.practitioners is None and named.unknown is faults.UNKNOWN_CODE:
        yield from _unchecked_practitioners(batch.about_children())
    yield from overlaps(batch.placements)
    yield from group_problems(batch.sessions)


def group_problems(sessions: Iterable[NewCareSession]) -> Problems:
    """Refuse a group of more children than there may be, said of its first line."""
    groups: dict[Key, list[NewCareSession]] = defaultdict(list)
    for row in sessions:
        if row.together is not None:
            groups[row.together].append(row)
    for lines in groups.values():
        if len(lines) > LARGEST_GROUP:
            count = len(lines)
            yield about(
                lines[0],
                faults.LARGE_GROUP,
                "groupe",
                lines[0].group,
                count=count,
                limit=LARGEST_GROUP,
            )


def practitioner_problems(row: NewPractitioner, named: Named) -> Problems:
    if row.organization is not None:
        yield from _unknown(row, "etablissement", row.organization, named, named.organizations)
    if row.agreement_signed_on is None:
        yield about(row, faults.NO_AGREEMENT, "convention_signee_le")


def child_problems(row: NewChild, named: Named, *, today: date) -> Problems:
    yield from _unknown(row, "etablissement", row.organization, named, named.organizations)
    born, admitted = row.identity.birth_date, row.admitted_on
    if born > today:
        yield about(row, faults.IN_THE_FUTURE, "date_naissance", born)
    if admitted > today:
        yield about(row, faults.IN_THE_FUTURE, "admission_le", admitted)
    if admitted < born:
        yield about(row, faults.BEFORE_BIRTH, "admission_le", admitted, born=born)
    elif is_late_admission(born, admitted, rule=inclusion_rule(on=admitted)):
        yield _admitted_late(row)
    yield from _end_problems(row, today=today)


def _admitted_late(row: NewChild) -> Problem:
    return about(
        row,
        faults.ADMITTED_LATE,
        "admission_le",
        row.admitted_on,
        months=age_on(row.identity.birth_date, row.admitted_on).months,
        limit=inclusion_rule(on=row.admitted_on).refused_from_months,
    )


def _end_problems(row: NewChild, *, today: date) -> Problems:
    if row.ended_on is None:
        if row.ended_because:
            yield about(row, faults.REASON_WITHOUT_END, "fin_suivi_le")
        return
    if row.ended_on > today:
        yield about(row, faults.IN_THE_FUTURE, "fin_suivi_le", row.ended_on)
    if row.ended_on < row.admitted_on:
        yield about(
            row,
            faults.END_BEFORE_ADMISSION,
            "fin_suivi_le",
            row.ended_on,
            admitted=row.admitted_on,
        )


def _reference_problems(row: AboutChild, named: Named) -> Problems:
    yield from _unknown(row, "enfant", row.child, named, named.children)
    if row.by is not None:
        yield from _unknown(row, row.BY_COLUMN, row.by, named, named.practitioners)


_WHERE_NAMED = {
    "etablissement": NewOrganization.FILE,
    "enfant": NewChild.FILE,
}


def _unknown(
    row: Row, column: str, code: str, named: Named, known: AbstractSet[str] | None
) -> Problems:
    if known is not None and code not in known:
        file = _WHERE_NAMED.get(column, NewPractitioner.FILE)
        yield about(row, named.unknown, column, code, file=file)


def _unchecked_practitioners(rows: Iterable[AboutChild]) -> Problems:
    unchecked: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        if row.by is not None:
            unchecked[row.FILE, row.BY_COLUMN] += 1
    for (file, column), count in unchecked.items():
        fault = faults.PRACTITIONERS_ABSENT
        yield Problem(fault=fault, file=file, column=column, params={"count": count})


def lived_problems(
    row: AboutChild, child: NewChild | None, *, protocol: Protocol, today: date
) -> Problems:
    """Say what is wrong with what was lived or done; `child` is None when refused itself."""
    if row.day > today:
        yield about(row, faults.IN_THE_FUTURE, row.DAY_COLUMN, row.day)
    if child is not None and row.day < child.identity.birth_date:
        born = child.identity.birth_date
        yield about(row, faults.BEFORE_BIRTH, row.DAY_COLUMN, row.day, born=born)
        child = None
    match row:
        case NewPlacement():
            yield from _placement_problems(row, child, today=today)
            return
        case NewAssessment():
            yield from assessment_problems(row, child, protocol=protocol)
        case NewScaleResponse():
            yield from scale_problems(row, child)
        case _:
            pass
    if child is not None:
        yield from _beside_follow_up(row, child)


def _beside_follow_up(row: AboutChild, child: NewChild) -> Problems:
    if row.day < child.admitted_on:
        admitted = child.admitted_on
        yield about(row, faults.BEFORE_ADMISSION, row.DAY_COLUMN, row.day, admitted=admitted)
    if child.ended_on is not None and row.day > child.ended_on:
        yield about(row, faults.AFTER_FOLLOW_UP, row.DAY_COLUMN, row.day, ended=child.ended_on)


def _placement_problems(row: NewPlacement, child: NewChild | None, *, today: date) -> Problems:
    begins, ends = row.begins_on, row.ends_on
    if ends is not None and ends < begins:
        yield about(row, faults.END_BEFORE_START, "fin", ends, start=begins)
    elif ends is not None and ends > today:
        yield about(row, faults.END_TO_COME, "fin", ends)
    if child is None or child.ended_on is None:
        return
    ended = child.ended_on
    if begins > ended:
        yield about(row, faults.STARTS_AFTER_FOLLOW_UP, "debut", begins, ended=ended)
    elif ends is None or ends > ended:
        yield about(row, faults.OPEN_AFTER_FOLLOW_UP, "fin", ends or "", ended=ended)


def overlaps(placements: Iterable[NewPlacement]) -> Problems:
    """Flag each placement that begins before an earlier one of the same child has ended."""
    latest: dict[str, NewPlacement] = {}
    for row in sorted(placements, key=lambda row: (row.begins_on, row.line)):
        earlier = latest.setdefault(row.child, row)
        if earlier is not row and row.begins_on < _end(earlier):
            yield about(row, faults.OVERLAP, "debut", row.begins_on, first=earlier.line)
        if _end(row) > _end(earlier):
            latest[row.child] = row


def _end(placement: NewPlacement) -> date:
    return placement.ends_on or date.max
