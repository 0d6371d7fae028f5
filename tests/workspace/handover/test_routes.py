"""The young adult's own pages."""

from io import BytesIO
from zipfile import BadZipFile, ZipFile

import httpx
import pytest

from storage.objects import MemoryObjectStore
from storage.vault import Vault
from tests.conftest import ORIGIN, Database
from tests.people import People, Person
from tests.workspace.handover.conftest import PHOTO, SCAN
from tests.workspace.served import Site, listening, token_of
from workspace.clock import FixedClock
from workspace.hub import MemoryHub
from workspace.settings import Settings

PATHS = ("/my-box", "/my-file/readers", "/my-box/archive")


async def test_she_sees_her_box_after_it_was_handed_over(site: Site, camille: Person) -> None:
    page = await site.browser(camille).get("/my-box")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert "2 keepsakes," in page.text
    assert "kept by 2 people." in page.text
    assert "The sea" in page.text
    assert "given by Odile" in page.text
    assert "When you were 8 years old" in page.text


async def test_she_sees_who_opened_her_file_but_not_her_own_visits(
    site: Site, camille: Person
) -> None:
    browser = site.browser(camille)
    await browser.get("/my-box")
    page = await browser.get("/my-file/readers")
    assert page.status_code == 200
    assert "Odile" in page.text
    assert "put something in your box" in page.text
    assert "looked at who opened your file" not in page.text


async def test_she_takes_everything_away(site: Site, camille: Person) -> None:
    browser = site.browser(camille)
    assert "Download my file" in (await browser.get("/my-box/archive")).text

    answer = await browser.post("/my-box/archive")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == 'attachment; filename="grenier.zip"'
    assert answer.headers["cache-control"] == "no-store"
    with ZipFile(BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        contents = [archive.read(name) for name in archive.namelist()]
    assert PHOTO in contents
    assert SCAN in contents


async def test_a_form_of_another_page_takes_nothing(site: Site, camille: Person) -> None:
    answer = await site.browser(camille).post("/my-box/archive", token="0" * 64)
    assert answer.status_code == 403


@pytest.mark.usefixtures("camille")
@pytest.mark.parametrize("name", ["nour", "odile", "ambre", "stranger", "parent", "national"])
async def test_nobody_else_has_such_pages(site: Site, people: People, name: str) -> None:
    browser = site.browser(people.by_name[name])
    assert [404] * 4 == [
        *[(await browser.get(path)).status_code for path in PATHS],
        (await browser.post("/my-box/archive")).status_code,
    ]


async def test_signed_out_the_door_is_shown(site: Site) -> None:
    async with site.client() as client:
        for path in PATHS:
            assert (await client.get(path)).headers["location"] == f"/sign-in?next={path}"


async def test_a_download_that_breaks_is_seen_to_be_broken(
    database: Database,
    settings: Settings,
    camille: Person,
    vault: Vault,
    clock: FixedClock,
) -> None:
    """On a real connection: an object is missing, the answer ends in the middle and says so."""
    assert isinstance(vault._objects, MemoryObjectStore)
    vault._objects.objects.clear()
    received = bytearray()
    async with (
        listening(database, settings, vault=vault, clock=clock, hub=MemoryHub()) as port,
        httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}",
            headers={"origin": ORIGIN, "host": ORIGIN.split("//")[1]},
            cookies={"grenier": camille.secret},
        ) as client,
    ):
        with pytest.raises(httpx.RemoteProtocolError):
            await _download(client, camille, received)
    assert received
    with pytest.raises(BadZipFile):
        ZipFile(BytesIO(bytes(received)))


async def _download(client: httpx.AsyncClient, camille: Person, received: bytearray) -> None:
    said = {"csrf_token": token_of(camille)}
    async with client.stream("POST", "/my-box/archive", data=said) as answer:
        assert answer.status_code == 200
        async for chunk in answer.aiter_bytes():
            received += chunk
