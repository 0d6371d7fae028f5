"""A document of a dossier: received or produced, one file, of one class of content."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from workspace.access.permissions import DataClass
from workspace.i18n import N_
from workspace.ids import AccountId, DocumentId, DossierId


@dataclass(frozen=True, kw_only=True, slots=True)
class Filed:
    """A document without a word of it: enough to say since when it is there, and to open it."""

    id: DocumentId
    at: datetime


class DocumentKind(StrEnum):
    RECEIVED = "received"
    PPE = "ppe"
    LETTER = "letter"
    REPORT = "report"
    EMERGENCY = "emergency"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewDocument:
    """File something in the dossier. Its class decides who may open it."""

    kind: DocumentKind
    data_class: DataClass
    title: str
    source: UUID | None = None
    """The message it came with, if it did."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GeneratedFile:
    """One file of what was produced here: one content, as many files as there are formats."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    id: DocumentId
    dossier: DossierId
    kind: DocumentKind
    data_class: DataClass
    title: str
    file_name: str
    content_type: str
    length: int
    """Bytes."""
    edition: UUID
    """The same for the files that were produced together."""
    version: int
    """From 1; a kind that has versions counts on through the dossier."""
    supersedes: DocumentId | None
    """The same document in its version before."""
    created_by: AccountId
    created_at: datetime
    source: UUID | None = None


KIND_LABELS: Mapping[DocumentKind, str] = {
    DocumentKind.RECEIVED: N_("Received document"),
    DocumentKind.PPE: N_("Projet pour l'enfant (PPE)"),
    DocumentKind.LETTER: N_("Letter"),
    DocumentKind.REPORT: N_("Report"),
    DocumentKind.EMERGENCY: N_("Emergency sheet"),
}

CLASS_LABELS: Mapping[DataClass, str] = {
    DataClass.SOMATIC: N_("Health"),
    DataClass.PSYCHOLOGICAL: N_("Psychological follow-up"),
    DataClass.SOCIAL: N_("Social and judicial"),
    DataClass.MEMORY: N_("Memories"),
    DataClass.PRACTICAL: N_("Practical, for the whole circle"),
}
"""The classes a document may be of."""
