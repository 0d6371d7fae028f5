"""The sessions of many children in one query."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from workspace.database import sql
from workspace.dossier.care.model import CareKind, CareSession, Presence, SessionId
from workspace.dossier.care.queries import session_in
from workspace.dossier.care.rounds.model import HeldSession
from workspace.ids import DossierId, OrganizationId, PractitionerId

Held = tuple[tuple[HeldSession, OrganizationId | None], ...]
"""Sessions, each with the establishment that followed the child then; None: nobody kept which."""


async def followed(
    dossiers: Collection[DossierId], practitioner: PractitionerId, first: date, until: date
) -> tuple[Held, int]:
    """Return what one professional held from `first` until the day before `until`, as far as whoever asks counts it.

    That is among `dossiers`, and with the children whoever asks coordinated on the day of the session, wherever these
    are now. With how many sessions among `dossiers` fell to somebody who coordinated before: those are not there.
    """
    rows = await sql(
        "select * from grenier_sessions_followed({}::uuid[], {}, {}, {}) order by done_on, dossier, id",
        list(dossiers),
        practitioner,
        first,
        until,
    )
    mine = [row for row in rows if not row["is_of_another"]]
    return _held(mine), len(rows) - len(mine)


async def held_by_me(first: date, until: date) -> Held:
    """Return what whoever asks held from `first` until the day before `until`, wherever the children are now.

    Nothing of anybody else's sessions, and no note.
    """
    rows = await sql(
        "select * from grenier_my_sessions({}, {}) order by done_on, dossier, id", first, until
    )
    return _held(rows)


def _held(rows: Iterable[dict[str, Any]]) -> Held:
    return tuple(
        (
            HeldSession(dossier=DossierId(row["dossier"]), session=session_in(row)),
            OrganizationId(row["organization"]) if row["organization"] else None,
        )
        for row in rows
    )


async def practitioners_of(
    dossiers: Collection[DossierId], first: date, until: date
) -> frozenset[PractitionerId]:
    """Return whoever held sessions then among `dossiers`, or with children whoever asks coordinated that day."""
    rows = await sql(
        "select practitioner from standing_session where practitioner is not null"
        " and done_on >= {} and done_on < {} and dossier = any({}::uuid[])"
        " union select practitioner from grenier_performers_followed({}, {})",
        first,
        until,
        list(dossiers),
        first,
        until,
    )
    return frozenset(PractitionerId(row["practitioner"]) for row in rows)


async def days_held(
    dossiers: Collection[DossierId],
    since: date,
    *,
    practitioner: PractitionerId,
    kind: CareKind | None,
) -> frozenset[tuple[DossierId, date]]:
    """Return on which days a session was noted of each child, whether they came or not, that may be this one's.

    Theirs, of nobody who is named, or of their kind of care: another colleague may have stood in.
    """
    rows = await sql(
        "select distinct dossier, done_on from standing_session"
        " where done_on >= {} and dossier = any({}::uuid[])"
        " and (practitioner is null or practitioner = {} or kind = {})",
        since,
        list(dossiers),
        practitioner,
        kind.value if kind else None,
    )
    return frozenset((DossierId(row["dossier"]), row["done_on"]) for row in rows)


async def noted(sessions: Collection[SessionId]) -> frozenset[SessionId]:
    """Return those of `sessions` that have a note, whoever may read it."""
    rows = await sql("select grenier_noted({}::uuid[]) as noted", list(sessions))
    return frozenset(SessionId(each) for each in rows[0]["noted"])


async def to_note(
    dossiers: Collection[DossierId], practitioner: PractitionerId, since: date
) -> tuple[HeldSession, ...]:
    """Return the sessions one held to which the child came and that have no note, latest first."""
    rows = await sql(
        "select * from standing_session where practitioner = {} and done_on >= {} and presence = {}"
        " and dossier = any({}::uuid[]) order by done_on desc, recorded_at desc, id",
        practitioner,
        since,
        Presence.PRESENT.value,
        list(dossiers),
    )
    held = [HeldSession(dossier=DossierId(row["dossier"]), session=session_in(row)) for row in rows]
    known = await noted([each.session.id for each in held])
    return tuple(each for each in held if each.session.id not in known)


async def session(dossier: DossierId, id_: SessionId) -> tuple[CareSession, object] | None:
    """Return a session and the account that recorded it."""
    rows = await sql("select * from standing_session where dossier = {} and id = {}", dossier, id_)
    return (session_in(rows[0]), rows[0]["author"]) if rows else None
