"""Sessions as they are counted, and their notes opened for those who may read them."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from storage.vault import Vault
from workspace.database import sql
from workspace.dossier.care.definitions import carried
from workspace.dossier.care.entries import CareAct, Chip, FormerSession, SessionEntry
from workspace.dossier.care.funding import Funding
from workspace.dossier.care.model import (
    Allowance,
    Beyond,
    CareKind,
    CareSession,
    GroupKey,
    Payer,
    Presence,
    Rates,
    SessionId,
)
from workspace.dossier.record.bases import Hand
from workspace.errors import Conflict
from workspace.ids import AccountId, DossierId, PractitionerId
from workspace.news import News, Seen, counted

PURPOSE = "session_note:encrypted_note:{}"


async def entries(dossier: DossierId, *, vault: Vault) -> tuple[SessionEntry, ...]:
    """Return the sessions that stand, newest first, with the notes that row-level security shows."""
    rows = await sql(
        "select s.*, n.session as noted_under, n.encrypted_note from standing_session s"
        " left join session_note n on n.session = coalesce(s.note_of, s.id) and n.dossier = s.dossier"
        " where s.dossier = {} order by s.done_on desc, s.recorded_at desc, s.id desc",
        dossier,
    )
    return await _opened(dossier, rows, vault=vault)


async def former(dossier: DossierId, *, vault: Vault) -> tuple[FormerSession, ...]:
    """Return the sessions that were corrected or taken back, the last change first."""
    rows = await sql(
        "select s.*, n.session as noted_under, n.encrypted_note, c.replaced_by, c.changed_at,"
        " c.author as changed_by from session_change c join care_session s on s.id = c.session"
        " left join session_note n on n.session = coalesce(s.note_of, s.id) and n.dossier = s.dossier"
        " where c.dossier = {} order by c.changed_at desc, s.id",
        dossier,
    )
    opened = await _opened(dossier, rows, vault=vault)
    followed = {row["id"]: row["replaced_by"] for row in rows}
    return tuple(
        FormerSession(
            entry=entry,
            changed_at=row["changed_at"],
            changed_by=AccountId(row["changed_by"]),
            stands=_standing(row["replaced_by"], followed),
            was_taken_back=row["replaced_by"] is None,
        )
        for row, entry in zip(rows, opened, strict=True)
    )


def _standing(session: UUID | None, followed: Mapping[UUID, UUID | None]) -> SessionId | None:
    """Return the last of those written one in the place of the other; None when that one was taken back."""
    while session is not None and session in followed:
        session = followed[session]
    return None if session is None else SessionId(session)


async def entry(dossier: DossierId, session: SessionId, *, vault: Vault) -> SessionEntry | None:
    """Return one session that stands."""
    rows = await sql(
        "select s.*, n.session as noted_under, n.encrypted_note from standing_session s"
        " left join session_note n on n.session = coalesce(s.note_of, s.id) and n.dossier = s.dossier"
        " where s.dossier = {} and s.id = {}",
        dossier,
        session,
    )
    found = await _opened(dossier, rows, vault=vault)
    return found[0] if found else None


async def was_changed(dossier: DossierId, session: SessionId) -> bool:
    """Tell whether a session was corrected or taken back."""
    rows = await sql(
        "select 1 from session_change where dossier = {} and session = {}", dossier, session
    )
    return bool(rows)


async def stands_for(dossier: DossierId, session: SessionId) -> SessionId | None:
    """Return the session that stands in the place of one that was corrected, whatever came between; None: none does."""
    rows = await sql(
        "with recursive after as (select replaced_by from session_change where session = {} and dossier = {}"
        " union all select c.replaced_by from session_change c join after on c.session = after.replaced_by)"
        " select s.id from after join standing_session s on s.id = after.replaced_by",
        session,
        dossier,
    )
    return SessionId(rows[0]["id"]) if rows else None


async def _opened(
    dossier: DossierId, rows: Sequence[dict[str, Any]], *, vault: Vault
) -> tuple[SessionEntry, ...]:
    noted = [row for row in rows if row["encrypted_note"] is not None]
    texts = await vault.decrypt_texts(
        [(dossier, PURPOSE.format(row["noted_under"]), row["encrypted_note"]) for row in noted]
    )
    notes = {row["id"]: json.loads(text) for row, text in zip(noted, texts, strict=True)}
    return tuple(_entry(row, notes.get(row["id"])) for row in rows)


async def sessions_in(dossiers: Collection[DossierId]) -> dict[DossierId, list[CareSession]]:
    """Return the sessions alone, without any note; oldest first, those of a day as recorded."""
    rows = await sql(
        "select * from standing_session where dossier = any({}::uuid[]) order by done_on, recorded_at, id",
        list(dossiers),
    )
    found: dict[DossierId, list[CareSession]] = defaultdict(list)
    for row in rows:
        found[DossierId(row["dossier"])].append(session_in(row))
    return found


async def hands(sessions: Collection[SessionId]) -> dict[SessionId, Hand]:
    """Return who noted each session and when; none for what came with files."""
    rows = await sql(
        "select id, author, recorded_at from standing_session"
        " where id = any({}::uuid[]) and author is not null",
        list(sessions),
    )
    return {
        SessionId(row["id"]): Hand(AccountId(row["author"]), row["recorded_at"]) for row in rows
    }


async def acts(dossiers: Collection[DossierId] | None) -> dict[DossierId, list[CareAct]]:
    """Return the sessions the children came to, oldest first, by dossier.

    None: of every dossier that the session of the database may see.
    """
    rows = await sql(
        "select dossier, kind, done_on, practitioner from standing_session where presence = {}"
        " and ({}::uuid[] is null or dossier = any({}::uuid[])) order by done_on",
        Presence.PRESENT.value,
        *[None if dossiers is None else list(dossiers)] * 2,
    )
    found: dict[DossierId, list[CareAct]] = defaultdict(list)
    for row in rows:
        act = CareAct(
            kind=CareKind(row["kind"]),
            done_on=row["done_on"],
            practitioner=PractitionerId(row["practitioner"]) if row["practitioner"] else None,
        )
        found[DossierId(row["dossier"])].append(act)
    return found


async def last_performer(dossier: DossierId, kind: CareKind) -> PractitionerId | None:
    """Return who held the latest session of a kind the child came to, where that is known."""
    rows = await sql(
        "select practitioner from standing_session where dossier = {} and kind = {} and presence = {}"
        " and practitioner is not null order by done_on desc limit 1",
        dossier,
        kind.value,
        Presence.PRESENT.value,
    )
    return PractitionerId(rows[0]["practitioner"]) if rows else None


async def rates() -> Mapping[str, Rates]:
    """Return what each programme pays, by its code: the periods put in force last first, those carried at the end."""
    rows = await sql("select * from funding_period order by entered_at desc, valid_from, id")
    found: dict[str, tuple[Allowance, ...]] = defaultdict(tuple)
    for row in rows:
        found[row["programme"]] += (_allowance(row),)
    for programme, periods in carried().items():
        found[programme] += tuple(periods)
    return found


async def periods() -> list[tuple[str, Allowance, str, datetime]]:
    """Return what was put in force, the last first: the programme, the period, which text says it, since when."""
    rows = await sql("select * from funding_period order by entered_at desc, valid_from, id")
    return [(row["programme"], _allowance(row), row["source"], row["entered_at"]) for row in rows]


async def admissions(programme: str, on: date) -> dict[date, int]:
    """Return how many children a programme follows, by the day they were admitted, whoever they are."""
    rows = await sql("select * from grenier_admissions({}, {})", programme, on)
    return {row["admitted_on"]: row["children"] for row in rows}


def _allowance(row: dict[str, Any]) -> Allowance:
    return Allowance(
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        sessions_a_year=row["sessions_a_year"],
        care_eur=row["care_eur"],
        assessments_eur=row["assessments_eur"],
        session_eur=row["session_eur"],
        group_key=GroupKey(row["group_key"]),
    )


async def insert_rates(new: Funding, *, by: AccountId, at: datetime) -> None:
    await sql(
        "insert into funding_period (programme, source, entered_by, entered_at, id, valid_from, valid_to,"
        " sessions_a_year, care_eur, assessments_eur, session_eur, group_key)"
        " select {}::varchar, {}::varchar, {}::uuid, {}::timestamptz, * from unnest({}::uuid[], {}::date[],"
        " {}::date[], {}::smallint[], {}::integer[], {}::integer[], {}::numeric[], {}::varchar[])",
        new.programme,
        new.source,
        by,
        at,
        [uuid4() for _ in new.periods],
        [each.valid_from for each in new.periods],
        [each.valid_to for each in new.periods],
        [each.sessions_a_year for each in new.periods],
        [each.care_eur for each in new.periods],
        [each.assessments_eur for each in new.periods],
        [each.session_eur for each in new.periods],
        [each.group_key.value for each in new.periods],
    )


async def paid(
    dossiers: Collection[DossierId], payer: Payer, *, since: date
) -> dict[DossierId, list[date]]:
    """Return the days of the sessions that `payer` paid and the children came to, from a day on."""
    rows = await sql(
        "select dossier, done_on from standing_session where presence = {} and payer = {}"
        " and dossier = any({}::uuid[]) and done_on >= {} order by done_on",
        Presence.PRESENT.value,
        payer.value,
        list(dossiers),
        since,
    )
    found: dict[DossierId, list[date]] = defaultdict(list)
    for row in rows:
        found[DossierId(row["dossier"])].append(row["done_on"])
    return found


async def last_days(dossiers: Collection[DossierId]) -> dict[DossierId, date]:
    """Return the day of the last session each child came to."""
    rows = await sql(
        "select dossier, max(done_on) as last from standing_session"
        " where presence = {} and dossier = any({}::uuid[]) group by dossier",
        Presence.PRESENT.value,
        list(dossiers),
    )
    return {DossierId(row["dossier"]): row["last"] for row in rows}


async def news(seen: Seen, *, not_by: AccountId) -> News:
    """Return what others noted, corrected or took back since each dossier was seen."""
    return await counted(
        "select dossier, code, count(*) as found from (select s.dossier, 'session' as code from standing_session s"
        " join v using (dossier) where s.recorded_at > v.at and s.author is distinct from {}"
        " and not exists (select from session_change c where c.replaced_by = s.id)"
        " union all select c.dossier, case when c.replaced_by is null then 'session_taken' else 'session_corrected' end"
        " from session_change c join v using (dossier) where c.changed_at > v.at and c.author <> {})"
        " as told group by 1, 2",
        seen,
        *[not_by] * 2,
    )


async def insert(
    rows: Sequence[tuple[DossierId, CareSession]],
    *,
    author: AccountId | None,
    note_of: SessionId | None = None,
) -> None:
    """Write sessions, without their notes, each with the establishment that follows the child; no row is read back.

    `note_of`: the session they correct, whose note stands for them.
    """
    await sql(
        "insert into care_session"
        " (author, note_of, recorded_at, organization, id, dossier, kind, done_on, practitioner, payer, minutes,"
        " presence, shared_by, beyond) select {}::uuid, {}::uuid, now(), d.organization, n.*"
        " from unnest({}::uuid[], {}::uuid[], {}::varchar[], {}::date[], {}::uuid[], {}::varchar[], {}::smallint[],"
        " {}::varchar[], {}::smallint[], {}::varchar[]) as n (id, dossier) join dossier d on d.id = n.dossier",
        author,
        note_of,
        *_columns(rows),
        [session.shared_by for _, session in rows],
        [session.beyond for _, session in rows],
    )


async def note_under(session: SessionId) -> SessionId | None:
    """Return the session under which the note of a session is kept, whoever may read it; None without one."""
    rows = await sql(
        "select coalesce(note_of, id) as under from care_session"
        " where id = {} and id = any((select grenier_noted({}::uuid[]))::uuid[])",
        session,
        [session],
    )
    return SessionId(rows[0]["under"]) if rows else None


async def change(
    dossier: DossierId, session: SessionId, *, replaced_by: SessionId | None, by: AccountId
) -> None:
    """Say that a session stands no more. Raises Conflict when somebody has said so already."""
    rows = await sql(
        "insert into session_change (session, dossier, replaced_by, author, changed_at)"
        " values ({}, {}, {}, {}, now()) on conflict do nothing returning session",
        session,
        dossier,
        replaced_by,
        by,
    )
    if not rows:
        raise Conflict


async def amend(
    rows: Sequence[tuple[DossierId, CareSession]], *, shared: Collection[SessionId] = ()
) -> None:
    """Replace what sessions say; of those in `shared` how many came too."""
    await sql(
        "update care_session s set kind = n.kind, done_on = n.day, practitioner = n.by,"
        " payer = n.payer, minutes = n.minutes, presence = n.presence,"
        " shared_by = coalesce(n.shared_by, s.shared_by)"
        " from unnest({}::uuid[], {}::uuid[], {}::varchar[], {}::date[],"
        " {}::uuid[], {}::varchar[], {}::smallint[], {}::varchar[], {}::smallint[])"
        " as n (id, dossier, kind, day, by, payer, minutes, presence, shared_by)"
        " where s.id = n.id and s.dossier = n.dossier",
        *_columns(rows),
        [session.shared_by if session.id in shared else None for _, session in rows],
    )


def _columns(rows: Sequence[tuple[DossierId, CareSession]]) -> tuple[list[object], ...]:
    """Return one list a column, in the order both statements ask."""
    held = [session for _, session in rows]
    return (
        [session.id for session in held],
        [dossier for dossier, _ in rows],
        [session.kind.value for session in held],
        [session.done_on for session in held],
        [session.practitioner for session in held],
        [session.payer.value for session in held],
        [session.minutes for session in held],
        [session.presence.value for session in held],
    )


async def insert_note(dossier: DossierId, entry: SessionEntry, *, vault: Vault) -> None:
    session = entry.session.id
    note = json.dumps({"sentence": entry.session.note, "chips": list(entry.chips)})
    await sql(
        "insert into session_note (session, dossier, author, encrypted_note)"
        " values ({}, {}, {}, {})",
        session,
        dossier,
        entry.author,
        await vault.encrypt_text(dossier, PURPOSE.format(session), note),
    )


def _entry(row: dict[str, Any], note: dict[str, Any] | None) -> SessionEntry:
    told = note or {}
    return SessionEntry(
        session=session_in(row, told.get("sentence", "")),
        chips=tuple(Chip(code) for code in told.get("chips", ())),
        author=AccountId(row["author"]) if row["author"] else None,
        note_is_read=note is not None,
    )


def session_in(row: dict[str, Any], sentence: str = "") -> CareSession:
    return CareSession(
        id=SessionId(row["id"]),
        kind=CareKind(row["kind"]),
        done_on=row["done_on"],
        payer=Payer(row["payer"]),
        minutes=row["minutes"],
        practitioner=PractitionerId(row["practitioner"]) if row["practitioner"] else None,
        presence=Presence(row["presence"]),
        shared_by=row["shared_by"],
        beyond=Beyond(row["beyond"]) if row["beyond"] else None,
        note=sentence,
    )
