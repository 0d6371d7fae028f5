"""What an import replaced: the database keeps each row as it was, and this reads what changed in it."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from storage.vault import Vault
from workspace.access.model import Clearance
from workspace.access.permissions import DataClass, Permission
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.database import sql, transaction
from workspace.ids import AccountId, DossierId

NAMED_BY: Final[Mapping[str, str]] = {
    "child": "dossier",
    "birth": "dossier",
    "inclusion": "dossier",
    "placement": "id",
    "assessment": "id",
    "growth_measurement": "id",
    "scale_response": "id",
    "care_session": "id",
}
"""The tables an import may correct, each with the column that names its rows."""
SILENT: Final = frozenset(
    {
        "id",
        "dossier",
        "supersedes",
        "assessment",
        "author",
        "recorded_by",
        "recorded_at",
        "entered_at",
    }
)
"""Columns that say nothing of the child."""
SEALED: Final = "encrypted_"
SOCIAL: Final = frozenset({"ended_because"})
"""Of the inclusion, whose days are practical: what is of the social class."""

Said = Mapping[str, Any]
"""What a row says, by the name of the column or of the key inside what it holds encrypted."""
Difference = tuple[str, Any, Any]
"""A name, what it said before, and after."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Former:
    """One correction by an import, of one row."""

    origin: str
    """The table."""
    now: Said
    """The row as it was after that correction: what it is known by."""
    differences: tuple[Difference, ...]
    replaced_at: datetime
    replaced_by: AccountId


async def former(clearance: Clearance, *, vault: Vault) -> tuple[Former, ...]:
    """Return what imports corrected in a dossier, the last first, as far as its classes are open to whoever asks.

    A row that was written again and says the same is left out. Why follow-up ended is told to those who read the path:
    it lies in a row that everybody around the child reads.
    """
    clearance.require(Permission.CHILD_READ)
    async with transaction():
        rows = await sql(
            "select origin, origin_row, was, replaced_at, replaced_by from former_row"
            " where dossier = {} order by replaced_at, id",
            clearance.dossier,
        )
        standing = await _standing(rows)
        await audit.record(clearance.actor, Act.CHILD_READ, dossier=clearance.dossier, vault=vault)
    told = [json.loads(row["was"]) for row in rows]
    after = _after(rows, told, standing)
    known = [*told, *(each for each in after if each is not None)]
    names = [
        *map(_name, rows),
        *(_name(row) for row, each in zip(rows, after, strict=True) if each),
    ]
    said = dict(
        zip(
            map(id, known), await _opened(clearance.dossier, names, known, vault=vault), strict=True
        )
    )
    hidden = frozenset() if clearance.may(DataClass.SOCIAL) else SOCIAL
    return tuple(
        found
        for row, was, then in reversed(list(zip(rows, told, after, strict=True)))
        if then is not None
        and (found := _former(row, said[id(was)], said[id(then)], hidden)).differences
    )


async def has_former(clearance: Clearance) -> bool:
    """Tell whether an import has corrected anything that is open to whoever asks; a bare fact, not recorded."""
    clearance.require(Permission.CHILD_READ)
    async with transaction():
        return bool(
            await sql("select 1 from former_row where dossier = {} limit 1", clearance.dossier)
        )


async def _standing(rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, UUID], Any]:
    """Return the rows as they are now, those that whoever asks may read."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for row in rows:
        wanted[row["origin"]].add(row["origin_row"])
    found = {}
    for origin, ids in wanted.items():
        column = NAMED_BY[origin]
        for row in await sql(
            f"select t.{column} as name, to_jsonb(t) as said from {origin} t where t.{column} = any({{}}::uuid[])",  # noqa: S608 - names of `NAMED_BY`
            list(ids),
        ):
            found[origin, row["name"]] = json.loads(row["said"])
    return found


def _after(
    rows: Sequence[Mapping[str, Any]],
    told: Sequence[Said],
    standing: Mapping[tuple[str, UUID], Any],
) -> list[Said | None]:
    """Return what each row became: what the next correction replaced, or what stands."""
    following = dict(standing)
    after: list[Said | None] = []
    for row, was in reversed(list(zip(rows, told, strict=True))):
        after.append(following.get(_name(row)))
        following[_name(row)] = was
    return after[::-1]


def _name(row: Mapping[str, Any]) -> tuple[str, UUID]:
    return row["origin"], row["origin_row"]


async def _opened(
    dossier: DossierId,
    names: Sequence[tuple[str, UUID]],
    rows: Sequence[Said],
    *,
    vault: Vault,
) -> list[Said]:
    """Return each row with what it holds encrypted, in clear, key beside column."""
    sealed = [
        (place, f"{origin}:{column}:{row_id}", bytes.fromhex(row[column][2:]))
        for place, ((origin, row_id), row) in enumerate(zip(names, rows, strict=True))
        for column in row
        if column.startswith(SEALED) and row[column]
    ]
    texts = await vault.decrypt_texts([(dossier, purpose, record) for _, purpose, record in sealed])
    found: list[dict[str, Any]] = [
        {
            column: value
            for column, value in row.items()
            if column not in SILENT and not column.startswith(SEALED) and column != "twin_index"
        }
        for row in rows
    ]
    for (place, purpose, _), text in zip(sealed, texts, strict=True):
        found[place] |= dict(_spoken(purpose.split(":")[1].removeprefix(SEALED), text))
    return list(found)


def _spoken(name: str, text: str) -> Iterator[tuple[str, Any]]:
    try:
        said = json.loads(text)
    except ValueError:  # a word, not a record
        said = text
    if isinstance(said, dict):
        yield from said.items()
    else:
        yield name, said


def _former(row: Mapping[str, Any], was: Said, then: Said, hidden: AbstractSet[str]) -> Former:
    every = [*was, *(name for name in then if name not in was)]
    names = [name for name in every if name not in hidden]
    return Former(
        origin=row["origin"],
        now={name: value for name, value in then.items() if name not in hidden},
        differences=tuple(
            (name, was.get(name), then.get(name))
            for name in names
            if was.get(name) != then.get(name)
        ),
        replaced_at=row["replaced_at"],
        replaced_by=AccountId(row["replaced_by"]),
    )
