"""The pages of a memory box, asked for as browsers do."""

import re
from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import ORIGIN, Database
from tests.people import LOU, People, Person
from tests.workspace.grown import BORN as CAMILLE_BORN
from tests.workspace.grown import CAMILLE
from tests.workspace.memorybox import pictures
from tests.workspace.memorybox.giving import captions, give, story
from tests.workspace.served import Site, token_of
from workspace.clock import FixedClock
from workspace.database import sql, transaction
from workspace.ids import DossierId
from workspace.memorybox.imaging import Darkroom
from workspace.memorybox.model import KeepsakeId

BOX = f"/children/{LOU}/memory-box"
CAMILLES = f"/children/{CAMILLE}/memory-box"
TOLD = {"kind": "object", "caption": "Pilou, the fox.", "happened": "07/2023"}
LARGE = 50 * 1024 * 1024 + 1


def picture(content: bytes, name: str = "IMG_0001.JPG") -> list[tuple[str, tuple[str, bytes, str]]]:
    return [("content", (name, content, "image/jpeg"))]


async def objects(person: Person) -> int:
    """Return how many stored objects there are, whatever their state."""
    with person.here():
        async with transaction():
            return int((await sql("select count(*)::int as n from stored_object"))[0]["n"])


async def confirmed(person: Person, database: Database) -> None:
    """Let this person have proved a moment ago that they are there."""
    owner = await asyncpg.connect(database.url("grenier_owner"))
    await owner.execute(
        "update session set sudo_until = now() + interval '5 minutes' where account = $1",
        person.actor.account,
    )
    await owner.close()


# ── Adding and looking ───────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("followed")
async def test_a_photograph_is_given_from_its_form_and_shown_without_its_place(
    site: Site, people: People
) -> None:
    given = pictures.jpeg()
    odile = site.browser(people.odile)
    assert 'name="content"' in (await odile.get(f"{BOX}/new")).text

    answer = await odile.post(f"{BOX}/keepsakes", {**TOLD, "kind": "photo"}, files=picture(given))

    assert (answer.status_code, answer.headers["location"]) == (303, BOX)
    page = await odile.get(BOX)
    assert page.headers["cache-control"] == "no-store"
    assert "Pilou, the fox." in page.text
    assert "2 years old" in page.text
    assert "given by Odile" in page.text
    found = re.search(rf'src="({BOX}/keepsakes/[^"]+)/display"', page.text)
    assert found
    for copy in ("display", "thumbnail"):
        shown = await odile.get(f"{found[1]}/{copy}")
        assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
        assert shown.headers["cache-control"] == "no-store"
        assert pictures.CANARY.encode() not in shown.content
    original = await odile.get(f"{found[1]}/original")
    assert original.content == given
    assert original.headers["content-disposition"] == "attachment"
    assert original.headers["cache-control"] == "no-store"
    assert (await site.browser(people.nour).get(f"{found[1]}/original")).status_code == 403
    assert (await site.browser(people.ambre).get(f"{found[1]}/display")).status_code == 404
    assert (await odile.get(f"{found[1]}/negative")).status_code == 404


@pytest.mark.usefixtures("followed")
async def test_a_story_is_given_without_a_file(site: Site, people: People, vault: Vault) -> None:
    answer = await site.browser(people.ambre).post(
        f"{BOX}/keepsakes", TOLD, files=[("content", ("", b"", "application/octet-stream"))]
    )
    assert answer.status_code == 303
    assert ["Pilou, the fox."] == await captions(people.ambre, vault=vault)


@pytest.mark.usefixtures("followed")
async def test_an_empty_box_says_what_it_is_for(site: Site, people: People) -> None:
    assert "will want to find again" in (await site.browser(people.nour).get(BOX)).text
    assert "What you give to this box" in (await site.browser(people.ambre).get(BOX)).text


@pytest.mark.usefixtures("followed")
@pytest.mark.parametrize(
    ("name", "status"), [("diane", 403), ("stranger", 404), ("parent", 404), ("auditor", 404)]
)
async def test_the_box_is_closed_to_others(
    site: Site, people: People, name: str, status: int
) -> None:
    browser = site.browser(people.by_name[name])
    nothing = f"{BOX}/keepsakes/{uuid4()}"
    assert [status] * 5 == [
        (await browser.get(BOX)).status_code,
        (await browser.get(f"{BOX}/new")).status_code,
        (await browser.get(f"{nothing}/display")).status_code,
        (await browser.post(f"{nothing}/withdrawal")).status_code,
        (await browser.post(f"{BOX}/release")).status_code,
    ]


@pytest.mark.usefixtures("followed")
async def test_what_cannot_be_kept_is_said_and_what_was_typed_stays(
    site: Site, people: People
) -> None:
    odile = site.browser(people.odile)
    wrong = {"kind": "", "caption": "The <sea>", "happened": "soon"}
    answer = await odile.post(f"{BOX}/keepsakes", wrong, files=picture(pictures.jpeg()))
    assert answer.status_code == 422
    assert "Choose what it is." in answer.text
    assert "The &lt;sea&gt;" in answer.text
    for content in (b"", b"not a picture", b"GIF89a", pictures.jpeg()[:200]):
        answer = await odile.post(
            f"{BOX}/keepsakes", {**TOLD, "kind": "photo"}, files=picture(content)
        )
        assert answer.status_code == 422
        assert "not a picture we can read" in answer.text
    assert await objects(people.odile) == 0


@pytest.mark.usefixtures("followed")
async def test_a_picture_too_large_is_refused(site: Site, people: People) -> None:
    answer = await site.browser(people.odile).post(
        f"{BOX}/keepsakes", {**TOLD, "kind": "photo"}, files=picture(bytes(LARGE))
    )
    assert answer.status_code == 422
    assert "This file is too large." in answer.text
    assert await objects(people.odile) == 0


