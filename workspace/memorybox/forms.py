"""From the fields of the page to a keepsake, or Invalid naming every field."""

import unicodedata
from collections.abc import Mapping

from workspace.errors import Invalid
from workspace.i18n import N_
from workspace.memorybox.model import KeepsakeKind, NewKeepsake, PartialDate


def new_keepsake(fields: Mapping[str, str], *, content_type: str | None = None) -> NewKeepsake:
    """Read `kind`, `caption` and `happened`; `content_type` is what `rules.recognise` found.

    Raises Invalid naming all the fields that cannot be read; `rules.check_new` judges the rest.
    """
    refused: dict[str, str] = {}
    kind = _kind(fields.get("kind", ""), refused)
    happened = _happened(fields.get("happened", ""), refused)
    if kind is None or happened is None:
        raise Invalid(refused)
    caption = _plain_text(fields.get("caption", ""))
    return NewKeepsake(kind=kind, caption=caption, happened=happened, content_type=content_type)


def _kind(text: str, refused: dict[str, str]) -> KeepsakeKind | None:
    try:
        return KeepsakeKind(text)
    except ValueError:
        refused["kind"] = N_("Choose what it is.")
        return None


def _happened(text: str, refused: dict[str, str]) -> PartialDate | None:
    try:
        return PartialDate.parse(text)
    except ValueError as error:
        refused["happened"] = str(error)
        return None


def _plain_text(text: str) -> str:
    """Compose accents, keep line breaks, drop what has no shape (control characters)."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()
    return "".join(sign for sign in lines if sign == "\n" or unicodedata.category(sign) != "Cc")
