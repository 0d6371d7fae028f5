"""A folder brought in, all of it or none, once."""

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.workspace.exchange.folders import (
    PAS_DE_CALAIS,
    generate,
    read_tables,
    write_tables,
)
from tests.workspace.exchange.small import LINES, write_small
from workspace.access.model import Errand
from workspace.clock import FixedClock
from workspace.database import sql, transaction
from workspace.dossier.record import errands as record
from workspace.dossier.record.model import Birth, Identity, Inclusion, NewChild, Sex
from workspace.dossier.scales import service as scales
from workspace.exchange.desk import WRITING
from workspace.exchange.receipt import KNOWN_TWIN, Receipt
from workspace.exchange.service import import_folder
from workspace.ids import DossierId, OrganizationId

CLOCK = FixedClock(moment=datetime(2025, 9, 1, 9, tzinfo=UTC))
ROWS = {
    "etablissements.csv": 1,
    "professionnels.csv": 21,
    "enfants.csv": 85,
    "placements.csv": 146,
    "bilans.csv": 445,
    "echelles.csv": 376,
    "seances.csv": 671,
}
TABLES = {
    "organization": 1,
    "practitioner": 21,
    "dossier": 85,
    "child": 85,
    "birth": 85,
    "inclusion": 85,
    "placement": 146,
    "assessment": 445,
    "scale_response": 376,
    "care_session": 671,
    "data_key": 85 + 1 + 4,  # the directory, this month and three ahead
}
"""Rows each table holds once the territory is in; keys: one a child, the directory, the month."""
SMALL = {
    "etablissements.csv": 1,
    "professionnels.csv": 2,
    "enfants.csv": 2,
    "placements.csv": 3,
    "bilans.csv": 2,
    "echelles.csv": 2,
    "seances.csv": 2,
}

Bring = Callable[..., Awaitable[Receipt]]


@pytest.fixture
def bring(importing: Errand, vault: Vault, tmp_path: Path) -> Bring:
    """Import the small folder, with other lines where they are given."""

    async def bring_small(*, dry_run: bool = False, **lines: list[str] | None) -> Receipt:
        return await import_folder(
            importing, emptied(tmp_path, lines), dry_run=dry_run, clock=CLOCK, vault=vault
        )

    return bring_small


def emptied(path: Path, lines: Mapping[str, list[str] | None]) -> Path:
    for file in path.glob("*.csv"):
        file.unlink()
    return write_small(path, **lines)


def changed(file: str, old: str, new: str) -> dict[str, list[str]]:
    """Return the lines of a file of the small folder with one text replaced, which must be there."""
    lines = [line.replace(old, new) for line in LINES[file]]
    assert lines != LINES[file]
    return {file: lines}


async def counts(*tables: str) -> dict[str, int]:
    async with transaction():
        return {
            table: (await sql(f"select count(*) as n from {table}"))[0]["n"]  # noqa: S608 - names of ours
            for table in tables
        }


async def whole_database(database: Database) -> dict[str, str]:
    """Return a digest of every table, whoever may read it."""
    superuser = await asyncpg.connect(database.url("postgres"))
    tables = await superuser.fetch(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
    )
    digests = {
        row["relname"]: await superuser.fetchval(
            f"select md5(coalesce(string_agg(t::text, ',' order by t::text), '')) from {row['relname']} t"  # noqa: S608
        )
        for row in tables
        if row["relname"] != "session"
    }
    await superuser.close()
    return digests


async def test_the_given_folder_comes_in(importing: Errand, vault: Vault) -> None:
    receipt = await import_folder(importing, PAS_DE_CALAIS, clock=CLOCK, vault=vault)
    assert receipt.written
    assert (receipt.added, receipt.amended, receipt.unchanged) == (ROWS, {}, {})
    assert await counts(*TABLES) == TABLES


