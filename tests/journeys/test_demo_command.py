"""The command itself: what was typed stays, RESET starts over, Ctrl-C leaves nothing, each refusal is one sentence."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.conftest import moved_in
from tests.journeys.house import House
from tests.journeys.places import UUID, signed_in

TYPED = "Ondine"
INTERRUPTED = 0
REFUSED, INCOMPLETE = 1, 3


@pytest.fixture
def own_house(prepared: Path) -> Iterator[House]:
    """A territory for one test alone, not started."""
    found = moved_in(prepared)
    yield found
    found.close()


def names_ondine(house: House) -> bool:
    with signed_in(house.origin, "nour", house.passwords()["nour"]) as nour:
        return TYPED in nour.page("/children")


def enrols_ondine(house: House) -> None:
    fields = {"given_name": TYPED, "family_name": "Vidal", "birth_date": "2024-02-11", "sex": "F"}
    with signed_in(house.origin, "nour", house.passwords()["nour"]) as nour:
        nour.post("/children", {**fields, "admitted_on": "2025-08-20", "department": "62"})


def test_what_was_typed_is_kept_until_everything_starts_over(own_house: House) -> None:
    own_house.start()
    enrols_ondine(own_house)
    assert names_ondine(own_house)
    own_house.restart()
    assert names_ondine(own_house)
    own_house.interrupt()
    beside = own_house.data / "a letter of mine"
    beside.touch()
    own_house.start("--reset")
    assert not names_ondine(own_house)
    assert beside.exists()


def test_interrupting_leaves_nothing_running(own_house: House) -> None:
    own_house.start()
    assert len(own_house.left_running()) > 1
    assert INTERRUPTED == own_house.interrupt()
    assert own_house.leaves_nothing_running(), own_house.left_running()


def refusal(house: House, *, code: int = REFUSED, **environment: str) -> str:
    """Return the one sentence the command refuses with."""
    answer = house.command("demo", "--port", str(house.port), **environment)
    assert code == answer.returncode
    (line,) = answer.stderr.splitlines()
    assert line.startswith("grenier: ")
    return line


def test_somebody_of_the_national_team_is_let_in_and_sees_no_child(house: House) -> None:
    opened = house.command("team", "gael", typed="Gaël Rivoire\nsittelle-brume-ardoise-4471\n")
    assert (opened.returncode, opened.stdout.strip()[-1:]) == (0, "."), opened.stderr
    with signed_in(house.origin, "gael", "sittelle-brume-ardoise-4471") as gael:
        assert "Tous les enfants du pays" in gael.page("/cohort")
        assert re.search(f"/children/{UUID}", gael.page("/children")) is None
    for typed, said in (
        ("\nsittelle-brume-ardoise-4471\n", "de qui"),
        ("Gaël Rivoire\ncourt\n", ""),
    ):
        refused = house.command("team", "yael", typed=typed)
        (line,) = refused.stderr.splitlines()
        assert refused.returncode == REFUSED
        assert line.startswith("grenier: ")
        assert said in line


def test_a_port_in_use_is_said_in_one_sentence(house: House) -> None:
    assert f"Port {house.port} is in use." in refusal(house)


def test_a_folder_in_use_is_said_in_one_sentence(house: House, own_house: House) -> None:
    said = refusal(own_house, GRENIER_DATA=str(house.data))
    assert f"Another Grenier is running in {house.data}." in said


def test_a_folder_that_cannot_be_one_is_said_in_one_sentence(own_house: House) -> None:
    shutil.rmtree(own_house.data)
    own_house.data.touch()
    assert "cannot be written" in refusal(own_house)
    own_house.data.unlink()


def test_a_day_that_is_none_is_said_in_one_sentence(own_house: House) -> None:
    assert "GRENIER_TODAY is not a date" in refusal(
        own_house, code=INCOMPLETE, GRENIER_TODAY="demain"
    )
