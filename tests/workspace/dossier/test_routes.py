"""The forms of the wings and the download of a document, asked for as browsers do."""

import re
from collections.abc import Mapping
from datetime import date
from uuid import uuid4

import pytest

from storage.vault import Vault
from tests.people import LOU, NURSERY, People
from tests.workspace.dossier.conftest import Operator
from tests.workspace.home.conftest import Browse, browse, clock, site
from workspace.access.permissions import DataClass, Permission
from workspace.actor import Role
from workspace.clock import SystemClock
from workspace.dossier.care import service as care
from workspace.dossier.documents import service as documents
from workspace.dossier.documents.model import DocumentKind, GeneratedFile
from workspace.dossier.protocol import service as protocol
from workspace.dossier.record import service as record
from workspace.ids import DocumentId
from workspace.network import service as network
from workspace.network.model import Contact, NewPractitioner

__all__ = ["browse", "clock", "site"]

PAGE = f"/children/{LOU}"
NEW = {
    "given_name": "Alma",
    "family_name": "Roy",
    "birth_date": "2023-02-01",
    "sex": "F",
    "admitted_on": "2025-02-20",
    "department": "62",
    "kind": "nursery",
    "place": "Here",
}
SESSION = {
    "kind": "psychomotor",
    "presence": "present",
    "done_on": "2025-03-04",
    "minutes": "45",
    "payer": "pegase",
    "note": "Proud of herself.",
}

pytestmark = pytest.mark.usefixtures("followed")


# ── Enrol ────────────────────────────────────────────────────────────────────────────────────────


async def test_a_child_is_enrolled_and_shown(browse: Browse, people: People) -> None:
    form = await browse(people.nour).get("/children/new")
    assert 'value="2025-03-04"' in form.text
    answer = await browse(people.nour).post("/children", NEW)
    assert answer.status_code == 303
    page = await browse(people.nour).get(answer.headers["location"])
    assert "Alma Roy" in page.text
    assert "Here since 20 February 2025" in page.text


async def test_errors_stand_beside_their_fields_and_what_was_typed_is_kept(
    browse: Browse, people: People
) -> None:
    answer = await browse(people.nour).post(
        "/children", {**NEW, "birth_date": "2025-03-05", "department": "here"}
    )
    assert answer.status_code == 422
    assert 'id="field-birth_date-error"' in answer.text
    assert 'id="field-department-error"' in answer.text
    assert 'value="Alma"' in answer.text
    assert "Error:" in answer.text


async def test_a_likely_double_is_shown_before_anything_is_written(
    browse: Browse, people: People
) -> None:
    twin = {**NEW, "given_name": "Lou", "family_name": "Delatre", "birth_date": "2021-05-10"}
    answer = await browse(people.nour).post("/children", twin)
    assert answer.status_code == 422
    assert "Is it one of these children?" in answer.text
    assert f'href="/children/{LOU}"' in answer.text
    assert 'value="Delatre"' in answer.text
    assert "Delatre" not in (await browse(people.nour).get("/children")).text


@pytest.mark.parametrize(
    ("born", "alike", "shown"),
    [
        ("2021-05-12", "The same names, born a few days apart", "12 May 2021"),
        ("2021-10-05", "The same names, born on days whose day and month are swapped", "5 Octo"),
        ("2024-05-10", "The same names, born on days that differ by one figure", "10 May 2024"),
    ],
)
async def test_a_birth_written_nearly_the_same_is_asked_about_and_says_what_differs(
    born: str, alike: str, shown: str, browse: Browse, people: People
) -> None:
    nour = browse(people.nour)
    same = {**NEW, "given_name": "Lou", "family_name": "Delattre", "birth_date": born}
    asked = await nour.post("/children", same)
    assert asked.status_code == 422
    assert alike in asked.text
    assert shown in asked.text
    assert "10 May 2021" in asked.text
    assert f">{born}<" not in asked.text
    assert (await nour.post("/children", {**same, "given_name": "Ada"})).status_code == 303
    enrolled = await nour.post("/children", {**same, "apart": "yes"})
    assert enrolled.status_code == 303
    path = enrolled.headers["location"].partition("?")[0]
    join = await nour.get(path + "/joins/new")
    assert alike in join.text
    assert f'<option value="{LOU}" selected>Lou Delattre, born on 10 May 2021<' in join.text


async def test_no_name_yet_is_asked_about_beside_a_name(browse: Browse, people: People) -> None:
    nour = browse(people.nour)
    asked = await nour.post("/children", {**NEW, "is_unnamed": "yes"})
    assert asked.status_code == 422
    assert "A given name and a family name are written" in asked.text
    assert 'value="Alma"' in asked.text
    one = await nour.post("/children", {**NEW, "is_unnamed": "yes", "family_name": ""})
    assert one.status_code == 303


