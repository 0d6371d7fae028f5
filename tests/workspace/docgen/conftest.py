"""What the tests of documents ask for."""

import asyncio
from dataclasses import dataclass

import pytest

from storage.keyring import Keyring
from tests.conftest import Village, furnished
from tests.people import People
from tests.workspace.docgen import sample
from tests.workspace.docgen.territory import bring_in
from tests.workspace.dossier.conftest import acting
from workspace.docgen.ppe.model import PPESource
from workspace.embedded import EmbeddedPostgres
from workspace.ids import DossierId


@pytest.fixture
def lou() -> PPESource:
    """An invented child whose PPE has something in every automatic section."""
    return sample.lou()


@dataclass(frozen=True)
class Territory:
    """The village with the territory brought in, to be copied; nobody works in it."""

    database: str
    dossier: DossierId


@pytest.fixture(scope="session")
def _territory(server: EmbeddedPostgres, keyring: Keyring, _village: Village) -> Territory:
    async def found() -> DossierId:
        async with furnished(server, keyring, "territory", _village.database) as settling:
            operator = acting(settling.worker_door)
            return await bring_in(_village.people, operator, vault=settling.vault)

    return Territory(database="territory", dossier=asyncio.run(found()))


@pytest.fixture
def dossier(_territory: Territory, people: People) -> DossierId:
    """The dossier of PDC001, with a family, a measure and a circle."""
    assert people, "they are around her"
    return _territory.dossier
