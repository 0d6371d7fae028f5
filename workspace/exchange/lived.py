"""What a folder knows by its child, kind and day: placements, assessments, scales, sessions."""

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeVar
from uuid import UUID

from workspace.access.model import Errand
from workspace.dossier.care import service as care
from workspace.dossier.care.model import NewSession, SessionId
from workspace.dossier.growth import service as growth
from workspace.dossier.growth.model import GrowthMeasurement, MeasurementId
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.model import AssessmentId
from workspace.dossier.protocol.model import NewAssessment as Assessed
from workspace.dossier.record import errands as record
from workspace.dossier.record.model import NewPlacement as Placed
from workspace.dossier.record.model import PlacementId
from workspace.dossier.scales import service as scales
from workspace.dossier.scales.model import NewResponse, ResponseId
from workspace.exchange import domain, queries, same_day
from workspace.exchange.desk import Desk
from workspace.exchange.domain import Codes
from workspace.exchange.entries import Change, Entry, Memory
from workspace.exchange.faults import ANOTHER_PROFESSIONAL, SECOND_OF_THE_DAY, WRITTEN_ALREADY
from workspace.exchange.model import (
    AboutChild,
    Key,
    NewAssessment,
    NewCareSession,
    NewPlacement,
    NewScaleResponse,
)
from workspace.exchange.report import Fault, about
from workspace.exchange.same_day import Side
from workspace.ids import DossierId

T = TypeVar("T")
Id = TypeVar("Id")

GROWTH = "growth"


async def take_placements(rows: Sequence[NewPlacement], codes: Codes, desk: Desk) -> None:
    entries = [_entry(row, domain.placement(row), codes, desk) for row in rows]

    async def add(new: Sequence[Entry[Placed]]) -> Sequence[UUID]:
        return await record.place_many(desk.errand, _written(new), vault=desk.vault)

    async def amend(changes: Sequence[Change[Placed]]) -> None:
        changed = _changed(changes, PlacementId)
        await record.amend_placements(desk.errand, changed, vault=desk.vault)

    known = await _known(entries)
    entries = await _unwritten(
        entries, known, desk, record.written, lambda new: (new.kind, new.begins_on)
    )
    await desk.take(entries, known, add=add, amend=amend)


async def take_assessments(rows: Sequence[NewAssessment], codes: Codes, desk: Desk) -> None:
    """Write the assessments, then what was measured at each."""
    entries = [_entry(row, domain.assessment(row, codes), codes, desk) for row in rows]

    async def add(new: Sequence[Entry[Assessed]]) -> Sequence[UUID]:
        return await protocol.add_many(desk.errand, _written(new), clock=desk.clock)

    async def amend(changes: Sequence[Change[Assessed]]) -> None:
        await protocol.amend_many(desk.errand, _changed(changes, AssessmentId))

    known = await _known(entries)
    entries = await _unwritten(
        entries, known, desk, protocol.written, lambda new: (new.step, new.done_on)
    )
    targets = await desk.take(entries, known, add=add, amend=amend)
    at = {entry.row.key: targets[entry.key_index] for entry in entries}
    await _take_measurements([row for row in rows if row.key in at], at, codes, desk)


async def _take_measurements(
    rows: Sequence[NewAssessment], at: Mapping[tuple[str, ...], UUID], codes: Codes, desk: Desk
) -> None:
    every = [_entry(row, domain.measurement(row, codes), codes, desk, kind=GROWTH) for row in rows]
    known = await _known(every)
    # Nothing measured is nothing to write, unless it corrects what was.
    entries = [
        entry
        for row, entry in zip(rows, every, strict=True)
        if domain.is_measured(row) or entry.key_index in known
    ]

    async def add(new: Sequence[Entry[GrowthMeasurement]]) -> Sequence[UUID]:
        taken = [(dossier, each, at[entry.row.key]) for entry, (dossier, each) in _both(new)]
        return await growth.add_many(desk.errand, taken, vault=desk.vault)

    async def amend(changes: Sequence[Change[GrowthMeasurement]]) -> None:
        changed = _changed(changes, MeasurementId)
        await growth.amend_many(desk.errand, changed, vault=desk.vault)

    await desk.take(entries, known, add=add, amend=amend, is_counted=False)


