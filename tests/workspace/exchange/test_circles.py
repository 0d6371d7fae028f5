"""Who is around a child, as imported acts say, and the places they are given."""

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import People, account_of, become
from tests.workspace.exchange.folders import PAS_DE_CALAIS
from tests.workspace.exchange.small import LINES, write_small
from workspace.access.model import Errand
from workspace.access.permissions import Permission
from workspace.access.service import circle
from workspace.actor import Role
from workspace.clock import FixedClock, SystemClock
from workspace.database import sql, transaction
from workspace.dossier.record.model import Placement, PlacementId, PlacementKind
from workspace.errors import Conflict, NotFound
from workspace.exchange.circles import is_home_of
from workspace.exchange.service import (
    dossier_coded,
    import_folder,
    open_circles_for,
    people_around,
    practitioner_coded,
)
from workspace.ids import AccountId, PractitionerId
from workspace.network.model import Contact, Practitioner

READ_AT = FixedClock(moment=datetime(2025, 9, 1, 9, tzinfo=UTC))
CLOCK = SystemClock()
COORDINATOR = "COO;Zielinski;Nour;coordination;MPE;;oui;;;30/06/2021;"
KEY_WORKER = "REF;Millet;Emma;referent_ase;MPE;;oui;;;30/06/2021;"
AT_BOUCHET = [line.replace("Famille Payen", "Famille Bouchet") for line in LINES["placements"]]


@pytest.fixture
async def brought(importing: Errand, vault: Vault, tmp_path: Path) -> Path:
    """The small folder, a coordinator and a key worker in it."""
    team = [*LINES["professionnels"], COORDINATOR, KEY_WORKER]
    folder = write_small(tmp_path, professionnels=team, placements=AT_BOUCHET)
    assert (await import_folder(importing, folder, clock=READ_AT, vault=vault)).written
    return folder


async def test_people_are_around_the_children_they_did_something_for(
    brought: Path, importing: Errand, vault: Vault
) -> None:
    assert brought
    around = await people_around(importing, clock=CLOCK, vault=vault)
    admitted = date(2022, 3, 1)
    expected = {
        Role.PHYSICIAN: [date(2022, 3, 10), date(2022, 4, 14)],
        Role.CARER: [date(2022, 3, 10)],
        Role.COORDINATOR: [admitted, admitted],
        Role.KEY_WORKER: [admitted, admitted],
    }
    assert expected == {
        role: sorted(each.since_on for each in around if each.role is role) for role in expected
    }
    assert len(around) == 7


@pytest.mark.parametrize(
    ("kind", "place", "is_theirs"),
    [
        (PlacementKind.FOSTER_FAMILY, "Famille Bouchet", True),
        (PlacementKind.FOSTER_FAMILY, "Mme BOUCHET Alma", True),
        (PlacementKind.FOSTER_FAMILY, "M. et Mme Bouchet", True),
        (PlacementKind.FOSTER_FAMILY, "Famille Payen", False),
        (PlacementKind.FOSTER_FAMILY, "Famille Bouchet-Payen", False),
        (PlacementKind.FOSTER_FAMILY, "Famille Alma", False),
        (PlacementKind.FOSTER_FAMILY, "", False),
        (PlacementKind.RESIDENTIAL_NURSERY, "Bouchet", False),
        (PlacementKind.HOME, "Famille Bouchet", False),
        (None, "", False),
    ],
)
def test_a_home_is_a_carers_when_it_bears_their_name(
    kind: PlacementKind | None, place: str, *, is_theirs: bool
) -> None:
    contact = Contact(family_name="Bouchet", given_name="Alma")
    carer = Practitioner(id=PractitionerId(uuid4()), contact=contact, role=Role.CARER)
    home = (
        Placement(id=PlacementId(uuid4()), kind=kind, place=place, begins_on=date(2023, 9, 1))
        if kind
        else None
    )
    assert is_home_of(carer, home) is is_theirs


@pytest.mark.parametrize(
    "home",
    [
        "E1;famille_accueil;Famille Payen;01/09/2023;",
        "E1;famille_accueil;Famille Bouchet;01/09/2023;01/06/2024",
        "E1;pouponniere;Maison des Érables;01/09/2023;",
    ],
)
async def test_a_questionnaire_of_the_past_opens_nothing_to_a_foster_carer(  # noqa: PLR0917 - fixtures
    people: People,
    importing: Errand,
    vault: Vault,
    database: Database,
    tmp_path: Path,
    home: str,
) -> None:
    """The carer filled the scales of a child who does not live with them any more, or never did."""
    assert people
    folder = write_small(tmp_path, placements=[*LINES["placements"][:1], home])
    assert (await import_folder(importing, folder, clock=READ_AT, vault=vault)).written
    around = await people_around(importing, clock=CLOCK, vault=vault)
    assert Role.CARER not in {each.role for each in around}
    carer = await practitioner_coded(importing, "MAT", vault=vault)
    await become("administrator", Role.CARER, owner_url=database.url("grenier_owner"))
    account = account_of("administrator")
    assert await open_circles_for(importing, carer, account, clock=CLOCK, vault=vault) == 0


