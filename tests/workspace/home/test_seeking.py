"""What a search finds: names, a day of birth, a place, and names written nearly so."""

from dataclasses import replace
from datetime import date

import pytest

from tests.workspace.home.cases import child
from workspace.dossier.record.model import PlacementKind
from workspace.home.seeking import Seeking


def test_a_child_is_found_by_the_day_of_birth_and_by_the_place() -> None:
    lou = child(kind=PlacementKind.FOSTER_FAMILY)
    assert lou.placement is not None
    lou = replace(lou, placement=replace(lou.placement, place="Famille Le Goff"))
    born = lou.identity.birth_date
    for query in (f"{born:%d/%m/%Y}", f"lou {born:%Y-%m-%d}", "goff", "delat goff"):
        assert Seeking(query).finds(lou), query
    for query in (
        f"{born:%d.%m.%y}",
        f"{born:%d %m %Y}",
        "10 mai 2021",
        "née le 10 mai 2021",
        "Lou 10 May 2021",
        "mai 2021",
        "lou né en mai 2021",
    ):
        assert Seeking(query).finds(lou), query
    for query in ("11 mai 2021", "10 juin 2021", "juin 2021", "mai 2020", "32 mai 2021"):
        assert not Seeking(query).finds(lou), query
    for query in ("01/03/2024", "31/02/2024", f"marie {born:%d/%m/%Y}", "martin"):
        assert not Seeking(query).finds(lou), query
    assert not Seeking("here").finds(child())


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("delatre lou", True),
        ("delattree", True),
        ("dalattre", True),
        ("elattre", True),
        ("deltre", False),
        ("dealttre", True),
        ("edlattre", True),
        ("delatter", True),
        ("taledtre", False),
        ("dalattre 10/05/2021", True),
        ("dalattre 11/05/2021", False),
        ("lu", False),
        ("delatre marie", False),
        ("%", False),
    ],
)
def test_one_letter_may_be_wrong_in_a_name(query: str, *, is_found: bool) -> None:
    lou, twin = child(), child()
    expected = [lou, twin] if is_found else []
    assert Seeking(query).nearly([lou, twin]) == expected


def test_every_word_begins_a_word_of_what_is_searched() -> None:
    seeking = Seeking("sai elo")
    assert seeking.names("\u00c9lo\u00efse", "Sa\u00efdi")
    assert not seeking.names("\u00c9lo\u00efse", "Marie"), (
        "what was compared before counts for its own text alone"
    )
    assert not Seeking("%").names("anything"), "signs alone begin no word"


def test_a_name_that_comes_back_is_compared_with_what_this_search_seeks() -> None:
    lou = child()
    for query, finds in (("delattre", True), ("martin", False), ("delattre", True)):
        assert Seeking(query).finds(lou) is finds


def test_a_place_is_found_with_one_letter_wrong_and_a_first_of_the_month_as_it_is_said() -> None:
    lou = child(kind=PlacementKind.FOSTER_FAMILY)
    assert lou.placement is not None
    lou = replace(
        lou,
        placement=replace(lou.placement, place="Famille Le Goff"),
        identity=replace(lou.identity, birth_date=date(2021, 8, 1)),
    )
    assert Seeking("famille goof").nearly([lou]) == [lou]
    assert Seeking("famille martin").nearly([lou]) == []
    for query in ("1er août 2021", "1 aout 2021", "01/08/21", "1 August 2021"):
        assert Seeking(query).finds(lou), query
    assert not Seeking("famille 2021").finds(lou), "a word before a year is no month"
