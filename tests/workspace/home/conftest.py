"""Lou's circle and the application, on Tuesday 4 March 2025 at the real moment: circles are founded in it."""

import secrets
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People, Person, account_of, grant_row
from tests.workspace.dossier.conftest import followed, operator
from tests.workspace.served import Browser, Site, served
from workspace.access import queries as grants
from workspace.accounts import queries as accounts
from workspace.accounts.model import DIRECTORY, Account
from workspace.accounts.service import login_index, open_service_session
from workspace.actor import Actor, Role
from workspace.clock import SystemClock
from workspace.database import Door, acting_as, transaction
from workspace.hub import MemoryHub
from workspace.settings import Settings

__all__ = ["followed", "operator"]

Browse = Callable[[Person], Browser]


@pytest.fixture
def clock() -> SystemClock:
    return SystemClock(pinned=date(2025, 3, 4))


@pytest.fixture
async def site(
    database: Database, settings: Settings, vault: Vault, clock: SystemClock, people: People
) -> AsyncIterator[Site]:
    assert people
    async with served(database, settings, vault=vault, clock=clock, hub=MemoryHub()) as found:
        yield found


async def opened_long_ago(database: Database) -> None:
    """Let every dossier be one that was opened three years ago: its silence is its own."""
    owner = await asyncpg.connect(database.url("grenier_owner"))
    try:
        await owner.execute("update dossier set opened_at = opened_at - interval '3 years'")
    finally:
        await owner.close()


@pytest.fixture
def browse(site: Site) -> Browse:
    return site.browser


@pytest.fixture
async def young(worker_door: Door, door: Door, vault: Vault, people: People) -> Person:
    """Somebody of age who is shown their own pages and no others."""
    assert people
    _, service = await open_service_session("demo", door=worker_door)
    account, secret = account_of("young"), secrets.token_hex(32)
    with acting_as(service):
        async with transaction():
            await accounts.insert(
                Account(id=account, role=Role.YOUNG_ADULT, organization=None, name="Camille"),
                encrypted_name=await vault.encrypt_text(
                    DIRECTORY, accounts.NAME.format(account), "Camille"
                ),
                login_index=login_index(vault, "young"),
                password_hash="no password opens this account",
            )
            now = datetime.now(UTC)
            await grants.insert([grant_row("young", LOU, now=now, role=Role.YOUNG_ADULT)])
    await accounts.open_session(door, account, secret, idle_seconds=900, seconds=3600)
    actor = Actor(account=account, role=Role.YOUNG_ADULT, organization=None)
    return Person(name="young", actor=actor, secret=secret)
