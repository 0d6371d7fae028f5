"""Every permission, every person: the written table, asked of `clear()` and of PostgreSQL itself."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import AROUND_LOU, LOU, OUTSIDE, People, account_of
from workspace.access import rules
from workspace.access.permissions import DataClass, Mode, Permission
from workspace.access.service import circle, clear
from workspace.clock import FixedClock, SystemClock
from workspace.database import sql, transaction
from workspace.errors import Forbidden, NotFound
from workspace.ids import DossierId

TABLE = """
                             nour ambre noe salome malik odile yann diane  stranger parent national administrator auditor
dossier:assessment:fill      ok   ok    ok  ok     ok    403   403  403    404      404    404      404           404
dossier:assessment_form:read ok   ok    ok  ok     ok    403   403  403    404      404    404      404           404
dossier:assessment:plan      ok   ok    ok  ok     ok    403   403  403    404      404    404      404           404
dossier:assessment:read      ok   ok    ok  ok     ok    ok    ok   ok     404      404    404      404           404
dossier:assessment:record    ok   ok    ok  ok     ok    403   403  403    404      404    404      404           404
dossier:assessment:sign      403  ok    403 403    403   403   403  403    404      404    404      404           404
dossier:assessment:unsign    ok   ok    403 403    403   403   403  403    404      404    404      404           404
dossier:birth:write          403  ok    ok  403    ok    403   403  403    404      404    404      404           404
memorybox:keepsake:add       ok   ok    ok  ok     ok    ok    ok   403    404      404    404      404           404
memorybox:box:own            403  403   403 403    403   403   403  403    404      404    404      404           404
memorybox:box:read           ok   403   403 403    403   ok    ok   403    404      404    404      404           404
dossier:care_note:add        403  403   ok  ok     ok    ok    403  403    404      404    404      404           404
dossier:care_plan:add        ok   ok    ok  ok     ok    403   403  403    404      404    404      404           404
dossier:care_plan:read       ok   ok    ok  ok     ok    ok    ok   ok     404      404    404      404           404
dossier:care_session:add     ok   ok    ok  ok     ok    403   403  403    404      404    404      404           404
dossier:care_session:read    ok   ok    ok  ok     ok    ok    ok   ok     404      404    404      404           404
dossier:child:read           ok   ok    ok  ok     ok    ok    ok   ok     404      404    404      404           404
dossier:child:write          ok   ok    ok  403    ok    403   ok   403    404      404    404      404           404
access:circle:manage         ok   403   403 403    403   403   403  403    404      404    404      404           404
dossier:contact:add          ok   ok    ok  ok     ok    ok    ok   403    404      404    404      404           404
messaging:conversation:read  ok   ok    ok  ok     ok    ok    ok   403    404      404    404      404           404
messaging:conversation:write ok   ok    ok  ok     ok    ok    ok   403    404      404    404      404           404
dossier:document:read        ok   ok    ok  ok     ok    ok    ok   ok     404      404    404      404           404
dossier:encounter:plan       ok   ok    ok  ok     ok    403   403  403    404      404    404      404           404
dossier:encounter:read       ok   ok    ok  ok     ok    ok    ok   ok     404      404    404      404           404
dossier:child:merge          ok   403   403 403    403   403   403  403    404      404    404      404           404
dossier:family:read          ok   ok    403 ok     403   403   ok   ok     404      404    404      404           404
dossier:family:write         ok   403   403 403    403   403   ok   403    404      404    404      404           404
dossier:follow_up:manage     ok   403   403 403    403   403   403  403    404      404    404      404           404
dossier:growth:read          ok   ok    ok  ok     ok    403   403  403    404      404    404      404           404
dossier:measure:write        ok   403   403 403    403   403   ok   403    404      404    404      404           404
dossier:journal:write        ok   ok    ok  ok     ok    ok    ok   403    404      404    404      404           404
docgen:emergency:draft       ok   ok    ok  ok     ok    403   403  403    404      404    404      404           404
dossier:growth:write         403  ok    ok  403    ok    403   403  403    404      404    404      404           404
dossier:health:read          ok   ok    ok  ok     ok    403   403  403    404      404    404      404           404
dossier:health:write         403  ok    ok  403    ok    403   403  403    404      404    404      404           404
dossier:origins:protect      ok   403   403 403    403   403   403  403    404      404    404      404           404
dossier:placement:read       ok   ok    403 ok     403   403   ok   ok     404      404    404      404           404
dossier:placement:write      ok   403   403 403    403   403   ok   403    404      404    404      404           404
docgen:ppe:draft             ok   403   403 403    403   403   ok   403    404      404    404      404           404
dossier:scale:add            403  403   ok  ok     ok    ok    403  403    404      404    404      404           404
dossier:scale:invite         ok   ok    ok  ok     ok    403   403  403    404      404    404      404           404
dossier:scale:read           ok   ok    403 ok     403   403   403  403    404      404    404      404           404
"""
"""ok: cleared · 403: in the circle, not so far · 404: for this person the dossier does not exist."""

HEAD, *ROWS = (line.split() for line in TABLE.strip().splitlines())
EXPECTED = {Permission(row[0]): dict(zip(HEAD, row[1:], strict=True)) for row in ROWS}
ANSWERS = {Forbidden: "403", NotFound: "404"}


async def answer(
    name: str, permission: Permission, people: People, clock: FixedClock, vault: Vault
) -> str:
    with people.by_name[name].here() as actor:
        try:
            clearance = await clear(actor, LOU, permission, clock=clock, vault=vault)
        except (Forbidden, NotFound) as refusal:
            return ANSWERS[type(refusal)]
    clearance.require(permission)
    return "ok"


def test_the_table_has_a_row_for_every_permission() -> None:
    assert set(Permission) == set(EXPECTED)


def test_the_table_has_a_column_for_everybody() -> None:
    assert [*AROUND_LOU, *OUTSIDE] == HEAD


@pytest.mark.parametrize("permission", list(Permission))
async def test_each_person_is_answered_as_the_table_says(
    people: People, clock: FixedClock, vault: Vault, permission: Permission
) -> None:
    found = {name: await answer(name, permission, people, clock, vault) for name in people.by_name}
    assert EXPECTED[permission] == found


@pytest.mark.parametrize("permission", list(Permission))
async def test_lists_hold_the_dossier_for_whoever_is_cleared(
    people: People, clock: FixedClock, permission: Permission
) -> None:
    listed = set()
    for person in people:
        with person.here() as actor:
            if LOU in (await circle(actor, permission, clock=clock)).dossiers:
                listed.add(person.name)
    assert {name for name, said in EXPECTED[permission].items() if said == "ok"} == listed


async def test_postgresql_opens_the_same_classes_as_the_rules(people: People) -> None:
    """The last line does not rest on Python: its own function is asked, class by class."""
    for person in people:
        rights = (
            rules.rights_of(AROUND_LOU[person.name]) if person.name in AROUND_LOU else rules.NONE
        )
        with person.here():
            async with transaction():
                for data_class in DataClass:
                    for mode, given in ((Mode.READ, rights.reads), (Mode.WRITE, rights.writes)):
                        rows = await sql(
                            "select grenier_dossiers({}, {}) as open", data_class.value, mode.value
                        )
                        assert ([LOU] if data_class in given else []) == rows[0]["open"]


PAST = timedelta(days=-1)
SOON = timedelta(days=1)


class Period(NamedTuple):
    begins: timedelta
    ends: timedelta
    ended: timedelta | None = None


@pytest.mark.parametrize(
    "period",
    [
        pytest.param(Period(2 * PAST, PAST), id="has run out"),
        pytest.param(Period(SOON, 2 * SOON), id="has not begun"),
        pytest.param(Period(2 * PAST, SOON, ended=PAST), id="was ended"),
    ],
)
async def test_a_place_out_of_its_time_opens_nothing(
    people: People, database: Database, vault: Vault, period: Period
) -> None:
    now = datetime.now(UTC)
    owner = await asyncpg.connect(database.url("grenier_owner"))
    await owner.execute(
        "update access_grant set begins_at = $1, ends_at = $2, ended_at = $3 where account = $4",
        now + period.begins,
        now + period.ends,
        now + period.ended if period.ended else None,
        account_of("nour"),
    )
    await owner.close()
    with people.nour.here() as nour:
        with pytest.raises(NotFound):
            await clear(nour, LOU, Permission.CHILD_READ, clock=SystemClock(), vault=vault)
        assert (
            await circle(nour, Permission.CHILD_READ, clock=SystemClock())
        ).dossiers == frozenset()
        async with transaction():
            rows = await sql(
                "select grenier_circle() as circle, grenier_coordinated() as coordinated,"
                " grenier_dossiers('C0', 'r') as open"
            )
    assert {"circle": [], "coordinated": [], "open": []} == rows[0]


async def test_a_grant_in_another_circle_opens_nothing_here(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    elsewhere = uuid4()
    with people.stranger.here() as stranger:
        async with transaction():
            await sql(
                "select grenier_open_circle({}, {}, array['C0'], array['C0'], 'x', current_date, now() + interval '1 day')",
                uuid4(),
                elsewhere,
            )
        soon = FixedClock(moment=datetime.now(UTC) + timedelta(minutes=1))
        assert {elsewhere} == (await circle(stranger, Permission.CHILD_READ, clock=soon)).dossiers
        with pytest.raises(NotFound):
            await clear(stranger, LOU, Permission.CHILD_READ, clock=clock, vault=vault)


async def test_a_dossier_that_does_not_exist_is_answered_like_one_that_is_not_for_you(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    said = set()
    with people.stranger.here() as stranger:
        for dossier in (LOU, DossierId(uuid4())):
            with pytest.raises(NotFound) as refusal:
                await clear(stranger, dossier, Permission.CHILD_READ, clock=clock, vault=vault)
            said.add(str(refusal.value))
    assert len(said) == 1
