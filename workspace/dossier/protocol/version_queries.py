"""The versions and the choices that were applied, read once a process for as long as none is added."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from workspace.database import sql
from workspace.dossier.protocol.definitions import shipped, shipped_text
from workspace.dossier.protocol.parsing import Definition, parse_definition
from workspace.dossier.protocol.versions import Book, SetChoice, Version
from workspace.ids import AccountId, OrganizationId


@dataclass(frozen=True, kw_only=True, slots=True)
class Applied:
    """One row of what was applied: a definition, or the choice of a set."""

    id: UUID
    programme: str
    version: int | None
    """None for the choice of a set."""
    schedule_set: str | None
    organization: OrganizationId | None
    valid_from: date
    applied_by: AccountId
    applied_at: datetime
    affected: Mapping[str, Any]
    """As it was counted when it was applied: see `service.apply`."""


@dataclass
class _Shelf:
    """The book of this process, and the mark of what it was made from."""

    mark: tuple[object, ...] = ()
    book: Book | None = None


_shelf = _Shelf()


async def book() -> Book:
    """Return every version known. One small query says whether anything was applied since the last time.

    The book holds nothing of anybody. Of two databases in one process the marks differ: a mark names the
    last row of each table.
    """
    (row,) = await sql(
        "select (select count(*) from protocol_version) as versions,"
        " (select count(*) from protocol_choice) as choices,"
        " (select id from protocol_version order by applied_at desc, id limit 1) as last_version,"
        " (select id from protocol_choice order by applied_at desc, id limit 1) as last_choice"
    )
    mark = tuple(row.values())
    if _shelf.book is None or _shelf.mark != mark:
        _shelf.book, _shelf.mark = await _read(), mark
    return _shelf.book


async def hold() -> None:
    """Let one transaction at a time apply a version or a choice, until it ends: a number is given to one text."""
    await sql("select pg_advisory_xact_lock(hashtextextended('protocol', 0))")


async def definition_text(programme: str, *, before: date = date.max) -> str | None:
    """Return the definition of a programme as it was written: the last one to hold, else the one shipped.

    `before`: only those that hold from an earlier day on.
    """
    rows = await sql(
        "select definition from protocol_version where programme = {} and valid_from < {}"
        " order by valid_from desc, applied_at desc limit 1",
        programme,
        before,
    )
    return str(rows[0]["definition"]) if rows else shipped_text(programme)


async def applied() -> tuple[Applied, ...]:
    """Return what was applied, the last first."""
    rows = await sql(
        "select id, programme, version, null as schedule_set, null::uuid as organization, valid_from,"
        " applied_by, applied_at, affected from protocol_version union all"
        " select id, programme, null, schedule_set, organization, valid_from, applied_by, applied_at,"
        " affected from protocol_choice order by applied_at desc, id"
    )
    return tuple(
        Applied(
            id=row["id"],
            programme=row["programme"],
            version=row["version"],
            schedule_set=row["schedule_set"],
            organization=_organization(row),
            valid_from=row["valid_from"],
            applied_by=AccountId(row["applied_by"]),
            applied_at=row["applied_at"],
            affected=json.loads(row["affected"]),
        )
        for row in rows
    )


async def insert_version(
    id_: UUID,
    definition: Definition,
    text: str,
    *,
    valid_from: date,
    affected: Mapping[str, Any],
    by: AccountId,
    at: datetime,
) -> None:
    ages = definition.in_set(definition.default_set)
    await sql(
        "insert into protocol_version (id, programme, version, valid_from, definition, name,"
        " followed_until_months, admitted_before_months, affected, applied_by, applied_at)"
        " values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})",
        id_,
        definition.programme,
        definition.version,
        valid_from,
        text,
        definition.name,
        ages.followed_until_months,
        ages.admitted_before_months,
        json.dumps(affected),
        by,
        at,
    )


async def insert_choice(
    id_: UUID, choice: SetChoice, *, affected: Mapping[str, Any], by: AccountId
) -> None:
    await sql(
        "insert into protocol_choice"
        " (id, programme, schedule_set, organization, valid_from, affected, applied_by, applied_at)"
        " values ({}, {}, {}, {}, {}, {}, {}, {})",
        id_,
        choice.programme,
        choice.schedule_set,
        choice.organization,
        choice.valid_from,
        json.dumps(affected),
        by,
        choice.applied_at,
    )


async def _read() -> Book:
    versions = await sql(
        "select definition, valid_from, applied_at from protocol_version order by applied_at, id"
    )
    choices = await sql(
        "select programme, schedule_set, organization, valid_from, applied_at from protocol_choice"
    )
    return Book(
        versions=(
            *(Version(definition=each, valid_from=each.valid_from) for each in shipped()),
            *(
                Version(
                    definition=parse_definition(row["definition"]),
                    valid_from=row["valid_from"],
                    applied_at=row["applied_at"],
                )
                for row in versions
            ),
        ),
        choices=tuple(
            SetChoice(
                programme=row["programme"],
                schedule_set=row["schedule_set"],
                organization=_organization(row),
                valid_from=row["valid_from"],
                applied_at=row["applied_at"],
            )
            for row in choices
        ),
    )


def _organization(row: dict[str, Any]) -> OrganizationId | None:
    return OrganizationId(row["organization"]) if row["organization"] else None
