"""Which class an entry belongs to, what it may say, and how far a search has come. No I/O."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from workspace.access.permissions import DataClass
from workspace.dossier.journal.model import (
    Contacts,
    EntryId,
    EntryKind,
    Journal,
    LogEntry,
    NewAttempt,
    NewEntry,
    Search,
)
from workspace.dossier.record.model import About, SightRule
from workspace.errors import Invalid
from workspace.i18n import N_
from workspace.ids import AccountId

LONGEST_TEXT = 4000
LONGEST_LINE = 500
OTHERS = frozenset({About.PARENT_1, About.PARENT_2, About.SIBLING, About.THIRD})
"""What is said of them is a fact about a third party, whatever the kind."""

CLASSES: Mapping[EntryKind, DataClass] = MappingProxyType(
    {
        EntryKind.SLEEP: DataClass.PRACTICAL,
        EntryKind.FOOD: DataClass.PRACTICAL,
        EntryKind.SCHOOL: DataClass.PRACTICAL,
        EntryKind.HEALTH: DataClass.SOMATIC,
        EntryKind.MOOD: DataClass.PSYCHOLOGICAL,
        EntryKind.FAMILY_VISIT: DataClass.SOCIAL,
        EntryKind.OTHER: DataClass.SOCIAL,
        EntryKind.MOVE: DataClass.SOCIAL,
        EntryKind.SIBLING_BORN: DataClass.THIRD_PARTY,
        EntryKind.HEARING: DataClass.SOCIAL,
        EntryKind.HOSPITAL: DataClass.SOMATIC,
        EntryKind.SCHOOL_START: DataClass.PRACTICAL,
        EntryKind.LOSS: DataClass.SOCIAL,
        EntryKind.VISITS_RESUMED: DataClass.SOCIAL,
        EntryKind.VISITS_STOPPED: DataClass.SOCIAL,
        EntryKind.OTHER_EVENT: DataClass.SOCIAL,
    }
)
"""Daily life is shared by the whole circle (`law.md` 2, N0); the rest goes to those whose class it is."""


def class_of(kind: EntryKind, about: About) -> DataClass:
    """Return the class of an entry: of its kind, or a third-party fact when it is about somebody else."""
    return DataClass.THIRD_PARTY if about in OTHERS else CLASSES[kind]


def check_entry(new: NewEntry, *, born: date, today: date) -> None:
    """Raise Invalid naming every field that cannot be. An event may have no words, an observation not."""
    fields = _day_complaints("day", new.day, born=born, today=today)
    if not new.text.strip() and new.kind in OBSERVATIONS:
        fields["text"] = N_("Write a few words: what you saw, heard, noticed.")
    if len(new.text) > LONGEST_TEXT:
        fields["text"] = N_("This is too long.")
    if fields:
        raise Invalid(fields)


def check_attempt(new: NewAttempt, *, born: date, today: date) -> None:
    """Raise Invalid naming every field that cannot be."""
    fields = _day_complaints("tried_on", new.tried_on, born=born, today=today)
    if len(new.line) > LONGEST_LINE:
        fields["line"] = N_("This is too long.")
    if fields:
        raise Invalid(fields)


def _day_complaints(name: str, day: date, *, born: date, today: date) -> dict[str, str]:
    if day > today:
        return {name: N_("This day has not come yet.")}
    if day < born:
        return {name: N_("This is before the birth.")}
    return {}


def journal(entries: Iterable[LogEntry], *, reader: AccountId, coordinates: bool) -> Journal:
    """Sort the entries open to `reader`; who wrote one, or coordinates, may put it back."""
    known = sorted(entries, key=lambda entry: (entry.day, entry.written_at), reverse=True)
    by_id = {entry.id: entry for entry in known}
    standing = [entry for entry in known if entry.stands]
    return Journal(
        entries=tuple(entry for entry in standing if not entry.is_event),
        events=tuple(entry for entry in standing if entry.is_event),
        earlier={entry.id: _versions(entry, by_id) for entry in standing},
        withdrawn=tuple(
            entry
            for entry in known
            if entry.withdrawn_at is not None and (coordinates or entry.author == reader)
        ),
    )


def _versions(entry: LogEntry, by_id: Mapping[EntryId, LogEntry]) -> tuple[LogEntry, ...]:
    versions: list[LogEntry] = []
    before = entry.amends
    while before is not None and before in by_id:
        versions.append(by_id[before])
        before = by_id[before].amends
    return tuple(versions)


def together(found: Iterable[Contacts]) -> Contacts:
    """Return the attempts of one child that were written in several dossiers."""
    every = list(found)
    reached = [each.reached_on for each in every if each.reached_on is not None]
    return Contacts(
        tried=tuple(sorted(day for each in every for day in each.tried)),
        reached_on=max(reached, default=None),
    )


def search(tried: Iterable[date], *, since: date, on: date, rule: SightRule) -> Search:
    """Return how far the search has come by the rule: so many attempts, over so many days."""
    days = sorted(day for day in tried if since < day <= on)
    wait = timedelta(days=rule.attempts_days)
    is_complete = len(days) >= rule.attempts and days[-1] - days[0] >= wait
    return Search(
        counted=len(days),
        needed=rule.attempts,
        complete_from=days[0] + wait if days and not is_complete else None,
    )


OBSERVATIONS = frozenset(
    {
        EntryKind.SLEEP,
        EntryKind.FOOD,
        EntryKind.HEALTH,
        EntryKind.MOOD,
        EntryKind.FAMILY_VISIT,
        EntryKind.SCHOOL,
        EntryKind.OTHER,
    }
)
