"""The tree as the tests of this folder read it: files that belong to the project, and their syntax."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("workspace", "storage")


@cache
def tracked() -> tuple[str, ...]:
    """Return the paths under version control, or about to be, from the root."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(sorted(path for path in listed.stdout.splitlines() if (ROOT / path).is_file()))


def code(*packages: str, migrations: bool = False) -> Iterator[tuple[str, ast.Module]]:
    """Walk the Python files of `packages`: path and syntax."""
    for path in tracked():
        if not path.endswith(".py") or not path.startswith(tuple(f"{name}/" for name in packages)):
            continue
        if migrations or "piccolo_migrations" not in path:
            yield path, syntax_of(path)


@cache
def syntax_of(path: str) -> ast.Module:
    """Return the syntax of a file, read once for all who look at it: nobody changes it."""
    return ast.parse(text_of(path))


def text_of(path: str) -> str:
    return (ROOT / path).read_text("utf-8")
