"""Objects in a folder: the embedded default. Durable before acknowledged, atomic by rename.

Layout: `docs/storage-format.md`, section 4.
"""

import os
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from storage.durable import PrivateFile, make_private_folder, sync_folder
from storage.errors import ObjectMissing, StorageError, StorageUnavailable
from storage.objects import BLOCK_BYTES, ObjectStat
from storage.threads import in_thread


@contextmanager
def _translated(*, absent: type[StorageError] = StorageUnavailable) -> Iterator[None]:
    """Turn what the file system says into our errors."""
    try:
        yield
    except FileNotFoundError as error:
        raise absent from error
    except OSError as error:
        raise StorageUnavailable from error


class LocalObjectStore:
    """Objects under one folder, made on first use. Every system call runs in a worker thread."""

    def __init__(self, folder: Path) -> None:
        self._objects = folder / "objects"
        self._incoming = folder / "incoming"

    async def put(self, object_id: UUID, content: AsyncIterable[bytes]) -> None:
        draft = self._incoming / object_id.hex
        file = await in_thread(self._open_draft, draft, undo=PrivateFile.close)
        try:
            async for piece in content:
                await in_thread(_write, file, piece)
            await in_thread(_sync, file)
        except (
            BaseException
        ):  # a cancellation too: nothing half written stays, and it goes on its way
            _forget(draft)
            raise
        finally:
            file.close()
        await in_thread(self._publish, draft, object_id)

    async def get(
        self, object_id: UUID, *, start: int = 0, length: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        left = length
        descriptor = await in_thread(_open_at, self._path(object_id), start, undo=os.close)
        try:
            while left is None or left > 0:
                wanted = BLOCK_BYTES if left is None else min(left, BLOCK_BYTES)
                piece = await in_thread(_read, descriptor, wanted)
                if not piece:
                    return
                left = None if left is None else left - len(piece)
                yield piece
        finally:
            os.close(descriptor)

    async def head(self, object_id: UUID) -> ObjectStat:
        return await in_thread(_stat, self._path(object_id), object_id)

    async def list(self) -> AsyncIterator[ObjectStat]:
        for folder in await in_thread(self._folders):
            for found in await in_thread(_stats_in, folder):
                yield found

    async def delete(self, object_id: UUID) -> None:
        await in_thread(self._delete, object_id)

    def _path(self, object_id: UUID) -> Path:
        name = object_id.hex
        return self._objects / name[:2] / name[2:4] / name

    def _open_draft(self, draft: Path) -> PrivateFile:
        with _translated():
            make_private_folder(draft.parent)
            return PrivateFile(draft)

    def _publish(self, draft: Path, object_id: UUID) -> None:
        path = self._path(object_id)
        with _translated():
            make_private_folder(path.parent)
            draft.rename(path)
            sync_folder(path.parent)

    def _folders(self) -> tuple[Path, ...]:
        with _translated():
            return tuple(
                folder
                for folder in (self._incoming, *self._objects.glob("??/??"))
                if folder.is_dir()
            )

    def _delete(self, object_id: UUID) -> None:
        with _translated():
            for path in (self._path(object_id), self._incoming / object_id.hex):
                with suppress(FileNotFoundError):
                    path.unlink()
                    sync_folder(path.parent)


def _write(file: PrivateFile, piece: bytes) -> None:
    with _translated():
        file.write(piece)


def _sync(file: PrivateFile) -> None:
    with _translated():
        file.sync()


def _forget(draft: Path) -> None:
    # The error that brought us here is the one to tell; what stays behind is found by the sweep.
    with suppress(OSError):
        draft.unlink()


def _open_at(path: Path, start: int) -> int:
    with _translated(absent=ObjectMissing):
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        os.lseek(descriptor, start, os.SEEK_SET)
        return descriptor


def _read(descriptor: int, wanted: int) -> bytes:
    with _translated():
        return os.read(descriptor, wanted)


def _stat(path: Path, object_id: UUID) -> ObjectStat:
    with _translated(absent=ObjectMissing):
        found = path.stat()
    return ObjectStat(object_id, found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))


def _stats_in(folder: Path) -> list[ObjectStat]:
    """List the objects of one folder, passing over a name that is not ours or has just gone."""
    found = []
    for path in folder.iterdir():
        with suppress(ValueError, ObjectMissing):
            found.append(_stat(path, UUID(hex=path.name)))
    return found
