"""A fact as the JSON that is encrypted, and back. Keys that are missing take their default."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date
from enum import StrEnum
from typing import Any, get_type_hints

from workspace.dossier.health.model import FACTS, Fact, StatementKind


def written(fact: Fact) -> str:
    """Return `fact` as JSON: days as ISO 8601, choices by their code, what is empty left out."""
    said = {field.name: getattr(fact, field.name) for field in fields(fact)}
    return json.dumps(
        {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in said.items()
            if value not in (None, "", False)
        }
    )


def read(kind: StatementKind, said: Mapping[str, Any]) -> Fact:
    """Return the fact that `said` holds."""
    made = FACTS[kind]
    hints = get_type_hints(made)
    values = {}
    for field in fields(made):
        if field.name in said:
            values[field.name] = _value(hints[field.name], said[field.name])
        elif field.default is MISSING:
            values[field.name] = ""
    return made(**values)


def _value(hint: Any, value: Any) -> Any:
    if hint in (date, date | None):
        return date.fromisoformat(value)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint(value)
    return value
