"""What a foster carer is asked to fill: the questionnaires of an open step, once, resumed where they were left."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People
from tests.workspace.dossier.conftest import Operator
from tests.workspace.home.cases import KEPT_UP, TODAY, child, line
from tests.workspace.home.conftest import Browse
from tests.workspace.home.test_routes import seen
from workspace.access.permissions import Permission
from workspace.clock import SystemClock
from workspace.database import transaction
from workspace.dossier.protocol import rules as protocol
from workspace.dossier.protocol.definitions import protocol as definition
from workspace.dossier.protocol.model import Assessment, AssessmentId, StepCode
from workspace.dossier.scales import filling, inviting, link_queries, queries, service
from workspace.dossier.scales.choosing import draft_of
from workspace.dossier.scales.entries import AnsweredAt, Filled, NewInvitation, Respondent
from workspace.dossier.scales.instruments import tools
from workspace.dossier.scales.model import Domain, NewResponse, ScaleCode
from workspace.drafts import service as drafts
from workspace.drafts.model import DraftId, NewDraft
from workspace.home import rules
from workspace.home.questionnaires import waiting
from workspace.ids import DossierId

OPENED = date(2024, 11, 10)
"""From this day on an answer is of the step of four years (KEPT_UP: the only one that is open)."""


def test_both_questionnaires_of_an_open_step_wait_until_they_are_answered() -> None:
    each = line(KEPT_UP)
    dossier = each.child.dossier
    found = waiting([each], {}, {(dossier, draft_of("ASQ-3", 48))})
    assert [(one.tool, one.months, one.is_begun) for one in found] == [
        ("ASQ-3", 48, True),
        ("ASQ-SE-2", 48, False),
    ]
    assert each.step is not None
    opens_on = each.step.opens_on
    before = date.fromordinal(opens_on.toordinal() - 1)
    for tool, day, count in (
        ("ASQ-3", opens_on, 1),
        ("ASQ-3", before, 2),
        ("ASQ-SE", opens_on, 1),  # the first edition of the same questionnaire
        ("MCHAT-R", opens_on, 2),
    ):
        assert len(waiting([each], {dossier: {tool: day}}, ())) == count, (tool, day)


def test_what_was_sent_by_a_link_since_the_step_opened_is_said_and_not_asked_again() -> None:
    each = line(KEPT_UP)
    dossier = each.child.dossier
    assert each.step is not None
    opened = datetime.combine(each.step.opens_on, time(9), tzinfo=UTC)
    for at, is_sent in ((opened, True), (opened - timedelta(days=1), False)):
        found = waiting([each], {}, (), sent={dossier: {"ASQ-3": at, "MCHAT-R": at}})
        by_tool = {one.tool: one.is_sent for one in found}
        assert by_tool == {"ASQ-3": is_sent, "ASQ-SE-2": False}, at
    found = waiting([each], {}, (), sent={dossier: {"ASQ-3": opened}})
    assert [one.tool for one in found] == ["ASQ-SE-2", "ASQ-3"], "what is to fill comes first"
    first_edition = waiting([each], {}, (), sent={dossier: {"ASQ-SE": opened}})
    assert [one.is_sent for one in first_edition] == [False, True]


def test_a_child_born_early_is_asked_the_questionnaire_of_the_corrected_age() -> None:
    born = date(2024, 6, 20)  # eight months as lived on 4 March 2025
    who = child()
    who = replace(who, identity=replace(who.identity, birth_date=born))
    steps = protocol.schedule(
        definition(),
        birth=born,
        admitted=born,
        ended=None,
        done=[
            Assessment(id=AssessmentId(uuid4()), step=StepCode(code), done_on=date(2025, 1, 8))
            for code in ("B00", "M06")
        ],
        planned=(),
        today=TODAY,
    )
    each = rules.line(who, steps, last_session=None, today=TODAY)
    asked = {
        term: {one.tool: one.months for one in waiting([each], {}, (), {who.dossier: term})}
        for term in (None, 40, 30)
    }
    assert asked[None] == asked[40] == {"ASQ-3": 8, "ASQ-SE-2": 6}
    assert asked[30] == {"ASQ-3": 6, "ASQ-SE-2": 6}


def test_an_instrument_of_the_battery_waits_too_and_what_nobody_knows_does_not() -> None:
    each = line(KEPT_UP)
    assert each.step is not None
    battery = ("M-CHAT-R", "REPERES", "ASQ3")
    step = replace(each.step.step, scales=(*battery, *tools()))
    found = waiting([replace(each, step=replace(each.step, step=step))], {}, ())
    asked = {one.tool: one.months for one in found}
    assert asked["ASQ-3"] == 48
    plugged = {tool for tool, months in asked.items() if months == 0}
    assert plugged, "an instrument of that age is asked like a scale"
    assert "ASQ3" not in asked
    assert "M-CHAT-R" not in asked, "not at 45 months"


def test_nothing_waits_where_no_step_is_open() -> None:
    calm = line({**KEPT_UP, "M48": date(2025, 3, 1)})
    gone = line(who=child(ended_on=date(2025, 1, 1)))
    assert waiting([calm, gone], {}, ()) == ()


async def test_a_carer_fills_each_once_and_goes_on_where_they_left(  # noqa: PLR0917 - each is a fixture
    browse: Browse,
    people: People,
    operator: Operator,
    clock: SystemClock,
    vault: Vault,
    followed: DossierId,
) -> None:
    await seen(operator, clock)
    mine = browse(people.odile)
    text = (await mine.get("/")).text
    link = f"/children/{LOU}/scales/new?tool=ASQ-SE-2&amp;months=48"
    assert link in text
    assert "Go on" not in text
    shown = (await mine.get(f"/children/{LOU}/scales/new", tool="ASQ-SE-2", months="48")).text
    name = draft_of("ASQ-SE-2", 48)
    assert f'data-draft="{name}"' in shown
    with people.odile.here() as odile:
        typed = NewDraft(
            id=DraftId(uuid4()),
            form=f"{name}:/children/{LOU}/scales",
            revision=0,
            typed={"a-total-1": ("10",)},
        )
        await drafts.save(odile, typed, clock=clock, vault=vault)
    assert "Go on: ASQ:SE-2" in (await mine.get("/")).text
    low = NewResponse(
        scale=ScaleCode.ASQ_SE_2,
        questionnaire_months=48,
        answered_on=date(2025, 3, 1),
        points={Domain.TOTAL: Decimal(150)},
    )
    async with operator("import") as errand:
        await service.add_many(errand, [(followed, low)], vault=vault)
    text = (await mine.get("/")).text
    assert link not in text, "somebody else filled it, and what they answered is not told"
    assert "tool=ASQ-3" in text
    assert "150" not in re.sub("<[^>]+>", " ", text), (
        "but for tokens, which are made of any figures"
    )


FILLED = Filled(
    answers={"total": (0,) * 36},
    language="polski",
    place=AnsweredAt.HOME,
    knows_since=date(2025, 1, 1),
)
SENT = "sent, to be read by the coordination"


@pytest.mark.parametrize("is_kept", [True, False])
async def test_a_carer_is_not_asked_for_what_waits_to_be_read(  # noqa: PLR0917 - each is a fixture
    browse: Browse,
    people: People,
    operator: Operator,
    clock: SystemClock,
    vault: Vault,
    followed: DossierId,
    *,
    is_kept: bool,
) -> None:
    await seen(operator, clock)
    mine = browse(people.odile)
    link = f"/children/{LOU}/scales/new?tool=ASQ-SE-2&amp;months=48"
    assert link in (await mine.get("/")).text
    new = NewInvitation(
        tool="ASQ-SE-2", months=48, called="L", respondent=Respondent.FOSTER_CARER, days=14
    )
    with people.nour.here():
        may = people.nour.clearance(Permission.SCALE_INVITE, Permission.SCALE_READ)
        made, token = await inviting.invite(may, new, clock=clock, vault=vault)
    assert link in (await mine.get("/")).text, "a link nobody filled says nothing"
    await filling.finish(token, FILLED, clock=clock, vault=vault)
    text = (await mine.get("/")).text
    assert (link in text, SENT in text, "tool=ASQ-3" in text) == (False, True, True)
    for name, is_told in (("odile", True), ("salome", True), ("yann", False), ("stranger", False)):
        with people.by_name[name].here():
            async with transaction():
                found = await link_queries.sent(datetime(2025, 1, 1, tzinfo=UTC))
        assert bool(found) is is_told, name
    with people.nour.here():
        if is_kept:
            await inviting.validate(may, made.id, clock=clock, vault=vault)
        else:
            await inviting.revoke(may, made.id, clock=clock, vault=vault)
    with people.odile.here():
        async with transaction():
            assert await link_queries.sent(datetime(2025, 1, 1, tzinfo=UTC)) == {}
    text = (await mine.get("/")).text
    assert SENT not in text
    assert (link in text) is not is_kept, "what was set aside is asked again"
    assert followed == LOU


@pytest.mark.usefixtures("followed")
async def test_what_was_answered_is_told_to_whoever_may_fill_it_and_to_nobody_else(
    people: People, operator: Operator, vault: Vault, database: Database
) -> None:
    low = NewResponse(
        scale=ScaleCode.ASQ_3,
        questionnaire_months=48,
        answered_on=date(2025, 3, 1),
        points={Domain.COMMUNICATION: Decimal(5)},
    )
    async with operator("import") as errand:
        await service.add_many(errand, [(LOU, low)], vault=vault)
    for name, is_told in (("odile", True), ("salome", True), ("yann", False), ("stranger", False)):
        person = people.by_name[name]
        with person.here():
            async with transaction():
                found = await queries.answered(date(2025, 1, 1))
        assert bool(found) is is_told, name
    owner = await asyncpg.connect(database.url("grenier_owner"))  # the negative control
    assert await owner.fetchval("select count(*) from scale_response") == 1
    await owner.close()
