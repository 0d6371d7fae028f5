"""A report as text, to be encrypted and read back. No I/O."""

import json
from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

from workspace.actor import Role
from workspace.exchange.bringing.model import FileCounts, Outcome, Said
from workspace.exchange.receipt import Offer, Seat
from workspace.exchange.report import Severity
from workspace.ids import AccountId, DossierId

REPORT: Final = "import_request:encrypted_report:{}"


def outcome_text(outcome: Outcome) -> str:
    kept = {**asdict(outcome), "seated": sorted(outcome.seated)}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"), default=str)


def outcome_from(text: str) -> Outcome:
    kept = json.loads(text)
    return Outcome(
        errors=kept["errors"],
        notices=kept["notices"],
        said=tuple(_said(each) for each in kept["said"]),
        counts=tuple(FileCounts(**each) for each in kept["counts"]),
        names={file: tuple(names) for file, names in kept["names"].items()},
        seats=tuple(_seat(each) for each in kept.get("seats", ())),
        offers=tuple(
            Offer(**{**each, "dossier": DossierId(UUID(each["dossier"]))})
            for each in kept.get("offers", ())
        ),
        seated=frozenset(AccountId(UUID(each)) for each in kept.get("seated", ())),
        same={code: DossierId(UUID(each)) for code, each in kept.get("same", {}).items()},
    )


def _seat(kept: dict[str, Any]) -> Seat:
    return Seat(**{**kept, "account": AccountId(UUID(kept["account"])), "role": Role(kept["role"])})


def _said(kept: dict[str, Any]) -> Said:
    return Said(**{**kept, "severity": Severity(kept["severity"])})
