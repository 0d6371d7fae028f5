from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from workspace.actor import Role
from workspace.clock import PARIS
from workspace.ids import AccountId, DossierId
from workspace.notices.model import NoticeKind, NoticeState, Reminded
from workspace.reminders.model import Expected, Late, Letter, Place, Reminder
from workspace.reminders.rules import (
    around,
    is_after_the_end,
    letter_after,
    letter_before,
    notices,
    of_expected,
    of_late,
    recall,
    summons,
)

TODAY = date(2025, 3, 4)
NOW = datetime(2025, 3, 4, 9, tzinfo=UTC)
# The same in every process: they stand in the names of tests.
LOU, NOE = (DossierId(UUID(int=number)) for number in (1, 2))
ODILE, YANN, NOUR = (AccountId(UUID(int=number)) for number in (3, 4, 5))
CIRCLE = (
    Place(dossier=LOU, account=ODILE, role=Role.CARER),
    Place(dossier=LOU, account=YANN, role=Role.KEY_WORKER),
    Place(dossier=LOU, account=NOUR, role=Role.COORDINATOR),
    Place(dossier=NOE, account=YANN, role=Role.CARER),
)


def late(gone: int) -> Reminder | None:
    each = Late(dossier=LOU, step="M24", closes_on=TODAY - timedelta(days=gone))
    return of_late(each, today=TODAY, zone=PARIS)


def expected(
    day: date, *, starts_at: datetime | None = None, today: date = TODAY
) -> Reminder | None:
    each = Expected(dossier=LOU, about="a", day=day, starts_at=starts_at)
    return of_expected(each, today=today, now=NOW, zone=PARIS)


@pytest.mark.parametrize(
    ("left", "letter"),
    [
        (31, None),
        (30, Letter.SUMMONS),
        (8, Letter.SUMMONS),
        (7, Letter.WEEK_BEFORE),
        (2, Letter.WEEK_BEFORE),
        (1, Letter.DAY_BEFORE),
        (0, Letter.DAY_BEFORE),
        (-1, None),
    ],
)
def test_a_day_that_comes_is_told_thirty_seven_and_one_before(
    left: int, letter: Letter | None
) -> None:
    assert letter == letter_before(TODAY + timedelta(days=left), today=TODAY)


@pytest.mark.parametrize(
    ("gone", "letter"),
    [
        (0, None),
        (1, Letter.LATE_CARER),
        (14, Letter.LATE_CARER),
        (15, Letter.LATE_KEY_WORKER),
        (29, Letter.LATE_KEY_WORKER),
        (30, Letter.LATE_SERVICE),
        (60, Letter.LATE_SERVICE),
        (61, None),
    ],
)
def test_a_late_assessment_climbs_from_the_carer_to_the_service(
    gone: int, letter: Letter | None
) -> None:
    assert letter == letter_after(TODAY - timedelta(days=gone), today=TODAY)


@pytest.mark.parametrize(
    ("gone", "told"),
    [
        (1, (ODILE, NoticeKind.TO_BOOK)),
        (15, (YANN, NoticeKind.WAITING)),
        (30, (NOUR, NoticeKind.WAITING)),
    ],
)
def test_each_step_tells_one_role_of_that_circle_alone(
    gone: int, told: tuple[AccountId, NoticeKind]
) -> None:
    reminder = late(gone)
    assert reminder is not None
    assert [(each.account, each.kind) for each in notices([reminder], around(CIRCLE))] == [told]


@pytest.mark.parametrize(
    ("gone", "missing", "account"),
    [
        (1, {ODILE}, YANN),
        (1, {ODILE, YANN}, NOUR),
        (15, {YANN}, NOUR),
        (15, {ODILE}, YANN),
        (30, {NOUR}, None),
    ],
)
def test_where_nobody_has_that_role_the_next_one_is_told(
    gone: int, missing: set[AccountId], account: AccountId | None
) -> None:
    reminder = late(gone)
    assert reminder is not None
    left = around(place for place in CIRCLE if place.account not in missing)
    found = [each.account for each in notices([reminder], left) if each.dossier == LOU]
    assert found == [account][: account is not None]


@pytest.mark.parametrize(
    ("gone", "until"),
    [(1, 14), (14, 14), (15, 29), (29, 29), (30, 60), (60, 60)],
)
def test_a_late_assessment_is_told_until_the_next_in_turn_is(gone: int, until: int) -> None:
    reminder = late(gone)
    assert reminder is not None
    last = TODAY + timedelta(days=until - gone)
    assert reminder.expires_at == datetime.combine(last, time(23, 59), tzinfo=PARIS)


