"""The questionnaires, windows and cut-offs, read from the data file beside this one.

Numbers are facts and are carried; the text of an item is its owner's and is not.
"""

import csv
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import groupby

from workspace.dossier.record.model import Age
from workspace.dossier.scales.model import (
    CutoffRule,
    Domain,
    Questionnaire,
    Scale,
    ScaleCode,
    Threshold,
)

THRESHOLDS_VERSION = "1"
"""Of `scales-1.csv`. New numbers are a new file and a new version: results keep theirs."""

CODES: Mapping[tuple[str, str], ScaleCode] = {
    ("ASQ", "3"): ScaleCode.ASQ_3,
    ("ASQ:SE", "1"): ScaleCode.ASQ_SE,
    ("ASQ:SE", "2"): ScaleCode.ASQ_SE_2,
}

HIGHEST_SCORE = 495
"""Where the count of items is not known: the longest form has 33, of 15 points at most."""

Row = Mapping[str, str]


@cache
def scales() -> Mapping[ScaleCode, Scale]:
    """Return every scale, its questionnaires in the order of age."""
    file = files(__name__) / f"scales-{THRESHOLDS_VERSION}.csv"
    return parse_scales(file.read_text(encoding="utf-8"))


def scale(code: ScaleCode) -> Scale:
    return scales()[code]


def parse_scales(text: str) -> dict[ScaleCode, Scale]:
    """Read the table of thresholds. Raise KeyError or ValueError when a row is wrong."""
    rows = list(csv.DictReader(text.splitlines()))
    return {
        code: Scale(
            code=code,
            version=THRESHOLDS_VERSION,
            questionnaires=tuple(_questionnaires(code, [r for r in rows if _code(r) is code])),
        )
        for code in ScaleCode
    }


def _code(row: Row) -> ScaleCode:
    return CODES[row["scale"], row["edition"]]


def _questionnaires(code: ScaleCode, rows: list[Row]) -> Iterator[Questionnaire]:
    rows.sort(key=_months)
    for months, group in groupby(rows, key=_months):
        of_one_form = list(group)
        first = of_one_form[0]
        yield Questionnaire(
            scale=code,
            months=months,
            opens=_age(first, "from"),
            closes=_age(first, "to"),
            thresholds=tuple(_threshold(row) for row in of_one_form),
        )


def _months(row: Row) -> int:
    return int(row["interval_months"])


def _age(row: Row, edge: str) -> Age:
    return Age(months=int(row[f"window_{edge}_months"]), days=int(row[f"window_{edge}_days"]))


def _threshold(row: Row) -> Threshold:
    return Threshold(
        domain=Domain(row["domain_code"]),
        rule=CutoffRule(row["cutoff_rule"].partition(" ")[0]),
        cutoff=Decimal(row["cutoff"]),
        items=int(row["n_items"]) if row["n_items"] else None,
        score_max=int(row["score_max"]) if row["score_max"] else HIGHEST_SCORE,
        monitor_from=Decimal(row["monitor_from"]) if row["monitor_from"] else None,
        monitor_to=Decimal(row["monitor_to"]) if row["monitor_to"] else None,
        is_checked=row["cutoff_confidence"] == "verified",
    )
