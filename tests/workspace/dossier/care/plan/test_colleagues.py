"""In which order one is shown whom to ask for a need."""

import pytest

from workspace.actor import Role
from workspace.dossier.care.plan.colleagues import rank

DIRECTORY = (
    Role.CARER,
    Role.COORDINATOR,
    Role.KEY_WORKER,
    Role.NURSE,
    Role.OTHER,
    Role.PHYSICIAN,
    Role.PSYCHOLOGIST,
    Role.PSYCHOMOTRICIAN,
)


@pytest.mark.parametrize(
    ("discipline", "first"),
    [
        ("psychology", Role.PSYCHOLOGIST),
        ("psychomotor", Role.PSYCHOMOTRICIAN),
        ("speech", Role.OTHER),
    ],
)
def test_who_gives_that_care_is_first_and_who_gives_none_last(discipline: str, first: Role) -> None:
    found = sorted(DIRECTORY, key=lambda role: rank(role, discipline))
    assert found[0] is first
    assert set(found[-3:]) == {Role.CARER, Role.COORDINATOR, Role.KEY_WORKER}


def test_where_nothing_is_wanted_yet_nobody_is_first() -> None:
    assert {rank(role, "") for role in DIRECTORY} == {1, 2}
