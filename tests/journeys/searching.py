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
    """Return how `word` may be written, in lower case: text of eight and sixteen bits, escaped, hexadecimal, base64."""
    said = word.lower()
    plain = said.encode()
    return frozenset(
        {
            plain,
            said.encode("utf-16-le"),
            said.encode("utf-16-be"),
            said.encode("latin-1", errors="replace"),
            said.encode("ascii", errors="backslashreplace"),
            quote(said).lower().encode(),
            plain.hex().encode(),
            *_in_base64(word.encode()),
        }
    )


def _in_base64(plain: bytes) -> Iterator[bytes]:
    """Yield what is the same whatever stands before and after, for each of the three places to begin."""
    for shift in range(3):
        shifted = base64.b64encode(b"\0" * shift + plain)
        yield shifted[4 if shift else 0 : -4].lower()


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
            str(path): self.found_in(str(path).encode()) | self.found_in(path.read_bytes())
            for path in files
        }
        return {path: words for path, words in found.items() if words}


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
