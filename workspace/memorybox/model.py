"""A memory box: what a child will want to find again."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from workspace.ids import AccountId, DossierId
from workspace.memorybox.partial_date import PartialDate

__all__ = [
    "Chapter",
    "Copy",
    "Keepsake",
    "KeepsakeId",
    "KeepsakeKind",
    "NewKeepsake",
    "PartialDate",
]

KeepsakeId = NewType("KeepsakeId", UUID)


class KeepsakeKind(StrEnum):
    PHOTO = "photo"
    DRAWING = "drawing"
    SOUND = "sound"
    LETTER = "letter"
    OBJECT = "object"


@dataclass(frozen=True, kw_only=True)
class NewKeepsake:
    """What someone asks to put in the box."""

    kind: KeepsakeKind
    caption: str
    """The story: what it is, who is there, why it was kept."""
    happened: PartialDate
    content_type: str | None = None
    """None for a story alone: an object kept at home, a letter copied out."""


@dataclass(frozen=True, kw_only=True)
class Keepsake:
    id: KeepsakeId
    dossier: DossierId
    kind: KeepsakeKind
    caption: str
    happened: PartialDate
    contributed_by: AccountId
    added_at: datetime
    has_content: bool
    width: int = 0
    """Pixels of the copy that is shown; 0 when there is nothing to show."""
    height: int = 0


class Copy(StrEnum):
    """What is kept of one picture: as it was given, as it is shown, as it stands in a list."""

    ORIGINAL = "original"
    DISPLAY = "display"
    THUMBNAIL = "thumbnail"


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """The keepsakes of one age, in the order they were lived."""

    age: int | None
    """Whole years; None before birth (an ultrasound is a keepsake)."""
    keepsakes: tuple[Keepsake, ...]