async def take_responses(rows: Sequence[NewScaleResponse], codes: Codes, desk: Desk) -> None:
    entries = [_entry(row, domain.response(row, codes), codes, desk) for row in rows]

    async def add(new: Sequence[Entry[NewResponse]]) -> Sequence[UUID]:
        return await scales.add_many(desk.errand, _written(new), vault=desk.vault)

    async def amend(changes: Sequence[Change[NewResponse]]) -> None:
        changed = _changed(changes, ResponseId)
        await scales.amend_many(desk.errand, changed, vault=desk.vault)

    known = await _known(entries)
    entries = await _unwritten(
        entries,
        known,
        desk,
        scales.written,
        lambda new: (new.scale.value, new.questionnaire_months, new.answered_on),
    )
    await desk.take(entries, known, add=add, amend=amend)


async def take_sessions(rows: Sequence[NewCareSession], codes: Codes, desk: Desk) -> None:
    sizes = Counter(row.together for row in rows)
    every = [_session(row, codes, desk, sizes=sizes) for row in rows]
    sides = [_side(row, entry, desk) for row, entry in zip(rows, every, strict=True)]
    known = await _known(every, [key for side in sides for key in side.own])
    keys = same_day.settle(sides, known)
    entries = [
        entry if key == entry.key_index else _session(row, codes, desk, sizes=sizes, key=key)
        for row, entry, key in zip(rows, every, keys, strict=True)
    ]
    grouped = {
        entry.key_index: row.together
        for row, entry in zip(rows, entries, strict=True)
        if row.together is not None
    }

    async def add(new: Sequence[Entry[NewSession]]) -> Sequence[UUID]:
        return await care.add_many(desk.errand, _written(new))

    async def amend(changes: Sequence[Change[NewSession]]) -> None:
        shared = {
            SessionId(memory.target) for entry, memory in changes if entry.key_index in grouped
        }
        await care.amend_many(desk.errand, _changed(changes, SessionId), shared=shared)

    _say(same_day.changed_hands(entries, known), ANOTHER_PROFESSIONAL, desk)
    entries = await _not_noted(entries, known, desk)
    became = await desk.take(entries, known, add=add, amend=amend)
    held = [
        (SessionId(session), _together(desk, grouped[key]))
        for key, session in became.items()
        if key in grouped
    ]
    await care.hold_groups(desk.errand, held)


def _session(
    row: NewCareSession,
    codes: Codes,
    desk: Desk,
    *,
    sizes: Mapping[Key | None, int],
    key: bytes | None = None,
) -> Entry[NewSession]:
    """Return one session; of a group, one more child who came is another share for each line of it.

    `key`: the name it has beside another session of its day.
    """
    came = sizes[row.together] if row.together is not None else 1
    more = {"came": str(came)} if row.together is not None else {}
    new = domain.session(row, codes, came=came)
    return _entry(row, new, codes, desk, more=more, key=key)


def _side(row: NewCareSession, entry: Entry[NewSession], desk: Desk) -> Side:
    """Return the names a session may have beside another of its day: by whom it was, known or not, at what hour."""
    by = str(entry.practitioner) if entry.practitioner else f"code:{row.practitioner or ''}"
    names = [(by, row.hour or ""), (by, ""), (f"code:{row.practitioner or ''}", row.hour or "")]
    own = (_key(entry, row, desk, *name) for name in dict.fromkeys(names))
    return Side(entry=entry, own=tuple(own), has_hour=row.hour is not None)


def _key(entry: Entry[NewSession], row: NewCareSession, desk: Desk, *beside: str) -> bytes:
    kind, _child, *rest = row.key
    return queries.key_index(desk.vault, kind, str(_dossier(entry)), *rest, *beside)


def _together(desk: Desk, group: Key) -> UUID:
    """Return what sessions of one group are held together by: the same at the next import, readable by nobody."""
    owner = str(desk.own.bringer.organization) if desk.own else ""
    return UUID(bytes=queries.key_index(desk.vault, "group", owner, *group)[:16])


