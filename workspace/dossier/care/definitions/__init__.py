"""The yearly allowances, by period, read from the data file beside this one."""

import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

from workspace.dossier.care.model import Allowance, GroupKey


def allowance_on(day: date) -> Allowance | None:
    """Return the allowance in force on `day`, or None when no period covers it."""
    in_force = (block for block in allowances() if block.valid_from <= day <= block.valid_to)
    return next(in_force, None)


@cache
def allowances() -> tuple[Allowance, ...]:
    source = tomllib.loads((files(__name__) / "pegase-1.toml").read_text(encoding="utf-8"))
    return tuple(
        Allowance(
            valid_from=block["valid_from"],
            valid_to=block["valid_to"],
            sessions_a_year=block["sessions_ceiling_per_child_year"],
            care_eur=block["care_forfait_eur_per_child_year"],
            assessments_eur=block["bilan_forfait_eur_per_child_year"],
            session_eur=Decimal(block["session_eur"]) if "session_eur" in block else None,
            group_key=GroupKey(block["group_key"]),
        )
        for block in source["funding"]
    )
