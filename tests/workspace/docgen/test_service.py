"""A PPE drafted from a child of the territory, filed, and opened again with the formats' own readers."""

import re
from datetime import UTC, datetime
from io import BytesIO

import docx
import pytest
from pypdf import PdfReader

from storage.vault import Vault
from tests.people import People, Person
from tests.workspace.docgen.territory import CLOCK
from tests.workspace.dossier.traces import recorded
from workspace.access.model import Clearance
from workspace.access.service import clear
from workspace.audit.model import Act
from workspace.clock import FixedClock, SystemClock
from workspace.docgen import service
from workspace.dossier.documents import service as documents
from workspace.dossier.documents.model import Document
from workspace.errors import Forbidden, NotFound
from workspace.ids import DossierId


async def cleared(person: Person, dossier: DossierId, vault: Vault) -> Clearance:
    return await clear(person.actor, dossier, *service.NEEDED, clock=SystemClock(), vault=vault)


async def drafted(person: Person, dossier: DossierId, vault: Vault) -> tuple[Document, ...]:
    with person.here():
        clearance = await cleared(person, dossier, vault)
        return await service.draft_ppe(clearance, clock=CLOCK, vault=vault)


async def opened(person: Person, document: Document, vault: Vault) -> bytes:
    with person.here():
        clearance = person.clearance(dossier=document.dossier)
        found = await documents.open_content(clearance, document.id, vault=vault)
        return b"".join([chunk async for chunk in await found.read()])


def words_of(pdf: bytes) -> str:
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def words_in(word: bytes) -> str:
    document = docx.Document(BytesIO(word))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    return " ".join(" ".join([*paragraphs, *cells]).split())


def headings_of(word: bytes) -> list[str]:
    return [
        " ".join(paragraph.text.split())
        for paragraph in docx.Document(BytesIO(word)).paragraphs
        if (paragraph.style.name if paragraph.style else "").startswith("Heading")
    ]


async def test_a_ppe_holds_what_the_dossier_knows_in_both_formats(
    people: People, dossier: DossierId, vault: Vault
) -> None:
    word, pdf = await drafted(people.nour, dossier, vault)
    whole = words_in(await opened(people.nour, word, vault))
    printed = words_of(await opened(people.nour, pdf, vault))

    for said in (
        "Leila Saidi",
        "Fatiha Saidi",
        "24 mai 2021",
        "Maison de la petite enfance",
        "Famille Gosselin",
        "Odile",
        "Nour",
        "16,22",
        "95,0",
        "ASQ:SE-2",
    ):
        assert said in whole, said
        assert said in printed, said
    assert re.search(r"[+\N{MINUS SIGN}]\d,\d", whole), "z-scores"
    assert len(docx.Document(BytesIO(await opened(people.nour, word, vault))).inline_shapes) >= 2


async def test_a_ppe_counts_the_sessions_of_its_year_and_says_who_pays(
    people: People, dossier: DossierId, vault: Vault
) -> None:
    in_the_first_year = FixedClock(moment=datetime(2022, 3, 1, 9, tzinfo=UTC))
    with people.nour.here():
        word, _ = await service.draft_ppe(
            await cleared(people.nour, dossier, vault), clock=in_the_first_year, vault=vault
        )
    document = docx.Document(BytesIO(await opened(people.nour, word, vault)))
    (table,) = [
        [[cell.text for cell in row.cells] for row in table.rows]
        for table in document.tables
        if "Financement" in [cell.text for cell in table.rows[0].cells]
    ]
    assert [["6", "15", "PEGASE"], ["2", "15", "PEGASE"]] == [row[1:] for row in table[1:]]


async def test_both_formats_say_the_same_headings(
    people: People, dossier: DossierId, vault: Vault
) -> None:
    word, pdf = await drafted(people.nour, dossier, vault)
    headings = headings_of(await opened(people.nour, word, vault))
    printed = words_of(await opened(people.nour, pdf, vault))
    assert len(headings) > 15
    for heading in headings:
        assert heading in printed, heading


async def test_the_physician_of_the_programme_is_not_the_attending_physician(
    people: People, dossier: DossierId, vault: Vault
) -> None:
    word, _ = await drafted(people.nour, dossier, vault)
    whole = words_in(await opened(people.nour, word, vault))
    assert "M\N{LATIN SMALL LETTER E WITH ACUTE}decin traitant Ambre" not in whole
    assert "Ambre" in whole, "she is of the care team"


async def test_version_2_supersedes_1_and_both_remain(
    people: People, dossier: DossierId, vault: Vault
) -> None:
    first = await drafted(people.nour, dossier, vault)
    second = await drafted(people.nour, dossier, vault)

    assert [(1, None), (1, None)] == [(each.version, each.supersedes) for each in first]
    assert [(2, each.id) for each in first] == [(each.version, each.supersedes) for each in second]
    assert {each.file_name for each in first + second} == {
        f"projet-pour-l-enfant-v{version}.{ending}"
        for version in (1, 2)
        for ending in ("docx", "pdf")
    }
    with people.nour.here():
        kept = await service.versions(await cleared(people.nour, dossier, vault), vault=vault)
    assert {each.id for each in first + second} == {each.id for each in kept}
    for version, (_, pdf) in ((1, first), (2, second)):
        assert f"version {version}" in words_of(await opened(people.nour, pdf, vault)).lower()


async def test_a_preview_says_what_would_be_filled_and_what_is_left_to_people(
    people: People, dossier: DossierId, vault: Vault
) -> None:
    with people.nour.here():
        clearance = await cleared(people.nour, dossier, vault)
        before = await service.preview(clearance, clock=CLOCK, vault=vault)
    await drafted(people.nour, dossier, vault)
    with people.nour.here():
        after = await service.preview(clearance, clock=CLOCK, vault=vault)

    assert (before.version, after.version) == (1, 2)
    assert any(title.startswith("1.1") for title in before.filled)
    assert before.empty
    assert not set(before.filled) & set(before.empty)
    assert before.next_update_on > CLOCK.today()


@pytest.mark.parametrize("name", ["noe", "odile", "yann", "ambre"])
async def test_whoever_may_not_read_or_write_it_all_drafts_nothing(
    people: People, dossier: DossierId, vault: Vault, name: str
) -> None:
    """A nurse, a carer, a key worker (no health), a physician (no social writing)."""
    with pytest.raises(Forbidden):
        await drafted(people.by_name[name], dossier, vault)
    with people.by_name[name].here(), pytest.raises(Forbidden):
        await service.preview(
            people.by_name[name].clearance(dossier=dossier), clock=CLOCK, vault=vault
        )


async def test_a_stranger_is_told_that_there_is_nothing(
    people: People, dossier: DossierId, vault: Vault
) -> None:
    with pytest.raises(NotFound):
        await drafted(people.stranger, dossier, vault)


async def test_what_was_read_and_filed_is_recorded(
    people: People, dossier: DossierId, vault: Vault
) -> None:
    before = len(await recorded(people))
    await drafted(people.nour, dossier, vault)
    done = (await recorded(people))[before:]
    assert {
        Act.CHILD_READ,
        Act.ASSESSMENT_READ,
        Act.GROWTH_READ,
        Act.SCALE_READ,
        Act.CARE_SESSION_READ,
        Act.DOCUMENT_LIST,
    } <= set(done)
    assert [Act.DOCUMENT_FILE, Act.DOCUMENT_FILE] == done[-2:]
