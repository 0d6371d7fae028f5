"""Bars as tall as what they count, told apart without colour."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree as ET

from workspace.cohort import charts
from workspace.cohort.definitions import reporting_days
from workspace.cohort.model import Acts, Counted, Figures, Panel, Published, Shares

KINDS = tuple(charts.Kind(f"bar-{name}", f"<{name}>") for name in ("a", "b", "c", "d"))
EMPTY = Panel(children=0, at_entry=None, after_one_year=None)
SVG = "{http://www.w3.org/2000/svg}"


def figures(*places: int) -> Counted:
    nursery, foster, home, other = places
    return Figures(
        on=date(2025, 3, 4),
        included=sum(places),
        nursery=nursery,
        foster_family=foster,
        home=home,
        other_places=other,
        no_longer_followed=0,
        followed=sum(places),
        followed_over_three=0,
        acts=Acts(assessments=0, psychomotor=0, psychology=0),
        panel=EMPTY,
    )


def drawn(*found: Published) -> ET.Element:
    words = charts.SeriesWords(
        title='a "title"',
        kinds=KINDS,
        days=[str(n) for n in range(9)],
        together=charts.Kind("bar-together", "<together>"),
        held_back="few",
    )
    return ET.fromstring(charts.series(found, words))  # noqa: S314 - our own drawing


def test_a_bar_is_as_tall_as_what_it_counts() -> None:
    tree = drawn(figures(10, 20, 0, 0), figures(40, 0, 0, 0))
    heights = [float(rect.attrib["height"]) for rect in tree.iter("rect")]
    assert [each / heights[0] for each in heights] == [1, 2, 4]


def test_parts_stand_one_on_the_other() -> None:
    first, second = drawn(figures(10, 20, 0, 0)).iter("rect")
    assert float(first.attrib["y"]) + float(first.attrib["height"]) == charts.BOTTOM
    assert float(second.attrib["y"]) + float(second.attrib["height"]) == float(first.attrib["y"])


def test_every_bar_says_all_it_counts_and_its_day() -> None:
    words = ["".join(text.itertext()) for text in drawn(figures(1, 40, 2, 3)).iter("text")]
    assert words == ["40", "46", "0"], "a thin part has no room for its number; its title says it"


def test_nothing_to_count_is_drawn_all_the_same() -> None:
    assert list(drawn(figures(0, 0, 0, 0)).iter("rect")) == []
    assert list(drawn().iter("rect")) == []


def test_no_word_is_taken_for_markup() -> None:
    titles = [title.text for title in drawn(figures(9, 0, 0, 0)).iter("title")]
    assert titles == ["<a>\N{NO-BREAK SPACE}: 9"], "the colon is that of the language"


def curves(panel: Panel[int | None]) -> ET.Element:
    words = charts.PanelWords(title="t", moments=("then", "now"), kinds=KINDS[:3])
    return ET.fromstring(charts.panel(panel, words))  # noqa: S314 - our own drawing


def test_a_curve_falls_as_its_share_does() -> None:
    panel = Panel(
        children=7,
        at_entry=Shares(refer=57, watch=0, reassuring=43),
        after_one_year=Shares(refer=33, watch=33, reassuring=33),
    )
    tree = curves(panel)
    ends = [
        [float(mark.attrib["cy"]) for mark in tree.iter("circle")][start : start + 2]
        for start in (0, 2, 4)
    ]
    assert ends[0][0] < ends[0][1], "fewer are in difficulty: the curve goes down"
    assert ends[1][0] > ends[1][1]
    assert next(title.text for title in tree.iter("title")) == "<a>\N{NO-BREAK SPACE}: 57 %, 33 %"


def test_equal_shares_are_written_one_above_the_other() -> None:
    third = Shares(refer=33, watch=33, reassuring=33)
    tree = curves(Panel(children=3, at_entry=third, after_one_year=third))
    heights = sorted(
        float(text.attrib["y"])
        for text in tree.iter("text")
        if text.attrib["text-anchor"] == "start"
    )
    assert [round(b - a) for a, b in pairwise(heights)] == [18, 18]


def test_a_share_of_nothing_is_nothing() -> None:
    assert list(curves(EMPTY)) == []


def test_the_series_stops_on_the_day() -> None:
    days = reporting_days()
    assert charts.days_until(days, days[2]) == days[:3]
    assert list(days) == sorted(days)
    assert len(days) == 6


def test_what_is_held_back_is_drawn_together_up_to_the_whole() -> None:
    whole: Published = figures(40, 30, 25, 5)
    hidden = replace(whole, home=None, other_places=None)
    rects = list(drawn(hidden).iter("rect"))
    assert [rect.attrib["class"] for rect in rects] == ["bar-a", "bar-b", "bar-together"]
    heights = [float(rect.attrib["height"]) for rect in rects]
    assert [round(each / heights[0], 2) for each in heights] == [1, 0.75, 0.75]


def test_a_whole_that_is_held_back_is_said_in_its_place() -> None:
    nobody: Published = figures(0, 0, 0, 0)
    none = replace(
        nobody,
        included=None,
        nursery=None,
        foster_family=None,
        home=None,
        other_places=None,
    )
    tree = drawn(none)
    assert list(tree.iter("rect")) == []
    assert ["".join(text.itertext()) for text in tree.iter("text")] == ["few", "0"]


def test_a_zone_shown_at_one_moment_only_has_its_mark_and_no_curve() -> None:
    third = Shares(refer=33, watch=33, reassuring=33)
    hidden = Shares(refer=None, watch=None, reassuring=60)
    tree = curves(Panel(children=30, at_entry=hidden, after_one_year=third))
    lines = [path for path in tree.iter("path") if "curve" in path.attrib["class"].split()]
    assert len(lines) == 1
    assert len(list(tree.iter("circle"))) == 4