async def test_a_child_followed_elsewhere_is_said_with_whom_to_call(
    browse: Browse, people: People, operator: Operator, vault: Vault
) -> None:
    async with operator("import") as errand:
        contact = Contact(family_name="Payen", given_name="Nour", phone="03 21 00 00 01")
        new = NewPractitioner(contact=contact, role=Role.COORDINATOR, organization=NURSERY)
        (entry,) = await network.add_many(errand, [new], vault=vault)
        await network.link_account(errand, entry, people.nour.actor.account)
    same = {**NEW, "given_name": "Lou", "family_name": "Delattre", "birth_date": "2021-05-10"}
    stranger = browse(people.stranger)
    told = await stranger.post("/children", same)
    assert told.status_code == 422
    assert "Is this child followed elsewhere already?" in told.text
    assert "Nour Payen" in told.text
    assert 'href="tel:0321000001"' in told.text
    assert str(LOU) not in told.text
    enrolled = await stranger.post("/children", {**same, "apart": "yes"})
    assert enrolled.status_code == 303
    path = enrolled.headers["location"]
    assert str(LOU) not in path
    assert str(LOU) not in (await stranger.get(path)).text


async def test_the_national_identity_may_be_given_while_enrolling(
    browse: Browse, people: People
) -> None:
    nour = browse(people.nour)
    wrong = await nour.post("/children", {**NEW, "status": "validee", "number": "123"})
    assert wrong.status_code == 422
    assert 'id="field-number-error"' in wrong.text
    ins = {"status": "recuperee", "number": "2 23 02 62 041 001 71"}
    enrolled = await nour.post("/children", {**NEW, **ins})
    assert enrolled.status_code == 303
    page = await nour.get(enrolled.headers["location"] + "/identity")
    assert "223026204100171" in page.text
    again = await nour.post("/children", {**NEW, **ins, "given_name": "Zoe", "apart": "yes"})
    assert again.status_code == 422
    assert "holds this number" in again.text


async def test_real_twins_are_not_asked_about(browse: Browse, people: People) -> None:
    born_together = {**NEW, "family_name": "Delattre", "birth_date": "2021-05-10"}
    answer = await browse(people.nour).post("/children", born_together)
    assert answer.status_code == 303


async def test_a_likely_double_is_said_after_enrolling(browse: Browse, people: People) -> None:
    twin = {**NEW, "given_name": "Lou", "family_name": "Delatre", "birth_date": "2021-05-10"}
    answer = await browse(people.nour).post("/children", {**twin, "apart": "yes"})
    assert answer.headers["location"].endswith(f"?like={LOU}")
    path = answer.headers["location"].partition("?")[0]
    page = await browse(people.nour).get(path, like=str(LOU))
    assert "already in your circle: Lou Delattre" in page.text


@pytest.mark.parametrize("name", ["ambre", "odile", "national"])
async def test_only_who_coordinates_enrols(name: str, browse: Browse, people: People) -> None:
    person = people.by_name[name]
    assert (await browse(person).get("/children/new")).status_code == 403
    assert (await browse(person).post("/children", NEW)).status_code == 403


async def test_a_form_of_another_page_enrols_nobody(browse: Browse, people: People) -> None:
    assert (await browse(people.nour).post("/children", NEW, token="0" * 64)).status_code == 403
    assert "Alma" not in (await browse(people.nour).get("/children")).text


async def test_the_department_of_the_establishment_is_proposed(
    browse: Browse, people: People
) -> None:
    assert people.nour.actor.organization == NURSERY
    text = (await browse(people.nour).get("/children/new")).text
    assert re.search(r'name="department"[^>]*value=""', text), "this establishment is not known"


# ── Move ─────────────────────────────────────────────────────────────────────────────────────────


async def test_a_move_is_recorded_and_shown(browse: Browse, people: People, vault: Vault) -> None:
    fields = {"kind": "foster_family", "place": "The Gosselins", "begins_on": "2025-03-01"}
    answer = await browse(people.yann).post(PAGE + "/moves", fields)
    assert answer.headers["location"] == PAGE
    with people.nour.here():
        clearance = people.nour.clearance(Permission.PLACEMENT_READ)
        (placement,) = await record.placements(clearance, vault=vault)
    assert placement.place == "The Gosselins"
    form = await browse(people.nour).get(PAGE + "/moves/new")
    assert "foster family The Gosselins, since 1 March 2025" in form.text


async def test_a_move_that_cannot_be_is_shown_again(browse: Browse, people: People) -> None:
    fields = {"kind": "home", "place": "At her mother&apos;s", "begins_on": "2025-03-05"}
    answer = await browse(people.nour).post(PAGE + "/moves", fields)
    assert answer.status_code == 422
    assert 'id="field-begins_on-error"' in answer.text
    assert "At her mother&amp;apos;s" in answer.text


