import pytest

from workspace.errors import Invalid
from workspace.memorybox.forms import new_keepsake
from workspace.memorybox.model import KeepsakeKind, NewKeepsake, PartialDate
from workspace.memorybox.partial_date import NOT_A_DATE

FIELDS = {"kind": "photo", "caption": " By the sea. ", "happened": "07/2012"}


def test_fields_become_a_keepsake() -> None:
    expected = NewKeepsake(
        kind=KeepsakeKind.PHOTO,
        caption="By the sea.",
        happened=PartialDate(2012, 7),
        content_type="image/jpeg",
    )
    assert expected == new_keepsake(FIELDS, content_type="image/jpeg")


def test_a_story_alone_has_no_content() -> None:
    assert new_keepsake(FIELDS).content_type is None


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({}, {"kind", "happened"}),
        (FIELDS | {"kind": "film"}, {"kind"}),
        (FIELDS | {"happened": "long ago"}, {"happened"}),
    ],
)
def test_every_field_that_cannot_be_read_is_named(fields: dict[str, str], named: set[str]) -> None:
    with pytest.raises(Invalid) as refusal:
        new_keepsake(fields)
    assert named == set(refusal.value.fields)


def test_the_message_about_a_date_says_how_to_write_it() -> None:
    with pytest.raises(Invalid) as refusal:
        new_keepsake(FIELDS | {"happened": "long ago"})
    assert refusal.value.fields == {"happened": NOT_A_DATE}


def test_a_caption_keeps_its_lines_and_loses_what_has_no_shape() -> None:
    story = new_keepsake(FIELDS | {"caption": "One\r\ntwo\x00\x07 e\u0301te\u0301"}).caption
    assert story == "One\ntwo \u00e9t\u00e9"
