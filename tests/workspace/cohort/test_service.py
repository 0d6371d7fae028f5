"""The figures of the given folder, from the database."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest

from storage.vault import Vault
from tests.people import People, account_of
from tests.workspace.cohort.folder import children
from tests.workspace.exchange.folders import PAS_DE_CALAIS
from workspace.access.model import Errand
from workspace.access.permissions import Permission
from workspace.access.service import circle
from workspace.accounts.service import open_service_session
from workspace.clock import FixedClock, SystemClock
from workspace.cohort import rules
from workspace.cohort.rules import as_json
from workspace.cohort.service import figures, series
from workspace.database import Door, acting_as
from workspace.errors import NotFound
from workspace.exchange.service import import_folder, open_circles_for, practitioner_coded

READ_AT = FixedClock(moment=datetime(2025, 9, 1, 9, tzinfo=UTC))
CLOCK = SystemClock()
FIRST_DAY, LAST_DAY = date(2021, 12, 31), date(2025, 8, 31)
EXPECTED = json.loads((PAS_DE_CALAIS / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture
async def counting(importing: Errand, worker_door: Door, vault: Vault) -> AsyncIterator[Errand]:
    """Act as the figures' command; the given folder is in."""
    assert (await import_folder(importing, PAS_DE_CALAIS, clock=READ_AT, vault=vault)).written
    actor, secret = await open_service_session("figures", door=worker_door)
    with acting_as(secret):
        yield Errand(actor=actor, purpose="figures")


async def test_every_figure_of_the_folder_comes_out(counting: Errand, vault: Vault) -> None:
    series = []
    for point in EXPECTED["serie"]:
        found = await figures(counting, date.fromisoformat(point["date"]), vault=vault)
        series.append({key: as_json(found)[key] for key in point})
    last = await figures(counting, LAST_DAY, vault=vault)
    assert {
        "serie": series,
        "suivis_31_08_2025": last.followed,
        "suivis_plus_de_3_ans": last.followed_over_three,
        "actes": as_json(last)["actes"],
    } == EXPECTED


async def test_the_database_counts_what_the_folder_says(counting: Errand, vault: Vault) -> None:
    """Every figure, the panel's shares too, against a reader of the folder that knows no database."""
    known = children()
    for on in (date(2022, 11, 30), date(2024, 3, 31), LAST_DAY):
        assert rules.figures(known, on) == await figures(counting, on, vault=vault)


async def test_the_figures_of_one_establishment_are_its_own(counting: Errand, vault: Vault) -> None:
    whole = await figures(counting, LAST_DAY, vault=vault)
    assert whole == await figures(counting, LAST_DAY, "MPE62", vault=vault)
    with pytest.raises(NotFound):
        await figures(counting, LAST_DAY, "MPE63", vault=vault)


async def test_a_coordinator_counts_their_own_circle(
    people: People, importing: Errand, counting: Errand, worker_door: Door, vault: Vault
) -> None:
    _, secret = await open_service_session("import", door=worker_door)
    with acting_as(secret):
        coordinator = await practitioner_coded(importing, "MPE62-COO1", vault=vault)
        await open_circles_for(importing, coordinator, account_of("nour"), clock=CLOCK, vault=vault)
    whole = await figures(counting, LAST_DAY, vault=vault)
    with people.nour.here() as nour:
        mine = await circle(nour, Permission.CHILD_READ, clock=CLOCK)
        assert whole == await figures(mine, LAST_DAY, vault=vault)
        assert await series(mine, [FIRST_DAY, LAST_DAY], vault=vault) == (
            await figures(mine, FIRST_DAY, vault=vault),
            whole,
        )
    with people.stranger.here() as stranger:
        none = await circle(stranger, Permission.CHILD_READ, clock=CLOCK)
        assert (await figures(none, LAST_DAY, vault=vault)).included == 0