async def test_whoever_writes_no_places_records_no_move(browse: Browse, people: People) -> None:
    assert (await browse(people.ambre).get(PAGE + "/moves/new")).status_code == 403
    assert (await browse(people.ambre).post(PAGE + "/moves", {})).status_code == 403


# ── Plan ─────────────────────────────────────────────────────────────────────────────────────────


async def test_the_step_asked_for_is_chosen_and_a_day_is_set(
    browse: Browse, people: People, operator: Operator, vault: Vault
) -> None:
    async with operator("import") as errand:
        doctor = NewPractitioner(
            contact=Contact(family_name="Payen"), role=Role.PHYSICIAN, specialty="paediatrics"
        )
        nurse = NewPractitioner(contact=Contact(family_name="Payen"), role=Role.NURSE)
        payen, _ = await network.add_many(errand, [doctor, nurse], vault=vault)
    form = await browse(people.nour).get(PAGE + "/plan", step="M54")
    assert '<option value="M54" selected>' in form.text
    assert "Payen, paediatrics" in form.text
    assert "Payen, nurse" in form.text
    fields = {
        "step": "M54",
        "planned_on": "2025-09-20",
        "planned_time": "10:30",
        "practitioner": str(payen),
    }
    answer = await browse(people.nour).post(PAGE + "/plan", fields)
    assert answer.headers["location"] == PAGE + "/assessments"
    with people.nour.here():
        (planned,) = await protocol.appointments(people.nour.clearance(), vault=vault)
    assert planned.planned_on == date(2025, 9, 20)
    shown = (await browse(people.nour).get(PAGE + "/assessments")).text
    assert "planned Saturday 20 September, 10:30" in shown
    assert "with Payen" in shown


async def test_without_a_step_the_most_pressing_is_chosen(browse: Browse, people: People) -> None:
    assert '<option value="M42" selected>' in (await browse(people.nour).get(PAGE + "/plan")).text


async def test_a_day_gone_by_is_refused_and_what_was_typed_kept(
    browse: Browse, people: People
) -> None:
    fields = {"step": "M48", "planned_on": "2025-03-03", "planned_time": "09:15"}
    answer = await browse(people.nour).post(PAGE + "/plan", fields)
    assert answer.status_code == 422
    assert 'id="field-planned_on-error"' in answer.text
    assert 'value="09:15"' in answer.text
    assert '<option value="M48" selected>' in answer.text


async def test_a_foster_carer_plans_nothing(browse: Browse, people: People) -> None:
    assert (await browse(people.odile).get(PAGE + "/plan")).status_code == 403
    assert (await browse(people.odile).post(PAGE + "/plan", {})).status_code == 403


# ── Note a session ───────────────────────────────────────────────────────────────────────────────


async def test_a_session_is_noted_with_two_clicks(
    browse: Browse, people: People, vault: Vault
) -> None:
    form = (await browse(people.malik).get(PAGE + "/care/new")).text
    assert "Session 1 of 15" in form
    assert 'name="kind" value="psychomotor"' in form
    assert re.search(r'name="done_on"[^>]*value="2025-03-04"', form)
    fields: Mapping[str, str | list[str]] = {**SESSION, "chips": ["at_ease", "balance"]}
    answer = await browse(people.malik).post(PAGE + "/care", fields)
    assert answer.headers["location"] == PAGE + "/care"
    with people.salome.here():
        (entry,) = await care.sessions(people.salome.clearance(), vault=vault)
    assert entry.session.note == "Proud of herself."
    assert list(entry.chips) == ["at_ease", "balance"]


async def test_whoever_coordinates_notes_a_session_without_telling_it(
    browse: Browse, people: People
) -> None:
    form = (await browse(people.nour).get(PAGE + "/care/new")).text
    assert 'name="note"' not in form
    assert 'name="practitioner"' in form
    answer = await browse(people.nour).post(PAGE + "/care", {**SESSION, "note": ""})
    assert answer.status_code == 303
    told = {**SESSION, "sure": SESSION["done_on"]}
    assert (await browse(people.nour).post(PAGE + "/care", told)).status_code == 403


async def test_a_session_that_cannot_be_keeps_what_was_touched(
    browse: Browse, people: People
) -> None:
    fields: Mapping[str, str | list[str]] = {**SESSION, "minutes": "no", "chips": ["tired"]}
    answer = await browse(people.malik).post(PAGE + "/care", fields)
    assert answer.status_code == 422
    assert 'id="field-minutes-error"' in answer.text
    assert re.search(r'value="tired" checked', answer.text)
    assert "Proud of herself." in answer.text


