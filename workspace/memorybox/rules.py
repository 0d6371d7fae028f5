"""What a memory box accepts, in what order it is told, and when it is given. No I/O."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from types import MappingProxyType

from workspace.errors import Invalid
from workspace.i18n import N_
from workspace.memorybox.model import Chapter, Keepsake, KeepsakeKind, NewKeepsake, PartialDate

MAJORITY = 18
LONGEST_CAPTION = 4000
"""Characters: a long letter copied out fits."""
YEARS_BEFORE_BIRTH = 100
"""A portrait of great-grandparents is a keepsake; a slip of the keyboard is not."""

_PICTURES = frozenset({"image/jpeg", "image/png"})
ACCEPTED_CONTENT: Mapping[KeepsakeKind, frozenset[str]] = MappingProxyType(
    {
        KeepsakeKind.PHOTO: _PICTURES,
        KeepsakeKind.DRAWING: _PICTURES,
        KeepsakeKind.SOUND: frozenset({"audio/mp4", "audio/mpeg"}),
        KeepsakeKind.LETTER: _PICTURES | {"application/pdf"},
        KeepsakeKind.OBJECT: _PICTURES,
    }
)
TOLD_WITHOUT_CONTENT = frozenset({KeepsakeKind.LETTER, KeepsakeKind.OBJECT})

_MAGIC = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"%PDF-", "application/pdf"),
    (4, b"ftypM4A ", "audio/mp4"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
)


def recognise(head: bytes) -> str | None:
    """Name the content type that the first 16 bytes announce; what a browser says is not asked."""
    for offset, magic, content_type in _MAGIC:
        if head.startswith(magic, offset):
            return content_type
    return None


def check_new(keepsake: NewKeepsake, *, born: date, today: date) -> None:
    """Raise Invalid naming every field that the box cannot take."""
    refused = {
        "caption": _refuse_caption(keepsake.caption),
        "happened": _refuse_date(keepsake.happened, born=born, today=today),
        "content": _refuse_content(keepsake.kind, keepsake.content_type),
    }
    if fields := {name: message for name, message in refused.items() if message}:
        raise Invalid(fields)


def _refuse_caption(caption: str) -> str | None:
    if not caption.strip():
        return N_("Write a few words: what it is, who is there, why it was kept.")
    if len(caption) > LONGEST_CAPTION:
        return N_("This story is too long: please keep it under 4,000 characters.")
    return None


def _refuse_date(happened: PartialDate, *, born: date, today: date) -> str | None:
    if happened.earliest() > today:
        return N_("This date has not come yet.")
    if happened.latest().year < born.year - YEARS_BEFORE_BIRTH:
        return N_("This date is more than a hundred years before the birth.")
    return None


def _refuse_content(kind: KeepsakeKind, content_type: str | None) -> str | None:
    if content_type is None:
        told = kind in TOLD_WITHOUT_CONTENT
        return None if told else N_("Choose the file to keep.")
    if content_type not in ACCEPTED_CONTENT[kind]:
        return N_("This kind of file cannot be kept here.")
    return None


def in_chapters(keepsakes: Iterable[Keepsake], *, born: date) -> tuple[Chapter, ...]:
    """Tell the box by age, before birth first; within an age, in the order it was lived."""

    def place(keepsake: Keepsake) -> tuple[int, PartialDate, str]:
        age = age_when(keepsake.happened, born=born)
        return -1 if age is None else age, keepsake.happened, str(keepsake.id)

    lived = sorted(keepsakes, key=place)
    return tuple(
        Chapter(age=age, keepsakes=tuple(group))
        for age, group in groupby(lived, lambda each: age_when(each.happened, born=born))
    )


def age_when(happened: PartialDate, *, born: date) -> int | None:
    """Return the age the child had for most of that span; None when it ended before birth."""
    if happened.latest() < born:
        return None
    start = max(happened.earliest(), born)
    middle = start + (happened.latest() - start) / 2
    years = middle.year - born.year
    return years if middle >= anniversary(born, years) else years - 1


def anniversary(born: date, years: int) -> date:
    """Return the birthday `years` later; of 29 February, the last day of February."""
    year = born.year + years
    return born.replace(year=year, day=min(born.day, monthrange(year, born.month)[1]))


def majority(born: date) -> date:
    """Return the day of majority at 18 (article 414 of the Code civil).

    Born on 29 February: the last day of February (circular of 25 July 2013).
    """
    return anniversary(born, MAJORITY)


def may_release(*, born: date, today: date, released: date | None) -> bool:
    """Tell whether the box may be given today: its owner is 18 and it was not given before."""
    return released is None and today >= majority(born)
