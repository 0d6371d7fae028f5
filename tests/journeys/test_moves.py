"""A child moves: recorded from Today in five clicks at most, seen on the path, put right when it was wrong."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.browsing import Visit
from tests.journeys.conftest import SignsIn
from tests.journeys.counting import walking

CHILD = "Éloïse Saïdi"


@pytest.fixture
def nour(signs_in: SignsIn) -> Visit:
    return signs_in("nour")


def test_a_move_is_recorded_in_five_clicks(nour: Visit) -> None:
    with walking(nour, "move"):
        nour.follow(CHILD)
        nour.follow("Enregistrer un changement de lieu")
        nour.choose("L’enfant vit, ou a vécu, dans", "Famille d’accueil")
        nour.page.get_by_label("Nom du lieu").fill("Famille Delannoy")
        nour.press("Enregistrer")
        nour.is_told("Le changement de lieu est enregistré")


def test_it_is_on_the_path_and_a_mistake_is_put_right(nour: Visit) -> None:
    nour.go("/")
    nour.follow(CHILD)
    nour.follow("Parcours")
    told = nour.page.get_by_role("list", name="Le parcours, du plus récent au plus ancien")
    expect(told).to_contain_text("Famille Delannoy")
    expect(told).to_contain_text("écrit par")
    nour.opens(told.get_by_role("link", name=re.compile("Corriger.*Delannoy")))
    nour.page.get_by_label("Nom du lieu").fill("Famille Delannoye")
    nour.press("Corriger")
    expect(told).to_contain_text("Famille Delannoye")
    nour.page.get_by_text("mention corrigée depuis").or_(
        nour.page.get_by_text("mentions corrigées depuis")
    ).click()
    before = nour.page.get_by_role("list", name="Ce qui était écrit avant")
    expect(before).to_contain_text("Famille Delannoy")
