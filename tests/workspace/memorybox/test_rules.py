from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workspace.errors import Invalid
from workspace.ids import AccountId, DossierId
from workspace.memorybox import rules
from workspace.memorybox.model import Keepsake, KeepsakeId, KeepsakeKind, NewKeepsake, PartialDate

BORN = date(2007, 8, 20)
TODAY = date(2025, 9, 1)
PILOU = NewKeepsake(kind=KeepsakeKind.OBJECT, caption="Pilou, the fox.", happened=PartialDate(2012))
PHOTO = replace(PILOU, kind=KeepsakeKind.PHOTO, content_type="image/jpeg")


def refused(keepsake: NewKeepsake) -> set[str]:
    try:
        rules.check_new(keepsake, born=BORN, today=TODAY)
    except Invalid as refusal:
        return set(refusal.fields)
    return set()


def test_a_story_alone_is_a_keepsake() -> None:
    assert set() == refused(PILOU)


def test_a_photograph_is_a_keepsake() -> None:
    assert set() == refused(PHOTO)


@pytest.mark.parametrize("caption", ["", "  \n "])
def test_a_caption_may_not_be_empty(caption: str) -> None:
    assert {"caption"} == refused(replace(PILOU, caption=caption))


def test_a_caption_has_a_longest_length() -> None:
    assert set() == refused(replace(PILOU, caption="x" * rules.LONGEST_CAPTION))
    assert {"caption"} == refused(replace(PILOU, caption="x" * (rules.LONGEST_CAPTION + 1)))


@pytest.mark.parametrize(
    ("happened", "fields"),
    [
        (PartialDate(2025, 9, 1), set()),
        (PartialDate(2025), set()),
        (PartialDate(2025, 9, 2), {"happened"}),
        (PartialDate(2026), {"happened"}),
        (PartialDate(2007, 3), set()),
        (PartialDate(1907), set()),
        (PartialDate(1906, 12, 31), {"happened"}),
    ],
)
def test_a_date_has_come_and_is_of_this_family(happened: PartialDate, fields: set[str]) -> None:
    assert fields == refused(replace(PILOU, happened=happened))


@pytest.mark.parametrize(
    ("kind", "content_type", "fields"),
    [
        (KeepsakeKind.PHOTO, None, {"content"}),
        (KeepsakeKind.DRAWING, None, {"content"}),
        (KeepsakeKind.SOUND, None, {"content"}),
        (KeepsakeKind.LETTER, None, set()),
        (KeepsakeKind.DRAWING, "image/png", set()),
        (KeepsakeKind.PHOTO, "image/svg+xml", {"content"}),
        (KeepsakeKind.PHOTO, "application/pdf", {"content"}),
        (KeepsakeKind.LETTER, "application/pdf", set()),
        (KeepsakeKind.SOUND, "audio/mp4", set()),
        (KeepsakeKind.SOUND, "image/jpeg", {"content"}),
        (KeepsakeKind.OBJECT, "image/jpeg", set()),
    ],
)
def test_each_kind_has_its_formats(
    kind: KeepsakeKind, content_type: str | None, fields: set[str]
) -> None:
    assert fields == refused(replace(PILOU, kind=kind, content_type=content_type))


def test_every_kind_has_its_formats() -> None:
    assert set(KeepsakeKind) == set(rules.ACCEPTED_CONTENT)


def test_all_refused_fields_are_named_at_once() -> None:
    wrong = replace(PHOTO, caption="", happened=PartialDate(2030), content_type="text/html")
    assert {"caption", "happened", "content"} == refused(wrong)


@pytest.mark.parametrize(
    ("head", "content_type"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x00\x00\x00\x1cftypM4A \x00\x00", "audio/mp4"),
        (b"ID3\x04\x00", "audio/mpeg"),
        (b"\xff\xfb\x90\x64", "audio/mpeg"),
        (b"\x00\x00\x00\x1cftypisom", None),
        (b"<svg xmlns=", None),
        (b"GIF89a", None),
        (b"", None),
    ],
)
def test_a_content_is_recognised_by_its_first_bytes(head: bytes, content_type: str | None) -> None:
    assert content_type == rules.recognise(head)


