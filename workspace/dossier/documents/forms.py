"""From the fields of the page to a document to file, or Invalid naming every field."""

import unicodedata
from collections.abc import Mapping
from uuid import UUID

from workspace.access.permissions import DataClass
from workspace.dossier.documents.model import DocumentKind, NewDocument
from workspace.errors import Invalid
from workspace.i18n import N_


def new_document(fields: Mapping[str, str], *, source: UUID | None = None) -> NewDocument:
    """Read `title` and `data_class` of a document received, perhaps with a message (`source`).

    Raises Invalid for a class that does not exist; `rules.check_new` judges the rest.
    """
    try:
        data_class = DataClass(fields.get("data_class", ""))
    except ValueError:
        raise Invalid({"data_class": N_("Choose what the document is about.")}) from None
    return NewDocument(
        kind=DocumentKind.RECEIVED,
        data_class=data_class,
        title=_one_line(fields.get("title", "")),
        source=source,
    )


def _one_line(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    shown = (" " if unicodedata.category(sign) == "Cc" else sign for sign in composed)
    return " ".join("".join(shown).split())
