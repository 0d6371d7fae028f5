import json
from uuid import UUID, uuid4

import pytest

from tests.people import account_of
from workspace.errors import Invalid
from workspace.messaging import forms, rules

NUMBER = UUID("7d444840-9dc0-41d1-b245-5ffdce74fad2")


def test_a_new_conversation_is_read_from_its_form() -> None:
    asked = forms.new_conversation(
        {"subject": "September", "body": "Hello"}, [str(account_of("ambre"))]
    )
    assert (asked.subject, asked.body) == ("September", "Hello")
    assert asked.members == {account_of("ambre")}


def test_an_empty_form_is_read_as_a_conversation_that_the_rules_refuse() -> None:
    asked = forms.new_conversation({}, [])
    assert (asked.subject, asked.members, asked.body) == ("", frozenset(), "")


def test_somebody_who_is_no_identifier_is_refused_not_left_out() -> None:
    with pytest.raises(Invalid) as caught:
        forms.new_conversation({"subject": "x"}, [str(account_of("ambre")), "everybody"])
    assert caught.value.fields == {"members": rules.SOMEBODY_GONE}


def test_a_message_keeps_the_number_its_page_gave_it() -> None:
    kept = uuid4()
    asked = forms.new_message({"id": str(NUMBER), "body": "Hello"}, (kept,))
    assert (asked.id, asked.body, asked.objects) == (NUMBER, "Hello", (kept,))


@pytest.mark.parametrize("fields", [{}, {"id": "one", "body": ""}])
def test_a_message_without_a_number_gets_one(fields: dict[str, str]) -> None:
    assert forms.new_message(fields).id != forms.new_message(fields).id


def test_a_frame_is_an_object() -> None:
    assert forms.frame('{"type": "resume", "after": 3}') == {"type": "resume", "after": 3}


@pytest.mark.parametrize(
    "text",
    [None, "", "hello", "[1]", "3", '{"a":', "[" * 60_000, '{"n": ' + "9" * 60_000 + "}"],
    ids=["bytes", "empty", "words", "list", "number", "cut", "deep", "long number"],
)
def test_anything_else_is_no_frame(text: str | None) -> None:
    with pytest.raises(Invalid):
        forms.frame(text)


def test_a_message_is_read_from_its_frame() -> None:
    asked = forms.message_frame({"id": str(NUMBER), "body": "Hello \N{GRINNING FACE}"})
    assert (asked.id, asked.body, asked.objects) == (NUMBER, "Hello \N{GRINNING FACE}", ())


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"id": "one", "body": "x"},
        {"id": 7, "body": "x"},
        {"id": str(NUMBER)},
        {"id": str(NUMBER), "body": 3},
        json.loads('{"id": "7d444840-9dc0-41d1-b245-5ffdce74fad2", "body": "\\ud800"}'),
    ],
    ids=["nothing", "words", "number", "no body", "body a number", "half a character"],
)
def test_a_message_frame_is_refused(sent: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        forms.message_frame(sent)


@pytest.mark.parametrize("seq", [0, 1, 2**31 - 1])
def test_a_place_in_a_conversation_is_a_whole_number(seq: int) -> None:
    assert seq == forms.seq_frame({"after": seq}, "after")


@pytest.mark.parametrize("seq", [None, -1, 2**31, 1.5, True, "1"])
def test_a_place_is_refused(seq: object) -> None:
    with pytest.raises(Invalid) as caught:
        forms.seq_frame({"after": seq}, "after")
    assert list(caught.value.fields) == ["after"]
