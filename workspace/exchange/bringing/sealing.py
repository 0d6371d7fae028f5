"""A report as text, to be encrypted and read back. No I/O."""

import json
from dataclasses import asdict
from typing import Any, Final

from workspace.exchange.bringing.model import FileCounts, Outcome, Said
from workspace.exchange.report import Severity

REPORT: Final = "import_request:encrypted_report:{}"


def outcome_text(outcome: Outcome) -> str:
    return json.dumps(asdict(outcome), ensure_ascii=False, separators=(",", ":"))


def outcome_from(text: str) -> Outcome:
    kept = json.loads(text)
    return Outcome(
        errors=kept["errors"],
        notices=kept["notices"],
        said=tuple(_said(each) for each in kept["said"]),
        counts=tuple(FileCounts(**each) for each in kept["counts"]),
        names={file: tuple(names) for file, names in kept["names"].items()},
    )


def _said(kept: dict[str, Any]) -> Said:
    return Said(**{**kept, "severity": Severity(kept["severity"])})