async def test_a_second_run_changes_nothing(
    importing: Errand, vault: Vault, database: Database
) -> None:
    await import_folder(importing, PAS_DE_CALAIS, clock=CLOCK, vault=vault)
    before = await whole_database(database)
    again = await import_folder(importing, PAS_DE_CALAIS, clock=CLOCK, vault=vault)
    assert before == await whole_database(database)
    assert (again.added, again.amended, again.unchanged) == ({}, {}, ROWS)
    assert again.changes == 0


async def test_a_broken_row_writes_nothing_at_all(bring: Bring, database: Database) -> None:
    before = await whole_database(database)
    receipt = await bring(**changed("seances", "14/04/2022;;", "31/02/2022;;"))
    assert not receipt.written
    assert {"seances.csv"} == {problem.file for problem in receipt.report.errors}
    assert before == await whole_database(database)


async def test_a_failure_of_the_database_writes_nothing_at_all(
    bring: Bring, database: Database
) -> None:
    """The last rows written are refused: all that went before goes with them."""
    owner = await asyncpg.connect(database.url("grenier_owner"))
    await owner.execute("alter table care_session add constraint never check (minutes < 45)")
    await owner.close()
    before = await whole_database(database)
    with pytest.raises(asyncpg.CheckViolationError):
        await bring()
    assert before == await whole_database(database)


async def test_a_dry_run_says_what_would_be_done_and_writes_nothing(
    bring: Bring, database: Database
) -> None:
    before = await whole_database(database)
    receipt = await bring(dry_run=True)
    assert not receipt.written
    assert receipt.added == SMALL
    assert before == await whole_database(database)


async def test_a_dry_run_leaves_the_keys_usable(
    bring: Bring, importing: Errand, vault: Vault
) -> None:
    """Keys made and taken back must not be remembered: they would lock what comes after."""
    await bring(dry_run=True)
    assert (await bring()).written
    assert len(await record.trajectories(importing, vault=vault)) == 2


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("etablissements", "Maison des Érables", "Maison des Tilleuls"),
        ("professionnels", "med@exemple.invalid", "theo@exemple.invalid"),
        ("enfants", "retour en famille", "adoption"),
        ("enfants", "3514", "3154"),
        ("placements", "Famille Payen", "Famille Millet"),
        ("placements", "01/09/2023;", "01/09/2023;01/02/2024"),
        ("bilans", "4,54", "5,45"),
        ("bilans", "10/03/2022;MED", "10/03/2022;MAT"),
        ("echelles", ";85", ";80"),
        ("seances", "pegase;45", "pegase;30"),
    ],
)
async def test_a_corrected_row_is_amended(bring: Bring, file: str, old: str, new: str) -> None:
    if new.endswith("01/02/2024"):
        lines = changed(
            file,
            "E1;famille_accueil;Famille Payen;" + old,
            "E1;famille_accueil;Famille Payen;" + new,
        )
    else:
        lines = changed(file, old, new)
    await bring()
    receipt = await bring(**lines)
    assert ({}, {f"{file}.csv": 1}) == (receipt.added, receipt.amended)
    assert (await bring(**lines)).changes == 0


async def test_capitals_tell_rows_apart(bring: Bring) -> None:
    """A keyed index folds case and spaces: what is indexed must not depend on them."""
    await bring()
    receipt = await bring(**changed("enfants", "Saïdi", "SAÏDI"))
    assert receipt.amended == {"enfants.csv": 1}


async def test_the_same_value_in_the_next_column_is_another(bring: Bring) -> None:
    await bring(**changed("bilans", "4,54;53,9;36,9", "53,9;;"))
    receipt = await bring(**changed("bilans", "4,54;53,9;36,9", ";53,9;"))
    assert receipt.amended == {"bilans.csv": 1}


async def test_a_corrected_score_is_what_is_read(
    bring: Bring, importing: Errand, vault: Vault
) -> None:
    await bring()
    await bring(**changed("echelles", ";85", ";80"))
    (responses,) = (await scales.all_responses(importing, vault=vault)).values()
    points = {
        result.points for response in responses for result in response.results if response.zone
    }
    assert {80} == points


