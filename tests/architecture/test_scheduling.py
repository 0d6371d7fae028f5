"""Tests that share a house are never separated; all others may be."""

import pytest

from tests.scheduling import CHAPTERS, group_of


def test_the_chapters_are_one_group() -> None:
    groups = {group_of(f"tests/journeys/{chapter}.py::test_x[a::b]") for chapter in CHAPTERS}
    assert {"the story"} == groups


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("tests/journeys/test_moves.py::a", "tests/journeys/test_moves.py::b[1]", True),
        ("tests/journeys/test_moves.py::a", "tests/journeys/test_drafts.py::a", False),
        (
            "tests/migrations/test_kept_folders.py::a",
            "tests/migrations/test_kept_folders.py::b",
            True,
        ),
        ("tests/workspace/test_cli.py::a", "tests/workspace/test_cli.py::b", False),
        ("tests/architecture/test_docs.py::a", "tests/architecture/test_imports.py::b", True),
        (
            "tests/workspace/demo/test_territory.py::a",
            "tests/workspace/demo/test_territory.py::b",
            True,
        ),
    ],
)
def test_a_file_that_starts_a_house_stays_whole(one: str, other: str, together: bool) -> None:
    assert together == (group_of(one) == group_of(other))


def test_a_run_in_two_processes_groups_them(request: pytest.FixtureRequest) -> None:
    """What `xdist_group` promised in silence: the hook is there and gives our scheduler."""
    hooks = request.config.pluginmanager.get_plugins()
    assert [plugin for plugin in hooks if hasattr(plugin, "pytest_xdist_make_scheduler")]
