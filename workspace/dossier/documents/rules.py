"""What may be filed, and how versions follow each other. No I/O."""

from collections.abc import Collection, Iterable, Mapping

from workspace.access.permissions import DataClass
from workspace.dossier.documents.model import CLASS_LABELS, Document, DocumentKind, NewDocument
from workspace.errors import Invalid
from workspace.i18n import N_

LONGEST_TITLE = 200
LARGEST_BYTES = 100 * 1024 * 1024
"""A scanned file of a hundred pages fits."""

CLASS_OF_KIND: Mapping[DocumentKind, DataClass] = {
    DocumentKind.PPE: DataClass.SOCIAL,
    DocumentKind.EMERGENCY: DataClass.PRACTICAL,
}
"""Kinds that are always of one class."""
VERSIONED = frozenset({DocumentKind.PPE, DocumentKind.EMERGENCY})
"""Kinds of which a dossier has one, in successive versions."""


def check_new(new: NewDocument) -> None:
    """Raise Invalid naming every field that cannot be."""
    fields: dict[str, str] = {}
    if not new.title.strip():
        fields["title"] = N_("Please give a title.")
    if len(new.title) > LONGEST_TITLE:
        fields["title"] = N_("This title is too long.")
    if new.data_class not in CLASS_LABELS:
        fields["data_class"] = N_("Choose what the document is about.")
    if new.data_class is not CLASS_OF_KIND.get(new.kind, new.data_class):
        fields["data_class"] = N_("A document of this kind is always of another class.")
    if fields:
        raise Invalid(fields)


def fileable_classes(writes: Collection[DataClass]) -> tuple[DataClass, ...]:
    """Return the classes whoever writes `writes` may file a document in, in their order."""
    return tuple(data_class for data_class in CLASS_LABELS if data_class in writes)


def next_version(kind: DocumentKind, earlier: Iterable[Document]) -> int:
    """Return the version of a document produced now, where `earlier` are those of the dossier."""
    if kind not in VERSIONED:
        return 1
    return 1 + max((document.version for document in earlier if document.kind is kind), default=0)


def superseded(
    kind: DocumentKind, content_type: str, earlier: Iterable[Document]
) -> Document | None:
    """Return the last version in the same format, which a document produced now replaces."""
    same = (
        document
        for document in earlier
        if kind in VERSIONED and document.kind is kind and document.content_type == content_type
    )
    return max(same, key=lambda document: document.version, default=None)
