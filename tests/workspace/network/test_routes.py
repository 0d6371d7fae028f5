"""The directory by establishment, for colleagues."""

import csv
import re
from dataclasses import replace
from datetime import date
from io import StringIO

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import NURSERY, People, Person
from tests.workspace.dossier.conftest import Operator
from tests.workspace.home.conftest import Browse, browse, clock, operator, site, young
from workspace.actor import Role
from workspace.database import sql, transaction
from workspace.errors import Forbidden
from workspace.network import queries, service
from workspace.network.model import (
    Contact,
    NewOrganization,
    NewPractitioner,
    OrganizationKind,
)

__all__ = ["browse", "clock", "operator", "site", "young"]

HOUSE = NewOrganization(
    code="H", name="House", kind=OrganizationKind.RESIDENTIAL_NURSERY, department="62"
)
ABBEY = replace(HOUSE, code="A", name="Abbey", kind=OrganizationKind.PMI, department=None)


@pytest.fixture
async def directory(operator: Operator, vault: Vault) -> None:
    async with operator("import") as errand:
        house, abbey = await service.add_organizations(errand, [HOUSE, ABBEY], vault=vault)
        people = [
            NewPractitioner(
                contact=Contact(family_name="Payen", given_name="Theo", phone="03 00 00 00 85"),
                role=Role.PHYSICIAN,
                organization=house,
                specialty="paediatrics",
                agreement_signed_on=date(2021, 8, 30),
            ),
            NewPractitioner(
                contact=Contact(family_name="Alluin", email="a@exemple.invalid"),
                role=Role.PSYCHOMOTRICIAN,
                organization=house,
                internal=True,
                trained_on=date(2021, 4, 1),
            ),
            NewPractitioner(
                contact=Contact(family_name="Roy"), role=Role.NURSE, organization=abbey
            ),
            NewPractitioner(contact=Contact(family_name="Zola"), role=Role.PHYSICIAN),
        ]
        await service.add_many(errand, people, vault=vault)


@pytest.mark.usefixtures("directory")
async def test_people_are_listed_by_establishment_in_order(browse: Browse, people: People) -> None:
    text = (await browse(people.nour).get("/network")).text
    order = ["Abbey", "Roy", "House", "Alluin", "Theo Payen", "On their own account", "Zola"]
    places = [text.index(word) for word in order]
    assert sorted(places) == places
    assert "30 August 2021" in text
    assert "employed here" in text
    assert 'href="tel:0300000085"' in text
    assert "4 professionals" in text


@pytest.mark.usefixtures("directory")
async def test_one_role_may_be_asked_for(browse: Browse, people: People) -> None:
    text = (await browse(people.odile).get("/network", role="nurse")).text
    assert "Roy" in text
    assert "Zola" not in text
    assert '<option value="nurse" selected>' in text
    assert "4 professionals" in (await browse(people.odile).get("/network", role="odd")).text
    assert (
        "Nobody in the directory"
        in (await browse(people.odile).get("/network", role="parent")).text
    )


async def test_an_empty_directory_says_what_will_appear(browse: Browse, people: People) -> None:
    assert "will appear here" in (await browse(people.nour).get("/network")).text


async def test_the_directory_is_of_colleagues(
    browse: Browse, people: People, young: Person
) -> None:
    assert (await browse(people.parent).get("/network")).status_code == 403
    assert (await browse(young).get("/network")).status_code == 403


@pytest.mark.usefixtures("directory")
async def test_the_directory_is_a_spreadsheet_too(browse: Browse, people: People) -> None:
    answer = await browse(people.nour).get("/network.csv", role="physician")
    assert 'filename="grenier-network-2025-03-04.csv"' in answer.headers["content-disposition"]
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert ["Payen", "Theo", "Physician", "paediatrics", "House", "2021-08-30"] == rows[1][:6]
    assert ["Payen", "Zola"] == [row[0] for row in rows[1:]]


@pytest.mark.usefixtures("directory")
async def test_the_directory_is_not_for_the_young(browse: Browse, young: Person) -> None:
    assert (await browse(young).get("/network.csv")).status_code == 403


async def test_the_directory_of_another_department_is_one_choice_away(
    browse: Browse, people: People, operator: Operator, vault: Vault, database: Database
) -> None:
    owner = await asyncpg.connect(database.url("grenier_owner"))
    await owner.execute("update organization set department = '62' where id = $1", NURSERY)
    await owner.close()
    async with operator("import") as errand:
        (house,) = await service.add_organizations(
            errand, [replace(HOUSE, department="69")], vault=vault
        )
        new = [
            NewPractitioner(contact=Contact(family_name=name), role=Role.NURSE, organization=place)
            for name, place in (("Roy", NURSERY), ("Zola", house))
        ]
        await service.add_many(errand, new, vault=vault)
    nour = browse(people.nour)
    near, far = (
        (await nour.get("/network")).text,
        (await nour.get("/network", department="69")).text,
    )
    assert ("Roy" in near, "Zola" in near) == (True, False)
    assert ("Roy" in far, "Zola" in far) == (False, True)
    assert '<option value="69" selected>' in far
    assert "department=69" in far, "the spreadsheet is of what is shown"
    assert "Zola" in (await nour.get("/network.csv", department="69")).text
    assert "Roy" in (await nour.get("/network", department="nowhere")).text


