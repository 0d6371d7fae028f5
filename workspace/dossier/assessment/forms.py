"""From the fields of the page to answers. Nothing is refused here: what cannot be read is kept as it was typed."""

import re
import unicodedata
from datetime import date

from workspace.dossier.assessment.model import (
    Answer,
    Answers,
    Field,
    FieldCode,
    Found,
    Kind,
    NewVersion,
    Origin,
    Part,
    Rest,
    Source,
)
from workspace.dossier.assessment.rules import as_day, normalised
from workspace.dossier.protocol.model import StepCode
from workspace.web.uploads import Fields

UNKNOWN = "unknown"
"""The option that says "not known" among the others."""
SEPARATOR = "|"


def new_version(step: StepCode, part: Part, fields: Fields) -> NewVersion:
    """Read the answers of `part`, `base`, `seen_on`, the `form` of the page, and the button pressed (`action`).

    For each field of code `x`: `x` (several times for several), and if given `x.unknown`, `x.note`, `x.source`,
    `x.sure` (the value that was confirmed), `x.found` and `x.was` (where the value proposed was found, and
    the value); `source` is that of the answers that name none. `meant`: a code, what was typed and what was meant.
    """
    return NewVersion(
        step=step,
        part=part.code,
        answers=answers(part, fields),
        base=fields.get("base", ""),
        seen_on=as_day(fields.get("seen_on", "").strip()),
        sure_of=as_day(fields.get("seen_on.sure", "").strip()),
        rest=Rest(action) if (action := fields.get("action")) in set(Rest) else None,
        form=fields.get("form", ""),
    )


def answers(part: Part, fields: Fields) -> Answers:
    """Return what was answered, field by field; a field left empty, or not on the page, has no answer."""
    found = {}
    for field in part.fields:
        answer = _answer(part, field, fields)
        if answer.is_given or answer.note:
            found[field.code] = answer
    return found


def shown(value: str | tuple[str, ...]) -> str:
    """Return a value as one text: what `x.was` carries."""
    return SEPARATOR.join(value) if isinstance(value, tuple) else value


def found_text(found: Found) -> str:
    """Return what `x.found` carries."""
    return f"{found.origin.value} {found.on.isoformat() if found.on else ''}".strip()


def _answer(part: Part, field: Field, fields: Fields) -> Answer:
    code = field.code
    value = _value(field, fields)
    source = fields.get(f"{code}.source") or fields.get("source", "")
    return Answer(
        value=value,
        is_unknown=not value and UNKNOWN in {*fields.getlist(code), fields.get(f"{code}.unknown")},
        note=_plain_text(fields.get(f"{code}.note", "")) if field.note else "",
        source=Source(source) if part.asks_source and source in set(Source) else None,
        found=_found(value, code, fields),
        is_sure=bool(value) and fields.get(f"{code}.sure") == value,
    )


def _value(field: Field, fields: Fields) -> str | tuple[str, ...]:
    if field.kind is Kind.SEVERAL:
        chosen = [each for each in fields.getlist(field.code) if each and each != UNKNOWN]
        return tuple(dict.fromkeys(chosen))
    text = _put_right(field.code, _plain_text(fields.get(field.code, "")), fields)
    if field.kind in {Kind.YES_NO, Kind.CHOICE} and text == UNKNOWN:
        return ""
    if field.kind is Kind.NUMBER:
        return normalised(field, text)
    return _partial_day(text) if field.kind is Kind.PARTIAL_DAY else text


def _put_right(code: FieldCode, text: str, fields: Fields) -> str:
    """Return the value that was probably meant, when its button was pressed; a value typed anew meanwhile stays."""
    name, _, rest = fields.get("meant", "").partition(":")
    typed, _, meant = rest.rpartition(":")
    return meant if meant and (name, typed) == (code, text) else text


def _partial_day(text: str) -> str:
    """Return `04/2023` and `17/04/2023` as they are kept; anything else as it was typed."""
    written = re.fullmatch(r"(?:(\d{1,2})[/.])?(\d{1,2})[/.](\d{4})", text)
    if written is None:
        return text
    day, month, year = written.groups()
    return f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")


def _found(value: str | tuple[str, ...], code: FieldCode, fields: Fields) -> Found | None:
    """Return where a value proposed was found, while it is the one that was proposed."""
    origin, _, day = fields.get(f"{code}.found", "").partition(" ")
    if origin not in set(Origin) or shown(value) != fields.get(f"{code}.was"):
        return None
    on: date | None = as_day(day)
    return Found(origin=Origin(origin), on=on)


def _plain_text(text: str) -> str:
    """Compose accents, keep line breaks, drop what has no shape (control characters)."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()
    return "".join(sign for sign in lines if sign == "\n" or unicodedata.category(sign) != "Cc")
