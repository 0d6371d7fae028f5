"""The establishments and the directory."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import People, account_of
from workspace.access.model import Errand
from workspace.actor import Role
from workspace.database import sql, transaction
from workspace.errors import Conflict, NotFound
from workspace.ids import OrganizationId, PractitionerId
from workspace.network import service
from workspace.network.model import (
    Contact,
    NewOrganization,
    NewPractitioner,
    Organization,
    OrganizationKind,
    Practitioner,
)

HOUSE = NewOrganization(
    code="MPE62",
    name="Maison de la petite enfance",
    kind=OrganizationKind.RESIDENTIAL_NURSERY,
    department="62",
    joined_on=date(2021, 7, 1),
)
PAYEN = NewPractitioner(
    contact=Contact(
        family_name="Payen", given_name="Theo", email="med@exemple.invalid", phone="03 00 00 00 85"
    ),
    role=Role.PHYSICIAN,
    specialty="paediatrics",
    internal=True,
    agreement_signed_on=date(2021, 8, 30),
)
ALLUIN = NewPractitioner(contact=Contact(family_name="Alluin"), role=Role.CARER)


async def test_an_organization_is_found_by_its_code_and_kept_without_it(
    people: People, importing: Errand, vault: Vault, database: Database
) -> None:
    (house,) = await service.add_organizations(importing, [HOUSE], vault=vault)
    with people.noe.here():
        assert house == await service.organization_coded(" mpe62", vault=vault)
        expected = Organization(
            id=house,
            name=HOUSE.name,
            kind=HOUSE.kind,
            department="62",
            joined_on=date(2021, 7, 1),
        )
        assert (expected,) == await service.organizations()
        with pytest.raises(NotFound):
            await service.organization_coded("MPE6", vault=vault)
    owner = await asyncpg.connect(database.url("postgres"))
    rows = await owner.fetch("select organization::text as said from organization")
    await owner.close()
    assert "MPE62" not in rows[0]["said"]


async def test_an_organization_has_a_name(importing: Errand, vault: Vault) -> None:
    (house,) = await service.add_organizations(importing, [HOUSE], vault=vault)
    assert HOUSE.name == await service.organization_name(house)
    with pytest.raises(NotFound):
        await service.organization_name(OrganizationId(UUID(int=9)))


async def test_a_code_belongs_to_one_organization(importing: Errand, vault: Vault) -> None:
    with pytest.raises(asyncpg.UniqueViolationError):
        await service.add_organizations(
            importing, [HOUSE, replace(HOUSE, code="mpe 62")], vault=vault
        )


async def test_an_organization_is_amended(importing: Errand, vault: Vault) -> None:
    (house,) = await service.add_organizations(importing, [HOUSE], vault=vault)
    amended = replace(HOUSE, name="Maison", kind=OrganizationKind.SERVICE, department=None)
    await service.amend_organizations(importing, [(house, amended)])
    (found,) = await service.organizations()
    assert (found.name, found.kind, found.department) == ("Maison", OrganizationKind.SERVICE, None)


async def test_organizations_are_listed_in_french_order(importing: Errand, vault: Vault) -> None:
    names = ["Zenith", "\u00c9rables", "eden"]
    new = [replace(HOUSE, code=name, name=name) for name in names]
    await service.add_organizations(importing, new, vault=vault)
    found = [organization.name for organization in await service.organizations()]
    assert found == ["eden", "\u00c9rables", "Zenith"]


async def test_whoever_is_signed_in_reads_the_directory_in_its_order(
    people: People, importing: Errand, vault: Vault
) -> None:
    payen, alluin = await service.add_many(importing, [PAYEN, ALLUIN], vault=vault)
    with people.odile.here() as odile:
        found = await service.practitioners(odile, vault=vault)
        names = await service.practitioner_names(
            [payen, payen, PractitionerId(uuid4())], vault=vault
        )
    assert [alluin, payen] == [who.id for who in found]
    expected = Practitioner(
        id=payen,
        contact=PAYEN.contact,
        role=Role.PHYSICIAN,
        specialty="paediatrics",
        internal=True,
        agreement_signed_on=date(2021, 8, 30),
    )
    assert expected == found[1]
    assert {payen: "Theo Payen"} == names
    assert found[0].name == "Alluin"


async def test_no_name_is_asked_for_nobody(vault: Vault) -> None:
    assert await service.practitioner_names([], vault=vault) == {}


async def test_nobody_reads_nothing(people: People, importing: Errand, vault: Vault) -> None:
    await service.add_many(importing, [PAYEN], vault=vault)
    await service.add_organizations(importing, [HOUSE], vault=vault)
    with replace(people.noe, secret="").here() as noe:
        assert await service.practitioners(noe, vault=vault) == ()
        assert await service.organizations() == ()


async def test_a_coordinator_does_not_write_the_directory(
    people: People, importing: Errand, vault: Vault
) -> None:
    with people.nour.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
        await service.add_many(importing, [PAYEN], vault=vault)
    with people.nour.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
        await service.add_organizations(importing, [HOUSE], vault=vault)


async def test_a_practitioner_is_amended_and_keeps_the_account(
    people: People, importing: Errand, vault: Vault
) -> None:
    assert people
    (payen,) = await service.add_many(importing, [PAYEN], vault=vault)
    await service.link_account(importing, payen, account_of("ambre"))
    house = OrganizationId(UUID(int=5))
    contact = replace(PAYEN.contact, email="new@exemple.invalid")
    amended = replace(PAYEN, contact=contact, organization=house, trained_on=date(2022, 1, 1))
    await service.amend_many(importing, [(payen, amended)], vault=vault)
    found = await service.practitioner(payen, vault=vault)
    expected = (contact, house, date(2022, 1, 1), account_of("ambre"))
    assert expected == (found.contact, found.organization, found.trained_on, found.account)


async def test_an_account_is_one_persons(people: People, importing: Errand, vault: Vault) -> None:
    assert people
    payen, alluin = await service.add_many(importing, [PAYEN, ALLUIN], vault=vault)
    await service.link_account(importing, payen, account_of("ambre"))
    await service.link_account(importing, payen, account_of("ambre"))
    assert payen == await service.practitioner_of(account_of("ambre"))
    assert None is await service.practitioner_of(account_of("noe"))
    with pytest.raises(Conflict):
        await service.link_account(importing, payen, account_of("noe"))
    with pytest.raises(asyncpg.UniqueViolationError):
        await service.link_account(importing, alluin, account_of("ambre"))


async def test_an_unknown_practitioner_is_not_found(importing: Errand, vault: Vault) -> None:
    assert importing
    with pytest.raises(NotFound):
        await service.practitioner(PractitionerId(uuid4()), vault=vault)


async def test_a_name_does_not_stand_clear(importing: Errand, vault: Vault) -> None:
    await service.add_many(importing, [PAYEN], vault=vault)
    async with transaction():
        rows = await sql("select practitioner::text as said, encrypted_contact from practitioner")
    assert "Payen" not in rows[0]["said"]
    assert b"Payen" not in rows[0]["encrypted_contact"]


async def test_one_reads_the_directory_of_ones_department_and_may_ask_for_another(
    people: People, importing: Errand, vault: Vault
) -> None:
    abroad = replace(HOUSE, code="LYON", department="69")
    unsaid = replace(HOUSE, code="X", department=None)
    houses = await service.add_organizations(importing, [HOUSE, abroad, unsaid], vault=vault)
    north, south, somewhere, alone = await service.add_many(
        importing,
        [*(replace(PAYEN, organization=house) for house in houses), ALLUIN],
        vault=vault,
    )
    with people.noe.here() as noe:
        of_the_north = replace(noe, organization=houses[0])
        assert "62" == await service.department_of(of_the_north)
        assert {north, somewhere, alone} == _ids(
            await service.practitioners(of_the_north, vault=vault)
        )
        assert {south, somewhere, alone} == _ids(
            await service.practitioners(of_the_north, department="69", vault=vault)
        )
        for of_nowhere in (replace(noe, organization=None), replace(noe, organization=houses[2])):
            assert await service.department_of(of_nowhere) is None
            found = await service.practitioners(of_nowhere, vault=vault)
            assert {north, south, somewhere, alone} == _ids(found)
        assert await service.departments() == ("62", "69")
    assert {north, south, somewhere, alone} == _ids(await service.everybody(importing, vault=vault))


def _ids(found: Iterable[Practitioner]) -> set[PractitionerId]:
    return {who.id for who in found}
