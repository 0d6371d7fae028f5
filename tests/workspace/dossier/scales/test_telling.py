"""Whoever made a link is told that something is to be read: once, until it was, and nobody else."""

from dataclasses import replace
from datetime import UTC, datetime

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People, account_of
from tests.workspace.dossier.conftest import Operator
from tests.workspace.dossier.scales.test_links import ASKED, CLOCK, HALF, REST, cleared, invited
from workspace.access.model import Circle
from workspace.access.permissions import Permission
from workspace.clock import FixedClock
from workspace.database import transaction
from workspace.dossier.scales import filling, inviting, link_queries, telling
from workspace.notices.model import Notice, NoticeId, NoticeKind, NoticeState

pytestmark = pytest.mark.usefixtures("followed")


async def test_who_made_the_link_is_told_once_until_it_was_read(
    people: People, operator: Operator, database: Database, vault: Vault
) -> None:
    now = FixedClock(moment=datetime.now(UTC))
    made, token = await invited(people, vault)
    await filling.save(token, HALF, clock=CLOCK, vault=vault)
    async with operator("worker") as errand:
        assert await telling.tell(errand, clock=now) == 0, "it is not at its end"
    await filling.finish(token, REST, clock=CLOCK, vault=vault)
    owner = await asyncpg.connect(database.url("grenier_owner"))
    async with operator("worker") as errand:
        assert await telling.tell(errand, clock=now) == 1
        assert await telling.tell(errand, clock=now) == 0
        (row,) = await owner.fetch("select * from notice")
        assert (row["account"], row["kind"]) == (account_of("nour"), "to_read")
        told = Notice(
            id=NoticeId(row["id"]),
            account=row["account"],
            kind=NoticeKind.TO_READ,
            dossier=LOU,
            key=row["key"],
            state=NoticeState.QUEUED,
            expires_at=row["expires_at"],
            queued_at=row["queued_at"],
        )
        assert await telling.still_waits(told)
    with people.nour.here():
        mine = cleared(people.nour)
        around = Circle(
            actor=people.nour.actor, permission=Permission.SCALE_READ, dossiers=frozenset([LOU])
        )
        ((waiting,),) = (await inviting.received_in(around, vault=vault)).values()
        assert (waiting.id, waiting.tool, waiting.months) == (made.id, "ASQ-3", 14)
        async with transaction():
            assert await link_queries.to_read(since=datetime(2020, 1, 1, tzinfo=UTC)) == []
            assert not await link_queries.is_to_read(made.id), "the worker alone is told"
        await inviting.validate(mine, made.id, clock=CLOCK, vault=vault)
        assert await inviting.received_in(around, vault=vault) == {}
    async with operator("worker"):
        assert not await telling.still_waits(told)
    await owner.close()


async def test_whoever_coordinates_is_told_where_who_made_the_link_has_left(
    people: People, operator: Operator, database: Database, vault: Vault
) -> None:
    with people.ambre.here():
        _, token = await inviting.invite(
            cleared(people.ambre),
            replace(ASKED, reason="The form at hand."),
            clock=CLOCK,
            vault=vault,
        )
    await filling.save(token, HALF, clock=CLOCK, vault=vault)
    await filling.finish(token, REST, clock=CLOCK, vault=vault)
    owner = await asyncpg.connect(database.url("grenier_owner"))
    await owner.execute(
        "update access_grant set ended_at = now() where account = $1", account_of("ambre")
    )
    async with operator("worker") as errand:
        assert await telling.tell(errand, clock=FixedClock(moment=datetime.now(UTC))) == 1
    assert await owner.fetchval("select account from notice") == account_of("nour")
    await owner.close()
