"""File names from strangers: kept readable, made harmless."""

import unicodedata

MOST_BYTES = 180
"""UTF-8 bytes, extension included: fits every file system with room for a prefix."""

_UNSHOWN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
"""Unicode categories that draw nothing: controls, bidirectional marks, private, separators."""
_RESERVED = frozenset('<>:"/\\|?*')


def clean(name: str) -> str:
    """Keep the last path component, composed (NFC), visible, of at most `MOST_BYTES` bytes.

    Returns "file" when nothing is left; never a path, a hidden file or a reserved character.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    composed = unicodedata.normalize("NFC", last)
    shown = "".join(
        "_" if sign in _RESERVED else sign
        for sign in composed
        if unicodedata.category(sign) not in _UNSHOWN
    )
    return _shorten(" ".join(shown.split()).strip(". ")) or "file"


def _shorten(name: str) -> str:
    """Cut the stem, not the extension, between two characters."""
    if len(name.encode()) <= MOST_BYTES:
        return name
    stem, dot, extension = name.rpartition(".")
    ending = (dot + extension).encode()
    if not dot or len(ending) > MOST_BYTES // 2:
        stem, ending = name, b""
    kept = stem.encode()[: MOST_BYTES - len(ending)].decode(errors="ignore").rstrip(". ")
    return kept + ending.decode()
