import csv
import json
import re
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import PurePosixPath

import pytest

from tests.workspace.handover import site, story
from tests.workspace.handover.story import CONTENTS, EMPTY, FRENCH, FULL, archived, open_content
from workspace.handover.archive import write_archive
from workspace.handover.model import ContentId, Document, File, Story

STORIES = pytest.mark.parametrize("told", [FULL, EMPTY, FRENCH], ids=["full", "empty", "french"])


FORBIDDEN = (
    "<script",
    "http:",
    "https:",
    "//",
    "javascript:",
    "@import",
    "url(",
    " style=",
    "<iframe",
    "<base",
    "<form",
)


def contents_of(told: Story) -> set[ContentId]:
    kept = [keepsake for chapter in told.chapters for keepsake in chapter.keepsakes]
    images = [keepsake.image for keepsake in kept if keepsake.image]
    files = [image.display for image in images] + [
        image.original for image in images if image.original
    ]
    files += [keepsake.attachment for keepsake in kept if keepsake.attachment]
    return {file.content for file in files + [document.file for document in told.documents]}


def manifest(files: dict[str, bytes], name: str) -> dict[str, str]:
    """Read a BagIt manifest as RFC 8493, section 2.1.3, writes it."""
    lines = files[name].decode().splitlines()
    return {path: digest for digest, path in (re.split(r"\s+", line, maxsplit=1) for line in lines)}


