"""The drawing of readings over time: a shape for each zone, a line for each domain."""

import re
from datetime import date
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

from workspace.dossier.scales.model import Domain, Zone
from workspace.home import trajectory
from workspace.home.trajectory import Happening, Lane, Mark

TODAY = date(2025, 3, 4)
SKILLS = Lane(tool="ASQ-3", domain=Domain.FINE_MOTOR)
SOCIO = Lane(tool=trajectory.SOCIO_EMOTIONAL, domain=Domain.TOTAL)
OTHER = Lane(tool="ADBB", domain=Domain.TOTAL)


def mark(lane: Lane, on: date, zone: Zone = Zone.BELOW) -> Mark:
    return Mark(lane=lane, on=on, zone=zone, words="<said>")


def drawn(marks: list[Mark], happenings: list[Happening]) -> ET.Element:
    labels = [lane.tool for lane in trajectory.lanes(marks)]
    return ET.fromstring(  # noqa: S314 - our own drawing
        trajectory.draw(marks, happenings, title='"t"', labels=labels, today=TODAY)
    )


def test_lines_stand_in_their_order() -> None:
    marks = [mark(lane, TODAY) for lane in (OTHER, SKILLS, SOCIO)]
    assert trajectory.lanes(marks) == (SOCIO, SKILLS, OTHER)


@pytest.mark.parametrize("zone", Zone)
def test_every_zone_has_a_shape(zone: Zone) -> None:
    tree = drawn([mark(SKILLS, TODAY, zone)], [])
    (found,) = [p for p in tree.iter("path") if "reading" in p.attrib["class"]]
    assert found.attrib["class"] == f"reading {trajectory.SHAPES[zone]}"
    assert "".join(found.itertext()) == "<said>"


def test_moves_are_numbered_and_years_written() -> None:
    tree = drawn(
        [mark(SKILLS, date(2023, 5, 1)), mark(SOCIO, date(2024, 5, 1))],
        [Happening(on=date(2022, 1, 1), words="before"), Happening(on=date(2023, 9, 1), words="x")],
    )
    words = ["".join(text.itertext()) for text in tree.iter("text")]
    assert words == ["2024", "2025", "2", "ASQ:SE", "ASQ-3"]


def middles(tree: ET.Element) -> list[tuple[float, float]]:
    """Return where each square stands, in the order of the drawing."""
    corners = [
        re.match(r"M([\d.]+) ([\d.]+)h", path.attrib["d"])
        for path in tree.iter("path")
        if path.attrib["class"] == "reading square"
    ]
    return [(float(each[1]), float(each[2])) for each in corners if each]


def test_marks_of_nearly_the_same_day_do_not_cover_each_other() -> None:
    """Six questionnaires of the first months, then none for years: each is seen, at its day."""
    months = [date(2019, month, 1) for month in (1, 2, 3, 4, 5, 6)]
    marks = [mark(lane, on) for lane in (SKILLS, SOCIO) for on in (*months, months[-1], TODAY)]
    found = middles(drawn(marks, []))
    assert len(found) == len(marks)
    side = 2 * trajectory.RADIUS
    for (x, y), (other_x, other_y) in combinations(found, 2):
        assert abs(x - other_x) >= side or abs(y - other_y) >= side
    assert len({x for x, _ in found}) == len({mark.on for mark in marks}), "each at its own day"


def test_numbers_of_happenings_do_not_cover_each_other() -> None:
    happened = [Happening(on=date(2024, 5, day), words="x") for day in (1, 2, 3)]
    tree = drawn([mark(SKILLS, date(2019, 1, 1)), mark(SKILLS, TODAY)], happened)
    numbers = [text for text in tree.iter("text") if text.attrib["class"] == "plot-strong"]
    assert len({text.attrib["y"] for text in numbers}) == 3
    assert min(float(text.attrib["y"]) for text in numbers) > 0


def test_what_is_apart_stays_on_one_level() -> None:
    assert trajectory.levels([0, 10, 20, 30, 31], apart=10) == [0, 0, 0, 0, 1]
    assert trajectory.levels([0, 1, 2, 12], apart=10) == [0, 1, 2, 0]


def test_nothing_read_is_drawn_all_the_same() -> None:
    assert [p.attrib["class"] for p in drawn([], []).iter("path")] == []