async def test_a_measure_that_is_taken_back_is_corrected(bring: Bring) -> None:
    await bring()
    assert await counts("growth_measurement") == {"growth_measurement": 1}
    receipt = await bring(**changed("bilans", "4,54;53,9;36,9", ";;"))
    assert receipt.amended == {"bilans.csv": 1}
    assert await counts("growth_measurement", "assessment") == {
        "growth_measurement": 1,
        "assessment": 2,
    }


async def test_a_measure_that_comes_later_is_added_to_its_assessment(bring: Bring) -> None:
    await bring()
    receipt = await bring(**changed("bilans", "20/03/2022;MED;;;", "20/03/2022;MED;5,1;;"))
    assert receipt.amended == {"bilans.csv": 1}
    async with transaction():
        rows = await sql(
            "select count(distinct assessment) as n from growth_measurement"
            " where assessment in (select id from assessment)"
        )
    assert rows[0]["n"] == 2


async def test_a_row_that_left_the_folder_stays(bring: Bring) -> None:
    await bring()
    receipt = await bring(seances=LINES["seances"][:1], echelles=None)
    assert receipt.changes == 0
    assert await counts("care_session", "scale_response") == {
        "care_session": 2,
        "scale_response": 2,
    }


async def test_new_rows_come_beside_the_old(bring: Bring) -> None:
    await bring()
    receipt = await bring(seances=[*LINES["seances"], "E1;psychologie;02/05/2022;;interne;30"])
    assert receipt.added == {"seances.csv": 1}


async def test_a_practitioner_explained_later_is_put_to_their_acts(bring: Bring) -> None:
    await bring(professionnels=None)
    assert await acted_by() == {"n": 0}
    receipt = await bring()
    assert receipt.added == {"professionnels.csv": 2}
    assert receipt.amended == {"bilans.csv": 2, "echelles.csv": 2, "seances.csv": 1}
    assert await acted_by() == {"n": 2}


async def test_practitioners_of_an_earlier_folder_are_known_again(bring: Bring) -> None:
    await bring()
    receipt = await bring(professionnels=None)
    assert receipt.changes == 0


async def acted_by() -> dict[str, int]:
    async with transaction():
        rows = await sql("select count(practitioner) as n from assessment")
    return rows[0]


async def test_the_same_code_in_another_establishment_is_another_child(bring: Bring) -> None:
    await bring()
    elsewhere = {
        "etablissements": ["AUT;Une autre maison;pouponniere;59;01/07/2021"],
        "professionnels": None,
        "enfants": ["E1;Ulrich;Basile;M;03/02/2021;;;;;01/03/2022;AUT;59;;"],
        "placements": None,
        "bilans": None,
        "echelles": None,
        "seances": None,
    }
    receipt = await bring(**elsewhere)
    assert receipt.added == {"etablissements.csv": 1, "enfants.csv": 1}
    assert await counts("dossier") == {"dossier": 3}


async def test_a_child_who_moves_establishment_keeps_the_dossier(bring: Bring) -> None:
    both = [*LINES["etablissements"], "AUT;Une autre maison;pouponniere;59;01/07/2021"]
    await bring(etablissements=both)
    moved = changed(
        "enfants",
        "15/01/2022;40;3514;50,1;35,0;01/03/2022;MPE",
        "15/01/2022;40;3514;50,1;35,0;01/03/2022;AUT",
    )
    receipt = await bring(etablissements=both, **moved)
    assert (receipt.added, receipt.amended) == ({}, {"enfants.csv": 1})
    assert (await bring(etablissements=both, **moved)).changes == 0
    async with transaction():
        rows = await sql("select count(distinct organization) as n from dossier")
    assert rows[0]["n"] == 2


