"""What a filled questionnaire must be, field by field; what a page makes of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from tests.workspace.dossier.scales.cases import CARER, ON, SKILLS, TOTAL
from workspace.dossier.scales import forms
from workspace.dossier.scales.checking import (
    age_read,
    check_entry,
    check_invitation,
    lacking,
    plain_words,
)
from workspace.dossier.scales.entries import (
    Invitation,
    InvitationId,
    LinkState,
    NewEntry,
    NewInvitation,
    Respondent,
)
from workspace.dossier.scales.instruments import sheet
from workspace.dossier.scales.model import Domain
from workspace.dossier.scales.sheets import can_be_total
from workspace.errors import Invalid
from workspace.ids import AccountId, DossierId

BORN, TODAY = date(2021, 5, 10), date(2025, 3, 4)


def refused(new: NewEntry, *, is_age_judged: bool = True) -> set[str]:
    try:
        check_entry(
            new,
            sheet(new.tool, new.months),
            birth=BORN,
            term_weeks=32,
            is_age_judged=is_age_judged,
            today=TODAY,
        )
    except Invalid as error:
        return set(error.fields)
    return set()


def test_the_answers_that_are_missing_are_counted_where_answers_are_given() -> None:
    assert SKILLS.answers is not None
    code, given = next(iter(SKILLS.answers.items()))
    whole = replace(SKILLS, answers={code: (10,) * len(given)})
    assert lacking(whole) == 0
    assert lacking(replace(SKILLS, answers={code: (10, None, None)})) == 2
    assert lacking(TOTAL) == 0


def test_what_is_true_is_kept() -> None:
    assert refused(SKILLS) == refused(TOTAL) == set()


@pytest.mark.parametrize(
    ("new", "fields"),
    [
        (replace(TOTAL, answered_on=date(2021, 5, 9)), {"answered_on", "knows_since"}),
        (replace(TOTAL, answered_on=date(2025, 3, 5)), {"answered_on"}),
        (replace(TOTAL, informant=replace(CARER, knows_since=date(2022, 8, 21))), {"knows_since"}),
        (replace(TOTAL, informant=replace(CARER, knows_since=date(2021, 5, 9))), {"knows_since"}),
        (replace(TOTAL, informant=replace(CARER, language="")), {"language"}),
        (replace(TOTAL, points={}), {"total"}),
        (replace(TOTAL, points={Domain.TOTAL: Decimal(406)}), {"total"}),
        (replace(TOTAL, points={Domain.TOTAL: Decimal(3)}), {"total"}),
        (replace(TOTAL, points={Domain.TOTAL: Decimal(-1)}), {"total"}),
        (replace(TOTAL, points={Domain.TOTAL: Decimal("NaN")}), {"total"}),
        (replace(TOTAL, points={Domain.COMMUNICATION: Decimal(1)}), {"communication"}),
        (replace(TOTAL, reason="x" * 301), {"reason"}),
        (replace(TOTAL, months=2), {"reason"}),
        (replace(SKILLS, answers={"communication": (7,) * 6}), {"communication"}),
        (replace(SKILLS, answers={"communication": (5,) * 5}), {"communication"}),
        (replace(SKILLS, answers={"total": (5,)}), {"total"}),
        (replace(SKILLS, answers={"communication": (None,) * 6}), {"communication"}),
        (
            replace(TOTAL, months=2, points={Domain.TOTAL: Decimal(999)}),
            {"reason", "total"},
        ),
    ],
)
def test_every_field_that_cannot_be_is_named_at_once(new: NewEntry, fields: set[str]) -> None:
    assert fields == refused(new)


def test_without_the_term_nothing_is_said_of_the_age() -> None:
    assert refused(replace(TOTAL, months=2), is_age_judged=False) == set()


def test_words_are_one_line_without_what_has_no_shape() -> None:
    assert plain_words(" a\n b\x07 ") == "a b"


# ── Forms ────────────────────────────────────────────────────────────────────────────────────────

FIELDS = {
    "answered_on": ON.isoformat(),
    "respondent": "foster_carer",
    "place": "living_place",
    "language": "polski",
    "knows_since": "",
}


def test_slots_and_concerns_are_read_as_they_were_marked() -> None:
    marked = {"a-total-1": "5", "c-total-1": "yes", "a-total-2": "", "c-total-27": "yes"}
    new, unread = forms.new_entry({**FIELDS, **marked}, sheet("ASQ-SE-2", 12), today=ON)
    assert unread == {}
    assert new.answers == {"total": (5, *[None] * 26)}
    assert new.concerns == {"total": (1, 27)}
    assert forms.answer_values(new.answers, new.concerns) == {
        "a-total-1": "5",
        "c-total-1": "yes",
        "c-total-27": "yes",
    }


def test_totals_are_read_with_a_comma() -> None:
    fields = {**FIELDS, "mode": "totals", "t-communication": "12,5", "t-fine_motor": " "}
    new, _ = forms.new_entry(fields, sheet("ASQ-3", 14), today=ON)
    assert (new.answers, new.points) == (None, {Domain.COMMUNICATION: Decimal("12.5")})


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"answered_on": "yesterday"}, "answered_on"),
        ({"knows_since": "x"}, "knows_since"),
        ({"respondent": "dog"}, "respondent"),
        ({"place": ""}, "place"),
        ({"supersedes": "x"}, "supersedes"),
        ({"mode": "totals", "t-total": "many"}, "total"),
        ({"mode": "totals", "t-total": "1e-999999"}, "total"),
        ({"mode": "totals", "t-total": "5_0"}, "total"),
        ({"mode": "totals", "t-total": "nan"}, "total"),
    ],
)
def test_what_cannot_be_read_is_named(wrong: dict[str, str], field: str) -> None:
    _, unread = forms.new_entry({**FIELDS, **wrong}, sheet("ASQ-SE-2", 12), today=ON)
    assert set(unread) == {field}


def test_what_hangs_on_a_day_that_cannot_be_read_is_not_refused_beside_it() -> None:
    judged = {"reason": "r", "knows_since": "k", "total": "t", "language": "l"}
    day = {"answered_on": "d"}
    assert forms.refused_beside(day, judged) == {"answered_on": "d", "total": "t", "language": "l"}
    assert forms.refused_beside({"total": "u"}, judged) == {**judged, "total": "u"}


@pytest.mark.parametrize(
    ("tool", "months", "on", "is_refused"),
    [
        ("ASQ-3", 60, date(2026, 11, 10), False),  # 66 months 0 days
        ("ASQ-3", 60, date(2026, 11, 11), True),
        ("ASQ-SE-2", 60, date(2027, 5, 10), False),  # 72 months 0 days
        ("ASQ-SE-2", 60, date(2027, 5, 11), True),
        ("ASQ-3", 2, date(2021, 6, 9), True),  # under one month, as lived and corrected
        ("ASQ-3", 2, date(2021, 6, 10), False),  # one month as lived
        ("M-CHAT-R", 0, date(2027, 5, 11), False),
    ],
)
def test_past_every_questionnaire_of_a_scale_a_reason_is_not_enough(
    tool: str, months: int, on: date, *, is_refused: bool
) -> None:
    asked = sheet(tool, months)
    informant = replace(CARER, knows_since=None)
    points = {domain: Decimal(0) for domain in asked.highest}
    new = NewEntry(
        tool=tool, months=months, answered_on=on, informant=informant, points=points, reason="Why."
    )
    try:
        check_entry(
            new, asked, birth=BORN, term_weeks=32, is_age_judged=True, today=date(2030, 1, 1)
        )
        fields = set()
    except Invalid as error:
        fields = set(error.fields)
    assert fields == ({"answered_on"} if is_refused else set())
    age = age_read(BORN, term_weeks=32, on=on)
    link = NewInvitation(
        tool=tool, months=months, called="L", respondent=Respondent.PARENT, days=7, reason="Why."
    )
    try:
        check_invitation(link, asked, age=age)
        fields = set()
    except Invalid as error:
        fields = set(error.fields)
    assert fields == ({"tool"} if is_refused else set())


def test_a_link_is_read() -> None:
    new = forms.new_invitation(
        {"tool": "ASQ-3", "months": "14", "called": " L ", "respondent": "parent", "days": "7"}
    )
    assert (new.called, new.days, new.reason) == ("L", 7, "")
    with pytest.raises(Invalid) as error:
        forms.new_invitation({"months": "x"})
    assert set(error.value.fields) == {"respondent", "days", "months"}


def test_a_page_of_a_link_may_be_wrong() -> None:
    with pytest.raises(Invalid) as error:
        forms.filled({"knows_since": "x", "place": "moon"}, ())
    assert set(error.value.fields) == {"knows_since", "place"}


def test_missing_answers_of_an_asq_se_are_replaced_from_the_third_on() -> None:
    asked = sheet("ASQ-SE-2", 24)  # 31 items
    with_three_missing = Decimal("5.5")  # 5 points in 28 answers
    with_one_missing = Decimal("5.2")  # what 5 points in 30 answers would be, were they replaced
    found = [
        can_be_total(asked, Domain.TOTAL, each) for each in (with_three_missing, with_one_missing)
    ]
    assert found == [True, False]


def test_somebody_who_met_the_child_that_day_may_answer_and_is_new_for_two_weeks() -> None:
    met = replace(CARER, knows_since=ON)
    assert refused(replace(TOTAL, informant=met)) == set()
    news = [met.is_new_to_child(ON + timedelta(days=days)) for days in (0, 13, 14)]
    assert news == [True, True, False]


def test_a_link_is_open_until_its_last_moment_and_not_at_it() -> None:
    until = datetime(2022, 9, 3, tzinfo=UTC)
    link = Invitation(
        id=InvitationId(UUID(int=1)),
        dossier=DossierId(UUID(int=2)),
        tool="ASQ-3",
        months=14,
        called="L",
        respondent=Respondent.FOSTER_CARER,
        created_by=AccountId(UUID(int=3)),
        created_at=until - timedelta(days=14),
        expires_at=until,
    )
    assert link.state(until - timedelta(seconds=1)) is LinkState.OPEN
    assert link.state(until) is LinkState.EXPIRED
