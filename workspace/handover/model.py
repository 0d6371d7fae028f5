"""Everything the young adult takes away, as plain values: a story, a file, who read it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NewType
from uuid import UUID

from workspace.i18n import Language
from workspace.memorybox.model import KeepsakeKind

ContentId = NewType("ContentId", UUID)


@dataclass(frozen=True, kw_only=True)
class File:
    """One stored content, copied into the archive byte for byte."""

    content: ContentId
    content_type: str
    name: str
    """Any words: the archive makes a short safe file name of them."""
    size: int | None = None
    """Bytes; None when nobody knows, which is always less than 2 GiB (no upload may be larger)."""


@dataclass(frozen=True, kw_only=True)
class Image:
    """The copy that pages show; the original travels beside it."""

    display: File
    original: File | None
    width: int
    height: int
    alt: str


@dataclass(frozen=True, kw_only=True)
class Keepsake:
    kind: KeepsakeKind
    caption: str
    when: str
    """The date as the child's story knows it, in words ("July 2012", "about 2013")."""
    happened: str
    """The same date in EDTF, for machines."""
    contributed_by: str
    """How the giver is called to the young adult ("your foster family")."""
    image: Image | None = None
    attachment: File | None = None
    """A sound, a letter in PDF: what a page links to rather than shows."""


@dataclass(frozen=True, kw_only=True)
class Chapter:
    age: int | None
    """Whole years; None before birth."""
    keepsakes: tuple[Keepsake, ...]


@dataclass(frozen=True, kw_only=True)
class Placement:
    place: str
    kind: str
    from_on: date
    until_on: date | None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Person:
    name: str
    role: str
    period: str = ""


@dataclass(frozen=True, kw_only=True)
class Assessment:
    title: str
    done_on: date
    done_by: str
    summary: str = ""


@dataclass(frozen=True, kw_only=True)
class GrowthPoint:
    measured_on: date
    height_cm: Decimal | None = None
    weight_kg: Decimal | None = None
    head_cm: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class List:
    """One list of facts: as many cells a line as headings; days stay days, for machines."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str | date, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Document:
    title: str
    dated_on: date
    author: str
    file: File


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One day on which someone opened something, in plain words."""

    day: date
    who: str
    what: str


@dataclass(frozen=True, kw_only=True)
class Story:
    language: Language
    """Of the pages, and of every word of this tree."""
    first_name: str
    full_name: str
    born_on: date
    prepared_on: date
    chapters: tuple[Chapter, ...] = ()
    placements: tuple[Placement, ...] = ()
    people: tuple[Person, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    growth: tuple[GrowthPoint, ...] = ()
    health: List | None = None
    questionnaires: List | None = None
    sessions: List | None = None
    documents: tuple[Document, ...] = ()
    readings: tuple[Reading, ...] = ()
