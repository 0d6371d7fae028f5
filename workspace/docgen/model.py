"""What a document says, before it is Word or PDF: one content, two writers that add nothing to it.

Every text here is in the language of the document. Texts may be hostile: writers clean them
(`rules.printable`) and never read them as markup.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar, cast


@dataclass(frozen=True)
class Run:
    """A piece of text; a line feed in it starts a new line of the same paragraph."""

    text: str
    strong: bool = False
    emphasis: bool = False


Text = tuple[Run, ...]


def text(*parts: str) -> Text:
    """Return the non-empty `parts` as plain runs."""
    return tuple(Run(part) for part in parts if part)


@dataclass(frozen=True)
class Paragraph:
    text: Text


@dataclass(frozen=True)
class Fact:
    label: str
    value: Text


@dataclass(frozen=True)
class Facts:
    """Pairs of a label and its value, one a line."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Column:
    title: str
    share: float = 1.0
    """Part of the width, relative to the other columns."""
    numeric: bool = False
    """Figures: aligned to the right."""


@dataclass(frozen=True)
class Table:
    """A real table: a header row repeated on each page, and as many cells a row as columns."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]
    caption: str = ""

    def __post_init__(self) -> None:
        assert self.columns, "a table has columns"
        assert all(len(row) == len(self.columns) for row in self.rows), "a cell for each column"


@dataclass(frozen=True)
class Figure:
    """A drawing, what it shows in words for who cannot see it, and its table of figures."""

    svg: bytes
    alt: str
    caption: str
    figures: Table | None = None
    is_small: bool = False
    """A sign to scan rather than a drawing to read: as wide as a thumb."""

    def __post_init__(self) -> None:
        assert self.alt.strip(), "a figure says in words what it shows"


@dataclass(frozen=True)
class BulletList:
    items: tuple[Text, ...]


@dataclass(frozen=True)
class Notice:
    """A few lines set apart because they must not be missed."""

    title: str
    text: Text


@dataclass(frozen=True)
class Signature:
    role: str
    name: str = ""


@dataclass(frozen=True)
class SignatureBlock:
    signatures: tuple[Signature, ...]


@dataclass(frozen=True)
class PageBreak:
    pass


Block = Paragraph | Facts | Table | Figure | BulletList | Notice | SignatureBlock | PageBreak


class Origin(StrEnum):
    """Where the text of a section comes from."""

    AUTOMATIC = "automatic"
    DRAFTED = "drafted"
    MANUAL = "manual"


@dataclass(frozen=True, kw_only=True)
class Section:
    """A numbered part; an empty one prints `Words.empty`, and never disappears."""

    number: str
    title: str
    origin: Origin
    blocks: tuple[Block, ...] = ()
    sections: tuple["Section", ...] = ()

    @property
    def heading(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_empty(self) -> bool:
        return not self.blocks and not self.sections


@dataclass(frozen=True, kw_only=True)
class Cover:
    issuer: tuple[str, ...] = ()
    """Who issues the document, the broadest body first."""
    basis: str = ""
    subject: str = ""
    facts: tuple[Fact, ...] = ()
    mark: str = ""
    """Which version of the document this is, when it is not the whole one."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What the writers themselves print, in the language of the document."""

    empty: str
    contents: str
    page: str
    of: str
    date: str
    signatory: str
    signature: str
    refusal: str
    undrawn: str
    """Said once, at the end, when a character had to be replaced by a white square."""


@dataclass(frozen=True, kw_only=True)
class Content:
    title: str
    subtitle: str
    language: str
    """BCP 47, as in `fr-FR`."""
    words: Words
    cover: Cover
    dated_on: date | None = None
    """Also the date written in the file, so that the same content gives the same PDF."""
    footer: tuple[str, ...] = ()
    opening: tuple[Block, ...] = ()
    """Before the first section: what must be known to read the rest."""
    sections: tuple[Section, ...] = field(default=())
    is_sheet: bool = False
    """One page: its title and its sections, without a cover or a list of contents."""


_Node = TypeVar("_Node")


def map_text(node: _Node, change: Callable[[str], str]) -> _Node:
    """Return `node` with every string in it changed; keys, bytes, numbers, dates and enums stay."""
    if type(node) is str:
        return cast("_Node", change(cast("str", node)))
    if isinstance(node, Mapping):
        return cast("_Node", {key: map_text(value, change) for key, value in node.items()})
    if isinstance(node, tuple):
        return cast("_Node", tuple(map_text(part, change) for part in node))
    if is_dataclass(node) and not isinstance(node, type):
        changed = {f.name: map_text(getattr(node, f.name), change) for f in fields(node)}
        return cast("_Node", replace(node, **changed))
    return node
