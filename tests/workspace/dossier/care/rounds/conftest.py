"""Malik of the directory around two children, and the owner of the tables."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People, account_of, grant_row
from tests.workspace.dossier.care.rounds.afternoons import EDEN
from tests.workspace.dossier.conftest import Operator, enrol
from workspace.access import queries as grants
from workspace.actor import Role
from workspace.clock import FixedClock, SystemClock
from workspace.database import transaction
from workspace.ids import PractitionerId
from workspace.network import service as network
from workspace.network.model import Contact, NewPractitioner


@pytest.fixture
async def malik(
    people: People, operator: Operator, clock: FixedClock, vault: Vault
) -> PractitionerId:
    """Malik of the directory, around Lou and Eden; so is Nour."""
    assert people
    async with operator("demo"), transaction():
        await vault.open_scope(EDEN)
        now = SystemClock().now()
        await grants.insert(
            [
                grant_row(name, EDEN, now=now, role=role)
                for name, role in (
                    ("malik", Role.PSYCHOMOTRICIAN),
                    ("nour", Role.COORDINATOR),
                )
            ]
        )
    async with operator("import") as errand:
        await enrol(errand, LOU, EDEN, clock=clock, vault=vault)
        new = NewPractitioner(
            contact=Contact(family_name="Roux", given_name="Malik"), role=Role.PSYCHOMOTRICIAN
        )
        (found,) = await network.add_many(errand, [new], vault=vault)
        await network.link_account(errand, found, account_of("malik"))
    return found


@pytest.fixture
async def owner(database: Database) -> AsyncIterator[asyncpg.Connection]:
    found = await asyncpg.connect(database.url("grenier_owner"))
    yield found
    await found.close()