@pytest.mark.usefixtures("followed")
async def test_a_form_of_another_page_is_refused_before_its_file_is_read(
    site: Site, people: People
) -> None:
    """The body stops at the file: were one byte of it asked for, this test would wait for ever."""
    asked: list[str] = []

    def field(name: str, value: str) -> bytes:
        return f'--b\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()

    async def body() -> AsyncIterator[bytes]:
        for name, value in {"csrf_token": "0" * 64, **TOLD}.items():
            yield field(name, value)
        yield b'--b\r\ncontent-disposition: form-data; name="content"; filename="a.jpg"\r\n\r\n'
        asked.append("the file")
        yield pictures.jpeg()

    async with site.client(cookies={"grenier": people.odile.secret}) as client:
        answer = await client.post(
            f"{BOX}/keepsakes",
            content=body(),
            headers={"content-type": "multipart/form-data; boundary=b"},
        )
    assert answer.status_code == 403
    assert asked == []


@pytest.mark.usefixtures("followed")
async def test_the_right_token_lets_the_file_in(site: Site, people: People, vault: Vault) -> None:
    """The negative control of the test before."""
    answer = await site.browser(people.odile).post(
        f"{BOX}/keepsakes", TOLD, files=picture(pictures.jpeg()), token=token_of(people.odile)
    )
    assert answer.status_code == 303
    assert ["Pilou, the fox."] == await captions(people.odile, vault=vault)


@pytest.mark.usefixtures("followed")
async def test_its_giver_withdraws_a_keepsake_from_the_page(
    site: Site, people: People, darkroom: Darkroom, vault: Vault, clock: FixedClock
) -> None:
    keepsake = await give(people.odile, story(), darkroom=darkroom, vault=vault, clock=clock)
    path = f"{BOX}/keepsakes/{keepsake.id}/withdrawal"
    assert path in (await site.browser(people.odile).get(BOX)).text
    assert path not in (await site.browser(people.yann).get(BOX)).text

    assert (await site.browser(people.yann).post(path)).status_code == 404
    assert (await site.browser(people.odile).post(path, token="0" * 64)).status_code == 403
    answer = await site.browser(people.odile).post(path)

    assert (answer.status_code, answer.headers["location"]) == (303, BOX)
    assert [] == await captions(people.nour, vault=vault)


# ── Handing over ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
async def kept(
    people: People, camille: Person, darkroom: Darkroom, vault: Vault, clock: FixedClock
) -> KeepsakeId:
    """Something Odile gave to Camille."""
    assert camille
    keepsake = await give(
        people.odile,
        story("The sea", happened="2015", content_type="image/jpeg"),
        pictures.jpeg(),
        dossier=CAMILLE,
        born=CAMILLE_BORN,
        darkroom=darkroom,
        vault=vault,
        clock=clock,
    )
    return keepsake.id


@pytest.mark.usefixtures("kept")
async def test_handing_over_asks_who_is_there_first(site: Site, people: People) -> None:
    nour = site.browser(people.nour)
    assert f"{CAMILLES}/release" in (await nour.get(CAMILLES)).text
    for answer in (await nour.get(f"{CAMILLES}/release"), await nour.post(f"{CAMILLES}/release")):
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/confirm?next={CAMILLES}/release"
    assert "The sea" in (await nour.get(CAMILLES)).text


async def test_from_the_second_it_is_handed_over_the_circle_sees_nothing(
    site: Site, people: People, database: Database, kept: KeepsakeId
) -> None:
    nour, odile = site.browser(people.nour), site.browser(people.odile)
    content = f"{CAMILLES}/keepsakes/{kept}/display"
    assert (await odile.get(content)).status_code == 200
    await confirmed(people.nour, database)
    assert "Hand it over now" in (await nour.get(f"{CAMILLES}/release")).text

    answer = await nour.post(f"{CAMILLES}/release")

    assert (answer.status_code, answer.headers["location"]) == (303, f"/children/{CAMILLE}")
    for browser in (nour, odile):
        page = await browser.get(CAMILLES)
        assert "The sea" not in page.text
        assert "it belongs to its owner alone" in page.text
        assert f"{CAMILLES}/release" not in page.text
        assert (await browser.get(content)).status_code == 404
    again = await nour.post(f"{CAMILLES}/release")
    assert again.status_code == 409
    late = await odile.post(f"{CAMILLES}/keepsakes", TOLD, files=picture(pictures.jpeg()))
    assert late.status_code == 409


async def test_the_box_of_a_child_is_not_handed_over(
    site: Site, people: People, database: Database, followed: DossierId
) -> None:
    assert followed == LOU
    nour = site.browser(people.nour)
    await confirmed(people.nour, database)
    assert f"{BOX}/release" not in (await nour.get(BOX)).text
    assert (await nour.post(f"{BOX}/release")).status_code == 409
    assert (await nour.post(f"{BOX}/release", token="0" * 64)).status_code == 403


@pytest.mark.usefixtures("kept")
async def test_only_who_coordinates_hands_a_box_over(
    site: Site, people: People, camille: Person, database: Database
) -> None:
    for person in (people.odile, people.yann, camille):
        await confirmed(person, database)
        answer = await site.browser(person).post(f"{CAMILLES}/release")
        assert answer.status_code == 403


async def test_another_origin_gives_nothing(site: Site, people: People) -> None:
    async with site.client(cookies={"grenier": people.nour.secret}) as client:
        answer = await client.post(
            f"{BOX}/release", headers={"origin": ORIGIN.replace("8000", "8001")}
        )
    assert answer.status_code == 403
