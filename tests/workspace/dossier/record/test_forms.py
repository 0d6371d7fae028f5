from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from workspace.dossier.record.forms import new_child, new_placement
from workspace.dossier.record.model import (
    Birth,
    Identity,
    Inclusion,
    NewChild,
    NewPlacement,
    PlacementKind,
    Sex,
)
from workspace.errors import Invalid
from workspace.ids import OrganizationId

NURSERY = OrganizationId(UUID(int=2))
ENROLMENT = {
    "given_name": "  Lou ",
    "family_name": "de  La Tour",
    "birth_date": "24/05/2021",
    "sex": "F",
    "admitted_on": "2021-07-09",
    "department": "2a",
}


def test_an_enrolment_needs_little() -> None:
    expected = NewChild(
        identity=Identity(
            given_name="Lou", family_name="de La Tour", birth_date=date(2021, 5, 24), sex=Sex.FEMALE
        ),
        birth=Birth(),
        inclusion=Inclusion(admitted_on=date(2021, 7, 9), organization=NURSERY, department="2A"),
    )
    assert expected == new_child(ENROLMENT, organization=NURSERY)


def test_an_enrolment_may_tell_the_birth_and_the_place() -> None:
    known = {"term_weeks": "40", "weight_g": "3 514", "length_cm": "50,1", "head_cm": "35"}
    place = {"kind": "nursery", "place": "Maison"}
    read = new_child({**ENROLMENT, **known, **place}, organization=NURSERY)
    born = Birth(term_weeks=40, weight_g=3514, length_cm=Decimal("50.1"), head_cm=Decimal("35.0"))
    assert born == read.birth
    kind = PlacementKind.RESIDENTIAL_NURSERY
    assert NewPlacement(kind=kind, place="Maison", begins_on=date(2021, 7, 9)) == read.placement


def test_a_weight_at_birth_in_kilograms_is_asked_about() -> None:
    known = {**ENROLMENT, "term_weeks": "32", "term_days": "4", "weight_g": "3,2"}
    with pytest.raises(Invalid) as refused:
        new_child(known, organization=NURSERY)
    assert set(refused.value.fields) == {"weight_g"}
    assert "3\u202f200 g" in refused.value.fields["weight_g"]
    sure = new_child({**known, "weight_in_kg": "yes"}, organization=NURSERY)
    assert sure.birth == Birth(term_weeks=32, term_days=4, weight_g=3200)


def test_a_day_of_birth_and_a_seeming_age_are_not_both_kept() -> None:
    with pytest.raises(Invalid) as refused:
        new_child({**ENROLMENT, "about_months": "18"}, organization=NURSERY)
    assert set(refused.value.fields) == {"about_months"}


def test_a_place_may_begin_on_another_day() -> None:
    said = {"kind": "foster_family", "begins_on": "10/07/2021"}
    read = new_child({**ENROLMENT, **said}, organization=NURSERY)
    assert read.placement is not None
    assert date(2021, 7, 10) == read.placement.begins_on


def test_every_bad_field_of_an_enrolment_is_named() -> None:
    bad = {
        "birth_date": "31/02/2021",
        "sex": "X",
        "term_weeks": "forty",
        "weight_g": "3.5",
        "length_cm": "1e3",
        "head_cm": "123456789",
        "kind": "castle",
        "begins_on": "soon",
    }
    with pytest.raises(Invalid) as refused:
        new_child(bad, organization=NURSERY)
    assert {*bad, "given_name", "family_name", "admitted_on", "department"} == set(
        refused.value.fields
    )


@pytest.mark.parametrize(
    "said",
    [
        {"begins_on": "09/07/2021"},
        {"begins_on": "9-7-2021"},
        {"begins_on": "9.7.2021"},
        {"begins_on": "2021-07-09"},
        {"begins_on": "9 07 2021"},
        {"begins_on_day": "9", "begins_on_month": "07", "begins_on_year": "2021"},
    ],
)
def test_a_day_is_read_as_people_write_it(said: dict[str, str]) -> None:
    read = new_placement({"kind": "home", "place": "", **said})
    assert NewPlacement(kind=PlacementKind.HOME, place="", begins_on=date(2021, 7, 9)) == read


@pytest.mark.parametrize(
    "text",
    ["", "09/07", "09/07/21", "07/2021/09", "2021-13-01", "\u0661/07/2021", "9//2021", "0/7/2021"],
)
def test_what_is_not_a_day_is_named(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        new_placement({"kind": "home", "begins_on": text})
    assert {"begins_on"} == set(refused.value.fields)


def test_a_part_of_a_day_is_not_a_day() -> None:
    with pytest.raises(Invalid) as refused:
        new_placement({"kind": "home", "begins_on_day": "9", "begins_on_year": "2021"})
    assert {"begins_on"} == set(refused.value.fields)


@pytest.mark.parametrize("text", ["12,", "12.5", "12,50", "012"])
def test_a_number_has_a_comma_or_a_point(text: str) -> None:
    assert new_child({**ENROLMENT, "head_cm": text}, organization=NURSERY).birth.head_cm in {
        Decimal(12),
        Decimal("12.5"),
    }


@pytest.mark.parametrize("text", ["-3", "1,2,3", "NaN", ",5", "12a"])
def test_what_is_not_a_number_is_named(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        new_child({**ENROLMENT, "head_cm": text}, organization=NURSERY)
    assert {"head_cm"} == set(refused.value.fields)


def test_what_has_no_shape_is_dropped_from_a_name() -> None:
    read = new_child({**ENROLMENT, "given_name": "Lo\u200bu\x00"}, organization=NURSERY)
    assert read.identity.given_name == "Lou"


def test_a_move_needs_a_kind() -> None:
    with pytest.raises(Invalid) as refused:
        new_placement({"begins_on": "09/07/2021"})
    assert {"kind"} == set(refused.value.fields)
