"""Which tests stay together when two processes share the suite.

The chapters of the story are lived in one house, in their order; every other file that starts a house or a browser, or makes
something once for all its tests, keeps its tests together.
`xdist_group` would say so, but xdist 3.8 writes groups where pytest 9.2 no longer looks: nothing was grouped.
"""

from typing import Any

from xdist.scheduler import LoadScopeScheduling

CHAPTERS = ("test_story", "test_conversation", "test_young_adult", "test_axe", "test_plaintext")
"""The chapters in the order they are lived; what looks for words comes after all that wrote some."""
TREE = "tests/architecture/"
"""What reads the whole tree reads it once."""
TOGETHER = (
    TREE,
    "tests/journeys/",
    "tests/migrations/test_kept_folders.py",
    "tests/workspace/cohort/test_series.py",
    "tests/workspace/demo/test_territory.py",
    "tests/workspace/exchange/test_territory.py",
    "tests/workspace/exchange/test_variants.py",
    "tests/workspace/handover/test_offline.py",
    "tests/workspace/web/test_styleguide.py",
)


def group_of(nodeid: str) -> str:
    """Return what a test may not be separated from: the story, its file, or nothing but itself."""
    file = nodeid.partition("::")[0]
    if not file.startswith(TOGETHER):
        return nodeid
    if file.startswith(TREE):
        return TREE
    name = file.rpartition("/")[2].removesuffix(".py")
    return "the story" if name in CHAPTERS else file


class ByHouse(LoadScopeScheduling):  # type: ignore[misc]  # xdist says nothing of its types
    """Hand out whole groups, the largest first."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def scheduler(config: Any, log: Any) -> ByHouse:
    return ByHouse(config, log)
