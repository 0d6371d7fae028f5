"""Changes of protocol to look at; row-level security shows them to the national team and to the worker."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from workspace.database import sql
from workspace.dossier.protocol.changes import Impact, impact_from_json
from workspace.dossier.protocol.proposed import Proposed, ProposedId, ProposedState
from workspace.ids import AccountId, OrganizationId

LATEST = 20


async def insert(new: Proposed) -> None:
    await sql(
        "insert into protocol_proposal (id, programme, definition, schedule_set, organization, valid_from,"
        " state, asked_by, asked_at, moved_at) values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {})",
        new.id,
        new.programme,
        new.text,
        new.schedule_set,
        new.organization,
        new.valid_from,
        new.state.value,
        new.asked_by,
        new.asked_at,
        new.asked_at,
    )


async def proposed(wanted: ProposedId) -> Proposed | None:
    rows = await sql("select * from protocol_proposal where id = {}", wanted)
    return _proposed(rows[0]) if rows else None


async def latest() -> tuple[Proposed, ...]:
    """Return the last ones, the newest first."""
    rows = await sql("select * from protocol_proposal order by asked_at desc, id limit {}", LATEST)
    return tuple(_proposed(row) for row in rows)


async def settle(
    wanted: ProposedId,
    state: ProposedState,
    *,
    before: ProposedState,
    at: datetime,
    impact: Impact | None = None,
    refused: Mapping[str, str] | None = None,
) -> bool:
    """Move a proposal on from `before`; tell whether it was there."""
    rows = await sql(
        "update protocol_proposal set state = {}, moved_at = {}, affected = coalesce({}, affected),"
        " refused = coalesce({}, refused) where id = {} and state = {} returning id",
        state.value,
        at,
        json.dumps(impact.as_json()) if impact is not None else None,
        json.dumps(dict(refused)) if refused is not None else None,
        wanted,
        before.value,
    )
    return bool(rows)


def _proposed(row: Mapping[str, Any]) -> Proposed:
    where: UUID | None = row["organization"]
    return Proposed(
        id=ProposedId(row["id"]),
        programme=row["programme"],
        valid_from=row["valid_from"],
        state=ProposedState(row["state"]),
        asked_by=AccountId(row["asked_by"]),
        asked_at=row["asked_at"],
        text=row["definition"],
        schedule_set=row["schedule_set"],
        organization=OrganizationId(where) if where else None,
        impact=impact_from_json(json.loads(row["affected"])),
        refused=json.loads(row["refused"]),
    )