def _entry(
    row: AboutChild,
    new: T,
    codes: Codes,
    desk: Desk,
    *,
    kind: str = "",
    more: Mapping[str, str] | None = None,
    key: bytes | None = None,
) -> Entry[T]:
    """Return a row on its way. `more`: what changes it beside what it says; `key`: None, that of its day."""
    dossier = codes.dossiers[row.child]
    own_kind, _child, *rest = row.key
    kind = kind or own_kind
    practitioner = codes.practitioner(row.by)
    key = key or queries.key_index(desk.vault, kind, str(dossier), *rest)
    # Who did it counts by who they are: a code explained later changes the row.
    said = {**row.values(), "child": "", "practitioner_id": str(practitioner), **(more or {})}
    return Entry(
        row=row,
        kind=kind,
        key_index=key,
        fingerprint=queries.fingerprint(desk.vault, key, said),
        new=new,
        dossier=dossier,
        practitioner=practitioner,
        done_on=row.day,
    )


async def _known(entries: Sequence[Entry[T]], more: Sequence[bytes] = ()) -> dict[bytes, Memory]:
    """`more`: other keys under which a row may have been brought."""
    if not entries:
        return {}
    keys = [*(entry.key_index for entry in entries), *more]
    found = await queries.remembered(entries[0].kind, keys)
    return {key: memories[0] for key, memories in found.items()}


Written = Callable[[Errand, Collection[DossierId]], Awaitable[AbstractSet[tuple[object, ...]]]]


async def _unwritten(
    entries: list[Entry[T]],
    known: Mapping[bytes, Memory],
    desk: Desk,
    written: Written,
    said: Callable[[T], tuple[object, ...]],
) -> list[Entry[T]]:
    """Leave aside what no import brought and somebody wrote in the dossier: the same child, kind and day.

    The operator's folder is taken at its word, as it always was.
    """
    if desk.own is None:
        return entries
    unknown = [entry for entry in entries if entry.key_index not in known]
    there = await written(desk.errand, {_dossier(entry) for entry in unknown})
    left = [entry for entry in unknown if (_dossier(entry), *said(entry.new)) in there]
    return _leave(left, entries, desk)


def _leave(left: list[Entry[T]], entries: list[Entry[T]], desk: Desk) -> list[Entry[T]]:
    """Return `entries` without those left aside, which are counted and said."""
    desk.leave([entry.row for entry in left])
    _say(left, WRITTEN_ALREADY, desk)
    aside = {entry.key_index for entry in left}
    return [entry for entry in entries if entry.key_index not in aside]


def _say(entries: Iterable[Entry[T]], fault: Fault, desk: Desk) -> None:
    for entry in entries:
        assert isinstance(entry.row, AboutChild)
        day = about(entry.row, fault, entry.row.DAY_COLUMN, entry.row.day)
        desk.tally.notices.append(day)


async def _not_noted(
    entries: list[Entry[NewSession]], known: Mapping[bytes, Memory], desk: Desk
) -> list[Entry[NewSession]]:
    """Leave aside the sessions somebody noted: that child, care and day, and not with two professionals.

    The operator's folder is taken at its word. A session kept beside another one of its day is said.
    """
    unknown = [
        entry
        for entry in entries
        if entry.key_index not in known and _dossier(entry) not in desk.opened
    ]
    there = await care.written(desk.errand, {_dossier(entry) for entry in unknown})
    again, beside = list[Entry[NewSession]](), list[Entry[NewSession]]()
    for entry in unknown:
        new = entry.new
        with_whom = there.get((_dossier(entry), new.kind, new.done_on))
        if with_whom:
            has_hour = isinstance(entry.row, NewCareSession) and entry.row.hour is not None
            is_same = not has_hour and (
                new.practitioner is None or with_whom & {new.practitioner, None}
            )
            (again if is_same else beside).append(entry)
    if desk.own is None:
        _say(again, SECOND_OF_THE_DAY, desk)
        return entries
    _say(beside, SECOND_OF_THE_DAY, desk)
    return _leave(again, entries, desk)


def _both(entries: Sequence[Entry[T]]) -> list[tuple[Entry[T], tuple[DossierId, T]]]:
    return list(zip(entries, _written(entries), strict=True))


def _written(entries: Sequence[Entry[T]]) -> list[tuple[DossierId, T]]:
    return [(_dossier(entry), entry.new) for entry in entries]


def _changed(
    changes: Sequence[Change[T]], id_: Callable[[UUID], Id]
) -> list[tuple[DossierId, Id, T]]:
    return [(_dossier(entry), id_(memory.target), entry.new) for entry, memory in changes]


def _dossier(entry: Entry[T]) -> DossierId:
    assert entry.dossier is not None, "what was lived is a child's"
    return entry.dossier
