"""Children of one name in a list to choose from."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from tests.workspace.dossier.record.cases import NEW_LOU
from workspace.dossier.record.homonyms import told_apart
from workspace.i18n import use_language
from workspace.ids import DossierId


def test_two_of_one_name_are_said_with_their_day_of_birth_and_others_by_name_alone() -> None:
    lou = NEW_LOU.identity
    known = {
        DossierId(UUID(int=1)): lou,
        DossierId(UUID(int=2)): replace(
            lou, given_name=lou.given_name.upper(), birth_date=date(2023, 2, 1)
        ),
        DossierId(UUID(int=3)): replace(lou, given_name="Ada"),
    }
    with use_language("en"):
        said = list(told_apart(known).values())
    assert said == [
        f"{lou.name}, born on 24 May 2021",
        f"{lou.given_name.upper()} {lou.family_name}, born on 1 February 2023",
        f"Ada {lou.family_name}",
    ]
