"""The emergency sheet and the table of vaccinations: one page, an extract, nothing unknown said as known."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import docx
import pytest
from pypdf import PdfReader

from storage.vault import Vault
from tests.people import LOU, NURSERY, People
from tests.workspace.docgen.test_pdf_writer import elements
from tests.workspace.dossier.conftest import followed, operator
from tests.workspace.dossier.traces import recorded
from tests.workspace.home.conftest import Browse, browse, clock, site
from workspace.access.permissions import Permission
from workspace.audit.model import Act
from workspace.clock import SystemClock
from workspace.docgen import docx_writer, emergency, filing, pdf_writer
from workspace.docgen.figures import code
from workspace.docgen.model import Content, Figure
from workspace.docgen.ppe.texts import french
from workspace.docgen.sheets import SheetSource, emergency_sheet, vaccination_sheet
from workspace.dossier.documents import service as documents
from workspace.dossier.health.definitions import calendar_on
from workspace.dossier.health.model import (
    KIND_OF,
    Allergy,
    Condition,
    ConditionKind,
    Fact,
    Health,
    Severity,
    Source,
    Statement,
    StatementId,
    Treatment,
    Vaccination,
)
from workspace.dossier.health.rules import vaccine_statuses
from workspace.dossier.record.model import (
    Birth,
    Child,
    Identity,
    Inclusion,
    RelatedPerson,
    RelatedPersonId,
    Restriction,
    RestrictionId,
    RestrictionKind,
    Sex,
)
from workspace.i18n import use_language
from workspace.ids import AccountId

__all__ = ["browse", "clock", "followed", "operator", "site"]

TODAY, BORN = date(2025, 9, 1), date(2022, 3, 10)
SAID = (
    Allergy(
        substance="Arachide",
        reaction="gonflement",
        severity=Severity.SEVERE,
        source=Source.PHYSICIAN,
        done_on=date(2024, 1, 1),
    ),
    Treatment(name="Fer", dose="le matin", begins_on=date(2025, 1, 1)),
    Treatment(
        name="Stylo d'adrenaline", dose="une fois", begins_on=date(2024, 1, 1), is_emergency=True
    ),
    Treatment(name="Ancien", begins_on=date(2023, 1, 1), ends_on=date(2023, 2, 1)),
    Condition(
        name="Valve",
        category=ConditionKind.DEVICE,
        begins_on=date(2023, 1, 1),
        in_emergency="Appeler la neurochirurgie.",
    ),
    Vaccination(vaccine="ROR", done_on=date(2023, 3, 15), lot="A123"),
)


def source(*facts: Fact) -> SheetSource:
    statements = tuple(
        Statement(
            id=StatementId(uuid4()),
            kind=KIND_OF[type(fact)],
            fact=fact,
            recorded_by=AccountId(uuid4()),
            recorded_at=datetime(2025, 9, 1, tzinfo=UTC),
        )
        for fact in facts
    )
    calendar = calendar_on(TODAY)
    child = Child(
        dossier=LOU,
        identity=Identity(
            given_name="Lou", family_name="Delattre", birth_date=BORN, sex=Sex.FEMALE
        ),
        birth=Birth(),
        inclusion=Inclusion(admitted_on=BORN, organization=NURSERY, department="62"),
        people=(
            RelatedPerson(
                id=RelatedPersonId(uuid4()),
                relation="mere",
                name="Ines Delattre",
                parental_responsibility=True,
            ),
        ),
        placements=(),
        measures=(),
    )
    return SheetSource(
        child=child,
        health=Health(
            statements=statements,
            before={},
            vaccines=vaccine_statuses(
                facts, birth=BORN, department="62", calendar=calendar, today=TODAY
            ),
            calendar=calendar,
        ),
        today=TODAY,
        version=2,
        physicians=("Ambre Hermant",),
        coordinators=("Nour Zielinski",),
        organization="Maison",
    )


def sheet(*facts: Fact) -> Content:
    with use_language("fr"):
        return emergency_sheet(source(*facts), french().words)


def text_of(content: Content) -> str:
    reader = PdfReader(BytesIO(pdf_writer.write(content)))
    assert len(reader.pages) == 1
    return " ".join(page.extract_text() for page in reader.pages)


def test_the_sheet_is_one_page_that_says_what_to_do_first() -> None:
    said = text_of(sheet(*SAID))
    for words in ("15", "112", "119", "Arachide", "Valve", "neurochirurgie", "Delattre", "Ambre"):
        assert words in said
    assert said.index("adrenaline") < said.index("Fer")
    assert "Ancien" not in said


def test_the_sheet_is_dated_and_says_that_it_is_an_extract() -> None:
    content = sheet(*SAID)
    assert "2" in content.footer[0]
    assert len(content.footer) == 2
    assert content.is_sheet


def test_silence_about_allergies_is_printed_as_silence() -> None:
    unknown, none = (
        sheet(),
        sheet(Allergy(is_none=True, source=Source.PARENT, done_on=date(2025, 1, 1))),
    )
    assert unknown.sections[0] != none.sections[0]
    assert "allergie connue" not in text_of(unknown)
    assert "allergie connue" in text_of(none)


def test_what_the_maker_may_not_read_is_asked_of_whoever_coordinates() -> None:
    with use_language("en"):
        known = emergency_sheet(source(), french().words)
        hidden = emergency_sheet(replace(source(), knows_family=False), french().words)
    assert "Ines Delattre" in str(known)
    assert "Ines Delattre" not in str(hidden)
    assert "ask whoever coordinates" in str(hidden)


def decided(*kinds: RestrictionKind, ends_on: date | None = None) -> str:
    """Return the sheet of a child about whose mother this was decided."""
    known = source()
    (mother,) = known.child.people
    restrictions = tuple(
        Restriction(
            id=RestrictionId(uuid4()),
            person=mother.key,
            kind=kind,
            begins_on=BORN,
            ends_on=ends_on,
            decided_by="Juge des enfants",
        )
        for kind in kinds
    )
    with use_language("en"):
        child = replace(known.child, restrictions=restrictions)
        return str(emergency_sheet(replace(known, child=child), french().words))


def test_nobody_is_called_to_consent_whose_authority_was_withdrawn() -> None:
    withdrawn = decided(RestrictionKind.WITHDRAWN)
    assert "Ines Delattre" not in withdrawn
    assert "ask whoever coordinates" in withdrawn
    assert "Ines Delattre" in decided(RestrictionKind.WITHDRAWN, ends_on=TODAY)


@pytest.mark.parametrize("kind", sorted(set(RestrictionKind) - {RestrictionKind.WITHDRAWN}))
def test_under_another_decision_one_asks_first_and_what_was_decided_is_not_said(
    kind: RestrictionKind,
) -> None:
    told = decided(kind)
    assert "Ines Delattre, mere, ask whoever coordinates before calling" in told
    assert "Juge" not in told
    assert "before calling" not in decided()


def test_a_sheet_that_is_filed_nowhere_bears_no_version_but_who_made_it() -> None:
    with use_language("en"):
        content = vaccination_sheet(replace(source(), made_by="Nour, nurse"), french().words)
    assert content.footer[0] == "Vaccinations \N{EN DASH} made on 1 September 2025 by Nour, nurse"


def test_word_and_pdf_say_the_same() -> None:
    document = docx.Document(BytesIO(docx_writer.write(sheet(*SAID))))
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Arachide" in said
    assert "neurochirurgie" in said


def test_the_table_of_vaccinations_says_doses_and_states() -> None:
    with use_language("fr"):
        content = vaccination_sheet(source(*SAID), french().words)
    said = text_of(content)
    assert "A123" in said
    assert "ROR" in said


def test_the_table_of_vaccinations_says_that_a_double_is_not_counted() -> None:
    (dose,) = [fact for fact in SAID if isinstance(fact, Vaccination)]
    double = replace(dose, done_on=dose.done_on + timedelta(days=2), lot="B456")
    with use_language("en"):
        said = text_of(vaccination_sheet(source(*SAID, double), french().words))
    assert "B456" in said
    assert said.count("Not counted") == 1


def test_a_long_life_still_fits_in_a_readable_file() -> None:
    many = [replace(SAID[0], substance=f"Substance {i}") for i in range(60)]
    assert len(PdfReader(BytesIO(pdf_writer.write(sheet(*many)))).pages) > 1


ADDRESS = f"https://grenier.example/children/{LOU}/emergency-sheet/latest"


def test_the_sheet_bears_a_code_that_leads_to_the_one_of_the_day_on_the_same_page() -> None:
    with use_language("fr"):
        content = emergency_sheet(replace(source(*SAID), address=ADDRESS), french().words)
    (sign,) = [b for part in content.sections for b in part.blocks if isinstance(b, Figure)]
    assert ADDRESS in sign.alt
    assert sign.svg == code(ADDRESS) != code(ADDRESS + "x")
    text = text_of(content)
    assert "Est-ce encore la fiche du jour" in text
    read = PdfReader(BytesIO(pdf_writer.write(content)))
    (drawn,) = [node for node in elements(read) if node.get("/S") == "/Figure"]
    assert ADDRESS in drawn["/Alt"]
    (shape,) = docx.Document(BytesIO(docx_writer.write(content))).inline_shapes
    assert ADDRESS in shape._inline.docPr.get("descr")
    assert shape.width == shape.height
    assert not [b for part in sheet(*SAID).sections for b in part.blocks if isinstance(b, Figure)]


PAGE = f"/children/{LOU}/emergency-sheet"


@pytest.mark.usefixtures("followed")
async def test_the_code_opens_the_newest_sheet_to_the_circle_alone(
    browse: Browse, people: People
) -> None:
    nour, odile = browse(people.nour), browse(people.odile)
    latest = f"{PAGE}/latest"
    assert (await odile.get(latest)).status_code == 404, "none was made yet"
    await nour.post(PAGE)
    first = (await odile.get(latest)).headers["location"]
    await nour.post(PAGE)
    second = (await odile.get(latest)).headers["location"]
    assert first != second
    answer = await odile.get(second)
    assert answer.headers["content-type"] == "application/pdf"
    assert (await browse(people.stranger).get(latest)).status_code == 404


@pytest.mark.usefixtures("followed")
async def test_a_coordinator_files_the_sheet_and_a_carer_opens_it(
    browse: Browse, people: People
) -> None:
    typed = {"substance": "Peanut", "source": "physician", "done_on": "2025-03-04"}
    noe, nour, odile = browse(people.noe), browse(people.nour), browse(people.odile)
    assert (await noe.post(f"/children/{LOU}/health/new/allergy", typed)).status_code == 303
    assert "Peanut" in (await nour.get(PAGE)).text
    assert (await odile.get(PAGE)).status_code == 403
    assert (await odile.post(PAGE)).status_code == 403
    assert (await nour.post(PAGE)).status_code == 303
    assert (await nour.post(PAGE)).status_code == 303
    listed = (await odile.get(f"/children/{LOU}/documents")).text
    assert listed.count("/documents/") >= 4
    assert "version 2" in listed
    link = listed.partition(f'href="/children/{LOU}/documents/')[2][:36]
    assert (await odile.get(f"/children/{LOU}/documents/{link}")).status_code == 200
    printed = await nour.get(f"/children/{LOU}/vaccinations.pdf")
    assert printed.headers["content-type"] == "application/pdf"
    assert (await recorded(people)).count(Act.SHEET_MAKE) == 1


@pytest.mark.usefixtures("followed", "site")
async def test_of_several_who_file_at_once_each_sheet_prints_the_version_it_is_filed_as(
    people: People, clock: SystemClock, vault: Vault
) -> None:
    makes = people.nour.clearance(*emergency.NEEDED, Permission.DOCUMENT_READ)
    with people.nour.here():
        await asyncio.gather(
            *(emergency.make(makes, origin="https://x", clock=clock, vault=vault) for _ in range(3))
        )
        filed = [
            each
            for each in await emergency.filed(makes, vault=vault)
            if each.content_type == filing.PDF
        ]
        printed = {}
        for each in filed:
            opened = await documents.open_content(makes, each.id, vault=vault)
            content = b"".join([chunk async for chunk in await opened.read()])
            printed[each.version] = PdfReader(BytesIO(content)).pages[0].extract_text()
    assert set(printed) == {1, 2, 3}
    for version, text in printed.items():
        assert f"version {version} du" in " ".join(text.split())
