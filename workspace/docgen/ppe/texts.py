"""The words of the document, read once from the packaged file; never a word of it in code."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from workspace.docgen.model import Origin, Words


@dataclass(frozen=True, kw_only=True)
class Part:
    """A section of the outline, before it has content."""

    key: str
    title: str
    origin: Origin
    parts: tuple["Part", ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.key, *(key for part in self.parts for key in part.keys))


@dataclass(frozen=True)
class Texts:
    tables: Mapping[str, Any]

    def say(self, path: str, **values: object) -> str:
        """Return the text at `path` (as `labels.name`) with `values` put in; KeyError if none."""
        found = self._at(path)
        assert isinstance(found, str), path
        return found.format(**values) if values else found

    def lines(self, path: str) -> tuple[str, ...]:
        return tuple(self._at(path))

    def _at(self, path: str) -> Any:
        found: Any = self.tables
        for name in path.split("."):
            found = found[name]
        return found

    @property
    def words(self) -> Words:
        return Words(**self.tables["words"])

    @property
    def outline(self) -> tuple[Part, ...]:
        return _parts(self.tables["sections"])


def _parts(rows: Sequence[Mapping[str, Any]]) -> tuple[Part, ...]:
    return tuple(
        Part(
            key=row["key"],
            title=row["title"],
            origin=Origin(row["origin"]),
            parts=_parts(row.get("sections", ())),
        )
        for row in rows
    )


@cache
def french() -> Texts:
    packaged = files("workspace.docgen.ppe").joinpath("texts.fr.toml")
    return Texts(tomllib.loads(packaged.read_text(encoding="utf-8")))
