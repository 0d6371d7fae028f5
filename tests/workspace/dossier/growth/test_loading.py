"""Another reference than WHO, from a table."""

from decimal import Decimal

import pytest

from workspace.dossier.growth.loading import read_reference
from workspace.dossier.growth.model import Indicator
from workspace.dossier.growth.reference import (
    REFERENCE_NAME,
    Reference,
    last_place,
    lms,
    named,
    z_score,
)
from workspace.dossier.record.model import Sex
from workspace.errors import Invalid

TABLE = """sex,age_days,L,M,S
F,0,1,3.0,0.1
F,100,1,6.0,0.1
M,0,1,3.2,0.1
"""


def read(content: str, *, name: str = "Sample", version: str = "2018") -> Reference:
    return read_reference(content, indicator=Indicator.WEIGHT, name=name, version=version)


def test_a_table_is_read_in_a_line_between_its_ages() -> None:
    others = {Indicator.WEIGHT: read(TABLE)}
    middle = lms(Indicator.WEIGHT, Sex.FEMALE, 50, others)
    assert middle is not None
    assert middle.median == 4.5
    assert z_score(Indicator.WEIGHT, Sex.FEMALE, 50, Decimal("4.95"), others) == Decimal("1.00")
    assert z_score(Indicator.WEIGHT, Sex.FEMALE, 101, Decimal(5), others) is None
    assert z_score(Indicator.WEIGHT, Sex.MALE, 50, Decimal(5), others) is None
    assert z_score(Indicator.WEIGHT, Sex.INDETERMINATE, 0, Decimal(5), others) is None
    assert z_score(Indicator.WEIGHT, Sex.FEMALE, -1, Decimal(5), others) is None
    assert last_place(Indicator.WEIGHT, others) == 100


def test_it_is_named_and_the_others_stay_with_the_who() -> None:
    others = {Indicator.WEIGHT: read(TABLE)}
    assert named(Indicator.WEIGHT, others) == "Sample, 2018"
    assert named(Indicator.HEAD, others) is None
    assert REFERENCE_NAME == "WHO"


def test_a_french_spreadsheet_is_read_too() -> None:
    french = TABLE.replace(",", ";").replace(".", ",")
    assert read("\ufeff" + french).rows == read(TABLE).rows


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ("sex,age_days,L,M\nF,0,1,3", "content"),
        ("sex,age_days,L,M,S\n", "content"),
        (TABLE + "X,1,1,3,0.1\n", "content"),
        (TABLE + "F,1.5,1,3,0.1\n", "content"),
        (TABLE + "F,1,1,3\n", "content"),
        (TABLE + "F,1,1,-3,0.1\n", "content"),
        (TABLE + "F,1,9,3,0.9\n", "content"),
        (TABLE + "F,99999,1,3,0.1\n", "content"),
    ],
)
def test_a_table_that_cannot_be_is_refused(content: str, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read(content)
    assert set(refusal.value.fields) == {field}


def test_a_reference_has_a_name_a_version_and_ages() -> None:
    with pytest.raises(Invalid):
        read(TABLE, name=" ")
    with pytest.raises(Invalid):
        read(TABLE, version="")
    with pytest.raises(Invalid):
        read_reference(TABLE, indicator=Indicator.PROPORTION, name="Sample", version="1")
