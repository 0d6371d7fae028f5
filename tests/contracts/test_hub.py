"""The contract of `Hub`, on the one in memory and on PostgreSQL; then what only a real line can suffer."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.conftest import Database
from workspace.hub import CHANNEL, LONGEST_QUEUE, Hub, MemoryHub, PostgresHub, Subscription

SOON = 60.0
"""Seconds within which a hint must have come."""


@pytest.fixture(params=["memory", "postgresql"])
async def hub(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Hub]:
    if request.param == "memory":
        yield MemoryHub()
        return
    live = PostgresHub(database.url("grenier_app"))
    await live.start()
    yield live
    await live.stop()


@pytest.fixture
async def two(database: Database) -> AsyncIterator[tuple[PostgresHub, PostgresHub]]:
    """The hubs of two processes; the second has nothing to say."""
    url = database.url("grenier_app")
    hubs = PostgresHub(url, heartbeat=0.1), PostgresHub(url, heartbeat=0.1)
    for one in hubs:
        await one.start()
    yield hubs
    for one in hubs:
        await one.stop()


async def heard(hints: Subscription) -> str:
    return await asyncio.wait_for(hints.take(), SOON)


async def test_a_listener_hears_its_topic(hub: Hub) -> None:
    async with hub.subscribe("talk") as hints:
        await hub.publish("talk", "one")
        assert await heard(hints) == "one"


async def test_hints_come_in_the_order_they_were_sent(hub: Hub) -> None:
    sent = [str(number) for number in range(50)]
    async with hub.subscribe("talk") as hints:
        for hint in sent:
            await hub.publish("talk", hint)
        assert sent == [await heard(hints) for _ in sent]


async def test_a_hint_may_hold_spaces(hub: Hub) -> None:
    async with hub.subscribe("talk") as hints:
        await hub.publish("talk", "two words")
        assert await heard(hints) == "two words"


async def test_a_listener_hears_no_other_topic(hub: Hub) -> None:
    async with hub.subscribe("talk") as hints:
        await hub.publish("talker", "not for me")
        await hub.publish("tal", "nor this")
        await hub.publish("talk", "for me")
        assert await heard(hints) == "for me"


async def test_a_listener_may_have_several_topics(hub: Hub) -> None:
    async with hub.subscribe("one", "two") as hints:
        await hub.publish("one", "a")
        await hub.publish("two", "b")
        assert [await heard(hints), await heard(hints)] == ["a", "b"]


async def test_every_listener_of_a_topic_hears_it(hub: Hub) -> None:
    async with hub.subscribe("talk") as one, hub.subscribe("talk") as other:
        await hub.publish("talk", "both")
        assert [await heard(one), await heard(other)] == ["both", "both"]


async def test_whoever_has_left_hears_nothing_and_is_forgotten(hub: Hub) -> None:
    async with hub.subscribe("talk") as gone:
        pass
    async with hub.subscribe("talk") as hints:
        await hub.publish("talk", "later")
        assert await heard(hints) == "later"
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(gone.take(), 0.05)


async def test_a_topic_without_listeners_is_no_trouble(hub: Hub) -> None:
    await hub.publish("nobody", "listens")


async def test_too_slow_a_listener_is_told_that_it_lost_some(hub: Hub) -> None:
    async with hub.subscribe("talk") as slow, hub.subscribe("last") as last:
        for number in range(LONGEST_QUEUE + 10):
            await hub.publish("talk", str(number))
        await hub.publish("last", "sent")
        assert await heard(last) == "sent"
        assert slow.overflowed
        assert await heard(slow) == ""
        await hub.publish("talk", "after")
        assert await heard(slow) == "after"


async def test_a_listener_just_fast_enough_loses_nothing(hub: Hub) -> None:
    async with hub.subscribe("talk") as hints, hub.subscribe("last") as last:
        for number in range(LONGEST_QUEUE):
            await hub.publish("talk", str(number))
        await hub.publish("last", "sent")
        await heard(last)
        assert [str(number) for number in range(LONGEST_QUEUE)] == [
            await heard(hints) for _ in range(LONGEST_QUEUE)
        ]


async def test_a_hint_goes_from_one_process_to_another(
    two: tuple[PostgresHub, PostgresHub],
) -> None:
    here, there = two
    async with there.subscribe("talk") as hints:
        await here.publish("talk", "across")
        assert await heard(hints) == "across"


async def cut(database: Database) -> int:
    """Break every connection that listens, as a restart of the server would; return how many there were."""
    superuser = await asyncpg.connect(database.server.url("postgres", database.name))
    rows = await superuser.fetch(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and query like any (array[$2, $3])",
        database.name,
        f"LISTEN%{CHANNEL}%",
        "select pg_notify%",
    )
    await superuser.close()
    return len(rows)


async def test_a_broken_line_is_reopened_and_listeners_are_told(
    two: tuple[PostgresHub, PostgresHub], database: Database
) -> None:
    """The second process never publishes: without its heartbeat it would stay deaf for ever."""
    here, there = two
    async with here.subscribe("talk") as mine, there.subscribe("talk") as theirs:
        assert await cut(database) == 2
        assert [await heard(mine), await heard(theirs)] == ["", ""]
        await here.publish("talk", "again")
        for hints in (mine, theirs):
            assert await heard(hints) == "again"


async def test_hints_wait_for_a_database_that_is_away(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    hub = PostgresHub(database.url("grenier_app"), heartbeat=0.1)
    await hub.start()
    superuser = await asyncpg.connect(database.server.url("postgres", "postgres"))
    async with hub.subscribe("talk") as hints:
        await superuser.execute(f"alter database {database.name} allow_connections false")
        assert await cut_from(superuser, database) >= 1
        async with asyncio.timeout(SOON):
            while "live hints are waiting" not in caplog.text:  # noqa: ASYNC110 - a log makes no event
                await asyncio.sleep(0.01)
        await hub.publish("talk", "patience")
        await superuser.execute(f"alter database {database.name} allow_connections true")
        assert [await heard(hints), await heard(hints)] == ["", "patience"]
    await hub.stop()
    await superuser.close()
    assert "patience" not in caplog.text


async def cut_from(superuser: asyncpg.Connection, database: Database) -> int:
    rows = await superuser.fetch(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", database.name
    )
    return len(rows)


async def test_a_hub_that_never_started_stops() -> None:
    await PostgresHub("postgresql://nowhere.invalid/none").stop()
