"""The header that names a download (RFC 6266)."""

import unicodedata
from urllib.parse import quote

from workspace.web import filenames


def content_disposition(name: str, *, inline: bool = False) -> str:
    """Write `Content-Disposition`: an ASCII name for all, `filename*` where that loses letters."""
    cleaned = filenames.clean(name)
    disposition = "inline" if inline else "attachment"
    letters = unicodedata.normalize("NFKD", cleaned.replace("\u2019", "'"))
    plain = filenames.clean(letters.encode("ascii", "ignore").decode().replace("%", "_"))
    header = f'{disposition}; filename="{plain}"'
    if plain == cleaned:
        return header
    return f"{header}; filename*=UTF-8''{quote(cleaned, safe='')}"
