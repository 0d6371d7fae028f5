"""Answers as they are written and signed: one record a part, in an order that never varies. No I/O."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from workspace.dossier.assessment.model import (
    Answer,
    Answers,
    FieldCode,
    Found,
    Origin,
    Part,
    Source,
    Version,
)
from workspace.dossier.protocol.model import StepCode
from workspace.ids import DossierId


def as_text(part: Part, answers: Answers) -> str:
    """Return the record of a part: JSON with sorted keys; each statement says whom it is about."""
    about = {each.code: each.about.value for each in part.fields if each.about}
    record = {code: _entry(answer, about.get(code)) for code, answer in answers.items()}
    return _canonical(record)


def from_text(text: str) -> Answers:
    """Read what `as_text` wrote; a key that was not there yet reads as nothing."""
    return {FieldCode(code): _answer(entry) for code, entry in json.loads(text).items()}


def _entry(answer: Answer, about: str | None) -> dict[str, Any]:
    found = answer.found
    entry = {
        "value": list(answer.value) if isinstance(answer.value, tuple) else answer.value,
        "unknown": answer.is_unknown,
        "note": answer.note,
        "source": answer.source.value if answer.source else None,
        "found": found.origin.value if found else None,
        "found_on": found.on.isoformat() if found and found.on else None,
        "sure": answer.is_sure,
        "about": about,
    }
    return {key: value for key, value in entry.items() if value}


def _answer(entry: Mapping[str, Any]) -> Answer:
    value = entry.get("value", "")
    found_on = entry.get("found_on")
    return Answer(
        value=tuple(value) if isinstance(value, list) else value,
        is_unknown=entry.get("unknown", False),
        note=entry.get("note", ""),
        source=Source(entry["source"]) if "source" in entry else None,
        found=Found(
            origin=Origin(entry["found"]), on=date.fromisoformat(found_on) if found_on else None
        )
        if "found" in entry
        else None,
        is_sure=entry.get("sure", False),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class ToSign:
    """One part as it stands when it is signed, with the definition it was answered in."""

    part: Part
    version: Version


def digest(dossier: DossierId, step: StepCode, parts: Iterable[ToSign]) -> str:
    """Return the SHA-256, in hexadecimal, of what a signature covers: every part, by whom, when, and each answer.

    The parts are taken in the order of their identifiers; any change of any of them changes the digest.
    """
    signed = [
        {
            "id": str(each.version.id),
            "part": each.version.part,
            "form": each.version.form,
            "number": each.version.number,
            "author": str(each.version.author),
            "recorded_at": each.version.recorded_at.isoformat(),
            "seen_on": each.version.seen_on.isoformat(),
            "answers": as_text(each.part, each.version.answers),
        }
        for each in sorted(parts, key=lambda each: str(each.version.id))
    ]
    whole = {"dossier": str(dossier), "step": step, "parts": signed}
    return sha256(_canonical(whole).encode()).hexdigest()


def _canonical(record: object) -> str:
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
