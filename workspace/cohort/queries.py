"""Counts of the country; row-level security shows them to the national team and to who counts."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from workspace.cohort import publishing
from workspace.cohort.model import CountId, CountryCount, CountState, Published
from workspace.database import sql
from workspace.ids import AccountId


async def insert(new: CountryCount) -> None:
    await sql(
        "insert into cohort_count (id, on_day, state, figures, asked_by, asked_at) values ({}, {}, {}, '[]', {}, {})",
        new.id,
        new.on,
        new.state.value,
        new.asked_by,
        new.asked_at,
    )


async def count(wanted: CountId) -> CountryCount | None:
    rows = await sql("select * from cohort_count where id = {}", wanted)
    return _count(rows[0]) if rows else None


async def latest(on: date | None) -> CountryCount | None:
    """Return the count asked for last, of a day if one is given."""
    rows = await sql(
        "select * from cohort_count where ({}::date is null or on_day = {}) order by asked_at desc, id limit 1",
        on,
        on,
    )
    return _count(rows[0]) if rows else None


async def counted_of(on: date) -> CountryCount | None:
    """Return the last count of a day that is done."""
    rows = await sql(
        "select * from cohort_count where state = 'counted' and on_day = {} order by counted_at desc, id limit 1",
        on,
    )
    return _count(rows[0]) if rows else None


async def last_counted() -> CountryCount | None:
    """Return the count of the latest day that is done; of two of one day, the later."""
    rows = await sql(
        "select * from cohort_count where state = 'counted' order by on_day desc, counted_at desc, id limit 1"
    )
    return _count(rows[0]) if rows else None


async def settle(wanted: CountId, figures: Sequence[Published], *, at: datetime) -> None:
    """Write what was counted, unless it was written already."""
    await sql(
        "update cohort_count set state = 'counted', figures = {}, counted_at = {} where id = {} and state = 'asked'",
        json.dumps([publishing.kept(each) for each in figures]),
        at,
        wanted,
    )


def _count(row: Mapping[str, Any]) -> CountryCount:
    return CountryCount(
        id=CountId(row["id"]),
        on=row["on_day"],
        state=CountState(row["state"]),
        figures=tuple(publishing.read(each) for each in json.loads(row["figures"])),
        asked_by=AccountId(row["asked_by"]) if row["asked_by"] else None,
        asked_at=row["asked_at"],
        counted_at=row["counted_at"],
    )
