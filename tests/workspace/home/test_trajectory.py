"""The drawing of readings over time: a shape for each zone, a line for each domain."""

from datetime import date
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


def test_nothing_read_is_drawn_all_the_same() -> None:
    assert [p.attrib["class"] for p in drawn([], []).iter("path")] == []