@STORIES
async def test_the_archive_is_a_valid_bag(told: Story) -> None:
    files = await archived(told)
    assert files["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    digests = {path: sha256(content).hexdigest() for path, content in files.items()}
    payload = {path: digest for path, digest in digests.items() if path.startswith("data/")}
    assert payload == manifest(files, "manifest-sha256.txt")
    tags = digests.keys() - payload.keys() - {"tagmanifest-sha256.txt"}
    assert {path: digests[path] for path in tags} == manifest(files, "tagmanifest-sha256.txt")
    oxum = f"Payload-Oxum: {sum(len(files[path]) for path in payload)}.{len(payload)}\n"
    assert oxum in files["bag-info.txt"].decode()


async def test_every_content_is_in_the_archive_byte_for_byte_and_in_its_list() -> None:
    files = await archived(FULL)
    rows = list(
        csv.DictReader(
            files["data/donnees/contenus.csv"].decode("utf-8-sig").splitlines(), delimiter=";"
        )
    )
    assert {str(content) for content in contents_of(FULL)} == {row["id"] for row in rows}
    for row in rows:
        kept = files[row["path"]]
        assert kept in CONTENTS.values()
        assert (row["bytes"], row["sha256"]) == (str(len(kept)), sha256(kept).hexdigest())


@STORIES
async def test_every_link_leads_inside(told: Story) -> None:
    files = await archived(told)
    pages = site.pages(files)
    for path, page in pages.items():
        for target, place in site.targets(path, page):
            assert target in files, (path, target)
            assert not place or place in pages[target].identifiers
        assert len(page.identifiers) == len(set(page.identifiers))


@STORIES
async def test_every_page_and_file_can_be_reached_from_the_first(told: Story) -> None:
    files = await archived(told)
    pages = site.pages(files)
    reached, waiting = set(), ["index.html"]
    while waiting:
        path = waiting.pop()
        if path not in reached:
            reached.add(path)
            waiting += (
                [target for target, _ in site.targets(path, pages[path])] if path in pages else []
            )
    shown = {path for path in files if path.endswith((".html", ".css", ".jpg", ".pdf", ".mp3"))}
    assert shown == reached


@STORIES
async def test_pages_ask_nothing_of_the_network_and_run_nothing(told: Story) -> None:
    for path, content in (await archived(told)).items():
        if path.endswith((".html", ".css")):
            text = content.decode().lower()
            for forbidden in FORBIDDEN:
                assert forbidden not in text, (path, forbidden)
            assert re.search(r"<[^>]*\son[a-z]+=", text) is None


@STORIES
async def test_pages_are_well_made(told: Story) -> None:
    for path, page in site.pages(await archived(told)).items():
        assert page.language == told.language
        assert page.tags.count("h1") == 1, path
        assert page.tags.count("title") >= 1
        assert all(
            "alt" in picture and picture["width"] and picture["height"] for picture in page.pictures
        )


async def test_what_people_wrote_is_shown_as_they_wrote_it() -> None:
    pages = site.pages(await archived(FULL))
    assert 'The <sea> & the "wind".' in pages["data/boite/age-04.html"].text
    assert "At Odile's" in pages["data/dossier/index.html"].text


async def test_the_pages_speak_to_one_person() -> None:
    pages = site.pages(await archived(FULL))
    index = " ".join(pages["index.html"].text.split())
    assert "6 keepsakes, kept by one person. You can stop whenever you want" in index
    assert "from 8 March 2010 to 19 November 2011" in pages["data/dossier/index.html"].text
    assert (
        "Nobody has put anything in your box yet"
        in site.pages(await archived(EMPTY))["index.html"].text
    )


async def test_paths_open_on_any_system() -> None:
    for path in await archived(FULL):
        assert re.fullmatch(r"[a-z0-9][a-z0-9./-]*", path), path
        assert len(path) < 100
        assert all(len(part) <= 64 for part in PurePosixPath(path).parts)
        assert ".." not in PurePosixPath(path).parts


async def test_the_facts_are_there_for_other_programs() -> None:
    files = await archived(FULL)
    facts = json.loads(files["data/donnees/histoire.json"])
    assert (facts["born_on"], facts["growth"][0]["height_cm"]) == ("2007-08-20", "84.5")
    told = FULL.chapters[0].keepsakes[0].image
    picture = facts["chapters"][0]["keepsakes"][0]["image"]
    assert told is not None
    assert CONTENTS[told.display.content] == files[picture["display"]]


async def test_no_cell_is_read_as_a_formula() -> None:
    files = await archived(FULL)
    lists = {
        path: content.decode("utf-8-sig")
        for path, content in files.items()
        if path.endswith(".csv")
    }
    assert len(lists) == 11
    cells = [
        cell
        for text in lists.values()
        for row in csv.reader(text.splitlines(), delimiter=";")
        for cell in row
    ]
    assert all(";" in text.splitlines()[0] for text in lists.values()), "columns in a French Excel"
    assert "84,5" in lists["data/donnees/croissance.csv"]
    assert lists["data/donnees/qui-a-ouvert.csv"].splitlines()[0].count(";") == 2, "no empty column"
    assert [cell for cell in cells if cell.startswith("'=Pilou")]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]


async def test_a_content_of_another_format_travels_too_and_is_never_started_by_a_click() -> None:
    odd = File(content=story.stored(b"?"), content_type="application/x-msdownload", name="a.exe")
    told = replace(
        EMPTY, documents=(Document(title="?", dated_on=EMPTY.born_on, author="?", file=odd),)
    )
    files = await archived(told)
    assert [name for name in files if name.endswith("-a.bin")]
    assert not [name for name in files if name.endswith(".exe")]


async def test_a_content_that_fails_leaves_no_archive_that_looks_whole() -> None:
    async def tampered(content: ContentId) -> AsyncIterator[bytes]:
        yield CONTENTS[content][:10]
        raise OSError("tampered")

    sent = bytearray()

    async def send() -> None:
        async for chunk in write_archive(FULL, tampered):
            sent.extend(chunk)

    with pytest.raises(OSError, match="tampered"):
        await send()
    assert sent
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(BytesIO(sent))


async def test_the_same_story_gives_the_same_bytes() -> None:
    first, second = [[chunk async for chunk in write_archive(FULL, open_content)] for _ in range(2)]
    assert first == second
