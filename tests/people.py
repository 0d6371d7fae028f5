"""One person a role, a stranger, and Lou: who they are in every test."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

import asyncpg

from storage.vault import Vault
from workspace.access import queries as grants
from workspace.access import rules
from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.tables import GrantRow
from workspace.accounts import queries as accounts
from workspace.accounts.model import DIRECTORY, Account
from workspace.accounts.service import login_index, open_service_session
from workspace.actor import Actor, Role, service_actor
from workspace.audit.service import open_months
from workspace.database import Door, acting_as, transaction
from workspace.ids import AccountId, DossierId, OrganizationId

NAMESPACE = UUID("6f0d1a52-6f0f-4d1e-9d9d-5f5f2c1f9f10")
LOU = DossierId(UUID("10000000-0000-4000-8000-000000000001"))
NURSERY = OrganizationId(UUID("20000000-0000-4000-8000-000000000001"))
ELSEWHERE = OrganizationId(UUID("20000000-0000-4000-8000-000000000002"))

AROUND_LOU = {
    "nour": Role.COORDINATOR,
    "ambre": Role.PHYSICIAN,
    "noe": Role.NURSE,
    "salome": Role.PSYCHOLOGIST,
    "malik": Role.PSYCHOMOTRICIAN,
    "odile": Role.CARER,
    "yann": Role.KEY_WORKER,
    "diane": Role.DIRECTOR,
}
OUTSIDE = {
    "stranger": Role.COORDINATOR,
    "parent": Role.PARENT,
    "national": Role.NATIONAL,
    "administrator": Role.ADMINISTRATOR,
    "auditor": Role.AUDITOR,
}

AS_LONG_AS_TESTS = 86_400
"""Seconds the sessions last: they are opened once for the whole suite."""


def account_of(name: str) -> AccountId:
    return AccountId(uuid5(NAMESPACE, name))


@dataclass(frozen=True, kw_only=True)
class Person:
    name: str
    actor: Actor
    secret: str

    @contextmanager
    def here(self) -> Iterator[Actor]:
        """Act as this person in the database."""
        with acting_as(self.secret):
            yield self.actor

    def clearance(self, *permissions: Permission, dossier: DossierId = LOU) -> Clearance:
        """Return the clearance this person has in Lou's circle, made without asking the database."""
        return Clearance(
            actor=self.actor,
            dossier=dossier,
            permissions=frozenset(permissions),
            rights=rules.rights_of(self.actor.role),
            role=self.actor.role,
            since_on=date(2021, 7, 9),
            purpose="follow-up",
        )


@dataclass(frozen=True)
class People:
    by_name: dict[str, Person]

    def __getattr__(self, name: str) -> Person:
        try:
            return self.by_name[name]
        except KeyError:
            raise AttributeError(name) from None

    def __iter__(self) -> Iterator[Person]:
        return iter(self.by_name.values())


async def settle(*, worker_door: Door, door: Door, vault: Vault) -> People:
    """Open everybody's account, place those around Lou in her circle, and sign everybody in."""
    _, service = await open_service_session("demo", door=worker_door)
    everybody = {**AROUND_LOU, **OUTSIDE}
    now = datetime.now(UTC)
    with acting_as(service):
        await open_months(vault=vault)
        async with transaction():
            await vault.open_scope(DIRECTORY)
            for name, role in everybody.items():
                await _open_account(name, role, vault=vault)
            await grants.insert(grant_row(name, LOU, now=now) for name in AROUND_LOU)
            await vault.open_scope(LOU)
    found = {}
    for name, role in everybody.items():
        secret = secrets.token_hex(32)
        await accounts.open_session(
            door, account_of(name), secret, idle_seconds=AS_LONG_AS_TESTS, seconds=AS_LONG_AS_TESTS
        )
        actor = Actor(account=account_of(name), role=role, organization=organization_of(name))
        found[name] = Person(name=name, actor=actor, secret=secret)
    return People(found)


def organization_of(name: str) -> OrganizationId:
    return ELSEWHERE if name == "stranger" else NURSERY


async def become(name: str, role: Role, *, owner_url: str) -> None:
    """Give somebody another role, as only the owner of the tables can: a grant must be of one's role."""
    owner = await asyncpg.connect(owner_url)
    await owner.execute("update account set role = $1 where id = $2", role.value, account_of(name))
    await owner.close()


def grant_row(
    name: str,
    dossier: DossierId,
    *,
    now: datetime,
    role: Role | None = None,
    by: Actor | None = None,
) -> GrantRow:
    return GrantRow(
        id=uuid5(NAMESPACE, f"{name} {dossier}"),
        dossier=dossier,
        account=account_of(name),
        role=(role or AROUND_LOU[name]).value,
        reads=sorted(rules.rights_of(role or AROUND_LOU[name]).reads),
        writes=sorted(rules.rights_of(role or AROUND_LOU[name]).writes),
        purpose="follow-up",
        since_on=date(2021, 7, 9),
        begins_at=datetime(2021, 7, 9, tzinfo=UTC),
        ends_at=now + timedelta(days=300),
        granted_by=(by or service_actor("demo")).account,
        granted_at=now,
    )


async def _open_account(name: str, role: Role, *, vault: Vault) -> None:
    account = account_of(name)
    await accounts.insert(
        Account(id=account, role=role, organization=organization_of(name), name=name.capitalize()),
        encrypted_name=await vault.encrypt_text(
            DIRECTORY, accounts.NAME.format(account), name.capitalize()
        ),
        login_index=login_index(vault, name),
        password_hash="no password opens this account",
    )
