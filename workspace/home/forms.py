"""What somebody asks of the list of children."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from workspace.dossier.record.model import PlacementKind
from workspace.home.model import Concern, Wanted

LONGEST_QUERY: Final = 100


def wanted(fields: Mapping[str, str]) -> Wanted:
    """Read `q`, `place` and `state`; what is not understood asks for nothing."""
    return Wanted(
        text=fields.get("q", "").strip()[:LONGEST_QUERY],
        kind=_kind(fields.get("place", "")),
        concern=_concern(fields.get("state", "")),
    )


def query(wanted: Wanted) -> str:
    """Return the query of the address that asks for `wanted`, its words left out: "" or "?place=...&state=..."."""
    chosen = {"place": wanted.kind, "state": wanted.concern}
    said = urlencode({name: value.value for name, value in chosen.items() if value is not None})
    return f"?{said}" if said else ""


def _kind(code: str) -> PlacementKind | None:
    return PlacementKind(code) if code in set(PlacementKind) else None


def _concern(code: str) -> Concern | None:
    return Concern(code) if code in set(Concern) else None
