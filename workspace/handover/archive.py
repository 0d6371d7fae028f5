"""The suitcase: one archive that opens without us, streamed as it is made.

A ZIP file holding one folder, which is both a small site (open `index.html`; no network, no
script) and a bag (BagIt, RFC 8493) whose lists prove that nothing is missing.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from hashlib import sha256

from workspace.handover import rules
from workspace.handover.bag import Bag
from workspace.handover.facts import CONTENTS, facts
from workspace.handover.model import ContentId, Story
from workspace.handover.pages import pages
from workspace.handover.rules import Entry
from workspace.handover.zip_stream import ZipStream
from workspace.spreadsheets import table

FOLDER = "grenier"
"""The one folder inside: says nothing of whose it is."""

OpenContent = Callable[[ContentId], AsyncIterator[bytes]]


async def write_archive(story: Story, open_content: OpenContent) -> AsyncIterator[bytes]:
    """Yield the archive, ready to send; memory holds one chunk of one content at a time.

    `open_content` yields the clear bytes of one content. What it raises ends the archive before
    its directory is written, so that a damaged archive never looks whole.
    """
    writer = _Writer(story, open_content)
    try:
        for path, content in writer.written_here():
            yield writer.add(path, content)
        for entry in writer.places.values():
            async for sent in writer.copy(entry):
                yield sent
        for sent in writer.lists():
            yield sent
    finally:
        writer.abandon()


class _Writer:
    def __init__(self, story: Story, open_content: OpenContent) -> None:
        self._story = story
        self._open_content = open_content
        self._zip = ZipStream(story.prepared_on)
        self._bag = Bag()
        self._sizes: dict[ContentId, int] = {}
        self.places = rules.lay_out(story)

    def written_here(self) -> Iterator[tuple[str, bytes]]:
        yield from pages(self._story, self.places)
        yield from facts(self._story, self.places)

    def add(self, path: str, content: bytes) -> bytes:
        self._bag.note(path, sha256(content).hexdigest(), len(content))
        return self._zip.text(f"{FOLDER}/{path}", content)

    async def copy(self, entry: Entry) -> AsyncIterator[bytes]:
        digest = sha256()
        size = 0

        async def noted() -> AsyncIterator[bytes]:
            nonlocal size
            async for chunk in self._open_content(entry.file.content):
                digest.update(chunk)
                size += len(chunk)
                yield chunk

        path = f"{FOLDER}/{entry.path}"
        async for sent in self._zip.stored(path, noted(), size=entry.file.size):
            yield sent
        self._bag.note(entry.path, digest.hexdigest(), size)
        self._sizes[entry.file.content] = size

    def abandon(self) -> None:
        """Write no more; once the lists are written there is nothing left to write."""
        self._zip.abandon()

    def lists(self) -> Iterator[bytes]:
        yield self.add(CONTENTS, self._contents())
        tag_files = self._bag.tag_files(bagged_on=self._story.prepared_on)
        for path, content in tag_files.items():
            yield self._zip.text(f"{FOLDER}/{path}", content)
        yield self._zip.end()

    def _contents(self) -> bytes:
        """List every content by its identifier, as our records know it."""
        rows = (
            (
                entry.file.content,
                entry.path,
                entry.file.content_type,
                self._sizes[entry.file.content],
                self._bag.digests[entry.path],
            )
            for entry in self.places.values()
        )
        return table(("id", "path", "content_type", "bytes", "sha256"), rows)
