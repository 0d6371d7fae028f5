"""Static files: read once at start, served from memory, compressed, under a name that never lies.

The address holds a digest of everything, so browsers keep a file for ever. The sheets of the
design system are a file each for who writes them, and one request for the phone that reads them.
"""

import gzip
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

BUNDLE: Final = "css/grenier.css"
SHEETS: Final = (
    *("css/layers.css", "css/reset.css", "css/base.css", "css/tokens.css"),
    *("css/shell.css", "css/me.css", "css/door.css", "css/page.css"),
    *("css/buttons.css", "css/forms.css", "css/states.css", "css/strip.css"),
    *("css/lists.css", "css/tables.css", "css/tabs.css", "css/figures.css"),
    *("css/scroll.css", "css/young.css", "css/utilities.css"),
)
"""What `BUNDLE` is made of, in this order; dark and print stand apart, each with its medium."""

MEDIA_TYPES: Final[Mapping[str, str]] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".jpg": "image/jpeg",
    ".md": "text/markdown; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
_COMPRESSED: Final = frozenset({".css", ".js", ".md", ".svg", ".txt", ".webmanifest"})
_RELEASE_LENGTH: Final = 12


class ReleasedFiles(StaticFiles):
    """The files of some folders, the first folder winning where two hold the same name.

    KeyError at once for a kind of file that `MEDIA_TYPES` does not know.
    """

    def __init__(self, folders: Iterable[Path]) -> None:
        super().__init__(check_dir=False)
        contents = _contents(tuple(folders))
        if all(sheet in contents for sheet in SHEETS):
            contents[BUNDLE] = b"\n".join(contents[sheet] for sheet in SHEETS)
        self.release: str = _digest(contents)
        self.names = frozenset(contents)
        self._types = {name: MEDIA_TYPES[Path(name).suffix] for name in contents}
        self._plain = contents
        self._packed = {
            name: gzip.compress(content, mtime=0)
            for name, content in contents.items()
            if Path(name).suffix in _COMPRESSED
        }

    def address(self, name: str) -> str:
        """Give the address of a file, `css/base.css`; FileNotFoundError if there is none."""
        if name not in self.names:
            raise FileNotFoundError(name)
        return f"/static/{self.release}/{name}"

    def content(self, name: str) -> bytes:
        """Give what a file holds, as it was at the start; KeyError if there is none."""
        return self._plain[name]

    async def get_response(self, path: str, scope: Scope) -> Response:
        name = Path(path).as_posix()
        if name not in self.names:
            raise HTTPException(404)
        if scope["method"] not in {"GET", "HEAD"}:
            raise HTTPException(405)
        headers = {"vary": "accept-encoding"}
        content = self._plain[name]
        if name in self._packed and "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            headers["content-encoding"] = "gzip"
            content = self._packed[name]
        return Response(content, media_type=self._types[name], headers=headers)


def _contents(folders: tuple[Path, ...]) -> dict[str, bytes]:
    """Each file's content by its name under `/static/<release>/`, in a settled order."""
    found: dict[str, Path] = {}
    for folder in reversed(folders):
        paths = (path for path in folder.rglob("*") if path.is_file())
        found |= {path.relative_to(folder).as_posix(): path for path in paths}
    return {name: path.read_bytes() for name, path in sorted(found.items())}


def _digest(contents: Mapping[str, bytes]) -> str:
    digest = sha256()
    for name, content in contents.items():
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:_RELEASE_LENGTH]
