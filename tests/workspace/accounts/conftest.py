"""An account with a real password, and the hashing it takes."""

from uuid import uuid4

import pytest

from storage.vault import Vault
from tests.people import NURSERY
from tests.workspace.served import light_passwords
from workspace.access.model import Errand
from workspace.accounts.model import NewAccount
from workspace.accounts.passwords import Passwords
from workspace.accounts.service import open_account
from workspace.actor import Role
from workspace.ids import AccountId

PASSWORD = "four words nobody says together"


@pytest.fixture
def passwords() -> Passwords:
    return light_passwords()


@pytest.fixture
async def ines(importing: Errand, passwords: Passwords, vault: Vault) -> NewAccount:
    """A nurse who may sign in; her account is opened by the operator's import."""
    assert importing.purpose == "import"
    new = NewAccount(
        id=AccountId(uuid4()),
        role=Role.NURSE,
        organization=NURSERY,
        name="In\u00e8s Morel",
        login="ines.morel",
        password=PASSWORD,
    )
    await open_account(new, passwords=passwords, vault=vault)
    return new
