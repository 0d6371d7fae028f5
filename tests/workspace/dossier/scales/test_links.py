"""A link opens one questionnaire, to write and to read back, and nothing else."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People, Person
from tests.workspace.audit.journal import as_owner
from tests.workspace.dossier.traces import recorded
from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.audit.model import Act
from workspace.clock import SystemClock
from workspace.database import acting_as, sql, transaction
from workspace.dossier.scales import filling, inviting, service
from workspace.dossier.scales.entries import (
    AnsweredAt,
    Filled,
    Invitation,
    LinkState,
    NewInvitation,
    Respondent,
)
from workspace.dossier.scales.filling import LinkClosed
from workspace.dossier.scales.model import Zone
from workspace.dossier.scales.wording import is_of_age
from workspace.errors import Conflict, Forbidden, Invalid, NotFound

CLOCK = SystemClock(pinned=date(2022, 8, 20))
ASKED = NewInvitation(
    tool="ASQ-3", months=14, called="L", respondent=Respondent.FOSTER_CARER, days=14
)
HALF = Filled(answers={"communication": (10, 5, 0, 0, 0, 0)})
REST = Filled(
    answers={"gross_motor": (10,) * 6, "fine_motor": (10,) * 6},
    language="polski",
    place=AnsweredAt.HOME,
    knows_since=date(2022, 8, 15),
)

pytestmark = pytest.mark.usefixtures("followed")


def cleared(person: Person) -> Clearance:
    return person.clearance(Permission.SCALE_INVITE, Permission.SCALE_READ)


async def invited(
    people: People, vault: Vault, new: NewInvitation = ASKED
) -> tuple[Invitation, str]:
    with people.nour.here():
        return await inviting.invite(cleared(people.nour), new, clock=CLOCK, vault=vault)


async def links(people: People, vault: Vault) -> tuple[Invitation, ...]:
    with people.nour.here():
        return await inviting.invitations(cleared(people.nour), vault=vault)


async def test_a_link_is_filled_in_two_times_and_read_back(people: People, vault: Vault) -> None:
    _, token = await invited(people, vault)
    opened = await filling.open_link(token, vault=vault)
    assert (opened.invitation.called, opened.sheet.slots, opened.filled.given) == ("L", 30, 0)
    await filling.save(token, HALF, clock=CLOCK, vault=vault)
    again = await filling.open_link(token, vault=vault)
    assert again.filled.answers["communication"] == HALF.answers["communication"]
    assert again.filled.given == 6
    await filling.finish(token, REST, clock=CLOCK, vault=vault)
    with pytest.raises(LinkClosed) as closed:
        await filling.open_link(token, vault=vault)
    assert closed.value.state is LinkState.FINISHED
    (link,) = await links(people, vault)
    assert link.state(CLOCK.now()) is LinkState.FINISHED
    assert link.filled is not None
    assert (link.filled.given, link.filled.language) == (18, "polski")
    acts = [act for act in await recorded(people) if act != Act.SCALE_READ]
    assert acts == [Act.SCALE_INVITE, Act.SCALE_LINK_OPEN, Act.SCALE_LINK_FINISH]


async def test_the_result_waits_until_a_professional_keeps_it(people: People, vault: Vault) -> None:
    made, token = await invited(people, vault)
    await filling.save(token, HALF, clock=CLOCK, vault=vault)
    await filling.finish(token, REST, clock=CLOCK, vault=vault)
    with people.nour.here():
        mine = cleared(people.nour)
        assert await service.responses(mine, vault=vault) == ()
        (link,) = await inviting.invitations(mine, vault=vault)
        seen = await inviting.preview(mine, link, clock=CLOCK, vault=vault)
        kept = await inviting.validate(mine, made.id, clock=CLOCK, vault=vault)
        (entry,) = await service.entries(mine, vault=vault)
        assert len(await service.responses(mine, vault=vault)) == 1
        with pytest.raises(Conflict):
            await inviting.validate(mine, made.id, clock=CLOCK, vault=vault)
        with pytest.raises(Conflict):
            await inviting.revoke(mine, made.id, clock=CLOCK, vault=vault)
    assert seen is not None
    assert seen.results == kept.results == entry.results
    assert entry.results[0].zone is Zone.BELOW
    assert entry.invitation == made.id
    assert entry.author == people.nour.actor.account
    assert entry.informant is not None
    assert entry.informant.respondent is Respondent.FOSTER_CARER
    assert entry.is_new_informant
    acts = [act for act in await recorded(people) if act != Act.SCALE_READ]
    assert acts == [Act.SCALE_INVITE, Act.SCALE_LINK_FINISH, Act.SCALE_VALIDATE]


@pytest.mark.parametrize(
    ("place", "day"),
    [
        (("62", datetime(2022, 8, 19, 22, 30, tzinfo=UTC)), date(2022, 8, 20)),
        (("62", datetime(2022, 8, 19, 21, 30, tzinfo=UTC)), date(2022, 8, 19)),
        (("974", datetime(2022, 8, 19, 20, 30, tzinfo=UTC)), date(2022, 8, 20)),
        (("972", datetime(2022, 8, 20, 3, 30, tzinfo=UTC)), date(2022, 8, 19)),
    ],
)
async def test_a_questionnaire_is_of_the_day_it_was_ended_where_the_child_is(
    people: People,
    vault: Vault,
    database: Database,
    place: tuple[str, datetime],
    day: date,
) -> None:
    await as_owner(database, "update inclusion set department = $1", place[0])
    _, token = await invited(people, vault)
    await filling.finish(
        token, replace(REST, answers={**HALF.answers, **REST.answers}), clock=CLOCK, vault=vault
    )
    with people.nour.here():
        (link,) = await inviting.invitations(cleared(people.nour), vault=vault)
        ended = replace(link, finished_at=place[1])
        seen = await inviting.preview(cleared(people.nour), ended, clock=CLOCK, vault=vault)
    assert seen is not None
    assert seen.answered_on == day


async def test_of_two_people_who_decide_of_a_link_at_once_one_does_and_the_other_is_told(
    people: People, vault: Vault
) -> None:
    made, token = await invited(people, vault)
    await filling.save(token, HALF, clock=CLOCK, vault=vault)
    await filling.finish(token, REST, clock=CLOCK, vault=vault)

    async def kept(person: Person) -> None:
        with person.here():
            await inviting.validate(cleared(person), made.id, clock=CLOCK, vault=vault)

    async def set_aside(person: Person) -> None:
        with person.here():
            await inviting.revoke(cleared(person), made.id, clock=CLOCK, vault=vault)

    acts = (kept(people.nour), kept(people.ambre), set_aside(people.nour), kept(people.ambre))
    answers = await asyncio.gather(*acts, return_exceptions=True)
    refused = [type(each) for each in answers if each is not None]
    assert refused == [Conflict] * 3
    (link,) = await links(people, vault)
    assert (link.response is None) == (link.revoked_at is not None)


async def test_a_link_filled_after_its_age_is_kept_with_a_reason_or_not_at_all(
    people: People, vault: Vault
) -> None:
    made, token = await invited(people, vault)
    await filling.save(token, HALF, clock=CLOCK, vault=vault)
    await filling.finish(token, REST, clock=CLOCK, vault=vault)
    later = SystemClock(
        pinned=date(2022, 11, 20)
    )  # sixteen months corrected, the form is of fourteen
    with people.nour.here():
        mine = cleared(people.nour)
        (link,) = await inviting.invitations(mine, vault=vault)
        in_time = await inviting.preview(mine, link, clock=CLOCK, vault=vault)
        seen = await inviting.preview(mine, link, clock=later, vault=vault)
        assert in_time is not None
        assert seen is not None
        assert (is_of_age(in_time), is_of_age(seen)) == (True, False)
        with pytest.raises(Invalid) as refused:
            await inviting.validate(mine, made.id, clock=later, vault=vault)
        assert set(refused.value.fields) == {"reason"}
        kept = await inviting.validate(
            mine, made.id, reason="Came late by post.", clock=later, vault=vault
        )
    assert kept.reason == "Came late by post."


async def test_a_link_closes_with_the_age_of_its_questionnaire(
    people: People, vault: Vault
) -> None:
    made, _ = await invited(people, vault, replace(ASKED, days=60))
    assert (made.expires_at.date() - made.created_at.date()).days == 45, "until 14 months 30 days"
    other = replace(ASKED, months=24, days=60, reason="The form at hand.")
    chosen, _ = await invited(people, vault, other)
    assert (chosen.expires_at.date() - chosen.created_at.date()).days == 60
    closing = SystemClock(pinned=date(2022, 10, 4))
    with people.nour.here():
        last, _ = await inviting.invite(cleared(people.nour), ASKED, clock=closing, vault=vault)
    assert (last.expires_at.date() - last.created_at.date()).days == 1


async def test_what_is_not_finished_is_not_kept(people: People, vault: Vault) -> None:
    made, token = await invited(people, vault)
    await filling.save(token, HALF, clock=CLOCK, vault=vault)
    with people.nour.here():
        mine = cleared(people.nour)
        with pytest.raises(Conflict):
            await inviting.validate(mine, made.id, clock=CLOCK, vault=vault)
        (link,) = await inviting.invitations(mine, vault=vault)
        assert await inviting.preview(mine, link, clock=CLOCK, vault=vault) is None


async def test_a_revoked_link_says_so_and_writes_nothing(people: People, vault: Vault) -> None:
    made, token = await invited(people, vault)
    with people.nour.here():
        await inviting.revoke(cleared(people.nour), made.id, clock=CLOCK, vault=vault)
    for verb in (filling.save, filling.finish):
        with pytest.raises(LinkClosed) as closed:
            await verb(token, HALF, clock=CLOCK, vault=vault)
        assert closed.value.state is LinkState.REVOKED
    (link,) = await links(people, vault)
    assert (link.state(CLOCK.now()), link.filled) == (LinkState.REVOKED, None)


async def test_an_expired_link_says_so(people: People, database: Database, vault: Vault) -> None:
    _, token = await invited(people, vault)
    owner = await asyncpg.connect(database.url("grenier_owner"))
    await owner.execute("update scale_invitation set expires_at = now() - interval '1 minute'")
    await owner.close()
    with pytest.raises(LinkClosed) as closed:
        await filling.open_link(token, vault=vault)
    assert closed.value.state is LinkState.EXPIRED
    (link,) = await links(people, vault)
    assert link.state(CLOCK.now() + timedelta(days=1)) is LinkState.EXPIRED


async def test_another_secret_opens_nothing(people: People, vault: Vault) -> None:
    await invited(people, vault)
    for token in ("", "x", "0" * 64):
        with pytest.raises(NotFound):
            await filling.open_link(token, vault=vault)


async def test_only_the_hash_of_the_secret_is_kept(
    people: People, database: Database, vault: Vault
) -> None:
    _, token = await invited(people, vault)
    owner = await asyncpg.connect(database.url("grenier_owner"))
    row = await owner.fetchrow("select * from scale_invitation")
    await owner.close()
    assert row is not None
    assert row["token_hash"] == sha256(token.encode()).digest()
    assert token not in str(dict(row))
    assert b"foster" not in row["encrypted_details"]


async def test_the_database_shows_a_link_nothing_but_its_own_functions(
    people: People, vault: Vault
) -> None:
    _, token = await invited(people, vault)
    with acting_as(token):
        async with transaction():
            assert (await sql("select grenier_link() is not null as here"))[0]["here"]
            for table in (
                "scale_invitation",
                "scale_response",
                "dossier",
                "access_grant",
                "audit_event",
                "account",
                "scale_threshold_set",
            ):
                assert (await sql(f"select count(*) as n from {table}"))[0]["n"] == 0, table  # noqa: S608 - names of ours
            keys = await sql("select distinct scope from data_key where scope = {}", LOU)
            assert [LOU] == [row["scope"] for row in keys]


@pytest.mark.parametrize(
    "statement",
    [
        (
            "insert into scale_response (id, dossier, tool, interval_months, answered_on,"
            " encrypted_scores) values ('{0}', '{0}', 'ASQ-3', 8, '2022-01-12', '')"
        ),
        "update scale_invitation set encrypted_answers = ''",
        "update scale_invitation set expires_at = now() + interval '1 year'",
        "insert into audit_index (event, dossier, account) values ('{0}', '{1}', '{0}')",
        (
            "insert into data_key (id, scope, version, kid, wrap, created_at)"
            " values ('{0}', '{0}', 1, '', '', now())"
        ),
    ],
)
async def test_a_link_writes_nothing_else(people: People, vault: Vault, statement: str) -> None:
    _, token = await invited(people, vault)
    written = statement.format(LOU, people.nour.actor.account)
    with acting_as(token), pytest.raises(asyncpg.PostgresError):
        async with transaction():
            await sql(written)


async def test_without_the_functions_of_the_link_nobody_is_anybody(
    people: People, vault: Vault
) -> None:
    """The negative control: what a link may do hangs on its secret alone."""
    await invited(people, vault)
    with acting_as(""):
        async with transaction():
            assert await sql("select * from grenier_link_read()") == []
            assert await sql("select * from data_key where scope = {}", LOU) == []
            assert (await sql("select grenier_link_save('', true) as kept"))[0]["kept"] is None


@pytest.mark.parametrize("name", ["noe", "malik", "odile", "yann", "stranger"])
async def test_who_does_not_read_the_scales_makes_no_link(
    people: People, name: str, vault: Vault
) -> None:
    person, asked = people.by_name[name], replace(ASKED, reason="The form at hand.")
    with person.here(), pytest.raises((Forbidden, asyncpg.PostgresError, NotFound)):
        await inviting.invite(cleared(person), asked, clock=CLOCK, vault=vault)


async def test_making_a_link_needs_its_permissions(people: People, vault: Vault) -> None:
    with people.nour.here(), pytest.raises(Forbidden):
        await inviting.invite(people.nour.clearance(), ASKED, clock=CLOCK, vault=vault)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (replace(ASKED, called="Lou"), "called"),
        (replace(ASKED, called="4"), "called"),
        (replace(ASKED, called=""), "called"),
        (replace(ASKED, days=0), "days"),
        (replace(ASKED, days=61), "days"),
        (replace(ASKED, months=13), "months"),
        (replace(ASKED, months=24), "reason"),
        (replace(ASKED, reason="x" * 301), "reason"),
        (replace(ASKED, tool="ASQ-SE", months=12), "tool"),
    ],
)
async def test_a_link_that_cannot_be_is_refused(
    people: People, vault: Vault, wrong: NewInvitation, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await invited(people, vault, wrong)
    assert set(refused.value.fields) == {field}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Filled(answers={"communication": (7,) * 6}), "communication"),
        (Filled(answers={"communication": (10,)}), "communication"),
        (Filled(answers={"total": (10,)}), "total"),
        (Filled(answers={}, knows_since=date(2022, 8, 21)), "knows_since"),
        (Filled(answers={}, language="x" * 41), "language"),
    ],
)
async def test_what_a_questionnaire_does_not_have_is_refused(
    people: People, vault: Vault, said: Filled, field: str
) -> None:
    _, token = await invited(people, vault)
    with pytest.raises(Invalid) as refused:
        await filling.save(token, said, clock=CLOCK, vault=vault)
    assert set(refused.value.fields) == {field}


async def test_an_empty_questionnaire_is_not_sent(people: People, vault: Vault) -> None:
    _, token = await invited(people, vault)
    with pytest.raises(Invalid) as refused:
        await filling.finish(token, Filled(answers={}), clock=CLOCK, vault=vault)
    assert set(refused.value.fields) == {"language", "place", "answers"}


async def test_a_link_of_another_child_is_not_found(people: People, vault: Vault) -> None:
    made, _ = await invited(people, vault)
    elsewhere = replace(cleared(people.nour), dossier=made.dossier)
    with people.stranger.here(), pytest.raises(NotFound):
        await inviting.revoke(
            replace(elsewhere, actor=people.stranger.actor), made.id, clock=CLOCK, vault=vault
        )
