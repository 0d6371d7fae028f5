from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from workspace.clock import PARIS
from workspace.errors import Invalid
from workspace.ids import AccountId, DossierId
from workspace.notices.model import (
    Because,
    Notice,
    NoticeId,
    NoticeKind,
    NoticeState,
    Reach,
)
from workspace.notices.rules import check_reach, outcome, until_morning

NOW = datetime(2025, 3, 4, 9, tzinfo=UTC)
NOTICE = Notice(
    id=NoticeId(uuid4()),
    account=AccountId(uuid4()),
    kind=NoticeKind.MESSAGE,
    dossier=DossierId(uuid4()),
    key="message/one",
    state=NoticeState.QUEUED,
    queued_at=NOW,
    expires_at=NOW + timedelta(hours=1),
)
MINE = Reach(address="odile@example.org")


@pytest.mark.parametrize(
    "address",
    ["odile@example.org", "o.d+x@mail.example.org", "", "a@" + "b" * 240 + ".example"],
)
def test_an_address_mail_can_go_to(address: str) -> None:
    check_reach(Reach(address=address))


@pytest.mark.parametrize(
    "address",
    [
        "odile",
        "odile@localhost",
        "@example.org",
        "o d@example.org",
        "o@example.org\r\nBcc: x@example.org",
        "o@example.org, x@example.org",
        "a@" + "b" * 250 + ".example",
        "od\N{LATIN SMALL LETTER I WITH DIAERESIS}le@example.org",
    ],
)
def test_an_address_no_mail_can_go_to(address: str) -> None:
    with pytest.raises(Invalid):
        check_reach(Reach(address=address))


@pytest.mark.parametrize(
    ("now", "wait"),
    [
        (datetime(2025, 3, 4, 7, 0, tzinfo=UTC), timedelta(0)),
        (datetime(2025, 3, 4, 6, 59, tzinfo=UTC), timedelta(minutes=1)),
        (datetime(2025, 3, 4, 19, 59, tzinfo=UTC), timedelta(0)),
        (datetime(2025, 3, 4, 20, 0, tzinfo=UTC), timedelta(hours=11)),
        (datetime(2025, 3, 4, 23, 30, tzinfo=UTC), timedelta(hours=7, minutes=30)),
        (datetime(2026, 3, 28, 20, 0, tzinfo=UTC), timedelta(hours=10)),
        (datetime(2026, 10, 24, 19, 0, tzinfo=UTC), timedelta(hours=12)),
    ],
)
def test_the_night_ends_at_eight_where_people_live(now: datetime, wait: timedelta) -> None:
    assert wait == until_morning(now, PARIS)


@pytest.mark.parametrize(
    ("notice", "reach", "has_gateway", "ended"),
    [
        (NOTICE, MINE, True, None),
        (replace(NOTICE, expires_at=NOW), MINE, True, (NoticeState.EXPIRED, None)),
        (NOTICE, None, True, (NoticeState.NOT_SENT, Because.NO_ADDRESS)),
        (NOTICE, Reach(), True, (NoticeState.NOT_SENT, Because.NO_ADDRESS)),
        (NOTICE, replace(MINE, mail=False), True, (NoticeState.NOT_SENT, Because.NO_MAIL)),
        (NOTICE, MINE, False, (NoticeState.NOT_SENT, Because.NO_GATEWAY)),
        (
            replace(NOTICE, expires_at=NOW),
            None,
            False,
            (NoticeState.NOT_SENT, Because.NO_GATEWAY),
        ),
    ],
)
def test_a_notice_leaves_or_it_is_said_why_not(
    notice: Notice,
    reach: Reach | None,
    has_gateway: bool,
    ended: tuple[NoticeState, Because | None] | None,
) -> None:
    assert ended == outcome(notice, reach, has_gateway=has_gateway, now=NOW)
