"""Establishments and the directory: rows opened and written, many a statement."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from storage.vault import Vault
from workspace.accounts.model import DIRECTORY
from workspace.actor import Role
from workspace.database import sql
from workspace.ids import AccountId, OrganizationId, PractitionerId
from workspace.network.model import (
    Contact,
    NewOrganization,
    NewPractice,
    NewPractitioner,
    Organization,
    OrganizationKind,
    Practice,
    Practitioner,
)
from workspace.network.rules import normal_code

CONTACT: Final = "practitioner:encrypted_contact:{}"
CODE: Final = "organization:code"

Organizations = Sequence[tuple[OrganizationId, NewOrganization]]
Practitioners = Sequence[tuple[PractitionerId, NewPractitioner]]


def code_index(vault: Vault, code: str) -> bytes:
    return vault.blind_index(CODE, normal_code(code))


async def organizations() -> list[Organization]:
    rows = await sql("select id, name, kind, department, joined_on from organization")
    return [
        Organization(
            id=OrganizationId(row["id"]),
            name=row["name"],
            kind=OrganizationKind(row["kind"]),
            department=row["department"],
            joined_on=row["joined_on"],
        )
        for row in rows
    ]


async def organization_name(organization: OrganizationId) -> str | None:
    rows = await sql("select name from organization where id = {}", organization)
    name: str | None = rows[0]["name"] if rows else None
    return name


async def organizations_coded(codes: Collection[str], *, vault: Vault) -> dict[str, OrganizationId]:
    """Return the organizations of `codes` that are known."""
    indexes = {code_index(vault, code): code for code in codes}
    rows = await sql(
        "select id, code_index from organization where code_index = any({}::bytea[])",
        list(indexes),
    )
    return {indexes[row["code_index"]]: OrganizationId(row["id"]) for row in rows}


async def insert_organizations(rows: Organizations, *, vault: Vault) -> None:
    new = [organization for _, organization in rows]
    await sql(
        "insert into organization (id, code_index, kind, department, name, joined_on)"
        " select * from unnest({}::uuid[], {}::bytea[], {}::varchar[], {}::varchar[], {}::varchar[],"
        " {}::date[])",
        [id_ for id_, _ in rows],
        [code_index(vault, organization.code) for organization in new],
        *_organization_columns(new),
    )


async def update_organizations(rows: Organizations) -> None:
    await sql(
        "update organization set kind = n.kind, department = n.department, name = n.name,"
        " joined_on = n.joined_on from unnest({}::uuid[], {}::varchar[], {}::varchar[],"
        " {}::varchar[], {}::date[]) as n(id, kind, department, name, joined_on)"
        " where organization.id = n.id",
        [id_ for id_, _ in rows],
        *_organization_columns([organization for _, organization in rows]),
    )


def _organization_columns(new: Sequence[NewOrganization]) -> tuple[list[Any], ...]:
    return (
        [organization.kind.value for organization in new],
        [organization.department for organization in new],
        [organization.name for organization in new],
        [organization.joined_on for organization in new],
    )


async def department_of(organization: OrganizationId) -> str | None:
    rows = await sql("select department from organization where id = {}", organization)
    department: str | None = rows[0]["department"] if rows else None
    return department


async def practitioners(
    ids: Collection[PractitionerId] | None = None, *, department: str | None = None, vault: Vault
) -> list[Practitioner]:
    """Return those of `ids`, everybody for None, in one query and one batch of decryption.

    `department`: only those of its establishments, and those who are of no department.
    """
    rows = await sql(
        "select p.*, s.waiting_weeks, s.visits_homes, s.stated_on from practitioner p"
        " left join organization o on o.id = p.organization left join lateral"
        " (select * from practitioner_practice each where each.practitioner = p.id"
        " order by each.stated_at desc, each.id limit 1) s on true"
        " where ({}::uuid[] is null or p.id = any({}::uuid[]))"
        " and ({}::varchar is null or o.department is null or o.department = {})",
        *[None if ids is None else list(ids)] * 2,
        *[department] * 2,
    )
    contacts = await vault.decrypt_texts(
        [(DIRECTORY, CONTACT.format(row["id"]), row["encrypted_contact"]) for row in rows]
    )
    return [
        _practitioner(row, Contact(**json.loads(contact)))
        for row, contact in zip(rows, contacts, strict=True)
    ]


def _practitioner(row: Mapping[str, Any], contact: Contact) -> Practitioner:
    return Practitioner(
        id=PractitionerId(row["id"]),
        contact=contact,
        role=Role(row["role"]),
        organization=OrganizationId(row["organization"]) if row["organization"] else None,
        specialty=row["specialty"],
        internal=row["internal"],
        agreement_signed_on=row["agreement_signed_on"],
        trained_on=row["trained_on"],
        account=AccountId(row["account"]) if row["account"] else None,
        practice=_practice(row),
    )


def _practice(row: Mapping[str, Any]) -> Practice | None:
    if row["stated_on"] is None:
        return None
    return Practice(
        waiting_weeks=row["waiting_weeks"],
        visits_homes=row["visits_homes"],
        stated_on=row["stated_on"],
    )


async def insert_practice(
    practitioner: PractitionerId, new: NewPractice, *, on: date, by: AccountId, at: datetime
) -> None:
    await sql(
        "insert into practitioner_practice"
        " (id, practitioner, waiting_weeks, visits_homes, stated_on, stated_by, stated_at)"
        " values (gen_random_uuid(), {}, {}, {}, {}, {}, {})",
        practitioner,
        new.waiting_weeks,
        new.visits_homes,
        on,
        by,
        at,
    )


async def practitioner_of(account: AccountId) -> PractitionerId | None:
    rows = await sql("select id from practitioner where account = {}", account)
    return PractitionerId(rows[0]["id"]) if rows else None


async def practitioners_behind(accounts: Collection[AccountId]) -> list[PractitionerId]:
    """Return who of the directory those accounts are; nothing is opened."""
    rows = await sql("select id from practitioner where account = any({}::uuid[])", list(accounts))
    return [PractitionerId(row["id"]) for row in rows]


async def link_account(practitioner: PractitionerId, account: AccountId) -> bool:
    """Give an account to somebody who has none; tell whether it was done."""
    rows = await sql(
        "update practitioner set account = {} where id = {}"
        " and (account is null or account = {}) returning id",
        account,
        practitioner,
        account,
    )
    return bool(rows)


async def insert_practitioners(rows: Practitioners, *, vault: Vault) -> None:
    await sql(
        "insert into practitioner (id, organization, role, specialty, internal, agreement_signed_on,"
        " trained_on, encrypted_contact) select * from unnest({}::uuid[], {}::uuid[], {}::varchar[],"
        " {}::varchar[], {}::boolean[], {}::date[], {}::date[], {}::bytea[])",
        *await _practitioner_columns(rows, vault=vault),
    )


async def hold(practitioner: PractitionerId) -> None:
    """Wait for whoever corrects the same entry, until the transaction ends."""
    await sql("select pg_advisory_xact_lock(hashtextextended({}, 0))", str(practitioner))


async def update_practitioners(rows: Practitioners, *, vault: Vault) -> None:
    await sql(
        "update practitioner set organization = n.organization, role = n.role,"
        " specialty = n.specialty, internal = n.internal,"
        " agreement_signed_on = n.agreement_signed_on, trained_on = n.trained_on,"
        " encrypted_contact = n.contact from unnest({}::uuid[], {}::uuid[], {}::varchar[],"
        " {}::varchar[], {}::boolean[], {}::date[], {}::date[], {}::bytea[])"
        " as n(id, organization, role, specialty, internal, agreement_signed_on, trained_on, contact)"
        " where practitioner.id = n.id",
        *await _practitioner_columns(rows, vault=vault),
    )


async def _practitioner_columns(rows: Practitioners, *, vault: Vault) -> tuple[list[Any], ...]:
    new = [practitioner for _, practitioner in rows]
    return (
        [id_ for id_, _ in rows],
        [practitioner.organization for practitioner in new],
        [practitioner.role.value for practitioner in new],
        [practitioner.specialty for practitioner in new],
        [practitioner.internal for practitioner in new],
        [practitioner.agreement_signed_on for practitioner in new],
        [practitioner.trained_on for practitioner in new],
        [
            await vault.encrypt_text(DIRECTORY, CONTACT.format(id_), _contact_text(new.contact))
            for id_, new in rows
        ],
    )


def _contact_text(contact: Contact) -> str:
    said = {
        "family_name": contact.family_name,
        "given_name": contact.given_name,
        "email": contact.email,
        "phone": contact.phone,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))
