"""What a folder brought since a visit: the day of a move against the day it was, there, when one last looked."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from storage.vault import Vault
from tests.people import LOU, NURSERY, People
from tests.workspace.dossier.record.cases import NEW_LOU
from workspace.access.model import Errand
from workspace.access.permissions import Permission
from workspace.clock import FixedClock
from workspace.dossier.record import errands
from workspace.dossier.record.model import Inclusion, NewPlacement, PlacementKind
from workspace.dossier.record.news import news

MOVED_ON = date(2024, 3, 4)


@pytest.mark.parametrize(
    ("department", "seen_at", "told"),
    [
        ("62", datetime(2024, 3, 3, 22, 59, tzinfo=UTC), 1),
        ("62", datetime(2024, 3, 3, 23, 1, tzinfo=UTC), 0),
        ("62", datetime(2024, 3, 4, 22, 59, tzinfo=UTC), 0),
        ("987", datetime(2024, 3, 4, 9, 59, tzinfo=UTC), 1),
        ("987", datetime(2024, 3, 4, 10, 1, tzinfo=UTC), 0),
        ("988", datetime(2024, 3, 3, 12, 59, tzinfo=UTC), 1),
        ("988", datetime(2024, 3, 3, 13, 1, tzinfo=UTC), 0),
    ],
)
async def test_a_move_of_a_folder_is_news_until_its_day_has_come_where_the_child_is(  # noqa: PLR0917 - fixtures
    people: People, importing: Errand, vault: Vault, department: str, seen_at: datetime, told: int
) -> None:
    inclusion = Inclusion(admitted_on=date(2024, 2, 1), organization=NURSERY, department=department)
    moved = NewPlacement(kind=PlacementKind.FOSTER_FAMILY, place="There", begins_on=MOVED_ON)
    new = replace(NEW_LOU, inclusion=inclusion, placement=moved)
    clock = FixedClock(moment=datetime(2024, 3, 6, tzinfo=UTC))
    await errands.add_many(importing, [(LOU, new)], clock=clock, vault=vault)
    with people.nour.here():
        found = await news(people.nour.clearance(Permission.CHILD_READ), {LOU: seen_at})
    assert found.get(LOU, {}).get("move", 0) == told