async def test_an_account_opens_the_circles_of_its_practitioner(
    brought: Path, people: People, importing: Errand, vault: Vault, database: Database
) -> None:
    assert brought
    carer = await practitioner_coded(importing, " mat ", vault=vault)
    account = account_of("administrator")
    await become("administrator", Role.CARER, owner_url=database.url("grenier_owner"))
    count = await open_circles_for(importing, carer, account, clock=CLOCK, vault=vault)
    with people.administrator.here() as somebody:
        mine = await circle(somebody, Permission.CHILD_READ, clock=CLOCK)
        async with transaction():
            grants = await sql("select role, since_on, purpose from access_grant")
    assert (count, len(mine.dossiers)) == (1, 1)
    assert [{"role": "carer", "since_on": date(2022, 3, 10), "purpose": "follow-up"}] == grants


async def test_opening_twice_gives_one_place(
    brought: Path, people: People, importing: Errand, vault: Vault, database: Database
) -> None:
    assert brought
    assert people
    await become("administrator", Role.COORDINATOR, owner_url=database.url("grenier_owner"))
    coordinator = await practitioner_coded(importing, "COO", vault=vault)
    account = account_of("administrator")
    for _ in range(2):
        assert (
            await open_circles_for(importing, coordinator, account, clock=CLOCK, vault=vault) == 2
        )
    async with transaction():
        rows = await sql("select count(*) as n from access_grant where account = {}", account)
    assert rows[0]["n"] == 2
    with pytest.raises(Conflict):
        await open_circles_for(
            importing, coordinator, account_of("auditor"), clock=CLOCK, vault=vault
        )


async def test_a_new_child_enters_the_circles_of_those_who_have_an_account(
    brought: Path, people: People, importing: Errand, vault: Vault, database: Database
) -> None:
    """A place that was ended is not given back by a folder."""
    await become("administrator", Role.COORDINATOR, owner_url=database.url("grenier_owner"))
    account = account_of("administrator")
    coordinator = await practitioner_coded(importing, "COO", vault=vault)
    await open_circles_for(importing, coordinator, account, clock=CLOCK, vault=vault)
    await end_one_place(database, account)
    more = [*LINES["enfants"], "E3;Payen;Alma;F;01/02/2022;;;;;01/03/2022;MPE;62;;"]
    team = [*LINES["professionnels"], COORDINATOR, KEY_WORKER]
    write_small(brought, professionnels=team, enfants=more)
    await import_folder(importing, brought, clock=CLOCK, vault=vault)
    with people.administrator.here() as somebody:
        mine = await circle(somebody, Permission.CHILD_READ, clock=CLOCK)
    assert len(mine.dossiers) == 2


async def end_one_place(database: Database, account: AccountId) -> None:
    superuser = await asyncpg.connect(database.url("postgres"))
    await superuser.execute(
        "update access_grant set ended_at = now()"
        " where id = (select id from access_grant where account = $1 limit 1)",
        account,
    )
    await superuser.close()


async def test_an_unknown_code_or_practitioner_is_not_found(
    people: People, importing: Errand, vault: Vault
) -> None:
    assert people
    with pytest.raises(NotFound):
        await practitioner_coded(importing, "NOBODY", vault=vault)
    with pytest.raises(NotFound):
        await open_circles_for(
            importing, PractitionerId(uuid4()), account_of("nour"), clock=CLOCK, vault=vault
        )


async def test_a_childs_code_stands_for_the_dossier(
    brought: Path, importing: Errand, vault: Vault
) -> None:
    assert brought
    dossiers = {await dossier_coded(importing, code, vault=vault) for code in ("e1", "E2")}
    async with transaction():
        rows = await sql("select id from dossier")
    assert dossiers == {row["id"] for row in rows}
    with pytest.raises(NotFound):
        await dossier_coded(importing, "E3", vault=vault)


async def test_a_code_of_two_people_stands_for_neither(
    brought: Path, importing: Errand, vault: Vault, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert brought
    other = write_small(
        tmp_path_factory.mktemp("other"),
        etablissements=["AUT;Une autre maison;pouponniere;59;01/07/2021"],
        professionnels=["MED;Ulrich;Basile;medecin;AUT;;oui;;;30/06/2021;"],
        enfants=["E9;Ulrich;Basile;M;03/02/2021;;;;;01/03/2022;AUT;59;;"],
        placements=None,
        bilans=None,
        echelles=None,
        seances=None,
    )
    await import_folder(importing, other, clock=READ_AT, vault=vault)
    with pytest.raises(Conflict):
        await practitioner_coded(importing, "MED", vault=vault)


async def test_only_an_import_sees_what_was_imported(
    brought: Path, people: People, importing: Errand
) -> None:
    assert brought
    assert importing
    async with transaction():
        assert (await sql("select count(*) as n from imported_row"))[0]["n"] > 0
    for person in people:
        with person.here():
            async with transaction():
                assert await sql("select id from imported_row") == []


async def test_a_coordinator_of_the_given_folder_is_around_every_child(
    people: People, importing: Errand, vault: Vault, database: Database
) -> None:
    await become("administrator", Role.COORDINATOR, owner_url=database.url("grenier_owner"))
    assert database
    await import_folder(importing, PAS_DE_CALAIS, clock=READ_AT, vault=vault)
    coordinator = await practitioner_coded(importing, "MPE62-COO1", vault=vault)
    count = await open_circles_for(
        importing, coordinator, account_of("administrator"), clock=CLOCK, vault=vault
    )
    with people.administrator.here() as somebody:
        mine = await circle(somebody, Permission.CHILD_READ, clock=CLOCK)
    assert (count, len(mine.dossiers)) == (85, 85)
