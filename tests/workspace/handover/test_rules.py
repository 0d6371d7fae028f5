from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workspace.handover.story import EMPTY, FULL
from workspace.handover import rules
from workspace.handover.model import Document, File, GrowthPoint, Placement


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Bilan des 24 mois", "bilan-des-24-mois"),
        ("\u00c9t\u00e9 2012.JPG", "ete-2012"),
        ("../../etc/passwd", "etc-passwd"),
        ("CON", "con"),
        ("\u65e5\u672c", "souvenir"),
        ("", "souvenir"),
        ("...", "souvenir"),
        ("a" * 90, "a" * 40),
    ],
)
def test_a_file_name_is_short_and_plain(words: str, name: str) -> None:
    assert name == rules.slug(words)


@given(st.text(max_size=80))
def test_any_words_give_a_safe_name(words: str) -> None:
    name = rules.slug(words)
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert 0 < len(name) <= rules.LONGEST_SLUG


def test_each_content_has_one_place_of_its_own() -> None:
    placed = rules.lay_out(FULL)
    paths = [entry.path for entry in placed.values()]
    assert len(paths) == len(set(paths)) == 9
    assert {"data/images", "data/originaux", "data/dossier/documents"} == {
        path.rpartition("/")[0] for path in paths
    }


def test_a_content_told_twice_is_kept_once() -> None:
    twice = replace(FULL, documents=FULL.documents * 2)
    assert rules.lay_out(FULL) == rules.lay_out(twice)


def test_an_image_without_its_original_has_only_its_copy() -> None:
    chapter = FULL.chapters[0]
    (kept,) = chapter.keepsakes
    assert kept.image is not None
    alone = replace(kept, image=replace(kept.image, original=None))
    told = replace(EMPTY, chapters=(replace(chapter, keepsakes=(alone,)),))
    assert [entry.path for entry in rules.lay_out(told).values()] == [
        "data/images/0001-page-copy.jpg"
    ]


@pytest.mark.parametrize(
    ("name", "ending"),
    [("tableau.XLSX", "xlsx"), ("page", "bin"), ("setup.exe", "bin"), ("note.txt", "txt")],
)
def test_an_unexpected_format_keeps_a_known_ending_of_its_own(name: str, ending: str) -> None:
    file = File(content=FULL.documents[0].file.content, content_type="text/html", name=name)
    document = Document(title="?", dated_on=date(2020, 1, 1), author="?", file=file)
    (entry,) = rules.lay_out(replace(EMPTY, documents=(document,))).values()
    assert entry.path.endswith(f".{ending}")


def test_a_chapter_has_its_page() -> None:
    expected = ["data/boite/avant.html", "data/boite/age-00.html", "data/boite/age-04.html"]
    assert expected == [rules.chapter_path(chapter) for chapter in FULL.chapters]


def test_the_cover_is_the_first_picture() -> None:
    _, told, chapter = FULL.chapters
    assert rules.cover(chapter) == chapter.keepsakes[0].image
    assert rules.cover(told) is None


def test_givers_are_counted_once() -> None:
    assert rules.givers(FULL) == 1
    assert rules.givers(EMPTY) == 0


def stay(place: str, start: date, end: date | None) -> Placement:
    return Placement(place=place, kind="", from_on=start, until_on=end)


def test_the_places_of_a_year_are_told_in_order_and_once() -> None:
    moves = (
        stay("C", date(2011, 8, 20), None),
        stay("B", date(2011, 1, 1), date(2011, 3, 1)),
        stay("A", date(2010, 3, 1), date(2011, 1, 1)),
        stay("A", date(2011, 3, 1), date(2011, 8, 20)),
        stay("0", date(2007, 9, 1), date(2010, 8, 20)),
    )
    told = replace(EMPTY, placements=moves)
    assert rules.places_lived(told, 3) == ("A", "B")
    assert rules.places_lived(told, 12) == ("C",)
    assert rules.places_lived(told, 2) == ("0", "A")


def test_the_latest_readings_come_first_year_by_year() -> None:
    (last, recent), (first, old) = rules.readings_by_year(FULL)
    assert (last, first) == (2025, 2012)
    assert (recent, old) == (FULL.readings[1:], FULL.readings[:1])


def test_no_height_no_door_frame() -> None:
    assert (
        rules.height_marks([GrowthPoint(measured_on=date(2010, 1, 1), weight_kg=Decimal(12))]) == ()
    )


def test_one_height_stands_at_the_foot() -> None:
    (mark,) = rules.height_marks([GrowthPoint(measured_on=date(2010, 1, 1), height_cm=Decimal(90))])
    assert mark.y == mark.label_y == rules.SMALLEST_FRAME - 20


heights = st.lists(st.decimals(40, 190, places=1), min_size=1, max_size=60)


@given(heights)
def test_marks_are_to_scale_and_their_labels_apart(measured: list[Decimal]) -> None:
    points = [GrowthPoint(measured_on=date(2010, 1, 1), height_cm=height) for height in measured]
    marks = rules.height_marks(points)
    assert sorted(measured) == [mark.height_cm for mark in marks]
    foot = rules.frame_height(len(marks)) - 20
    assert all(20 <= mark.y <= foot and 20 <= mark.label_y <= foot for mark in marks)
    assert all(
        low.y >= high.y and low.label_y - high.label_y >= 20 for low, high in pairwise(marks)
    )


def test_a_label_stands_by_its_mark_where_there_is_room() -> None:
    points = [
        GrowthPoint(measured_on=date(2010, 1, 1), height_cm=Decimal(height))
        for height in (80, 90, 91, 120)
    ]
    assert [(mark.y, mark.label_y) for mark in rules.height_marks(points)] == [
        (420, 420),
        (320, 320),
        (310, 300),
        (20, 20),
    ]
