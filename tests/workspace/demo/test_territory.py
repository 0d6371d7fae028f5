"""The demonstration's territory, made once: everybody can sign in, the figures are those of the folder."""

import asyncio
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import asyncpg
import pytest

from storage.root_file import create_passphrase_file, create_root_file
from tests.conftest import ORIGIN
from workspace.accounts.passwords import Passwords
from workspace.accounts.service import sign_in, who_is_here
from workspace.actor import Role
from workspace.app import open_vault
from workspace.clock import SystemClock
from workspace.cohort import rules as cohort_rules
from workspace.cohort import service as cohort
from workspace.database import Door, acting_as
from workspace.demo import homes, run, territory
from workspace.demo.sign_ins import SignIn, known_sign_ins
from workspace.embedded import DataFolder, EmbeddedPostgres, embedded_settings
from workspace.mandate import errand
from workspace.settings import Settings

TERRITORY = Path(territory.__file__).parent / "territory"
EXPECTED = json.loads((TERRITORY / "expected.json").read_text(encoding="utf-8"))
LAST_DAY = date(2025, 8, 31)


@dataclass(frozen=True, kw_only=True)
class Demonstration:
    folder: DataFolder
    settings: Settings
    sign_ins: tuple[SignIn, ...]
    owner_url: str

    async def ask(self, question: str, *values: object) -> list[asyncpg.Record]:
        """Ask the database as its owner, who sees every row."""
        owner = await asyncpg.connect(self.owner_url)
        try:
            rows: list[asyncpg.Record] = await owner.fetch(question, *values)
        finally:
            await owner.close()
        return rows


@pytest.fixture(scope="module")
def demonstration(
    server: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demonstration]:
    """The demonstration, prepared once in a database and a folder of its own."""
    name = f"demonstration_{os.getpid()}"
    asyncio.run(_on_server(server, f"create database {name} template grenier owner grenier_owner"))
    folder = DataFolder(path=tmp_path_factory.mktemp("demo"))
    folder.make()
    settings = replace(
        embedded_settings(folder, server, origin=ORIGIN, today=run.TODAY),
        database_url=server.url("grenier_app", name),
        door_database_url=server.url("grenier_door", name),
        worker_database_url=server.url("grenier_worker", name),
        owner_database_url=server.url("grenier_owner", name),
    )
    create_passphrase_file(settings.passphrase_file)
    create_root_file(settings.root_key_file, settings.passphrase_file)
    sign_ins = asyncio.run(run._populate(settings, folder))
    yield Demonstration(
        folder=folder,
        settings=settings,
        sign_ins=sign_ins,
        owner_url=server.url("grenier_owner", name),
    )
    asyncio.run(_on_server(server, f"drop database {name} with (force)"))


async def _on_server(server: EmbeddedPostgres, statement: str) -> None:
    superuser = await asyncpg.connect(server.url("postgres", "postgres"))
    await superuser.execute(statement)
    await superuser.close()


async def test_every_sign_in_opens_its_door(demonstration: Demonstration) -> None:
    vault = open_vault(demonstration.settings)
    door, passwords = Door(demonstration.settings.door_database_url), Passwords()
    found = {}
    async with errand(demonstration.settings, "demo", vault=vault):
        for who in demonstration.sign_ins:
            secret = await sign_in(
                who.login,
                who.password,
                address="127.0.0.1",
                door=door,
                passwords=passwords,
                vault=vault,
                clock=SystemClock(),
            )
            with acting_as(secret):
                here = await who_is_here(vault=vault)
            assert here is not None
            assert here.name == who.name
            found[who.login] = here.actor.role
    await door.close()
    assert found["nour"] is Role.COORDINATOR
    assert found["camille"] is Role.YOUNG_ADULT
    assert found["maud"] is Role.NATIONAL
    assert len(found) == 9
    assert (
        set(Role)
        >= set(found.values())
        >= {
            Role.COORDINATOR,
            Role.PHYSICIAN,
            Role.NURSE,
            Role.PSYCHOLOGIST,
            Role.PSYCHOMOTRICIAN,
            Role.CARER,
            Role.KEY_WORKER,
            Role.YOUNG_ADULT,
        }
    )


async def test_the_figures_are_those_of_the_folder(demonstration: Demonstration) -> None:
    """The young adult's dossier is older than the programme: no figure counts her."""
    async with errand(demonstration.settings, "figures") as tools:
        last = await cohort.figures(tools.errand, LAST_DAY, vault=tools.vault)
        series = [
            cohort_rules.as_json(
                await cohort.figures(
                    tools.errand, date.fromisoformat(point["date"]), vault=tools.vault
                )
            )
            for point in EXPECTED["serie"]
        ]
    assert EXPECTED["serie"] == [
        {key: found[key] for key in point}
        for found, point in zip(series, EXPECTED["serie"], strict=True)
    ]
    assert EXPECTED["suivis_31_08_2025"] == last.followed
    assert EXPECTED["suivis_plus_de_3_ans"] == last.followed_over_three
    assert EXPECTED["actes"] == cohort_rules.as_json(last)["actes"]


