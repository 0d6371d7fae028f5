"""An import that says otherwise replaces nothing without keeping what was, and a page says what changed."""

import re

import asyncpg

from tests.conftest import Database
from tests.people import People
from tests.workspace.exchange.bringing.conftest import Work, send
from tests.workspace.exchange.test_chosen import CHILD
from tests.workspace.exchange.test_own import SESSION
from tests.workspace.home.conftest import Browse
from tests.workspace.served import Browser
from workspace.database import sql, transaction
from workspace.exchange.former import NAMED_BY
from workspace.jobs.model import JobKind

FILES = {
    "enfants": [CHILD],
    "placements": ["E9;pouponniere;Maison bleue;01/03/2022;"],
    "bilans": ["E9;1;10/03/2022;;4,54;53,9;36,9"],
    "echelles": ["E9;ASQ-SE-2;2;15/03/2022;;;;;;;85"],
    "seances": [SESSION],
}
CORRECTED = {
    "enfants": [CHILD.replace(";40;3514;", ";32;3514;").replace("Lina", "Line")],
    "placements": ["E9;pouponniere;Maison verte;01/03/2022;"],
    "bilans": ["E9;1;10/03/2022;;5,45;53,9;36,9"],
    "echelles": ["E9;ASQ-SE-2;2;15/03/2022;;;;;;;80"],
    "seances": [SESSION.replace("pegase;45", "departement;30")],
}
TOLD = [
    "Given name: Lina, then Line",
    "Term, in completed weeks: 40, then 32",
    "Place: Maison bleue, then Maison verte",
    "Weight (kg): 4.54, then 5.45",
    "Points: Social and emotional 85, then Social and emotional 80",
    "Paid by: PEGASE, then Department",
    "Minutes: 45, then 30",
]


async def brought(browser: Browser, work: Work, files: dict[str, list[str]]) -> None:
    address = await send(browser, **files)
    await work(address)
    await browser.post(f"{address}/confirmation")
    await work(address, JobKind.IMPORT_WRITE)


async def dossier_of_lina(browser: Browser) -> str:
    page = (await browser.get("/children")).text
    found = re.search(r'href="/children/([0-9a-f-]{36})"[^>]*>Lin[ae] Hermant', page)
    assert found is not None
    return found[1]


def lines_of(page: str) -> list[str]:
    return re.findall(r"<span>([^<]*, then [^<]*)</span>", page)


async def test_what_an_import_corrects_stays_readable_and_nothing_else_is_told(
    browse: Browse, people: People, work: Work
) -> None:
    nour = browse(people.nour)
    await brought(nour, work, FILES)
    dossier = await dossier_of_lina(nour)
    path, page = f"/children/{dossier}/path", f"/children/{dossier}/imports"
    assert page not in (await nour.get(path)).text
    assert "No import has corrected anything" in (await nour.get(page)).text
    await brought(nour, work, CORRECTED)
    assert page in (await nour.get(path)).text
    told = lines_of((await nour.get(page)).text)
    assert sorted(told) == sorted(TOLD)
    await brought(nour, work, {"seances": [SESSION]})
    again = lines_of((await nour.get(page)).text)
    assert "Minutes: 30, then 45" in again
    assert "Minutes: 45, then 30" in again
    assert (await browse(people.stranger).get(page)).status_code == 404


async def test_what_was_is_of_its_class_and_is_never_changed(
    browse: Browse, people: People, work: Work, database: Database
) -> None:
    nour = browse(people.nour)
    await brought(nour, work, FILES)
    await brought(nour, work, CORRECTED)
    dossier = await dossier_of_lina(nour)
    owner = await asyncpg.connect(database.url("grenier_owner"))
    superuser = await asyncpg.connect(database.url("postgres"))
    kept = await superuser.fetch("select distinct origin from former_row")
    assert {row["origin"] for row in kept} <= set(NAMED_BY)
    await owner.execute(
        "update access_grant set reads = '{C0}' where dossier = $1 and account = $2",
        dossier,
        people.nour.actor.account,
    )
    with people.nour.here():
        async with transaction():
            rows = await sql("select distinct data_class from former_row")
    assert [row["data_class"] for row in rows] == ["C0"]
    for verb in ("update former_row set origin = 'x'", "delete from former_row"):
        try:
            with people.nour.here():
                async with transaction():
                    await sql(verb)
        except asyncpg.InsufficientPrivilegeError:
            continue
        raise AssertionError(verb)
    await owner.close()
    await superuser.close()


async def test_why_follow_up_ended_is_told_to_those_who_read_the_path_alone(
    browse: Browse, people: People, work: Work, database: Database
) -> None:
    nour = browse(people.nour)
    await brought(nour, work, {"enfants": [CHILD]})
    dossier = await dossier_of_lina(nour)
    for reason in ("Retour", "Adoption"):
        ended = CHILD.rstrip(";") + f";01/02/2025;{reason}"
        await brought(nour, work, {"enfants": [ended]})
    page = f"/children/{dossier}/imports"
    assert "Reason: Retour, then Adoption" in lines_of((await nour.get(page)).text)
    owner = await asyncpg.connect(database.url("grenier_owner"))
    await owner.execute(
        "update access_grant set reads = '{N0,C0}' where dossier = $1 and account = $2",
        dossier,
        people.nour.actor.account,
    )
    told = await nour.get(page)
    assert told.status_code == 200
    assert "Adoption" not in told.text
    assert "Retour" not in told.text
    await owner.close()
