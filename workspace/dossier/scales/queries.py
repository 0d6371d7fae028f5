"""Filled questionnaires: which one in clear, what they say opened here."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime

from storage.vault import Vault
from workspace.database import sql
from workspace.dossier.scales import records
from workspace.dossier.scales.entries import Entry
from workspace.dossier.scales.held import once
from workspace.dossier.scales.model import ResponseId, ScaleCode, ScaleResponse
from workspace.ids import AccountId, DossierId
from workspace.news import News, Seen, counted

PURPOSE = "scale_response:encrypted_scores:{}"


async def answered(since: date) -> dict[DossierId, dict[str, date]]:
    """Return the day each tool was last answered from `since` on, where whoever asks may write scales."""
    rows = await sql("select * from grenier_scales_answered({})", since)
    found: dict[DossierId, dict[str, date]] = defaultdict(dict)
    for row in rows:
        found[DossierId(row["dossier"])][row["tool"]] = row["answered_on"]
    return found


async def days_answered(
    dossiers: Collection[DossierId],
) -> frozenset[tuple[DossierId, str, int, date]]:
    """Return the instrument, the months of the form and the day of each response that was not corrected."""
    rows = await sql(
        "select dossier, tool, interval_months, answered_on from scale_response r"
        " where dossier = any({}::uuid[])"
        " and not exists (select from scale_response later where later.supersedes = r.id)",
        list(dossiers),
    )
    return frozenset(
        (DossierId(row["dossier"]), row["tool"], row["interval_months"], row["answered_on"])
        for row in rows
    )


async def responses(
    dossiers: Collection[DossierId] | None, *, since: date = date.min, vault: Vault
) -> dict[DossierId, list[ScaleResponse]]:
    """Return the responses of each of `dossiers` that the session may read, oldest first.

    `since`: from this day on.

    None: of every dossier open to it. Those that were corrected, and instruments that are no
    scale, are left out.
    """
    rows = await sql(
        "select * from scale_response r where ({}::uuid[] is null or dossier = any({}::uuid[]))"
        " and tool = any({}::varchar[]) and answered_on >= {}"
        " and not exists (select from scale_response later where later.supersedes = r.id)"
        " order by answered_on, tool, interval_months, id",
        *[None if dossiers is None else list(dossiers)] * 2,
        [code.value for code in ScaleCode],
        since,
    )
    texts = await vault.decrypt_texts(
        [(row["dossier"], PURPOSE.format(row["id"]), row["encrypted_scores"]) for row in rows]
    )
    found: dict[DossierId, list[ScaleResponse]] = defaultdict(list)
    for row, text in zip(rows, texts, strict=True):
        found[DossierId(row["dossier"])].append(records.response(row, json.loads(text)))
    return found


async def entries(
    dossiers: Collection[DossierId], *, of: DossierId, vault: Vault
) -> tuple[Entry, ...]:
    """Return everything that was filled in `dossiers`, whatever the tool, corrected or not, newest first.

    `of`: the dossier that is read; what the others hold is marked as joined to it (`held.once`).
    """
    rows = await sql(
        "select r.*, exists (select from scale_response later where later.supersedes = r.id)"
        " as is_superseded from scale_response r where dossier = any({}::uuid[])"
        " order by answered_on desc, is_superseded, entered_at desc nulls last, tool, id",
        list(dossiers),
    )
    texts = await vault.decrypt_texts(
        [(row["dossier"], PURPOSE.format(row["id"]), row["encrypted_scores"]) for row in rows]
    )
    read = [
        (DossierId(row["dossier"]), records.entry(row, json.loads(text)))
        for row, text in zip(rows, texts, strict=True)
    ]
    return once(read, of=of)


async def entries_in(
    dossiers: Collection[DossierId], *, since: date, vault: Vault
) -> dict[DossierId, list[Entry]]:
    """Return the same of each of `dossiers` from a day on, oldest first, those corrected left out."""
    rows = await sql(
        "select r.*, false as is_superseded from scale_response r"
        " where dossier = any({}::uuid[]) and answered_on >= {}"
        " and not exists (select from scale_response later where later.supersedes = r.id)"
        " order by answered_on, tool, interval_months, id",
        list(dossiers),
        since,
    )
    texts = await vault.decrypt_texts(
        [(row["dossier"], PURPOSE.format(row["id"]), row["encrypted_scores"]) for row in rows]
    )
    found: dict[DossierId, list[Entry]] = defaultdict(list)
    for row, text in zip(rows, texts, strict=True):
        found[DossierId(row["dossier"])].append(records.entry(row, json.loads(text)))
    return found


async def news(seen: Seen, *, not_by: AccountId) -> News:
    """Return what others filled since each dossier was seen."""
    return await counted(
        "select s.dossier, 'scale' as code, count(*) as found from scale_response s join v using (dossier)"
        " where s.entered_at > v.at and s.author is distinct from {} group by 1",
        seen,
        not_by,
    )


async def insert_entry(dossier: DossierId, entry: Entry, *, at: datetime, vault: Vault) -> None:
    await sql(
        "insert into scale_response (id, dossier, tool, interval_months, answered_on, respondent,"
        " author, entered_at, invitation, supersedes, encrypted_scores)"
        " values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})",
        entry.id,
        dossier,
        entry.tool,
        entry.months,
        entry.answered_on,
        entry.answered_by,
        entry.author,
        at,
        entry.invitation,
        entry.supersedes,
        await vault.encrypt_text(
            dossier, PURPOSE.format(entry.id), json.dumps(records.entry_record(entry))
        ),
    )


async def insert(
    rows: Sequence[tuple[DossierId, ScaleResponse]], *, author: AccountId | None, vault: Vault
) -> None:
    """Write many at once: no row is read back, so the session need not be of the circle."""
    await sql(
        "insert into scale_response"
        " (author, id, dossier, tool, interval_months, answered_on, respondent, encrypted_scores)"
        " select {}::uuid, * from unnest({}::uuid[], {}::uuid[], {}::varchar[], {}::smallint[],"
        " {}::date[], {}::uuid[], {}::bytea[])",
        author,
        *await _columns(rows, vault=vault),
    )


async def amend(rows: Sequence[tuple[DossierId, ScaleResponse]], *, vault: Vault) -> None:
    await sql(
        "update scale_response r set tool = n.tool, interval_months = n.months,"
        " answered_on = n.day, respondent = n.by, encrypted_scores = n.scores"
        " from unnest({}::uuid[], {}::uuid[], {}::varchar[], {}::smallint[],"
        " {}::date[], {}::uuid[], {}::bytea[])"
        " as n (id, dossier, tool, months, day, by, scores)"
        " where r.id = n.id and r.dossier = n.dossier",
        *await _columns(rows, vault=vault),
    )


async def _columns(
    rows: Sequence[tuple[DossierId, ScaleResponse]], *, vault: Vault
) -> tuple[list[object], ...]:
    """Return one list a column, in the order both statements ask; scores encrypted."""
    responses = [response for _, response in rows]
    return (
        [response.id for response in responses],
        [dossier for dossier, _ in rows],
        [response.scale.value for response in responses],
        [response.questionnaire_months for response in responses],
        [response.answered_on for response in responses],
        [response.answered_by for response in responses],
        [
            await vault.encrypt_text(
                dossier,
                PURPOSE.format(response.id),
                json.dumps(records.scores(response.results, response.thresholds_version)),
            )
            for dossier, response in rows
        ],
    )


async def is_of(dossier: DossierId, response: ResponseId) -> bool:
    """Tell whether the session may read this response, and whether it is of that dossier."""
    rows = await sql(
        "select id from scale_response where id = {} and dossier = {}", response, dossier
    )
    return bool(rows)