async def test_the_ceiling_warns_and_never_refuses(browse: Browse, people: People) -> None:
    for day in range(1, 17):
        fields = {**SESSION, "done_on": f"2025-02-{day:02d}", "note": ""}
        assert (await browse(people.nour).post(PAGE + "/care", fields)).status_code == 303
    assert "beyond the ceiling" in (await browse(people.nour).get(PAGE + "/care")).text


async def test_a_foster_carer_notes_no_session(browse: Browse, people: People) -> None:
    assert (await browse(people.odile).get(PAGE + "/care/new")).status_code == 403


# ── Documents ────────────────────────────────────────────────────────────────────────────────────


async def filed(people: People, vault: Vault, kind: DocumentKind) -> DocumentId:
    with people.nour.here():
        (document,) = await documents.add_generated(
            people.nour.clearance(Permission.PPE_DRAFT),
            kind=kind,
            data_class=DataClass.SOCIAL,
            title="A letter",
            files=[
                GeneratedFile(
                    name="r\u00e9ponse.pdf",
                    content_type="application/pdf",
                    content=b"%PDF-0123456789",
                )
            ],
            vault=vault,
        )
    return document.id


async def test_a_document_is_a_download_whatever_it_holds(
    browse: Browse, people: People, vault: Vault
) -> None:
    wanted = await filed(people, vault, DocumentKind.LETTER)
    answer = await browse(people.yann).get(f"{PAGE}/documents/{wanted}")
    assert answer.status_code == 200
    assert answer.content == b"%PDF-0123456789"
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-length"] == "15"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"reponse.pdf\"; filename*=UTF-8''r%C3%A9ponse.pdf"
    )


async def test_what_came_from_outside_is_only_bytes(
    browse: Browse, people: People, vault: Vault
) -> None:
    wanted = await filed(people, vault, DocumentKind.RECEIVED)
    answer = await browse(people.yann).get(f"{PAGE}/documents/{wanted}")
    assert answer.headers["content-type"] == "application/octet-stream"


async def test_a_part_of_a_document_may_be_asked_for(
    browse: Browse, people: People, vault: Vault
) -> None:
    wanted = await filed(people, vault, DocumentKind.LETTER)
    path = f"{PAGE}/documents/{wanted}"
    client = browse(people.yann).client
    answer = await client.get(path, headers={"range": "bytes=5-7"})
    assert answer.status_code == 206
    assert answer.content == b"012"
    assert answer.headers["content-range"] == "bytes 5-7/15"
    assert answer.headers["content-length"] == "3"
    assert (await client.get(path, headers={"range": "bytes=99-"})).status_code == 416


async def test_a_document_is_closed_to_whoever_its_class_is_closed_to(
    browse: Browse, people: People, vault: Vault
) -> None:
    path = f"{PAGE}/documents/{await filed(people, vault, DocumentKind.LETTER)}"
    assert (await browse(people.noe).get(path)).status_code == 403
    assert (await browse(people.stranger).get(path)).status_code == 404
    assert (await browse(people.nour).get(f"{PAGE}/documents/{uuid4()}")).status_code == 404


async def test_the_latest_documents_are_those_of_the_circle(
    browse: Browse, people: People, vault: Vault
) -> None:
    wanted = await filed(people, vault, DocumentKind.LETTER)
    text = (await browse(people.yann).get("/documents")).text
    assert f"{PAGE}/documents/{wanted}" in text
    assert "Lou Delattre" in text
    for name in ("noe", "stranger", "national"):
        assert "A letter" not in (await browse(people.by_name[name]).get("/documents")).text


async def test_the_documents_are_a_spreadsheet_too(
    browse: Browse, people: People, vault: Vault
) -> None:
    await filed(people, vault, DocumentKind.LETTER)
    said = (await browse(people.yann).get("/documents.csv")).content.decode("utf-8-sig")
    assert "Lou Delattre;A letter;" in said
    for name in ("noe", "stranger", "national"):
        others = await browse(people.by_name[name]).get("/documents.csv")
        assert b"A letter" not in others.content


async def test_many_documents_are_cut_and_open_whole(
    browse: Browse, people: People, vault: Vault, clock: SystemClock
) -> None:
    assert clock.today() == date(2025, 3, 4)
    files = [
        GeneratedFile(name=f"{n}.pdf", content_type=f"application/x-{n}", content=b"%PDF")
        for n in range(51)
    ]
    with people.nour.here():
        await documents.add_generated(
            people.nour.clearance(),
            kind=DocumentKind.LETTER,
            data_class=DataClass.SOCIAL,
            title="One of many",
            files=files,
            vault=vault,
        )
    first = (await browse(people.nour).get("/documents")).text
    assert first.count("One of many") == 50
    assert "/documents?all=1" in first
    assert (await browse(people.nour).get("/documents", all="1")).text.count("One of many") == 51
