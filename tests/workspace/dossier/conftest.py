"""A child who is followed, entered as an operator enters children."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date

import pytest

from storage.vault import Vault
from tests.people import LOU, NURSERY, People
from workspace.access.model import Errand
from workspace.accounts.service import open_service_session
from workspace.clock import Clock
from workspace.database import Door, acting_as
from workspace.dossier.record import errands as record
from workspace.dossier.record.model import Birth, Identity, Inclusion, NewChild, Sex
from workspace.ids import DossierId

BORN, ADMITTED = date(2021, 5, 10), date(2021, 7, 9)

Operator = Callable[[str], AbstractAsyncContextManager[Errand]]


@pytest.fixture
def operator(worker_door: Door) -> Operator:
    """Give a way to act as a command of the operator, inside an `async with`."""
    return acting(worker_door)


def acting(worker_door: Door) -> Operator:
    @asynccontextmanager
    async def act(purpose: str) -> AsyncIterator[Errand]:
        actor, secret = await open_service_session(purpose, door=worker_door)
        with acting_as(secret):
            yield Errand(actor=actor, purpose=purpose)

    return act


async def enrol(errand: Errand, *dossiers: DossierId, clock: Clock, vault: Vault) -> None:
    """Enter a record in each dossier: born eight weeks before term, admitted at two months."""
    child = NewChild(
        identity=Identity(
            given_name="Lou", family_name="Delattre", birth_date=BORN, sex=Sex.FEMALE
        ),
        birth=Birth(term_weeks=32),
        inclusion=Inclusion(admitted_on=ADMITTED, organization=NURSERY, department="62"),
    )
    enrolled = [(dossier, child) for dossier in dossiers]
    await record.add_many(errand, enrolled, clock=clock, vault=vault)


@pytest.fixture
def followed(people: People, _followed: object) -> DossierId:
    """Lou's dossier, with her record: the database of the test is a copy of one where she was entered."""
    assert people
    return LOU
