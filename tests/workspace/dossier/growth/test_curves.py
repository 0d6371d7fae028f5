"""A growth curve is well-formed, says what it shows, and shows what it says."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from workspace.dossier.growth.curves import (
    BOTTOM,
    LEFT,
    RIGHT,
    TOP,
    CurveLabels,
    CurveSummary,
    describe,
    growth_curve,
)
from workspace.dossier.growth.model import GrowthMeasurement, GrowthPoint, Indicator
from workspace.dossier.growth.reference import lms
from workspace.dossier.growth.rules import growth_points
from workspace.dossier.record.model import Sex

BORN = date(2021, 7, 9)
SVG = "{http://www.w3.org/2000/svg}"

LABELS = CurveLabels(
    title="Weight <for> age",
    description='Three & more points, "from birth"',
    value_axis="Weight (kg)",
    age_axis="Age",
    birth="birth",
    years=lambda years: f"{years} y",
    number=lambda number: f"{number:.1f}".replace(".", ","),
    point=lambda point: f"{point.value} kg & {point.z} SD",
)


def points(
    days: Sequence[int], *, term_weeks: int | None = None, sex: Sex = Sex.FEMALE
) -> tuple[GrowthPoint, ...]:
    kept = [
        GrowthMeasurement(measured_on=BORN + timedelta(days=n), weight_kg=Decimal(4 + n // 100))
        for n in days
    ]
    return growth_points(kept, Indicator.WEIGHT, birth=BORN, sex=sex, term_weeks=term_weeks)


def drawn(
    of: Sequence[GrowthPoint],
    *,
    indicator: Indicator = Indicator.WEIGHT,
    sex: Sex = Sex.FEMALE,
    name: str | None = None,
) -> ET.Element:
    return ET.fromstring(growth_curve(indicator, of, sex=sex, labels=LABELS, name=name))  # noqa: S314 - our own


def all_of(svg: ET.Element, tag: str, css: str) -> list[ET.Element]:
    return [e for e in svg.iter(f"{SVG}{tag}") if css in e.get("class", "").split()]


def words(svg: ET.Element) -> list[str]:
    return [element.text or "" for element in svg.iter(f"{SVG}text")]


def places(path: ET.Element) -> list[tuple[float, float]]:
    pairs = path.get("d", "").removeprefix("M").removesuffix("Z").split("L")
    return [(float(x), float(y)) for x, y in (pair.split() for pair in pairs)]


def test_a_curve_is_an_image_with_a_name_and_a_description() -> None:
    svg = drawn(points([60, 365, 900]))
    assert (
        svg.get("role"),
        svg.get("aria-labelledby"),
    ) == ("img", "growth-weight-title growth-weight-desc")
    title, desc = svg[0], svg[1]
    assert (title.get("id"), title.text) == ("growth-weight-title", "Weight <for> age")
    assert (
        desc.get("id"),
        desc.text,
    ) == ("growth-weight-desc", 'Three & more points, "from birth"')


def test_two_curves_on_one_page_keep_their_ids_apart() -> None:
    svg = drawn([], name="lou")
    assert svg.get("aria-labelledby") == "lou-title lou-desc"


def test_a_curve_obeys_a_strict_content_policy() -> None:
    svg = drawn(points([60, 365, 900], term_weeks=34))
    for element in svg.iter():
        assert "style" not in element.attrib
        assert not [name for name in element.attrib if name.startswith("on") or "href" in name]
    assert {"svg", "title", "desc", "path", "line", "text", "circle"} == {
        e.tag.removeprefix(SVG) for e in svg.iter()
    }


def test_the_reference_has_a_band_four_deviations_and_a_median() -> None:
    svg = drawn(points([60, 365]))
    assert tuple(
        len(all_of(svg, "path", f"growth-{c}")) for c in ("band", "deviation", "median")
    ) == (1, 4, 1)
    assert [w for w in words(svg) if w.lstrip("+\N{MINUS SIGN}") in {"0", "1", "2"}] == [
        "\N{MINUS SIGN}2",
        "\N{MINUS SIGN}1",
        "0",
        "+1",
        "+2",
    ]


def test_lines_are_told_apart_without_colour() -> None:
    svg = drawn(points([60, 365]))
    dashes = [line.get("stroke-dasharray") for line in all_of(svg, "path", "growth-deviation")]
    assert dashes == ["6 3", "1 3", "1 3", "6 3"]
    (median,) = all_of(svg, "path", "growth-median")
    (child,) = all_of(svg, "path", "growth-line")
    assert (
        median.get("stroke-width"),
        child.get("stroke-width"),
        child.get("stroke-dasharray"),
    ) == ("1.25", "2", None)


def test_every_point_is_drawn_where_it_is_and_says_its_value() -> None:
    of = points([60, 365, 700])
    svg = drawn(of)
    circles = all_of(svg, "circle", "growth-point")
    assert [LABELS.point(point) for point in of] == [circle[0].text for circle in circles]
    (line,) = all_of(svg, "path", "growth-line")
    assert [(float(c.get("cx", "")), float(c.get("cy", ""))) for c in circles] == places(line)
    widths = [(float(c.get("cx", "")) - LEFT) / (RIGHT - LEFT) for c in circles]
    assert [pytest.approx(n / 730.5, abs=0.001) for n in (60, 365, 700)] == widths


def test_a_child_on_the_median_lies_on_the_median() -> None:
    row = lms(Indicator.WEIGHT, Sex.FEMALE, 730)
    assert row is not None
    on_it = [
        GrowthMeasurement(
            measured_on=BORN + timedelta(days=730), weight_kg=Decimal(str(row.median))
        )
    ]
    svg = drawn(growth_points(on_it, Indicator.WEIGHT, birth=BORN, sex=Sex.FEMALE, term_weeks=None))
    (median,) = all_of(svg, "path", "growth-median")
    (circle,) = all_of(svg, "circle", "growth-point")
    assert (
        pytest.approx((float(circle.get("cx", "")), float(circle.get("cy", ""))), abs=0.2)
        == places(median)[-1]
    )


def test_a_point_of_corrected_age_is_hollow() -> None:
    preterm = drawn(points([60, 800], term_weeks=34))
    assert len(all_of(preterm, "circle", "growth-point-corrected")) == 1
    assert [c.get("fill") for c in all_of(preterm, "circle", "growth-point")] == [
        "#ffffff",
        "#1d5b57",
    ]
    assert all_of(drawn(points([60, 800])), "circle", "growth-point-corrected") == []


def test_a_point_before_the_expected_term_stays_in_the_frame() -> None:
    svg = drawn(points([0, 200], term_weeks=30))
    first, _ = all_of(svg, "circle", "growth-point")
    assert float(LEFT) == float(first.get("cx", ""))


def test_everything_drawn_is_inside_the_frame() -> None:
    for days in ([0], [365, 2500], [100, 300, 1700]):
        svg = drawn(points(days))
        for path in svg.iter(f"{SVG}path"):
            for x, y in places(path):
                assert LEFT <= x <= RIGHT
                assert TOP <= y <= BOTTOM


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([60], ["birth", "1 y", "2 y"]),
        ([731], ["birth", "1 y", "2 y", "3 y"]),
        ([2500], ["birth", "1 y", "2 y", "3 y", "4 y", "5 y", "6 y", "7 y"]),
        ([3500], ["birth", "2 y", "4 y", "6 y", "8 y", "10 y"]),
    ],
)
def test_the_axis_of_age_marks_whole_years(days: list[int], expected: list[str]) -> None:
    assert expected == [w for w in words(drawn(points(days))) if w == "birth" or w.endswith(" y")]


def test_the_axis_of_values_is_named_and_marked_in_the_readers_numbers() -> None:
    found = words(drawn(points([60])))
    assert "Weight (kg)" in found
    assert "Age" in found
    assert [w for w in found if "," in w] == [
        "2,0",
        "4,0",
        "6,0",
        "8,0",
        "10,0",
        "12,0",
        "14,0",
        "16,0",
    ]


def test_the_words_beside_the_last_point_never_leave_the_drawing() -> None:
    left = [e for e in drawn(points([60])).iter(f"{SVG}text") if e.get("font-weight")]
    right = [e for e in drawn(points([60, 700])).iter(f"{SVG}text") if e.get("font-weight")]
    assert (
        [e.get("text-anchor") for e in left],
        [e.get("text-anchor") for e in right],
    ) == (["start"], ["end"])


def test_a_lone_point_has_no_line() -> None:
    assert all_of(drawn(points([60])), "path", "growth-line") == []


def test_without_a_point_the_reference_stands_alone() -> None:
    svg = drawn([])
    assert len(all_of(svg, "path", "growth-band")) == 1
    assert all_of(svg, "circle", "growth-point") == []


def test_for_a_sex_without_reference_the_points_stand_alone() -> None:
    svg = drawn(points([60, 365], sex=Sex.INDETERMINATE), sex=Sex.INDETERMINATE)
    assert all_of(svg, "path", "growth-band") == []
    assert len(all_of(svg, "circle", "growth-point")) == 2
    empty = drawn([], sex=Sex.INDETERMINATE)
    assert list(empty.iter(f"{SVG}path")) == []


def test_the_reference_of_the_head_stops_where_it_ends() -> None:
    kept = [
        GrowthMeasurement(measured_on=BORN + timedelta(days=n), head_cm=Decimal(50))
        for n in (1500, 2500)
    ]
    of = growth_points(kept, Indicator.HEAD, birth=BORN, sex=Sex.MALE, term_weeks=None)
    svg = drawn(of, indicator=Indicator.HEAD, sex=Sex.MALE)
    (median,) = all_of(svg, "path", "growth-median")
    end = places(median)[-1][0]
    assert pytest.approx(LEFT + (RIGHT - LEFT) * 1856 / (7 * 365.25), abs=0.2) == end


@pytest.mark.parametrize("days", [(0, 400), (0, 800), (0, 1030), (0, 1400), (0, 2000), (30, 2400)])
def test_every_mark_of_the_values_is_inside_the_drawing_and_its_ends_are_marks(
    days: tuple[int, int],
) -> None:
    svg = drawn(points(list(days)))
    heights = [float(line.get("y1", "")) for line in all_of(svg, "line", "growth-grid")]
    of_values = [y for y in heights if y <= BOTTOM]
    assert min(of_values) == TOP
    assert max(of_values) == BOTTOM


def test_values_beyond_every_step_still_have_marks() -> None:
    kept = [GrowthMeasurement(measured_on=BORN, weight_kg=Decimal(900))]
    of = growth_points(kept, Indicator.WEIGHT, birth=BORN, sex=Sex.FEMALE, term_weeks=None)
    assert "900,0" in words(drawn(of))


def test_a_curve_is_described_by_its_ends_and_extremes() -> None:
    of = points([0, 60, 365], term_weeks=36)
    seen = [point.z for point in of if point.z is not None]
    assert len(seen) == 2
    assert CurveSummary(
        indicator=Indicator.WEIGHT,
        points=3,
        first=of[0],
        last=of[2],
        lowest_z=min(seen),
        highest_z=max(seen),
    ) == describe(Indicator.WEIGHT, of)


def test_a_curve_without_points_is_described_as_such() -> None:
    assert CurveSummary(
        indicator=Indicator.HEAD, points=0, first=None, last=None, lowest_z=None, highest_z=None
    ) == describe(Indicator.HEAD, [])
