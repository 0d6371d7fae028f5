"""The plug-in instruments: each a file, shipped in `definitions/instruments` or of a folder of the installation."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

from workspace.dossier.record.model import Age
from workspace.dossier.scales import definitions
from workspace.dossier.scales.model import SCALE_LABELS, ScaleCode, Zone
from workspace.dossier.scales.sheets import (
    ANSWER_LABELS,
    Band,
    Choice,
    Instrument,
    Scoring,
    Sheet,
    sheet_of_instrument,
    sheet_of_questionnaire,
)
from workspace.dossier.scales.thresholds import CARRIED, ThresholdSet

LONGEST_CODE = 10
LIVED = {"corrected": False, "lived": True}
"""How a file says which age chooses a form; corrected where it says nothing."""
FORM_KEYS = {
    "months",
    "from_months",
    "to_months",
    "items",
    "reversed_items",
    "bands",
    "words",
    "notice",
}


class InstrumentsRefused(ValueError):
    """A file of an installation is no instrument; the message names it."""


@dataclass
class _Shelf:
    """What an installation adds to the instruments that are shipped; set once, when the process starts."""

    added: Mapping[str, Instrument] = field(default_factory=dict)


_shelf = _Shelf()


def instruments() -> Mapping[str, Instrument]:
    """Return every instrument by its code: those shipped in the order of their files, then the installation's."""
    return {**_shipped(), **_shelf.added}


def add_folder(folder: Path) -> None:
    """Take the instruments of an installation: each a `.toml` file written like those shipped.

    Raises InstrumentsRefused for a folder that cannot be read, a file that is no instrument, or a code taken.
    """
    added: dict[str, Instrument] = {}
    try:
        texts = texts_of(folder)
    except (OSError, UnicodeDecodeError) as error:
        raise InstrumentsRefused(f"{folder}: {error}") from error
    for name, text in texts:
        try:
            known = parse_instrument(text)
        except (KeyError, ValueError, TypeError) as error:
            raise InstrumentsRefused(f"{name}: {type(error).__name__}: {error}") from error
        if known.code in {**_shipped(), **added} or not 1 <= len(known.code) <= LONGEST_CODE:
            raise InstrumentsRefused(
                f"{name}: the code {known.code!r} is taken, or longer than {LONGEST_CODE} characters"
            )
        added[known.code] = known
    _shelf.added = added


def texts_of(folder: Path) -> list[tuple[str, str]]:
    """Return the name and the text of each `.toml` file of a folder, by name. Raises OSError, UnicodeDecodeError."""
    found = sorted(folder.iterdir(), key=lambda each: each.name)
    return [(each.name, each.read_text("utf-8")) for each in found if each.suffix == ".toml"]


@cache
def _shipped() -> Mapping[str, Instrument]:
    folder = files(definitions).joinpath("instruments")
    sources = sorted(
        (each for each in folder.iterdir() if each.name.endswith(".toml")),
        key=lambda each: each.name,
    )
    found = [parse_instrument(source.read_text(encoding="utf-8")) for source in sources]
    return {each.code: each for each in found}


def parse_instrument(text: str) -> Instrument:
    """Read one definition. Raises KeyError or ValueError when it cannot be true."""
    source = tomllib.loads(text)
    by_total = source["scoring"] == Scoring.TOTAL
    known = Instrument(
        code=source["code"],
        label=source["label"],
        edition=source["edition"],
        version=source["version"],
        opens=Age(months=source["from_months"]),
        closes=Age(months=source["to_months"], days=30),
        items=source.get("items", 0) if by_total else source["items"],
        choices=() if by_total else tuple(_choice(each) for each in source["answers"]),
        scoring=Scoring(source["scoring"]),
        at_risk=source.get("at_risk", 0),
        reversed_items=frozenset(source.get("reversed_items", ())),
        bands=tuple(_band(each) for each in source.get("bands", ())),
        words=tuple(source.get("words", ())),
        notice=source.get("notice", ""),
        most=source["highest"] if by_total else 0,
        uses_lived_age=LIVED[source.get("age", "corrected")],
    )
    _check(known)
    forms = tuple(_form(known, each) for each in source.get("forms", ()))
    _check_forms(forms)
    return replace(known, forms=forms)


def _form(known: Instrument, source: Mapping[str, Any]) -> Instrument:
    """Return one form: what its block says, and what the head says of the rest."""
    if unread := set(source) - FORM_KEYS:
        raise ValueError(f"nobody reads {sorted(unread)}")
    found = replace(
        known,
        months=source["months"],
        opens=Age(months=source["from_months"]),
        closes=Age(months=source["to_months"], days=30),
        items=source.get("items", known.items),
        reversed_items=frozenset(source.get("reversed_items", known.reversed_items)),
        bands=tuple(map(_band, source["bands"])) if "bands" in source else known.bands,
        words=tuple(source.get("words", known.words)),
        notice=source.get("notice", known.notice),
    )
    _check(found)
    return found


def _check_forms(forms: Sequence[Instrument]) -> None:
    """Raise ValueError for forms among which an age has not one at most."""
    if any(each.months < 1 for each in forms):
        raise ValueError("a form is named by its months, 1 or more")
    for before, after in pairwise(forms):
        if after.months <= before.months or after.opens <= before.closes:
            raise ValueError("forms are in the order of their ages, and do not overlap")


def _choice(source: Mapping[str, Any]) -> Choice:
    return Choice(points=source["points"], label=ANSWER_LABELS.get(source["name"], source["name"]))


def _band(source: Mapping[str, Any]) -> Band:
    return Band(first=source["from"], zone=Zone(source["zone"]), code=source.get("name", ""))


def _check(known: Instrument) -> None:
    """Raise ValueError for a definition that would read wrongly."""
    if known.opens > known.closes:
        raise ValueError("it ends before it begins")
    if known.code in set(ScaleCode):
        raise ValueError("the code is that of a scale")
    if known.scoring is Scoring.TOTAL and (known.items or known.most < 1):
        raise ValueError("entered by its total, it has a highest one and no item")
    if known.words and len(known.words) != known.items:
        raise ValueError("one word for each item")
    if not known.reversed_items <= set(range(1, known.items + 1)):
        raise ValueError("an item that does not exist is reversed")
    if known.bands and min(band.first for band in known.bands) != 0:
        raise ValueError("the lowest band begins at 0")


def sheet(tool: str, months: int, *, numbers: ThresholdSet = CARRIED) -> Sheet:
    """Return the sheet of one questionnaire; KeyError when there is none."""
    if tool in instruments():
        return sheet_of_instrument(instruments()[tool].form(months))
    try:
        known = numbers.known(ScaleCode(tool))
    except ValueError as error:
        raise KeyError(tool) from error
    return sheet_of_questionnaire(known, known.questionnaire(months))


SCALES = (ScaleCode.ASQ_3, ScaleCode.ASQ_SE_2, ScaleCode.ASQ_SE)


def tools() -> Mapping[str, str]:
    """Return every tool one may fill, by its code, with its name as it is said."""
    named = {code.value: SCALE_LABELS[code] for code in SCALES}
    return named | {code: known.label for code, known in instruments().items()}
