"""A child moves: recorded from Today in five clicks at most, seen on the path, put right when it was wrong."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.journeys.browsing import Visit
from tests.journeys.conftest import SignsIn

CHILD = "Éloïse Saïdi"
MOST_CLICKS, MOST_SECONDS = 5, 90
"""`features.md` 4, for a move that is recorded."""


@pytest.fixture
def nour(signs_in: SignsIn) -> Visit:
    return signs_in("nour")


class Hand:
    """Counts what a hand does: a click, a choice in a list."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.clicks = 0

    def follow(self, name: str) -> None:
        self.clicks += 1
        self.visit.page.get_by_role("link", name=name, exact=True).first.click()

    def choose(self, label: str, option: str) -> None:
        self.clicks += 1
        self.visit.page.get_by_label(label).select_option(label=option)

    def press(self, name: str) -> None:
        self.clicks += 1
        self.visit.page.get_by_role("button", name=name, exact=True).click()


def test_a_move_is_recorded_in_five_clicks(nour: Visit) -> None:
    nour.go("/")
    hand, began = Hand(nour), time.monotonic()
    hand.follow(CHILD)
    hand.follow("Enregistrer un changement de lieu")
    hand.choose("L’enfant vit maintenant en", "Famille d’accueil")
    nour.page.get_by_label("Nom du lieu").fill("Famille Delannoy")
    hand.press("Enregistrer")
    expect(nour.page.get_by_role("status")).to_contain_text("Le changement de lieu est enregistré")
    assert hand.clicks <= MOST_CLICKS
    assert time.monotonic() - began <= MOST_SECONDS


def test_it_is_on_the_path_and_a_mistake_is_put_right(nour: Visit) -> None:
    nour.go("/")
    nour.page.get_by_role("link", name=CHILD, exact=True).first.click()
    nour.page.get_by_role("link", name="Parcours", exact=True).click()
    told = nour.page.get_by_role("list", name="Le parcours, du plus récent au plus ancien")
    expect(told).to_contain_text("Famille Delannoy")
    expect(told).to_contain_text("écrit par")
    told.get_by_role("link", name=re.compile("Corriger.*Delannoy")).click()
    nour.page.get_by_label("Nom du lieu").fill("Famille Delannoye")
    nour.page.get_by_role("button", name="Corriger", exact=True).click()
    expect(told).to_contain_text("Famille Delannoye")
    nour.page.get_by_text("mention corrigée depuis").or_(
        nour.page.get_by_text("mentions corrigées depuis")
    ).click()
    before = nour.page.get_by_role("list", name="Ce qui était écrit avant")
    expect(before).to_contain_text("Famille Delannoy")