def test_what_is_not_due_is_not_told() -> None:
    assert late(0) is None
    assert expected(date(2025, 5, 1)) is None


def test_a_reminder_is_worth_nothing_once_its_moment_has_come() -> None:
    moment = datetime(2025, 3, 5, 9, tzinfo=UTC)
    timed, whole = expected(date(2025, 3, 5), starts_at=moment), expected(date(2025, 3, 5))
    assert timed is not None
    assert whole is not None
    assert timed.expires_at == moment
    assert whole.expires_at == datetime(2025, 3, 5, 22, 59, tzinfo=UTC)
    assert expected(TODAY, starts_at=NOW) is None
    assert expected(TODAY, starts_at=NOW + timedelta(minutes=1)) is not None


def test_a_day_that_moves_is_told_again_and_the_same_day_once() -> None:
    keys = {
        reminder.key
        for day in (5, 5, 6)
        for today in (TODAY, TODAY + timedelta(days=1))
        if (reminder := expected(date(2025, 3, day), today=today))
    }
    assert keys == {"L-04/1/a/2025-03-05", "L-04/7/a/2025-03-06", "L-04/1/a/2025-03-06"}


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (f"L-03/{LOU}/2025-03-05/{ODILE}", (Letter.SUMMONS, date(2025, 3, 5), "")),
        (f"L-04/1/{LOU}/2025-03-05/{ODILE}", (Letter.DAY_BEFORE, date(2025, 3, 5), "")),
        (f"L-05/2/{LOU}/M24/{YANN}", (Letter.LATE_KEY_WORKER, None, "M24")),
        (f"ask/{LOU}/M24/2025-03-04/{ODILE}", (None, None, "M24")),
    ],
)
def test_the_key_says_what_was_recalled(
    key: str, said: tuple[Letter | None, date | None, str]
) -> None:
    sent = Reminded(
        account=ODILE,
        role=Role.CARER,
        key=key,
        queued_at=NOW,
        state=NoticeState.QUEUED,
        because=None,
    )
    found = recall(sent)
    assert (found.letter, found.day, found.step) == said


FATHER, AUNT = UUID(int=6), UUID(int=7)


def to_parents(day: date, *, starts_at: datetime | None = None) -> Reminder | None:
    each = Expected(dossier=LOU, about="a", day=day, starts_at=starts_at)
    return summons(each, today=TODAY, now=NOW, zone=PARIS)


@pytest.mark.parametrize(
    ("left", "is_told"), [(31, False), (30, True), (7, True), (1, True), (0, True), (-1, False)]
)
def test_parents_are_invited_from_a_month_before_by_one_letter(left: int, is_told: bool) -> None:
    found = to_parents(TODAY + timedelta(days=left))
    assert (found is not None) is is_told
    if found:
        assert (found.letter, found.role, found.kind) == (
            Letter.SUMMONS,
            Role.PARENT,
            NoticeKind.SUMMONS,
        )


def test_parents_are_invited_no_more_once_it_has_begun() -> None:
    assert to_parents(TODAY, starts_at=NOW) is None
    found = to_parents(TODAY, starts_at=NOW + timedelta(hours=1))
    assert found is not None
    assert found.expires_at == NOW + timedelta(hours=1)


def test_an_invitation_goes_to_the_holders_named_and_to_nobody_of_the_circle() -> None:
    asked = to_parents(TODAY + timedelta(days=20))
    assert asked is not None
    assert notices([asked], around(CIRCLE)) == ()
    told = notices([asked], around(CIRCLE), {LOU: [FATHER, AUNT], NOE: [ODILE]})
    assert [(each.account, each.person) for each in told] == [(None, FATHER), (None, AUNT)]
    assert len({each.key for each in told}) == 2


@pytest.mark.parametrize(
    ("ended_on", "is_after"),
    [
        (None, False),
        (TODAY, True),
        (TODAY + timedelta(days=5), True),
        (TODAY + timedelta(days=6), False),
    ],
)
def test_what_comes_after_the_end_of_follow_up_is_expected_nowhere(
    ended_on: date | None, is_after: bool
) -> None:
    each = Expected(dossier=LOU, about="a", day=TODAY + timedelta(days=5))
    assert is_after_the_end(each, ended_on) is is_after
