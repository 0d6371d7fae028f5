"""What PostgreSQL shows and takes of the parts of an assessment, class by class, whatever SQL one gets to run."""

import asyncpg
import pytest

from tests.conftest import Database
from tests.people import LOU, People
from tests.workspace.dossier.assessment.answering import ALL_CLOSED, SKIN, UNKNOWN, answers
from tests.workspace.dossier.assessment.conftest import Desk
from workspace.database import sql, transaction

INSERT = (
    "insert into assessment_part (id, dossier, step_code, part, data_class, form, number, revision, state,"
    " seen_on, author, recorded_at, encrypted_answers) values (gen_random_uuid(), {}, 'M42', 'x', {},"
    " 'bilan-1', (random() * 1000000000)::int, 0, 'draft', current_date, grenier_account(), now(), '')"
)
CLASSES = ("C0", "C1", "C2", "C3", "C4", "C5", "N0")
WRITES = {
    "nour": {"C0"},
    "ambre": {"C0", "C1", "C2", "C4"},
    "noe": {"C0", "C1", "C2"},
    "malik": {"C0", "C1", "C2"},
    "salome": {"C2"},
    "odile": set(),
    "yann": set(),
    "diane": set(),
    "stranger": set(),
    "parent": set(),
    "national": set(),
    "administrator": set(),
    "auditor": set(),
}
"""A coordinator writes no C1, a carer nothing at all; the physician writes the closed classes they read."""


async def takes(data_class: str) -> bool:
    try:
        async with transaction():
            await sql(INSERT, LOU, data_class)
    except asyncpg.InsufficientPrivilegeError:
        return False
    return True


async def test_each_person_writes_the_classes_of_their_role(people: People) -> None:
    found = {}
    for person in people:
        with person.here():
            found[person.name] = {each for each in CLASSES if await takes(each)}
    assert found == WRITES


async def test_nobody_writes_in_another_s_name(people: People) -> None:
    forged = INSERT.replace("grenier_account()", f"'{people.noe.actor.account}'")
    with people.ambre.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction():
            await sql(forged, LOU, "C1")


@pytest.fixture
async def written(desk: Desk, people: People) -> People:
    """One part of each class, by the physician."""
    initial = Desk(people=people, clock=desk.clock, vault=desk.vault, step=desk.step)
    await initial.close(people.ambre, "visit", answers(book_seen="yes"))
    await initial.close(people.ambre, "measures", ALL_CLOSED["measures"])
    await initial.close(people.ambre, "skin", SKIN)
    at_entry = Desk(people=people, clock=desk.clock, vault=desk.vault, step="B00")  # type: ignore[arg-type]
    await at_entry.close(people.ambre, "family", answers(hereditary=UNKNOWN))
    return people


async def parts_seen() -> set[str]:
    async with transaction():
        rows = await sql("select distinct part from assessment_part")
    return {row["part"] for row in rows}


async def test_each_person_reads_the_classes_of_their_role(written: People) -> None:
    found = {}
    for person in written:
        with person.here():
            found[person.name] = await parts_seen()
    everything = {"visit", "measures", "skin", "family"}
    assert found == {
        "nour": everything,
        "ambre": everything,
        "salome": everything,
        "noe": {"visit", "measures"},
        "malik": {"visit", "measures"},
        "odile": {"visit"},
        "yann": {"visit", "family"},
        "diane": {"visit"},
        "stranger": set(),
        "parent": set(),
        "national": set(),
        "administrator": set(),
        "auditor": set(),
    }


async def test_without_the_guard_a_stranger_would_read_everything(
    written: People, database: Database
) -> None:
    """The negative control of the test above."""
    owner = await asyncpg.connect(database.url("grenier_owner"))
    await owner.execute("alter table assessment_part no force row level security")
    await owner.execute("alter table assessment_part disable row level security")
    await owner.close()
    with written.stranger.here():
        assert await parts_seen() == {"visit", "measures", "skin", "family"}


async def test_that_a_part_stands_is_known_to_the_circle_and_to_nobody_else(
    written: People,
) -> None:
    found = {}
    for person in written:
        with person.here():
            async with transaction():
                rows = await sql("select * from grenier_assessment_heads({}, 'M42')", LOU)
        found[person.name] = {row["part"] for row in rows}
    known = {"visit", "measures", "skin"}
    around = {"nour", "ambre", "noe", "salome", "malik", "odile", "yann", "diane"}
    assert found == {name: known if name in around else set() for name in WRITES}


@pytest.mark.parametrize(
    "statement",
    [
        "delete from assessment_part",
        "update assessment_part set author = gen_random_uuid()",
        "update assessment_part set state = 'closed'",
        "update assessment_part set data_class = 'C0'",
        "delete from assessment_signature",
        "update assessment_signature set digest = ''",
        "delete from assessment_addendum",
        "update assessment_addendum set encrypted_text = ''",
    ],
)
async def test_nothing_is_deleted_and_nothing_signed_is_changed(
    written: People, statement: str
) -> None:
    with written.ambre.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction():
            await sql(statement)


async def test_only_one_s_own_draft_is_gone_on_with(desk: Desk, people: People) -> None:
    await desk.close(people.ambre, "measures", ALL_CLOSED["measures"])
    await desk.save(people.noe, "daily", ALL_CLOSED["daily"])
    touch = "update assessment_part set revision = 9 returning part, state"
    with people.ambre.here():
        async with transaction():
            rows = await sql(touch)
    assert rows == [{"part": "measures", "state": "draft"}], "not the closed one, not the nurse's"
