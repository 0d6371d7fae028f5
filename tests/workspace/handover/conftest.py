"""Camille, who is 18, with a box her circle filled and a dossier it wrote in."""

from collections.abc import AsyncIterator

import pytest

from storage.vault import ObjectRef, Vault
from tests.people import People, Person
from tests.workspace.dossier.conftest import Operator, operator
from tests.workspace.grown import BORN, CAMILLE, grow_up
from tests.workspace.memorybox import pictures
from tests.workspace.memorybox.giving import give, release, story
from workspace.access.permissions import DataClass
from workspace.clock import FixedClock
from workspace.database import Door
from workspace.dossier.documents import service as documents
from workspace.memorybox.imaging import Darkroom

__all__ = ["operator"]

PHOTO = pictures.jpeg()
SCAN = b"%PDF-1.7 a judgment"


@pytest.fixture
async def camille(
    people: People, operator: Operator, door: Door, clock: FixedClock, vault: Vault
) -> Person:
    """Her box: a photograph of Odile's, a story of Yann's, one withdrawn; a judgment in her dossier."""
    found = await grow_up(operator, door, clock=clock, vault=vault)
    darkroom = Darkroom()
    for person, new, original in (
        (people.odile, story("The sea", happened="2015-07", content_type="image/jpeg"), PHOTO),
        (people.yann, story("The bicycle", happened="2013"), None),
    ):
        await give(
            person,
            new,
            original,
            dossier=CAMILLE,
            born=BORN,
            darkroom=darkroom,
            vault=vault,
            clock=clock,
        )
    with people.nour.here():
        clearance = people.nour.clearance(dossier=CAMILLE)
        await documents.file_object(
            clearance,
            await _staged(vault),
            title="Judgment",
            data_class=DataClass.SOCIAL,
            vault=vault,
        )
    await release(people.nour, dossier=CAMILLE, born=BORN, vault=vault, clock=clock)
    return found


async def _staged(vault: Vault) -> ObjectRef:
    async def content() -> AsyncIterator[bytes]:
        yield SCAN

    return await vault.stage(
        CAMILLE, content(), name="judgment.pdf", content_type="application/pdf"
    )
