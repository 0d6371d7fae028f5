"""The pages of messages, asked for as browsers do."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from uuid import UUID, uuid4

import httpx
import pytest

from storage.vault import Vault
from tests.conftest import ORIGIN, Database
from tests.people import LOU, People, Person, account_of
from tests.workspace.messaging.talk import left_the_circle, read, said, send
from tests.workspace.served import Browser, Site, listening, token_of
from workspace.clock import FixedClock
from workspace.database import sql, transaction
from workspace.hub import MemoryHub
from workspace.ids import DossierId
from workspace.messaging import rules
from workspace.messaging.model import ConversationId, Message
from workspace.settings import Settings

BASE = f"/children/{LOU}/conversations"
LARGE = 50 * 1024 * 1024 + 1
NO_FILE = [("attachments", ("", b"", "application/octet-stream"))]
"""What a browser sends when no file was chosen."""


@pytest.fixture
def browse(site: Site, followed: DossierId) -> Callable[[Person], Browser]:
    assert followed == LOU
    return site.browser


Browse = Callable[[Person], Browser]


def file(name: str, content: bytes = b"%PDF") -> tuple[str, tuple[str, bytes, str]]:
    return ("attachments", (name, content, "application/pdf"))


async def objects_by_state(person: Person) -> dict[str, int]:
    with person.here():
        async with transaction():
            rows = await sql(
                "select state, count(*)::int as n from stored_object where scope = {} group by state",
                LOU,
            )
    return {row["state"]: row["n"] for row in rows}


async def last(person: Person, talk: ConversationId, vault: Vault) -> Message:
    return (await read(person, talk, vault=vault)).messages[-1]


def number_in(answer: httpx.Response) -> UUID:
    """Return the number that the page drew for the next message."""
    found = re.search(r'name="id" value="([0-9a-f-]+)"', answer.text)
    assert found
    return UUID(found[1])


# ── Reading ──────────────────────────────────────────────────────────────────────────────────────


async def test_the_list_names_the_child_the_subject_and_what_waits(
    browse: Browse, people: People, talk: ConversationId
) -> None:
    answer = await browse(people.ambre).get("/messages")
    assert answer.status_code == 200
    assert "Lou Delattre" in answer.text
    assert "September" in answer.text
    assert "1 not read" in answer.text
    assert f"{BASE}/{talk}" in answer.text
    assert "September" not in (await browse(people.yann).get("/messages")).text


async def test_the_page_of_a_conversation_shows_what_was_said_and_marks_it_read(
    browse: Browse, people: People, talk: ConversationId, hub: MemoryHub, vault: Vault
) -> None:
    await send(people.ambre, talk, said("On <Tuesday>."), hub=hub, vault=vault)

    answer = await browse(people.odile).get(f"{BASE}/{talk}")

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "Who comes on Tuesday?" in answer.text
    assert "On &lt;Tuesday&gt;." in answer.text
    assert 'data-after="2"' in answer.text
    assert "1 not read" not in answer.text
    writer = await browse(people.ambre).get(f"{BASE}/{talk}")
    assert "read by Odile · not yet by Nour" in writer.text


@pytest.mark.parametrize("name", ["yann", "stranger", "noe"])
async def test_whoever_takes_no_part_is_told_that_there_is_nothing(
    browse: Browse, people: People, talk: ConversationId, name: str
) -> None:
    browser = browse(people.by_name[name])
    attachment = f"{BASE}/{talk}/attachments/{uuid4()}"
    assert [404, 404, 404, 404] == [
        (await browser.get(f"{BASE}/{talk}")).status_code,
        (await browser.get(attachment)).status_code,
        (
            await browser.post(f"{BASE}/{talk}/messages", {"body": "Hello"}, files=[file("x.pdf")])
        ).status_code,
        (await browser.post(f"{attachment}/filing", {"data_class": "C3"})).status_code,
    ]


@pytest.mark.parametrize("name", ["diane", "parent", "national", "administrator"])
async def test_roles_without_messages_are_refused(
    browse: Browse, people: People, talk: ConversationId, name: str
) -> None:
    answer = await browse(people.by_name[name]).get(f"{BASE}/{talk}")
    assert answer.status_code == (403 if name == "diane" else 404)


async def test_somebody_signed_out_is_shown_the_door(site: Site, talk: ConversationId) -> None:
    async with site.client() as client:
        for path in ("/messages", f"{BASE}/{talk}", f"{BASE}/new"):
            answer = await client.get(path)
            assert (answer.status_code, answer.headers["location"]) == (
                303,
                f"/sign-in?next={path}",
            )


async def test_who_left_the_circle_is_told_that_there_is_nothing(
    browse: Browse, people: People, talk: ConversationId
) -> None:
    browser = browse(people.odile)
    assert (await browser.get(f"{BASE}/{talk}")).status_code == 200
    await left_the_circle(people, "odile")
    assert (await browser.get(f"{BASE}/{talk}")).status_code == 404
    assert "September" not in (await browser.get("/messages")).text


# ── Opening ──────────────────────────────────────────────────────────────────────────────────────


async def test_a_conversation_is_opened_from_its_form(browse: Browse, people: People) -> None:
    browser = browse(people.nour)
    page = await browser.get(f"{BASE}/new", **{"with": str(account_of("yann"))})
    assert page.status_code == 200
    assert re.search(f'value="{account_of("yann")}"[^>]* checked', page.text)
    assert "Diane" not in page.text

    answer = await browser.post(
        BASE,
        {
            "subject": "School",
            "members": [str(account_of("yann")), str(account_of("ambre"))],
            "body": "It went well.",
        },
    )

    assert answer.status_code == 303
    shown = await browse(people.yann).get(answer.headers["location"])
    assert "It went well." in shown.text


async def test_a_conversation_refused_keeps_what_was_typed(browse: Browse, people: People) -> None:
    answer = await browse(people.nour).post(
        BASE, {"subject": "", "members": [str(account_of("yann"))], "body": "It went <well>."}
    )
    assert answer.status_code == 422
    assert "Say in a few words what it is about." in answer.text
    assert "It went &lt;well&gt;." in answer.text
    assert re.search(f'value="{account_of("yann")}"[^>]* checked', answer.text)


# ── Writing ──────────────────────────────────────────────────────────────────────────────────────


async def test_a_message_and_its_files_are_sent_from_the_page(
    browse: Browse, people: People, talk: ConversationId, vault: Vault
) -> None:
    answer = await browse(people.odile).post(
        f"{BASE}/{talk}/messages",
        {"id": str(uuid4()), "body": "Here it is."},
        files=[file("letter.pdf", b"one"), file("plan.pdf", b"two")],
    )

    assert answer.status_code == 303
    assert answer.headers["location"] == f"{BASE}/{talk}#end"
    sent = await last(people.nour, talk, vault)
    assert sent.body == "Here it is."
    assert ["letter.pdf", "plan.pdf"] == [attachment.name for attachment in sent.attachments]
    assert {"kept": 2} == await objects_by_state(people.nour)
    page = await browse(people.nour).get(f"{BASE}/{talk}")
    assert "letter.pdf" in page.text


async def test_the_blank_file_of_a_form_without_files_is_nothing(
    browse: Browse, people: People, talk: ConversationId, vault: Vault
) -> None:
    answer = await browse(people.odile).post(
        f"{BASE}/{talk}/messages",
        {"body": "Hello"},
        files=[*NO_FILE, file("one.pdf")],
    )
    assert answer.status_code == 303
    assert ["one.pdf"] == [each.name for each in (await last(people.nour, talk, vault)).attachments]


async def test_a_form_sent_twice_is_one_message(
    browse: Browse, people: People, talk: ConversationId, vault: Vault
) -> None:
    browser = browse(people.odile)
    number = str(number_in(await browser.get(f"{BASE}/{talk}")))
    for _ in range(2):
        answer = await browser.post(
            f"{BASE}/{talk}/messages", {"id": number, "body": "Hello"}, files=[file("one.pdf")]
        )
        assert answer.status_code == 303
    assert (await last(people.nour, talk, vault)).seq == 2
    assert {"kept": 1, "staged": 1} == await objects_by_state(people.nour)


async def test_another_text_under_the_same_number_is_shown_again_to_be_sent(
    browse: Browse, people: People, talk: ConversationId
) -> None:
    browser = browse(people.odile)
    number = str(uuid4())
    await browser.post(f"{BASE}/{talk}/messages", {"id": number, "body": "Hello"}, files=NO_FILE)
    answer = await browser.post(
        f"{BASE}/{talk}/messages", {"id": number, "body": "Good night"}, files=NO_FILE
    )
    assert answer.status_code == 409
    assert "Good night" in answer.text
    assert number_in(answer) != UUID(number)


async def test_a_message_that_says_nothing_is_refused_on_its_page(
    browse: Browse, people: People, talk: ConversationId
) -> None:
    answer = await browse(people.odile).post(
        f"{BASE}/{talk}/messages",
        {"body": " "},
        files=NO_FILE,
    )
    assert answer.status_code == 422
    assert "Write a message first." in answer.text
    assert "Who comes on Tuesday?" in answer.text


async def test_a_file_too_large_is_refused_and_nothing_is_kept(
    browse: Browse, people: People, talk: ConversationId, vault: Vault
) -> None:
    answer = await browse(people.odile).post(
        f"{BASE}/{talk}/messages",
        {"body": "A film"},
        files=[file("small.pdf"), file("film.mp4", bytes(LARGE)), file("last.pdf")],
    )
    assert answer.status_code == 422
    assert "This file is too large." in answer.text
    assert "A film" in answer.text
    assert "kept" not in await objects_by_state(people.nour)
    assert (await read(people.nour, talk, vault=vault)).last_seq == 1


async def test_too_many_files_are_refused_and_nothing_is_kept(
    browse: Browse, people: People, talk: ConversationId
) -> None:
    answer = await browse(people.odile).post(
        f"{BASE}/{talk}/messages",
        {"body": "All of them"},
        files=[file(f"{number}.pdf") for number in range(rules.MOST_ATTACHMENTS + 1)],
    )
    assert answer.status_code == 422
    assert rules.TOO_MANY_FILES in answer.text
    assert "kept" not in await objects_by_state(people.nour)


@pytest.mark.usefixtures("followed")
async def test_whoever_sends_too_much_reads_why_on_the_same_connection(
    serving: int, people: People, talk: ConversationId
) -> None:
    """A browser cut off while it speaks would show no answer at all."""
    files = [
        *(file(f"{n}.pdf") for n in range(rules.MOST_ATTACHMENTS + 1)),
        file("x", bytes(8 << 20)),
    ]
    asked = httpx.Request(
        "POST",
        f"{ORIGIN}{BASE}/{talk}/messages",
        data={"csrf_token": token_of(people.odile), "body": "All of them"},
        files=files,
        headers={"origin": ORIGIN, "cookie": f"grenier={people.odile.secret}"},
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", serving)
    head = "".join(f"{name}: {value}\r\n" for name, value in asked.headers.items())
    writer.write(f"POST {asked.url.raw_path.decode()} HTTP/1.1\r\n{head}\r\n".encode())
    body = asked.read()
    for start in range(0, len(body), 1 << 20):
        writer.write(body[start : start + (1 << 20)])
        await writer.drain()
    assert (await reader.readline()).startswith(b"HTTP/1.1 422 ")
    writer.close()


@pytest.fixture
async def serving(
    database: Database, settings: Settings, vault: Vault, clock: FixedClock, hub: MemoryHub
) -> AsyncIterator[int]:
    async with listening(database, settings, vault=vault, clock=clock, hub=hub) as port:
        yield port


async def test_a_form_of_another_page_is_refused_before_its_files(
    browse: Browse, people: People, talk: ConversationId
) -> None:
    answer = await browse(people.odile).post(
        f"{BASE}/{talk}/messages", {"body": "Hello"}, files=[file("one.pdf")], token="0" * 64
    )
    assert answer.status_code == 403
    assert {} == await objects_by_state(people.nour)


# ── Attachments ──────────────────────────────────────────────────────────────────────────────────


async def test_an_attachment_is_downloaded_never_shown_inside_our_pages(
    browse: Browse, people: People, talk: ConversationId, vault: Vault
) -> None:
    content = b"<script>alert(1)</script>"
    await browse(people.odile).post(
        f"{BASE}/{talk}/messages", {"body": ""}, files=[file("e\u0301te\u0301.html", content)]
    )
    (attachment,) = (await last(people.nour, talk, vault)).attachments

    answer = await browse(people.nour).get(f"{BASE}/{talk}/attachments/{attachment.id}")

    assert answer.content == content
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-length"] == str(len(content))
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


async def test_an_attachment_is_filed_from_the_page_once(
    browse: Browse, people: People, talk: ConversationId, vault: Vault
) -> None:
    await browse(people.odile).post(f"{BASE}/{talk}/messages", {"body": ""}, files=[file("a.pdf")])
    (attachment,) = (await last(people.nour, talk, vault)).attachments
    browser, path = browse(people.ambre), f"{BASE}/{talk}/attachments/{attachment.id}/filing"
    assert "File under Health" in (await browser.get(f"{BASE}/{talk}")).text

    for _ in range(2):
        assert (await browser.post(path, {"data_class": "C1"})).status_code == 303

    page = await browser.get(f"{BASE}/{talk}")
    assert "filed in the dossier" in page.text
    assert "File under Health" not in page.text
    assert (await last(people.nour, talk, vault)).attachments[0].filed_as is not None


async def test_an_attachment_is_filed_where_one_may_write(
    browse: Browse, people: People, talk: ConversationId, vault: Vault
) -> None:
    await browse(people.odile).post(f"{BASE}/{talk}/messages", {"body": ""}, files=[file("a.pdf")])
    (attachment,) = (await last(people.nour, talk, vault)).attachments
    path = f"{BASE}/{talk}/attachments/{attachment.id}/filing"
    browser = browse(people.ambre)
    for asked, status in (("C3", 403), ("C4", 404), ("", 404)):
        assert (await browser.post(path, {"data_class": asked})).status_code == status
    assert (await last(people.nour, talk, vault)).attachments[0].filed_as is None
