"""Downloads: the header that names them (RFC 6266), and spreadsheets."""

import unicodedata
from urllib.parse import quote

from starlette.responses import Response

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


def pdf(content: bytes, name: str) -> Response:
    """Answer a PDF as a download called `name`, which names nobody; opened, it runs nothing."""
    headers = {
        "content-disposition": content_disposition(name),
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return Response(content, media_type="application/pdf", headers=headers)


def spreadsheet(content: bytes, name: str) -> Response:
    """Answer a spreadsheet (`spreadsheets.table`) as a download called `name`, which names nobody."""
    return Response(
        content,
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": content_disposition(name)},
    )
