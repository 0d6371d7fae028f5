"""Where a word lies in clear: in any file, under any name, in the encodings that software writes words in."""

import base64
import gzip
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from tests.journeys.house import House

GZIP = b"\x1f\x8b\x08"
WHEEL = "pginstall18/bin"


def written_forms(word: str) -> frozenset[bytes]:
    """Return how `word` may be written: text of eight and sixteen bits, escaped, hexadecimal, base64.

    Letters without an accent are in lower case, as in what is searched.
    """
    cases = {word, word.lower(), word.upper()}
    return frozenset(form.lower() for case in cases for form in _encoded(case))


def _encoded(word: str) -> Iterator[bytes]:
    yield word.encode()
    yield word.encode("utf-16-le")
    yield word.encode("utf-16-be")
    yield word.encode("latin-1", errors="replace")
    yield word.encode("ascii", errors="backslashreplace")
    yield quote(word).encode()
    yield word.encode().hex().encode()
    for shift in range(3):  # base64 depends on how many bytes stand before
        shifted = base64.b64encode(bytes(shift) + word.encode())
        yield shifted[4 if shift else 0 : -4]


class Search:
    """A search for some words wherever bytes are."""

    def __init__(self, words: Iterable[str]) -> None:
        self._forms = {word: written_forms(word) for word in words}

    def found_in(self, content: bytes) -> set[str]:
        lowered = content.lower()
        found = {
            word for word, forms in self._forms.items() if any(form in lowered for form in forms)
        }
        if content.startswith(GZIP):
            found |= self.found_in(gzip.decompress(content))
        return found

    def found_under(self, folder: Path) -> dict[str, set[str]]:
        """Search the names and the raw bytes of all files, the database's own among them."""
        files = [path for path in folder.rglob("*") if path.is_file()]
        assert files, folder
        found = {
            str(path): self.found_in(str(path).encode()) | self.found_in(_read(path))
            for path in files
        }
        return {path: words for path, words in found.items() if words}


def _read(path: Path) -> bytes:
    """Return what a file holds; the database takes some of its own away at any moment: what is gone holds nothing."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def as_superuser(house: House, tool: str, *words: str) -> bytes:
    """Run one of PostgreSQL's own tools on the demonstration's database, as the one who sees all rows."""
    pid_file = house.data / "pg" / "postmaster.pid"
    socket_folder = pid_file.read_text("utf-8").splitlines()[4]
    program = next(Path(sys.prefix).rglob(f"{WHEEL}/{tool}"))
    return subprocess.run(
        [program, "-h", socket_folder, "-U", "postgres", "-d", "grenier", *words],
        check=True,
        capture_output=True,
    ).stdout
