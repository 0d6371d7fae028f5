"""How long until a newcomer is inside, the first time and the next ones."""

import asyncio
from collections.abc import Iterator

from tests.bench.measure import Figure, timed_call
from tests.journeys.house import House, watched_folder
from workspace.embedded import DataFolder, EmbeddedPostgres

AGAIN = 3


def figures() -> Iterator[Figure]:
    """`start.cold`: an empty folder to a served territory. `start.warm`: the same folder, started again."""
    bare_cold, bare_warm = _bare()
    house = House(watched_folder())
    try:
        cold = timed_call(house.start)
        house.interrupt()
        warm = []
        for _ in range(AGAIN):
            warm.append(timed_call(house.start))
            house.interrupt()
    finally:
        house.close()
    yield Figure(
        name="start.cold",
        value=cold,
        unit="s",
        baseline="initdb and start of a bare PostgreSQL",
        baseline_value=bare_cold,
    )
    yield Figure(
        name="start.warm",
        value=sorted(warm)[AGAIN // 2],
        unit="s",
        baseline="start of a bare PostgreSQL",
        baseline_value=bare_warm,
    )


def _bare() -> tuple[float, float]:
    folder = DataFolder(path=watched_folder())
    folder.make()
    postgres = EmbeddedPostgres(folder)
    try:
        cold = timed_call(postgres.start)
        asyncio.run(postgres.make_roles())
        postgres.stop()
        postgres = EmbeddedPostgres(folder)
        return cold, timed_call(postgres.start)
    finally:
        postgres.stop()