async def test_a_practitioner_who_moves_keeps_their_place(bring: Bring) -> None:
    both = [*LINES["etablissements"], "AUT;Une autre maison;pouponniere;59;01/07/2021"]
    await bring(etablissements=both)
    receipt = await bring(
        etablissements=both, **changed("professionnels", "medecin;MPE", "medecin;AUT")
    )
    assert (receipt.added, receipt.amended) == ({}, {"professionnels.csv": 1})


async def test_the_same_code_of_somebody_else_is_another_practitioner(bring: Bring) -> None:
    both = [*LINES["etablissements"], "AUT;Une autre maison;pouponniere;59;01/07/2021"]
    await bring(etablissements=both)
    receipt = await bring(
        etablissements=both,
        **changed("professionnels", "Duriez;Théo;medecin;MPE", "Ulrich;Basile;medecin;AUT"),
    )
    assert receipt.added == {"professionnels.csv": 1}


async def test_a_child_who_has_a_dossier_already_is_reported_and_not_merged(
    bring: Bring, importing: Errand, vault: Vault
) -> None:
    house = OrganizationId(UUID(int=3))
    known = NewChild(
        identity=Identity(
            given_name="Eloise", family_name="Saidi", birth_date=date(2022, 1, 15), sex=Sex.FEMALE
        ),
        birth=Birth(),
        inclusion=Inclusion(admitted_on=date(2022, 3, 1), organization=house, department="62"),
    )
    await record.add_many(importing, [(DossierId(UUID(int=4)), known)], clock=CLOCK, vault=vault)
    receipt = await bring()
    assert [(problem.fault, problem.file, problem.line) for problem in receipt.notices] == [
        (KNOWN_TWIN, "enfants.csv", 2)
    ]
    assert await counts("dossier") == {"dossier": 3}


async def test_progress_is_told_to_the_last_row(
    importing: Errand, vault: Vault, tmp_path: Path
) -> None:
    told: list[tuple[str, int, int]] = []
    folder = write_small(tmp_path)
    await import_folder(
        importing,
        folder,
        progress=lambda label, done, total: told.append((label, done, total)),
        clock=CLOCK,
        vault=vault,
    )
    writing = [(done, total) for label, done, total in told if label == WRITING]
    assert writing[-1] == (14, 14)
    assert sorted(writing) == writing


async def test_one_event_a_dossier_and_one_for_the_folder(bring: Bring, database: Database) -> None:
    await bring()
    assert await events(database) == 3
    await bring()
    assert await events(database) == 3, "nothing changed"
    await bring(**changed("echelles", ";85", ";80"))
    assert await events(database) == 5


async def events(database: Database) -> int:
    superuser = await asyncpg.connect(database.url("postgres"))
    count: int = await superuser.fetchval(
        "select count(*) from audit_event where act = 'exchange:folder:import'"
    )
    await superuser.close()
    return count


async def test_what_is_remembered_says_nothing(bring: Bring, database: Database) -> None:
    await bring()
    superuser = await asyncpg.connect(database.url("postgres"))
    rows = await superuser.fetch("select t::text as said from imported_row t")
    await superuser.close()
    said = " ".join(row["said"] for row in rows)
    words = ("Saïdi", "MPE", "E1", "3514", "Payen")
    # A digest may have any four figures among its own.
    assert not [each for each in words if re.search(rf"(?<![0-9a-f]){each}(?![0-9a-f])", said)]
    assert "assessment" in said, "the text is there to be searched"


async def test_a_large_folder_comes_in_and_is_known_again(
    importing: Errand, vault: Vault, tmp_path: Path
) -> None:
    """Fifteen establishments; the second run knows every row."""
    folder = write_tables(tmp_path, generate(children=150, establishments=15))
    receipt = await import_folder(importing, folder, clock=CLOCK, vault=vault)
    assert receipt.written
    assert sum(receipt.added.values()) > 3_000
    again = await import_folder(importing, folder, clock=CLOCK, vault=vault)
    assert 0 == again.changes
    assert sum(map(len, read_tables(folder).values())) == sum(again.unchanged.values())
