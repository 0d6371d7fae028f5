"""A child who is followed, entered as an operator enters one, with everybody around her."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, date, datetime

import pytest

from storage.vault import Vault
from tests.people import AROUND_LOU, NURSERY, People, grant_row
from workspace.access import queries as grants
from workspace.access.model import Errand
from workspace.accounts.service import open_service_session
from workspace.clock import Clock
from workspace.database import Door, acting_as, transaction
from workspace.dossier.record import service as record
from workspace.dossier.record.model import Birth, Identity, Inclusion, NewChild, Sex
from workspace.ids import DossierId

BORN, ADMITTED = date(2021, 5, 10), date(2021, 7, 9)

Operator = Callable[[str], AbstractAsyncContextManager[Errand]]


@pytest.fixture
def operator(worker_door: Door) -> Operator:
    """Act as a command of the operator: `async with operator("import") as errand`."""

    @asynccontextmanager
    async def act(purpose: str) -> AsyncIterator[Errand]:
        actor, secret = await open_service_session(purpose, door=worker_door)
        with acting_as(secret):
            yield Errand(actor=actor, purpose=purpose)

    return act


@pytest.fixture
async def followed(people: People, operator: Operator, vault: Vault, clock: Clock) -> DossierId:
    """A dossier like Lou's, with a record: born eight weeks before term, admitted at two months."""
    assert people
    child = NewChild(
        identity=Identity(
            given_name="Mina", family_name="Delattre", birth_date=BORN, sex=Sex.FEMALE
        ),
        birth=Birth(term_weeks=32),
        inclusion=Inclusion(admitted_on=ADMITTED, organization=NURSERY, department="62"),
    )
    async with operator("import") as errand:
        (dossier,) = await record.add_many(errand, [child], clock=clock, vault=vault)
        async with transaction():
            now = datetime.now(UTC)  # the database's own clock decides whether a grant is live
            await grants.insert(grant_row(name, dossier, now=now) for name in AROUND_LOU)
    return dossier
