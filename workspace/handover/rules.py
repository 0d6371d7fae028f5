"""Where each thing of a story lies in the archive. No I/O."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate, groupby
from types import MappingProxyType

from workspace.handover.model import (
    Chapter,
    ContentId,
    File,
    GrowthPoint,
    Image,
    Keepsake,
    Reading,
    Story,
)
from workspace.memorybox.rules import anniversary

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
"""Formats expected to open for decades, and the ending each is given."""

KNOWN_ENDINGS = frozenset(EXTENSIONS.values()) | {
    "csv",
    "heic",
    "mp4",
    "odt",
    "txt",
    "webp",
    "xlsx",
}
"""Endings of their own that other contents keep; whatever else somebody filed travels as `bin`, never left out."""

PAYLOAD = "data/"
IMAGES, ORIGINALS, DOCUMENTS = "images", "originaux", "dossier/documents"
LONGEST_SLUG = 40
"""Keeps every path under 100 characters, far from the 260 of old Windows."""

_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One content and its place, relative to the folder of the archive."""

    file: File
    path: str


def lay_out(story: Story) -> dict[ContentId, Entry]:
    """Give each content one place, in the order it is told."""
    placed: dict[ContentId, Entry] = {}
    for folder, file in _files(story):
        if file.content not in placed:
            name = f"{len(placed) + 1:04}-{slug(file.name)}.{_extension(file)}"
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
    stem = _EXTENSION.sub("", words)
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    return _NOT_PLAIN.sub("-", plain)[:LONGEST_SLUG].strip("-") or "souvenir"


def _extension(file: File) -> str:
    known = EXTENSIONS.get(file.content_type)
    if known is not None:
        return known
    own = _EXTENSION.search(file.name)
    ending = own.group().lstrip(".").lower() if own else ""
    return ending if ending in KNOWN_ENDINGS else "bin"


def chapter_path(chapter: Chapter) -> str:
    name = "avant" if chapter.age is None else f"age-{chapter.age:02}"
    return f"{PAYLOAD}boite/{name}.html"


def keepsakes(story: Story) -> tuple[Keepsake, ...]:
    return tuple(each for chapter in story.chapters for each in chapter.keepsakes)


def givers(story: Story) -> int:
    """Count the people who put something in the box."""
    return len({keepsake.contributed_by for keepsake in keepsakes(story)})


def cover(chapter: Chapter) -> Image | None:
    """Return the first picture of a chapter, which stands for it on the first page."""
    return next((each.image for each in chapter.keepsakes if each.image is not None), None)


def places_lived(story: Story, age: int) -> tuple[str, ...]:
    """Name the places of one year of life, in order, each once."""
    start, end = (anniversary(story.born_on, years) for years in (age, age + 1))
    lived = (
        stay.place
        for stay in sorted(story.placements, key=lambda stay: stay.from_on)
        if stay.from_on < end and (stay.until_on is None or stay.until_on > start)
    )
    return tuple(dict.fromkeys(lived))


def readings_by_year(story: Story) -> tuple[tuple[int, tuple[Reading, ...]], ...]:
    """Group the readings by year, the latest first."""
    latest_first = sorted(story.readings, key=lambda reading: reading.day, reverse=True)
    years = groupby(latest_first, lambda reading: reading.day.year)
    return tuple((year, tuple(readings)) for year, readings in years)


@dataclass(frozen=True, kw_only=True)
class HeightMark:
    """One pencil line on the door frame; `y` and `label_y` count down from the top."""

    height_cm: Decimal
    measured_on: date
    y: int
    label_y: int


SMALLEST_FRAME = 440
_LABEL_GAP = 20


def frame_height(marks: int) -> int:
    """Return the height of the drawing, in its own units: room for every label."""
    return max(SMALLEST_FRAME, (marks + 1) * _LABEL_GAP)


def height_marks(points: Iterable[GrowthPoint]) -> tuple[HeightMark, ...]:
    """Place each height on the door frame, to scale, with labels that never overlap."""
    measured = sorted((point.height_cm, point.measured_on) for point in points if point.height_cm)
    if not measured:
        return ()
    smallest, tallest = measured[0][0], measured[-1][0]
    foot = frame_height(len(measured)) - _LABEL_GAP
    unit = (foot - _LABEL_GAP) / max(tallest - smallest, Decimal(1))
    lines = [round(foot - (height - smallest) * unit) for height, _ in measured]
    return tuple(
        HeightMark(height_cm=height, measured_on=day, y=y, label_y=label_y)
        for (height, day), y, label_y in zip(measured, lines, _apart(lines), strict=True)
    )


def _apart(lines: Sequence[int]) -> list[int]:
    """Move labels off each other: up from the foot, then down from the top where there is none."""
    risen = list(accumulate(lines, lambda below, line: min(line, below - _LABEL_GAP)))
    lowered = accumulate(
        reversed(risen), lambda above, label: max(label, above + _LABEL_GAP), initial=0
    )
    return list(lowered)[:0:-1]
