"""Lou as the record knows her, and somebody else."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.people import NURSERY
from workspace.dossier.record.model import (
    Birth,
    Identity,
    Inclusion,
    NewChild,
    NewPlacement,
    PlacementKind,
    Sex,
)

NURSED = NewPlacement(
    kind=PlacementKind.RESIDENTIAL_NURSERY, place="Maison des Erables", begins_on=date(2021, 7, 9)
)
FOSTERED = NewPlacement(
    kind=PlacementKind.FOSTER_FAMILY, place="Famille Gosselin", begins_on=date(2022, 6, 30)
)
NEW_LOU = NewChild(
    identity=Identity(
        given_name="Lou", family_name="Vasseur", birth_date=date(2021, 5, 24), sex=Sex.FEMALE
    ),
    birth=Birth(term_weeks=34, weight_g=2114, length_cm=Decimal("45.5"), head_cm=None),
    inclusion=Inclusion(admitted_on=date(2021, 7, 9), organization=NURSERY, department="62"),
    placement=NURSED,
)


def named(given_name: str, family_name: str, *, born: date = date(2022, 1, 15)) -> NewChild:
    identity = Identity(
        given_name=given_name, family_name=family_name, birth_date=born, sex=Sex.MALE
    )
    followed = Inclusion(admitted_on=date(2022, 3, 1), organization=NURSERY, department="62")
    return replace(NEW_LOU, identity=identity, inclusion=followed, placement=None)
