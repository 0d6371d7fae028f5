"""In a demonstration pages speak of one day: what is done now is said of it, and kept with its real moment."""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from tests.conftest import Database
from tests.people import LOU, People
from tests.workspace.home.conftest import Browse

HERE = f"/children/{LOU}"

pytestmark = pytest.mark.usefixtures("followed")


async def test_what_one_does_is_said_of_the_day_of_the_demonstration(
    browse: Browse, people: People
) -> None:
    nour, ambre = browse(people.nour), browse(people.ambre)
    real = str(datetime.now(UTC).year)
    stay = {"kind": "hospital", "place": "Lens", "begins_on": "2025-03-01"}
    assert (await nour.post(f"{HERE}/short-stays", stay)).status_code == 303
    path = (await nour.get(f"{HERE}/path")).text
    assert ", Tuesday 4 March 2025 at " in path
    await ambre.post(f"{HERE}/health/new/allergy", {"substance": "Egg", "certainty": "confirmed"})
    await nour.post(f"{HERE}/journal", {"kind": "sleep", "text": "Calm."})
    rows = (await nour.get(f"{HERE}/journal.csv")).text
    assert "2025-03-04" in rows
    for shown in (path, rows, (await ambre.get(f"{HERE}/health")).text):
        assert f"{real}-" not in shown.partition("Calm.")[2]
        assert f" {real} at" not in shown


async def test_the_moment_that_is_kept_is_the_real_one(
    browse: Browse, people: People, database: Database
) -> None:
    await browse(people.nour).post(f"{HERE}/journal", {"kind": "sleep", "text": "Calm."})
    owner = await asyncpg.connect(database.url("grenier_owner"))
    try:
        for asked in (
            "select max(written_at) from log_entry",
            "select max(at) from audit_event",
        ):
            kept = await owner.fetchval(asked)
            assert abs(datetime.now(UTC) - kept) < timedelta(minutes=2), asked
    finally:
        await owner.close()
