from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from workspace.actor import Role
from workspace.ids import AccountId, DossierId
from workspace.notices.model import NoticeKind
from workspace.reminders.model import Expected, Late, Letter, Place
from workspace.reminders.rules import letter_after, letter_before, notices, of_expected, of_late

TODAY = date(2025, 3, 4)
LOU, NOE = DossierId(uuid4()), DossierId(uuid4())
ODILE, YANN, NOUR = (AccountId(uuid4()) for _ in range(3))
CIRCLE = (
    Place(dossier=LOU, account=ODILE, role=Role.CARER),
    Place(dossier=LOU, account=YANN, role=Role.KEY_WORKER),
    Place(dossier=LOU, account=NOUR, role=Role.COORDINATOR),
    Place(dossier=NOE, account=YANN, role=Role.CARER),
)


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
    late = Late(dossier=LOU, step="M24", closes_on=TODAY - timedelta(days=gone))
    reminder = of_late(late, today=TODAY)
    assert reminder is not None
    assert [(each.account, each.kind) for each in notices([reminder], CIRCLE)] == [told]


def test_what_is_not_due_is_not_told() -> None:
    assert of_late(Late(dossier=LOU, step="M24", closes_on=TODAY), today=TODAY) is None
    assert of_expected(Expected(dossier=LOU, about="a", day=date(2025, 5, 1)), today=TODAY) is None


def test_a_reminder_is_worth_nothing_once_its_moment_has_come() -> None:
    moment = datetime(2025, 3, 5, 9, tzinfo=UTC)
    timed = of_expected(
        Expected(dossier=LOU, about="a", day=date(2025, 3, 5), starts_at=moment), today=TODAY
    )
    whole = of_expected(Expected(dossier=LOU, about="a", day=date(2025, 3, 5)), today=TODAY)
    assert timed is not None
    assert whole is not None
    assert timed.expires_at == moment
    assert whole.expires_at == datetime(2025, 3, 5, 23, 59, tzinfo=UTC)


def test_a_day_that_moves_is_told_again_and_the_same_day_once() -> None:
    keys = {
        reminder.key
        for day in (5, 5, 6)
        for today in (TODAY, TODAY + timedelta(days=1))
        if (
            reminder := of_expected(
                Expected(dossier=LOU, about="a", day=date(2025, 3, day)), today=today
            )
        )
    }
    assert keys == {"L-04/1/a/2025-03-05", "L-04/7/a/2025-03-06", "L-04/1/a/2025-03-06"}
