"""One version of a form that was begun: two tabs or two devices make two versions, and both are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NewType
from uuid import UUID

from workspace.ids import DossierId

DraftId = NewType("DraftId", UUID)

Typed = Mapping[str, tuple[str, ...]]
"""What stands in a form: each field by its name, all its values."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewDraft:
    id: DraftId
    """Made up by the page, so that a save repeated is one save."""
    form: str
    """Which form it is: its own name and the address it is sent to."""
    revision: int
    """The last revision this page knows; 0 for a first save."""
    typed: Typed


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    id: DraftId
    form: str
    dossier: DossierId | None
    revision: int
    saved_at: datetime
    typed: Typed


@dataclass(frozen=True, kw_only=True, slots=True)
class Saved:
    """Where a save went: another version than the one asked for when somebody else had changed that one."""

    id: DraftId
    revision: int
    saved_at: datetime
