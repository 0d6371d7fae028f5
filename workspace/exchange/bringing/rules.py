"""What may be asked when, what is kept of a report, and how it is put together to be read. No I/O."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import chain
from typing import Final

from workspace.errors import Invalid
from workspace.exchange.bringing.model import (
    LARGEST_SENDING,
    MOST_FILES,
    STILL_OPEN,
    FileCounts,
    ImportRequest,
    ImportState,
    Outcome,
    Said,
)
from workspace.exchange.columns import SHEETS
from workspace.exchange.receipt import Receipt
from workspace.exchange.report import Problem, Severity, Translate
from workspace.i18n import N_

MOST_SAID: Final = 2_000
"""Of each severity, how many are kept to be shown: a mistake made on every line is understood before."""
CONFIRMED: Final = frozenset({ImportState.CONFIRMED, ImportState.WRITTEN})
SLOW: Final = timedelta(minutes=1)
"""After how long without progress a page says that it takes longer than it should."""
STUCK: Final = timedelta(minutes=10)
"""After how long without progress other files may be sent."""

NO_FILE = N_("Choose at least one file.")
TOO_MANY_FILES = N_("Choose fewer files at once: there are seven tables.")
STILL_AT_WORK = N_("Your last files are still being worked on. Wait for them, then choose again.")
TOO_MUCH = N_("These files are too large together: 60 MB at most. Send them in several times.")
NOT_OFFERED = N_("This is not one of what is proposed. Choose again.")
SAID_TWICE = N_("A line is of one child, and a child of one line: tick only one of them.")
TOO_OLD = N_("These files have waited for a day and are erased. Choose them again.")


def check_files(count: int) -> None:
    if count == 0:
        raise Invalid({"files": NO_FILE})
    if count > MOST_FILES:
        raise Invalid({"files": TOO_MANY_FILES})


def check_lengths(lengths: Iterable[int]) -> None:
    """Raise Invalid for more bytes in all than one sending may hold."""
    if sum(lengths) > LARGEST_SENDING:
        raise Invalid({"files": TOO_MUCH})


def check_asked(others: Iterable[ImportRequest], *, now: datetime) -> None:
    """Raise Invalid while the worker is at something of the same person's."""
    if any(other.is_waiting and now - other.moved_at < STUCK for other in others):
        raise Invalid({"files": STILL_AT_WORK})


def check_open(request: ImportRequest, *, now: datetime) -> None:
    """Raise Invalid when the files may be erased before the worker has read them again."""
    if now - request.asked_at > STILL_OPEN:
        raise Invalid({"files": TOO_OLD})


def may_confirm(request: ImportRequest) -> bool:
    found = request.outcome
    return request.state is ImportState.CHECKED and found is not None and found.changes > 0


def is_slow(request: ImportRequest, *, now: datetime) -> bool:
    return request.is_waiting and now - request.moved_at > SLOW


def outcome_of(receipt: Receipt, names: Mapping[str, tuple[str, ...]]) -> Outcome:
    """Return what is kept of a receipt."""
    report = receipt.report
    notices = (*report.notices, *receipt.notices)
    kept = chain(report.errors[:MOST_SAID], notices[:MOST_SAID])
    counts = tuple(
        FileCounts(
            file=sheet.file,
            read=report.read[sheet.file],
            added=receipt.added.get(sheet.file, 0),
            amended=receipt.amended.get(sheet.file, 0),
            unchanged=receipt.unchanged.get(sheet.file, 0),
        )
        for sheet in SHEETS
        if sheet.file in report.read
    )
    return Outcome(
        errors=len(report.errors),
        notices=len(notices),
        said=tuple(_said(problem) for problem in kept),
        counts=counts,
        names=names,
        seats=receipt.seats,
        offers=receipt.offers,
    )


def chosen(outcome: Outcome, seated: Iterable[str], same: Iterable[str]) -> Outcome:
    """Return the outcome with what whoever confirms has ticked: accounts of those given a place, numbers of offers.

    Raises Invalid for what was not proposed, and for a line or a child ticked twice.
    """
    asked = {str(seat.account): seat.account for seat in outcome.seats if not seat.is_given}
    offers = {str(number): offer for number, offer in enumerate(outcome.offers)}
    given, said = set(seated), set(same)
    errors = {}
    if not given <= asked.keys():
        errors["seated"] = NOT_OFFERED
    if not said <= offers.keys():
        errors["same"] = NOT_OFFERED
    picked = [offer for number, offer in offers.items() if number in said]
    by_code = {offer.code: offer.dossier for offer in picked}
    if not len(picked) == len(by_code) == len(set(by_code.values())):
        errors["same"] = SAID_TWICE
    if errors:
        raise Invalid(errors)
    return replace(outcome, seated=frozenset(asked[each] for each in given), same=by_code)


def _said(problem: Problem) -> Said:
    return Said(
        message=problem.fault.message,
        remedy=problem.fault.remedy,
        severity=problem.fault.severity,
        file=problem.file,
        line=problem.line,
        column=problem.column,
        value=problem.value,
        params={name: _written(value) for name, value in problem.params.items()},
    )


def _written(value: object) -> str:
    """Write a parameter as the files write it: decimals with a comma."""
    return str(value).replace(".", ",") if isinstance(value, Decimal) else str(value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    line: int | None
    value: str | None = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """The same thing said of several lines: one sentence, one remedy."""

    file: str
    column: str | None
    message: str = field(repr=False)
    remedy: str = field(repr=False)
    places: tuple[Place, ...]

    @property
    def count(self) -> int:
        return len(self.places)


def groups(said: Iterable[Said], severity: Severity, translate: Translate) -> tuple[Group, ...]:
    """Put together what is said in the same words, in the order of the first of each."""
    found: dict[tuple[str, str | None, str, str], list[Place]] = {}
    for each in said:
        if each.severity is severity:
            message = translate(each.message, **each.params)
            remedy = translate(each.remedy, **each.params)
            key = (each.file, each.column, message, remedy)
            found.setdefault(key, []).append(Place(line=each.line, value=each.value))
    return tuple(
        Group(file=file, column=column, message=message, remedy=remedy, places=tuple(places))
        for (file, column, message, remedy), places in found.items()
    )


def by_file(found: Iterable[Group]) -> dict[str, list[Group]]:
    """Return groups under the file they are about, in the order of the first of each."""
    files: dict[str, list[Group]] = {}
    for group in found:
        files.setdefault(group.file, []).append(group)
    return files