def test_what_is_recognised_is_accepted_somewhere() -> None:
    recognised = {content_type for *_, content_type in rules._MAGIC}
    assert recognised == frozenset().union(*rules.ACCEPTED_CONTENT.values())


def kept(number: int, happened: str) -> Keepsake:
    return Keepsake(
        id=KeepsakeId(UUID(int=number)),
        dossier=DossierId(UUID(int=0)),
        kind=KeepsakeKind.OBJECT,
        caption="",
        happened=PartialDate.parse(happened),
        contributed_by=AccountId(UUID(int=0)),
        added_at=datetime(2020, 1, 1, tzinfo=UTC),
        has_content=False,
    )


def told(happened: Sequence[str]) -> list[tuple[int | None, list[str]]]:
    box = [kept(number, each) for number, each in enumerate(happened)]
    chapters = rules.in_chapters(box, born=BORN)
    return [(c.age, [str(k.happened) for k in c.keepsakes]) for c in chapters]


def test_an_empty_box_has_no_chapter() -> None:
    assert told([]) == []


def test_chapters_follow_age_and_skip_the_years_without_keepsake() -> None:
    happened = ["2012-09", "2007-03", "2007-08-20", "2008-08-19", "2008-08-20", "2012-08"]
    chapters = [
        (None, ["2007-03"]),
        (0, ["2007-08-20", "2008-08-19"]),
        (1, ["2008-08-20"]),
        (4, ["2012-08"]),
        (5, ["2012-09"]),
    ]
    assert chapters == told(happened)


def test_an_uncertain_date_goes_with_the_age_that_fills_most_of_it() -> None:
    assert told(["2012"]) == [(4, ["2012"])]
    assert told(["2017-08~"]) != [(10, ["2017-08~"])]
    assert told(["2017-08~"]) == [(9, ["2017-08~"])]


def test_the_year_of_birth_is_after_birth() -> None:
    assert told(["2007-08", "2007"]) == [(0, ["2007", "2007-08"])]


def test_within_an_age_keepsakes_are_told_as_they_were_lived() -> None:
    assert told(["2012-06", "2012-01-05", "2012", "2012-01"]) == [
        (4, ["2012", "2012-01", "2012-01-05", "2012-06"])
    ]


def test_the_same_day_keeps_the_same_order_each_time() -> None:
    box = [kept(3, "2012"), kept(1, "2012"), kept(2, "2012")]
    (chapter,) = rules.in_chapters(box, born=BORN)
    assert [each.id.int for each in chapter.keepsakes] == [1, 2, 3]


@pytest.mark.parametrize(
    ("born", "day"),
    [
        (date(2007, 8, 20), date(2025, 8, 20)),
        (date(2008, 2, 29), date(2026, 2, 28)),
        (date(1990, 2, 28), date(2008, 2, 28)),
        (date(2008, 2, 28), date(2026, 2, 28)),
        (date(2007, 12, 31), date(2025, 12, 31)),
    ],
)
def test_majority_comes_at_eighteen(born: date, day: date) -> None:
    assert day == rules.majority(born)
    assert rules.may_release(born=born, today=day, released=None)
    assert not rules.may_release(born=born, today=day - timedelta(days=1), released=None)


def test_a_box_is_given_once() -> None:
    assert not rules.may_release(born=BORN, today=TODAY, released=date(2025, 8, 25))


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 40_000))
def test_an_age_lies_between_two_birthdays(born: date, days: int) -> None:
    day = born + timedelta(days=days)
    age = rules.age_when(PartialDate(day.year, day.month, day.day), born=born)
    assert age is not None
    assert rules.anniversary(born, age) <= day < rules.anniversary(born, age + 1)
