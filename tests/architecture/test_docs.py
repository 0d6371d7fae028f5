"""What somebody can set, type or make is written down where they will look."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, code, text_of, tracked
from workspace import settings
from workspace.cli import _parser
from workspace.commands import COMMANDS

PAGES = [path for path in tracked() if re.fullmatch(r"README\.md|docs/.*\.md", path)]
DOCS = "\n".join(text_of(path) for path in PAGES)
DOORS = ["README.md", "CONTRIBUTING.md", "STYLE.md", "SECURITY.md", "CHANGELOG.md"]


def names_read() -> set[str]:
    """Return every GRENIER_… setting the code reads, by its name in the environment."""
    asked = re.findall(
        r'\.(?:needed|optional|day|folder)\("([A-Z0-9_]+)"\)', Path(settings.__file__).read_text()
    )
    found = {f"GRENIER_{name}" for name in asked}
    for path, _ in code("workspace", "storage"):
        found |= set(re.findall(r"\bGRENIER_[A-Z0-9]+(?:_[A-Z0-9]+)*\b", text_of(path)))
    return found


def missing(words: set[str], text: str) -> set[str]:
    return {word for word in words if not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text)}


def commands() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in _parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def test_every_setting_is_written_down() -> None:
    found = names_read()
    assert len(found) > 10
    # `GRENIER_X_FILE` of each is said once for all of them
    assert missing({name for name in found if name != "GRENIER_X"}, DOCS) == set()


def test_every_command_is_written_down_with_its_options() -> None:
    for name, parser in commands():
        assert missing({f"grenier {name}"}, DOCS) == set()
        options = {
            option
            for action in parser._actions
            for option in action.option_strings
            if option.startswith("--") and option != "--help"
        }
        assert missing(options, DOCS) == set()


def test_every_command_does_something() -> None:
    assert {name for name, _ in commands()} == {*COMMANDS, "demo"}


def test_every_target_is_written_down() -> None:
    assert len(targets()) > 8
    written = DOCS + text_of("CONTRIBUTING.md")
    assert missing({f"make {target}" for target in targets()}, written) == set()


def test_every_target_declared_exists() -> None:
    declared = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert declared is not None
    assert targets() == set(declared[1].split())


def test_a_word_that_is_not_written_down_is_found() -> None:
    assert missing({"GRENIER_OBJECTS"}, "GRENIER_OBJECTS_FOLDER, MY_GRENIER_OBJECTS") == {
        "GRENIER_OBJECTS"
    }
    assert missing({"GRENIER_OBJECTS"}, "set `GRENIER_OBJECTS`.") == set()


@pytest.mark.parametrize("door", DOORS)
def test_every_door_of_the_project_is_there(door: str) -> None:
    assert len(text_of(door)) > 200


LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", [*PAGES, *DOORS[1:]])
def test_every_link_leads_somewhere(page: str) -> None:
    for link in LINK.findall(text_of(page)):
        if "://" not in link and not link.startswith("mailto:"):
            assert (ROOT / page).parent.joinpath(link).exists(), link


@pytest.mark.parametrize("page", PAGES)
def test_files_named_in_the_docs_exist(page: str) -> None:
    named = set(
        re.findall(
            r"`((?:workspace|storage|tests|tools)/[\w/.-]+\.(?:py|toml|md|po))`", text_of(page)
        )
    )
    assert {path for path in named if not (ROOT / path).exists()} == set()