async def test_its_people_have_lived(demonstration: Demonstration) -> None:
    counts = {
        table: (await demonstration.ask(f"select count(*) as n from {table}"))[0]["n"]  # noqa: S608
        for table in ("dossier", "conversation", "message", "keepsake", "memory_box_release")
    }
    assert counts["dossier"] == 86
    assert counts["memory_box_release"] == 1
    assert min(counts.values()) >= 1
    ppe = await demonstration.ask("select count(*) as n from document where kind = 'ppe'")
    assert ppe[0]["n"] >= 2


def test_a_foster_home_has_room_for_three_children() -> None:
    lived = homes.stays(TERRITORY)
    for home, children in lived.items():
        for one in children:
            together = sum(
                each.begins_on <= one.begins_on
                and (each.ends_on is None or one.begins_on < each.ends_on)
                for each in children
            )
            assert together <= 3, (home, one)
    assert len(lived) > 20


async def test_a_carer_is_around_the_children_of_one_home(demonstration: Demonstration) -> None:
    rows = await demonstration.ask(
        "select g.account, count(distinct g.dossier) as children from access_grant g"
        " join placement p on p.dossier = g.dossier and p.kind = 'foster_family' and p.ends_on is null"
        " where g.role = 'carer' and g.ended_at is null group by g.account"
    )
    here = [
        sum(stay.ends_on is None for stay in lived) for lived in homes.stays(TERRITORY).values()
    ]
    assert sorted(filter(None, here)) == sorted(row["children"] for row in rows)
    assert max(here) == 3
    alone = await demonstration.ask(
        "select p.dossier from placement p where p.kind in ('foster_family', 'nursery')"
        " and p.ends_on is null and exists (select from inclusion i where i.dossier = p.dossier and i.ended_on is null)"
        " and not exists (select from access_grant g where g.dossier = p.dossier and g.role = 'carer')"
    )
    assert alone == []


async def test_camille_sees_her_box_and_her_circle_no_more(demonstration: Demonstration) -> None:
    rows = await demonstration.ask(
        "select (select count(*) from keepsake k where k.dossier = r.dossier) as kept"
        " from memory_box_release r"
    )
    assert rows[0]["kept"] >= 20


async def test_sign_ins_are_kept_with_the_keys_and_are_strong_enough(
    demonstration: Demonstration,
) -> None:
    assert demonstration.sign_ins == known_sign_ins(demonstration.folder)
    assert demonstration.folder.demo_sign_ins.stat().st_mode & 0o077 == 0
    assert len({who.password for who in demonstration.sign_ins}) == len(demonstration.sign_ins)


async def test_preparing_it_again_changes_nothing(demonstration: Demonstration) -> None:
    before = await _digests(demonstration)
    again = await run._populate(demonstration.settings, demonstration.folder)
    assert demonstration.sign_ins == again
    assert before == await _digests(demonstration)


async def _digests(demonstration: Demonstration) -> dict[str, str]:
    """Return a digest of every table but the sessions of commands."""
    tables = await demonstration.ask(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
    )
    found = {}
    for row in tables:
        if row["relname"] != "session":
            rows = await demonstration.ask(
                f"select t::text as whole from {row['relname']} t order by 1"  # noqa: S608
            )
            found[row["relname"]] = sha256("".join(r["whole"] for r in rows).encode()).hexdigest()
    return found


async def test_only_places_that_near_their_end_are_given_another_year(
    demonstration: Demonstration,
) -> None:
    soon, ended = await demonstration.ask(
        "select id from access_grant where ended_at is null order by id limit 2"
    )
    now = datetime.now(UTC)
    await demonstration.ask(
        "update access_grant set ends_at = $2 where id = $1", soon["id"], now + timedelta(days=30)
    )
    await demonstration.ask(
        "update access_grant set ends_at = $2, ended_at = $2 where id = $1",
        ended["id"],
        now - timedelta(days=1),
    )
    untouched = "select id, ends_at from access_grant where id <> $1 order by id"
    before = await demonstration.ask(untouched, soon["id"])

    async with errand(demonstration.settings, "demo") as tools:
        await territory.renew(tools)

    assert before == await demonstration.ask(untouched, soon["id"])
    (renewed,) = await demonstration.ask(
        "select ends_at from access_grant where id = $1", soon["id"]
    )
    assert renewed["ends_at"] - now > timedelta(days=364)
