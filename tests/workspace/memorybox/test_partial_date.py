from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workspace.memorybox.partial_date import NOT_A_DATE, PartialDate

days = st.dates(date(1, 1, 1), date(9998, 12, 31))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2012", PartialDate(2012)),
        (" 2012 ", PartialDate(2012)),
        ("2012-07", PartialDate(2012, 7)),
        ("07/2012", PartialDate(2012, 7)),
        ("7/2012", PartialDate(2012, 7)),
        ("2012-07-14", PartialDate(2012, 7, 14)),
        ("14/07/2012", PartialDate(2012, 7, 14)),
        ("14.7.2012", PartialDate(2012, 7, 14)),
        ("29/02/2012", PartialDate(2012, 2, 29)),
        ("~2012", PartialDate(2012, about=True)),
        ("2012~", PartialDate(2012, about=True)),
        ("vers 2012", PartialDate(2012, about=True)),
        ("Vers 07/2012", PartialDate(2012, 7, about=True)),
        ("environ 2012", PartialDate(2012, about=True)),
        ("about 2012-07", PartialDate(2012, 7, about=True)),
        ("ca. 2012", PartialDate(2012, about=True)),
    ],
)
def test_a_date_is_read_as_people_write_it(text: str, expected: PartialDate) -> None:
    assert expected == PartialDate.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "~",
        "summer",
        "12",
        "20123",
        "2012-13",
        "2012-00",
        "00/2012",
        "2012-02-30",
        "30/02/2012",
        "29/02/2013",
        "2012-7-0",
        "0000",
        "2012-07-14T10:00",
        "14/2012/07",
        "2012/07",
        "verso 2012",
        "-2012",
        "2012 2013",
        "\u0662\u0660\u0661\u0662",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Write a year") as refusal:
        PartialDate.parse(text)
    assert str(refusal.value) == NOT_A_DATE


def test_a_day_needs_its_month() -> None:
    with pytest.raises(ValueError, match="Write a year"):
        PartialDate(2012, None, 14)


@pytest.mark.parametrize(
    ("told", "earliest", "latest", "skeleton"),
    [
        (PartialDate(2012), date(2012, 1, 1), date(2012, 12, 31), "y"),
        (PartialDate(2012, 2), date(2012, 2, 1), date(2012, 2, 29), "yMMMM"),
        (PartialDate(2012, 2, 3), date(2012, 2, 3), date(2012, 2, 3), "yMMMMd"),
    ],
)
def test_a_date_spans_what_is_not_known(
    told: PartialDate, earliest: date, latest: date, skeleton: str
) -> None:
    assert (earliest, latest, skeleton) == (told.earliest(), told.latest(), told.skeleton)


def test_a_year_alone_comes_before_its_months_and_a_month_before_its_days() -> None:
    told = ["2013", "2012-07-01", "2012-07", "2012-01", "2012", "2012~", "2012-07-14"]
    in_order = ["2012~", "2012", "2012-01", "2012-07", "2012-07-01", "2012-07-14", "2013"]
    assert in_order == [str(each) for each in sorted(map(PartialDate.parse, told))]


@given(days, st.sampled_from([1, 2, 3]), st.booleans())
def test_what_is_written_is_read_back(day: date, known: int, about: bool) -> None:
    told = PartialDate(*(day.year, day.month, day.day)[:known], about=about)
    assert told == PartialDate.parse(str(told))


@given(days, st.sampled_from([1, 2, 3]))
def test_a_span_holds_its_day_and_ends_where_the_next_begins(day: date, known: int) -> None:
    told = PartialDate(*(day.year, day.month, day.day)[:known])
    after = told.latest() + timedelta(days=1)
    assert told.earliest() <= day <= told.latest()
    assert told < PartialDate(*(after.year, after.month, after.day)[:known])
