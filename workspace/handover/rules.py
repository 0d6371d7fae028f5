"""Where each thing of a story lies in the archive. No I/O."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from workspace.errors import Invalid
from workspace.handover.model import Chapter, ContentId, Document, File, Keepsake, Story
from workspace.i18n import N_

EXTENSIONS: Mapping[str, str] = MappingProxyType(
    {
        "image/jpeg": "jpg",
        "image/png": "png",
        "application/pdf": "pdf",
        "audio/mp4": "m4a",
        "audio/mpeg": "mp3",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    }
)
"""The only formats an archive carries: each is expected to open for decades."""

PAYLOAD = "data/"
IMAGES, ORIGINALS, DOCUMENTS = "images", "originaux", "dossier/documents"
LONGEST_SLUG = 40
"""Keeps every path under 100 characters, far from the 260 of old Windows."""

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One content and its place, relative to the folder of the archive."""

    file: File
    path: str


def lay_out(story: Story) -> dict[ContentId, Entry]:
    """Give each content one place, in the order it is told.

    Raises Invalid naming `content_type` when a format is not in `EXTENSIONS`.
    """
    placed: dict[ContentId, Entry] = {}
    for folder, file in _files(story):
        if file.content not in placed:
            name = f"{len(placed) + 1:04}-{slug(file.name)}.{_extension(file.content_type)}"
            placed[file.content] = Entry(file=file, path=f"{PAYLOAD}{folder}/{name}")
    return placed


def _files(story: Story) -> Iterator[tuple[str, File]]:
    for chapter in story.chapters:
        for keepsake in chapter.keepsakes:
            yield from _files_of(keepsake)
    for document in story.documents:
        yield DOCUMENTS, document.file


def _files_of(keepsake: Keepsake) -> Iterator[tuple[str, File]]:
    if keepsake.image is not None:
        yield IMAGES, keepsake.image.display
        if keepsake.image.original is not None:
            yield ORIGINALS, keepsake.image.original
    if keepsake.attachment is not None:
        yield ORIGINALS, keepsake.attachment


def slug(words: str) -> str:
    """Make a short file name of plain letters and figures; "souvenir" when nothing is left."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return _NOT_PLAIN.sub("-", plain)[:LONGEST_SLUG].strip("-") or "souvenir"


def _extension(content_type: str) -> str:
    if content_type not in EXTENSIONS:
        raise Invalid({"content_type": N_("This format is not kept in archives.")})
    return EXTENSIONS[content_type]


def chapter_path(chapter: Chapter) -> str:
    name = "avant" if chapter.age is None else f"age-{chapter.age:02}"
    return f"{PAYLOAD}boite/{name}.html"


def givers(story: Story) -> int:
    """Count the people who put something in the box."""
    told = (keepsake for chapter in story.chapters for keepsake in chapter.keepsakes)
    return len({keepsake.contributed_by for keepsake in told})


def by_year(story: Story) -> tuple[tuple[int, tuple[int, ...]], ...]:
    ...
