"""Camille, who was born on 1 February 2007 and is 18 in every test: her circle, and her own account."""

import secrets
from datetime import UTC, date, datetime
from uuid import UUID

from storage.vault import Vault
from tests.people import NURSERY, Person, _open_account, account_of, grant_row
from tests.workspace.dossier.conftest import Operator
from workspace.access import queries as grants
from workspace.accounts import queries as accounts
from workspace.actor import Actor, Role
from workspace.clock import Clock
from workspace.database import Door, transaction
from workspace.dossier.record import errands as record
from workspace.dossier.record.model import (
    Birth,
    Identity,
    Inclusion,
    NewChild,
    NewPlacement,
    PlacementKind,
    Sex,
)
from workspace.ids import DossierId

CAMILLE = DossierId(UUID("10000000-0000-4000-8000-000000000018"))
BORN = date(2007, 2, 1)
CIRCLE = ("nour", "ambre", "odile", "yann")


async def grow_up(operator: Operator, door: Door, *, clock: Clock, vault: Vault) -> Person:
    """Open Camille's dossier with its circle; return her, signed in."""
    child = NewChild(
        identity=Identity(
            given_name="Camille", family_name="Vasseur", birth_date=BORN, sex=Sex.FEMALE
        ),
        birth=Birth(),
        inclusion=Inclusion(
            admitted_on=date(2010, 3, 8), organization=NURSERY, department="59", programme=None
        ),
        placement=NewPlacement(
            kind=PlacementKind.FOSTER_FAMILY, place="Chez Odile", begins_on=date(2011, 11, 19)
        ),
    )
    now = datetime.now(UTC)
    async with operator("demo") as errand:
        async with transaction():
            await _open_account("camille", Role.YOUNG_ADULT, vault=vault)
            rows = [grant_row(name, CAMILLE, now=now) for name in CIRCLE]
            rows.append(grant_row("camille", CAMILLE, now=now, role=Role.YOUNG_ADULT))
            await grants.insert(rows)
        await record.add_many(errand, [(CAMILLE, child)], clock=clock, vault=vault)
    secret = secrets.token_hex(32)
    account = account_of("camille")
    await accounts.open_session(door, account, secret, idle_seconds=900, seconds=3600)
    actor = Actor(account=account, role=Role.YOUNG_ADULT, organization=NURSERY)
    return Person(name="camille", actor=actor, secret=secret)
