"""Files that are there after a power cut: whole or not at all, and for their owner only."""

import os
from pathlib import Path
from typing import Final, Self

PRIVATE_FOLDER: Final = 0o700
PRIVATE_FILE: Final = 0o600


def make_private_folder(folder: Path) -> None:
    """Make `folder` and what is missing above it, each durably, closed to others."""
    if not folder.is_dir():
        make_private_folder(folder.parent)
        folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        sync_folder(folder.parent)


def write_new(path: Path, content: bytes) -> None:
    """Write a small file whole or not at all; `FileExistsError` if there is one already."""
    draft = path.with_name(f"{path.name}.{os.urandom(8).hex()}")
    with PrivateFile(draft) as file:
        file.write(content)
        file.sync()
    try:
        path.hardlink_to(draft)
    finally:
        draft.unlink()
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable: a new or renamed file is not, until this."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class PrivateFile:
    """A new file for its owner only, written front to back without a buffer of ours."""

    def __init__(self, path: Path) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        self._descriptor = os.open(path, flags, PRIVATE_FILE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, content: bytes) -> None:
        view = memoryview(content)
        while view:
            view = view[os.write(self._descriptor, view) :]

    def sync(self) -> None:
        os.fsync(self._descriptor)

    def close(self) -> None:
        os.close(self._descriptor)
