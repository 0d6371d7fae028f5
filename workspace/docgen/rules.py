"""Which characters a document may hold, and which its packaged fonts can draw. No I/O."""

import unicodedata
from collections.abc import Collection

from workspace.docgen.model import Content, Section

SQUARE = "\u25a1"
"""Stands for a character that no packaged font draws: a visible loss, never a silent one."""

_JOINERS = frozenset("\u200c\u200d")  # Arabic and Indic letters, and families of emoji, need them
_LINE_ENDS = {"\r\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n"}
_NEVER_PRINTED = frozenset({"Cc", "Cf", "Cs", "Co"})
_PLANE_END = (0xFFFF,)  # the last two points of each plane are no characters
_NONCHARACTERS = range(0xFDD0, 0xFDF0)
_VARIATION_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


def printable(text: str) -> str:
    """Return `text` in NFC without what could break a file or deceive a reader.

    Gone: control characters (XML and PDF/A refuse them), bidirectional overrides (they show a
    name other than the one written), lone surrogates, private and non-characters.
    """
    for end, line_feed in _LINE_ENDS.items():
        text = text.replace(end, line_feed)
    kept = "".join(char for char in text.replace("\t", " ") if _is_printable(char))
    return unicodedata.normalize("NFC", kept)


def _is_printable(char: str) -> bool:
    if char == "\n" or char in _JOINERS:
        return True
    return unicodedata.category(char) not in _NEVER_PRINTED and not _is_noncharacter(ord(char))


def _is_noncharacter(point: int) -> bool:
    return (point | 1) % 0x10000 in _PLANE_END or point in _NONCHARACTERS


def drawable(text: str, glyphs: Collection[str]) -> str:
    """Return printable `text` with what is not in `glyphs` replaced by a white square.

    Joiners and variation selectors draw nothing by themselves: they are left out.
    """
    lost = undrawn(text, glyphs)
    return "".join(SQUARE if char in lost else char for char in text if not _is_unseen(char))


def undrawn(text: str, glyphs: Collection[str]) -> frozenset[str]:
    """Return the characters of printable `text` that `drawable` replaces."""
    seen = (char for char in text if char != "\n" and not _is_unseen(char))
    return frozenset(char for char in seen if char not in glyphs)


def _is_unseen(char: str) -> bool:
    return char in _JOINERS or _is_variation_selector(ord(char))


def _is_variation_selector(point: int) -> bool:
    return any(point in selectors for selectors in _VARIATION_SELECTORS)


def headings(content: Content) -> tuple[tuple[int, str], ...]:
    """Return every heading with its level (1 at the top), in reading order."""
    return tuple(found for section in content.sections for found in _headings(section, 1))


def _headings(section: Section, level: int) -> tuple[tuple[int, str], ...]:
    below = (found for part in section.sections for found in _headings(part, level + 1))
    return ((level, section.heading), *below)
