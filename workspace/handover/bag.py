"""BagIt (RFC 8493): the lists by which anyone can check, in decades, that nothing was lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

PAYLOAD = "data/"


@dataclass(kw_only=True)
class Bag:
    """Notes the SHA-256 of every file as it goes by; writes the tag files at the end."""

    digests: dict[str, str] = field(default_factory=dict)
    """The hexadecimal SHA-256 of each file by its path in the bag."""
    _payload_bytes: int = 0

    def note(self, path: str, digest: str, size: int) -> None:
        assert path not in self.digests, "two files in one place"
        self.digests[path] = digest
        if path.startswith(PAYLOAD):
            self._payload_bytes += size

    def tag_files(self, *, bagged_on: date) -> Mapping[str, bytes]:
        """Write the tag files, the list of tags last; nothing may be noted after."""
        payload = {path: sum_ for path, sum_ in self.digests.items() if path.startswith(PAYLOAD)}
        tags = {
            "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
            "bag-info.txt": self._description(len(payload), bagged_on),
            "manifest-sha256.txt": _manifest(payload),
        }
        others = {path: sum_ for path, sum_ in self.digests.items() if path not in payload}
        digests = others | {path: sha256(content).hexdigest() for path, content in tags.items()}
        return tags | {"tagmanifest-sha256.txt": _manifest(digests)}

    def _description(self, files: int, bagged_on: date) -> bytes:
        lines = (
            f"Bagging-Date: {bagged_on.isoformat()}",
            f"Payload-Oxum: {self._payload_bytes}.{files}",
            "Bag-Software-Agent: Grenier",
        )
        return ("\n".join(lines) + "\n").encode()


def _manifest(digests: Mapping[str, str]) -> bytes:
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items())).encode()