async def test_a_coordinator_enters_somebody_of_another_profession(
    browse: Browse, people: People, vault: Vault
) -> None:
    nour = browse(people.nour)
    fields = {
        "family_name": "Caulier",
        "given_name": "Rose",
        "specialty": "Speech therapist",
        "phone": "03 21 00 00 00",
        "email": "rose@example.org",
        "organization": str(NURSERY),
    }
    for name, odd in (
        ("family_name", " "),
        ("specialty", ""),
        ("phone", "soon"),
        ("email", "rose"),
        ("organization", "x"),
        ("given_name", "x" * 101),
    ):
        refused = await nour.post("/network", {**fields, name: odd})
        assert refused.status_code == 422
        assert f'href="#field-{name}"' in refused.text, name
        assert ('value="Caulier"' in refused.text) is (name != "family_name"), "typed, and kept"
    assert (await nour.post("/network", fields)).status_code == 303
    text = (await nour.get("/network")).text
    assert "Rose Caulier" in text
    assert "Speech therapist" in text
    assert 'href="/network/new"' in text
    with people.nour.here() as actor:
        (found,) = await service.practitioners(actor, vault=vault)
    assert (found.role, found.organization, found.account) == (Role.OTHER, NURSERY, None)
    ambre = browse(people.ambre)
    assert (await ambre.get("/network/new")).status_code == 403
    assert (await ambre.post("/network", fields)).status_code == 403


async def test_the_database_lets_who_coordinates_enter_nobody_who_could_hold_a_place(
    people: People, vault: Vault
) -> None:
    other = NewPractitioner(
        contact=Contact(family_name="Caulier"), role=Role.OTHER, specialty="speech"
    )
    with people.nour.here() as nour:
        for role in (Role.PHYSICIAN, Role.COORDINATOR):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await service.add(nour, replace(other, role=role), vault=vault)
        id_ = await service.add(nour, other, vault=vault)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction():
                await sql("update practitioner set role = 'physician' where id = {}", id_)
    with people.ambre.here() as ambre, pytest.raises(Forbidden):
        await service.add(ambre, other, vault=vault)
    with people.ambre.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction():
            await queries.insert_practitioners([(id_, other)], vault=vault)


async def test_who_was_entered_by_hand_is_corrected_by_whoever_coordinates(
    people: People, browse: Browse, directory: None, vault: Vault
) -> None:
    assert directory is None
    nour, ambre = browse(people.nour), browse(people.ambre)
    fields = {"family_name": "Caulier", "specialty": "speech therapist", "phone": "03 00 00 00 01"}
    assert (await nour.post("/network", fields)).status_code == 303
    page = (await nour.get("/network")).text
    (one,) = set(re.findall(r'href="(/network/[0-9a-f-]{36})"', page))
    assert one not in (await ambre.get("/network")).text
    form = (await nour.get(one)).text
    assert 'value="03 00 00 00 01"' in form
    (seen,) = re.findall('name="seen" value="([0-9a-f]+)"', form)
    wrong = await nour.post(one, {**fields, "phone": "call me", "seen": seen})
    assert wrong.status_code == 422
    assert 'value="call me"' in wrong.text, "what was typed stays"
    right = {**fields, "phone": "03 00 00 00 02", "seen": seen}
    assert (await nour.post(one, right)).status_code == 303
    late = await nour.post(one, {**right, "phone": "03 00 00 00 03"})
    assert late.status_code == 422
    assert "03 00 00 00 02" in late.text, "what stands is shown"
    assert 'value="03 00 00 00 03"' in late.text
    (again,) = re.findall('name="seen" value="([0-9a-f]+)"', late.text)
    sent = {**right, "phone": "03 00 00 00 03", "seen": again}
    assert (await nour.post(one, sent)).status_code == 303
    assert "03 00 00 00 03" in (await nour.get("/network")).text
    for address in (one, "/network/10000000-0000-4000-8000-00000000000f"):
        assert (await ambre.get(address)).status_code == 403
        assert (await ambre.post(address, right)).status_code == 403
    with people.nour.here() as actor:
        every = await service.practitioners(actor, vault=vault)
    listed = next(who for who in every if who.contact.family_name == "Payen")
    assert (await nour.get(f"/network/{listed.id}")).status_code == 404
    assert (await nour.post(f"/network/{listed.id}", right)).status_code == 404
