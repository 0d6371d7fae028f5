"""Reads the pages of an archive as a strict browser would."""

import posixpath
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag

VOID = frozenset({"meta", "link", "img", "br", "path", "rect"})


@dataclass
class Read:
    """What a page holds."""

    links: list[str] = field(default_factory=list)
    identifiers: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    pictures: list[dict[str, str | None]] = field(default_factory=list)
    language: str | None = None
    text: str = ""


class _Strict(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.read = Read()
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        assert len(known) == len(attrs), f"an attribute twice on {tag}"
        self.read.tags.append(tag)
        self.read.links += [
            value or ""
            for name, value in attrs
            if name in {"href", "src", "srcset", "data", "action", "poster"}
        ]
        self.read.identifiers += [value or "" for name, value in attrs if name == "id"]
        if tag == "html":
            self.read.language = known.get("lang")
        if tag == "img":
            self.read.pictures.append(known)
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in VOID, f"{tag} closes itself"
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert tag == self._open.pop()

    def handle_data(self, data: str) -> None:
        self.read.text += data

    def close(self) -> None:
        super().close()
        assert self._open == []


def read(page: bytes) -> Read:
    """Parse a page; AssertionError when a tag is left open or closes another."""
    text = page.decode()
    assert text.startswith("<!doctype html>\n")
    parser = _Strict()
    parser.feed(text)
    parser.close()
    return parser.read


def pages(files: dict[str, bytes]) -> dict[str, Read]:
    return {path: read(content) for path, content in files.items() if path.endswith(".html")}


def targets(path: str, page: Read) -> list[tuple[str, str]]:
    """Return where each link of a page leads: a path in the bag, and a place in it."""
    found = []
    for link in page.links:
        address, place = urldefrag(link)
        target = (
            posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(address)))
            if address
            else path
        )
        found.append((target, place))
    return found
