"""Filled questionnaires: which one in clear, what they say opened here."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from storage.vault import Vault
from workspace.database import sql
from workspace.dossier.scales.model import (
    Domain,
    DomainResult,
    ResponseId,
    ScaleCode,
    ScaleResponse,
    Zone,
)
from workspace.ids import AccountId, DossierId, PractitionerId

PURPOSE = "scale_response:encrypted_scores:{}"


async def responses(
    dossiers: Collection[DossierId] | None, *, vault: Vault
) -> dict[DossierId, list[ScaleResponse]]:
    """Return the responses of each of `dossiers` that the session may read, oldest first.

    None: of every dossier open to it.
    """
    rows = await sql(
        "select * from scale_response where {}::uuid[] is null or dossier = any({}::uuid[])"
        " order by answered_on, tool, interval_months, id",
        *[None if dossiers is None else list(dossiers)] * 2,
    )
    texts = await vault.decrypt_texts(
        [(row["dossier"], PURPOSE.format(row["id"]), row["encrypted_scores"]) for row in rows]
    )
    found: dict[DossierId, list[ScaleResponse]] = defaultdict(list)
    for row, text in zip(rows, texts, strict=True):
        found[DossierId(row["dossier"])].append(_response(row, json.loads(text)))
    return found


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
            await vault.encrypt_text(dossier, PURPOSE.format(response.id), _scores(response))
            for dossier, response in rows
        ],
    )


def _scores(response: ScaleResponse) -> str:
    results = {
        result.domain.value: {
            "points": None if result.points is None else str(result.points),
            "zone": result.zone.value,
        }
        for result in response.results
    }
    return json.dumps({"thresholds": response.thresholds_version, "results": results})


def _response(row: dict[str, Any], scores: dict[str, Any]) -> ScaleResponse:
    return ScaleResponse(
        id=ResponseId(row["id"]),
        scale=ScaleCode(row["tool"]),
        questionnaire_months=row["interval_months"],
        answered_on=row["answered_on"],
        results=tuple(
            DomainResult(
                domain=Domain(domain),
                points=None if read["points"] is None else Decimal(read["points"]),
                zone=Zone(read["zone"]),
            )
            for domain, read in scores["results"].items()
        ),
        thresholds_version=scores["thresholds"],
        answered_by=PractitionerId(row["respondent"]) if row["respondent"] else None,
    )
