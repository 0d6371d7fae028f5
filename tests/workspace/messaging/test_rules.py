from datetime import UTC, datetime
from uuid import uuid4

import pytest

from tests.people import account_of
from workspace.errors import Invalid
from workspace.ids import AccountId
from workspace.messaging import rules
from workspace.messaging.model import Member, Message, MessageId, NewConversation, NewMessage

NOUR, AMBRE, ODILE = account_of("nour"), account_of("ambre"), account_of("odile")
SENT = datetime(2025, 3, 4, 9, tzinfo=UTC)


def conversation(
    *, subject: str = "September", body: str = "Hello", members: tuple[AccountId, ...] = (AMBRE,)
) -> NewConversation:
    return NewConversation(subject=subject, members=frozenset(members), body=body)


def message(body: str = "Hello", *, objects: int = 0) -> NewMessage:
    return NewMessage(
        id=MessageId(uuid4()), body=body, objects=tuple(uuid4() for _ in range(objects))
    )


def faults(new: NewConversation) -> set[str]:
    with pytest.raises(Invalid) as caught:
        rules.check_conversation(new, circle=[AMBRE, ODILE])
    return set(caught.value.fields)


def test_a_conversation_among_the_circle_may_be_opened() -> None:
    rules.check_conversation(conversation(), circle=[AMBRE, ODILE])
    rules.check_conversation(
        conversation(subject="x" * rules.LONGEST_SUBJECT, members=(AMBRE, ODILE)),
        circle=[AMBRE, ODILE],
    )


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (conversation(subject=" "), {"subject"}),
        (conversation(subject="x" * (rules.LONGEST_SUBJECT + 1)), {"subject"}),
        (conversation(members=()), {"members"}),
        (conversation(members=(AMBRE, NOUR)), {"members"}),
        (conversation(body="\n"), {"body"}),
        (conversation(subject="", members=(), body=""), {"subject", "members", "body"}),
    ],
)
def test_a_conversation_is_refused_naming_every_field(
    new: NewConversation, expected: set[str]
) -> None:
    assert expected == faults(new)


@pytest.mark.parametrize(
    "new",
    [
        message("x" * rules.LONGEST_BODY),
        message("", objects=1),
        message("Hello", objects=rules.MOST_ATTACHMENTS),
    ],
)
def test_a_message_says_something_or_carries_something(new: NewMessage) -> None:
    rules.check_message(new)


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (message(" "), "body"),
        (message("x" * (rules.LONGEST_BODY + 1)), "body"),
        (message("Hello", objects=rules.MOST_ATTACHMENTS + 1), "attachments"),
    ],
)
def test_a_message_is_refused(new: NewMessage, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        rules.check_message(new)
    assert [field] == list(caught.value.fields)


def test_who_has_read_a_message_and_who_has_not_its_author_left_out() -> None:
    second = Message(
        id=MessageId(uuid4()), seq=2, author=NOUR, author_name="Nour", sent_at=SENT, body="Hello"
    )
    members = [
        Member(account=NOUR, name="Nour", role="coordinator", read_seq=2, read_at=SENT),
        Member(account=AMBRE, name="Ambre", role="physician", read_seq=2, read_at=SENT),
        Member(account=ODILE, name="Odile", role="carer", read_seq=1, read_at=SENT),
        Member(account=account_of("yann"), name="Yann", role="key_worker"),
    ]
    assert rules.Reading(read=(("Ambre", SENT),), waiting=("Odile", "Yann")) == rules.reading_of(
        second, members
    )


def test_what_was_said_is_told_apart_to_the_sign_and_to_the_file() -> None:
    number, picture = MessageId(uuid4()), uuid4()
    plain = rules.said(NewMessage(id=number, body="see  attached"))
    assert plain == rules.said(NewMessage(id=number, body="see  attached"))
    others = {
        rules.said(NewMessage(id=number, body="See attached")),
        rules.said(NewMessage(id=number, body="see attached")),
        rules.said(NewMessage(id=number, body="see  attached", objects=(picture,))),
        rules.said(NewMessage(id=MessageId(uuid4()), body="see  attached")),
    }
    assert 4 == len(others - {plain})
