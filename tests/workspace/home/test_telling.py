"""What Today says of what else waits, in one line, and where its button leads."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.workspace.home.test_matters import LOU, alert, day, late, place, vaccine
from workspace.dossier.growth.model import AlertKind
from workspace.dossier.health.model import VaccineState
from workspace.home.model import Matter
from workspace.home.telling import told, who
from workspace.i18n import use_language

PAGE = f"/children/{LOU.child.dossier}"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with use_language("en"):
        yield


def test_a_child_who_moved_on_the_curve_is_told_from_where_to_where() -> None:
    last = alert(AlertKind.MOVED, 3)
    before = replace(last.point, measured_on=day(200), z=Decimal("-0.4"))
    said = told(Matter(line=LOU, what=replace(last, since=before), others=1), may_act=True)
    assert said.words == (
        "Weight: from \N{MINUS SIGN}0.4 to \N{MINUS SIGN}3.2 SD since 16 August 2024 · and 1 more"
    )
    assert said.href == f"{PAGE}/growth"
    assert told(Matter(line=LOU, what=last), may_act=True).words.startswith("Weight: 9 kg")
    lost = replace(last, kind=AlertKind.LOST_WEIGHT, since=before)
    assert "now 9 kg" in told(Matter(line=LOU, what=lost), may_act=True).words


def test_a_vaccine_leads_to_an_appointment_or_to_the_page_of_health() -> None:
    matter = Matter(line=LOU, what=vaccine(VaccineState.LATE, days=10))
    assert told(matter, may_act=True).href == f"{PAGE}/appointments/new"
    assert told(matter, may_act=False).href == f"{PAGE}/health#due"


def test_a_place_is_told_under_the_name_of_its_person() -> None:
    held = place("odile", 2)
    matter = Matter(line=LOU, what=held, others=2)
    said = told(matter, may_act=True)
    assert said.words == "around Lou Delattre and 2 other children, first until 6 March 2025"
    assert said.href == f"/renewals/{held.grant.account}"
    assert who(matter, {held.grant.account: "Odile"}) == "Odile"
    assert who(matter, {}) == "Somebody"


def test_a_child_who_was_never_seen_is_said_so() -> None:
    never = replace(late(), seen_on=None)
    words = told(Matter(line=never, what=never.step), may_act=True).words  # type: ignore[arg-type]
    assert words == "no assessment, session or contact noted since the admission on 9 July 2021"
