"""What a coordinator brings: into her own establishment, around the children around whom she is."""

from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from threading import get_ident

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import ELSEWHERE, NURSERY, People, account_of
from tests.workspace.exchange.small import LINES
from tests.workspace.exchange.test_chosen import CHILD, table
from workspace.access.model import Errand
from workspace.access.permissions import Permission
from workspace.access.service import circle
from workspace.actor import Role
from workspace.clock import SystemClock
from workspace.database import sql, transaction
from workspace.dossier.care import service as care
from workspace.dossier.care.model import CareKind, NewSession, Payer
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.definitions import protocol as protocol_in_force
from workspace.dossier.protocol.model import NewAssessment
from workspace.dossier.record import errands as record
from workspace.dossier.record.model import (
    Birth,
    Identity,
    Inclusion,
    NewChild,
    NewPlacement,
    PlacementKind,
    Sex,
)
from workspace.dossier.record.service import enrol_child
from workspace.dossier.scales import service as scales
from workspace.dossier.scales.model import Domain, NewResponse, ScaleCode
from workspace.exchange import brought, faults
from workspace.exchange.brought import import_chosen
from workspace.exchange.chosen import Chosen
from workspace.exchange.desk import WRITING
from workspace.exchange.own import Bringer
from workspace.exchange.receipt import Receipt
from workspace.exchange.report import Fault
from workspace.ids import DossierId, OrganizationId
from workspace.network import queries as network
from workspace.network.model import NewOrganization, OrganizationKind

CLOCK = SystemClock()
NOUR = Bringer(account=account_of("nour"), organization=NURSERY, department="62")
STRANGER = Bringer(account=account_of("stranger"), organization=ELSEWHERE, department="59")
SESSION = "E9;psychomotricite;14/04/2022;;pegase;45"
TEAM = "MED;Duriez;Théo;medecin;;pédiatrie;oui;;;30/06/2021;"

Bring = Callable[..., Awaitable[Receipt]]


@pytest.fixture
async def bring(people: People, importing: Errand, vault: Vault) -> Bring:
    """Bring files in, each by the lines of its table, as Nour does unless somebody else is named."""
    assert people.nour, "they live in this database"
    async with transaction():
        houses = [(NURSERY, _house("MPE")), (ELSEWHERE, _house("AUTRE"))]
        await network.insert_organizations(houses, vault=vault)

    async def bring_lines(
        bringer: Bringer = NOUR, *, dry_run: bool = False, **lines: list[str]
    ) -> Receipt:
        files = [Chosen(f"{name}.csv", table(name, given)) for name, given in lines.items()]
        return await import_chosen(
            importing, bringer, files, dry_run=dry_run, clock=CLOCK, vault=vault
        )

    return bring_lines


def _house(code: str) -> NewOrganization:
    return NewOrganization(
        code=code, name=code, kind=OrganizationKind.RESIDENTIAL_NURSERY, department="62"
    )


def refused(receipt: Receipt) -> list[tuple[str, int | None, str | None, Fault]]:
    assert not receipt.written
    return [(each.file, each.line, each.column, each.fault) for each in receipt.report.errors]


async def children_of(organization: OrganizationId) -> list[DossierId]:
    async with transaction():
        rows = await sql("select id from dossier where organization = {}", organization)
    return [DossierId(row["id"]) for row in rows]


async def test_a_child_comes_into_her_establishment_and_she_is_around(
    bring: Bring, people: People
) -> None:
    receipt = await bring(enfants=[CHILD], seances=[SESSION])
    assert (receipt.written, receipt.added) == (True, {"enfants.csv": 1, "seances.csv": 1})
    (child,) = await children_of(NURSERY)
    with people.nour.here() as nour:
        assert child in (await circle(nour, Permission.CIRCLE_MANAGE, clock=CLOCK)).dossiers


async def test_the_same_files_again_change_nothing(bring: Bring) -> None:
    await bring(enfants=[CHILD], seances=[SESSION])
    again = await bring(enfants=[CHILD], seances=[SESSION])
    assert (again.changes, again.unchanged) == (0, {"enfants.csv": 1, "seances.csv": 1})


async def test_a_dry_run_writes_nothing(bring: Bring) -> None:
    receipt = await bring(enfants=[CHILD], dry_run=True)
    assert (receipt.written, receipt.changes) == (False, 1)
    assert await children_of(NURSERY) == []


async def test_sessions_come_alone_for_children_who_are_known(bring: Bring) -> None:
    await bring(enfants=[CHILD])
    receipt = await bring(seances=[SESSION])
    assert (receipt.written, receipt.added) == (True, {"seances.csv": 1})


async def test_what_contradicts_a_known_child_is_refused(bring: Bring) -> None:
    await bring(enfants=[CHILD])
    receipt = await bring(seances=[SESSION.replace("2022", "2021")])
    assert refused(receipt) == [("seances.csv", 2, "date", faults.BEFORE_BIRTH)]


async def test_a_code_of_another_establishment_is_like_one_that_nobody_knows(bring: Bring) -> None:
    assert (await bring(STRANGER, enfants=[CHILD])).written
    known_there = await bring(seances=[SESSION])
    known_nowhere = await bring(seances=[SESSION.replace("E9", "E8")])
    expected = [("seances.csv", 2, "enfant", faults.UNKNOWN_HERE)]
    assert refused(known_there) == refused(known_nowhere) == expected


async def test_the_code_of_another_child_elsewhere_is_free_here(bring: Bring) -> None:
    assert (await bring(STRANGER, enfants=[CHILD])).written
    other = CHILD.replace("Hermant;Lina", "Quesnel;Basile").replace("15/01/2022", "16/01/2022")
    receipt = await bring(enfants=[other])
    assert receipt.added == {"enfants.csv": 1}
    assert (len(await children_of(NURSERY)), len(await children_of(ELSEWHERE))) == (1, 1)


async def test_the_same_child_elsewhere_is_neither_opened_twice_nor_moved(bring: Bring) -> None:
    assert (await bring(STRANGER, enfants=[CHILD])).written
    receipt = await bring(enfants=[CHILD])
    assert refused(receipt) == [("enfants.csv", 2, "code", faults.FOLLOWED_ELSEWHERE)]
    assert await children_of(NURSERY) == []


async def test_of_a_twin_elsewhere_nothing_is_said_and_of_one_s_own_something_is(
    bring: Bring,
) -> None:
    assert (await bring(STRANGER, enfants=[CHILD])).written
    silent = await bring(enfants=[CHILD.replace("E9", "E10")])
    assert silent.notices == ()
    told = await bring(enfants=[CHILD.replace("E9", "E11")])
    assert [problem.fault for problem in told.notices] == [faults.TWIN_HERE]


@pytest.fixture
async def enrolled(bring: Bring, people: People, vault: Vault) -> DossierId:
    """The child of the line, enrolled by hand before, in capitals and without a weight."""
    assert bring is not None
    new = NewChild(
        identity=Identity(
            given_name="LINA",
            family_name="HERMANT",
            birth_date=date(2022, 1, 15),
            sex=Sex.FEMALE,
        ),
        birth=Birth(term_weeks=37),
        inclusion=Inclusion(admitted_on=date(2022, 3, 4), organization=NURSERY, department="62"),
    )
    with people.nour.here() as nour:
        return (await enrol_child(nour, new, clock=CLOCK, vault=vault)).dossier


async def test_a_child_enrolled_by_hand_is_recognised_and_completed(
    enrolled: DossierId, bring: Bring, importing: Errand, vault: Vault
) -> None:
    receipt = await bring(enfants=[CHILD], seances=[SESSION])
    said = [problem.fault for problem in receipt.report.notices]
    assert said == [faults.ENROLLED_BY_HAND]
    assert (receipt.added, receipt.amended) == ({"seances.csv": 1}, {"enfants.csv": 1})
    assert await children_of(NURSERY) == [enrolled]
    child = (await record.enrolled(importing, [enrolled], vault=vault))[enrolled]
    assert (child.birth.term_weeks, child.birth.weight_g) == (37, 3514), "kept, completed"
    assert child.inclusion.admitted_on == date(2022, 3, 4)
    again = await bring(enfants=[CHILD], seances=[SESSION])
    assert (again.changes, again.report.notices) == (0, ())


async def test_a_dry_run_adopts_nobody(enrolled: DossierId, bring: Bring) -> None:
    await bring(enfants=[CHILD], dry_run=True)
    assert [each.fault for each in (await bring(enfants=[CHILD])).report.notices] == [
        faults.ENROLLED_BY_HAND
    ]
    assert await children_of(NURSERY) == [enrolled]


async def test_two_lines_for_one_child_are_not_joined(enrolled: DossierId, bring: Bring) -> None:
    receipt = await bring(enfants=[CHILD, CHILD.replace("E9", "E10")])
    assert [each.fault for each in receipt.notices] == [faults.TWIN_HERE] * 2
    assert len(await children_of(NURSERY)) == 3
    assert enrolled


async def test_a_child_with_a_code_takes_no_second_one(enrolled: DossierId, bring: Bring) -> None:
    await bring(enfants=[CHILD])
    receipt = await bring(enfants=[CHILD.replace("E9", "E10")])
    assert [each.fault for each in receipt.notices] == [faults.TWIN_HERE]
    assert len(await children_of(NURSERY)) == 2
    assert enrolled


@pytest.mark.parametrize("column", ["enfants", "professionnels"])
async def test_another_establishment_in_a_line_is_refused(bring: Bring, column: str) -> None:
    lines = {"enfants": CHILD.replace(";;62", ";AUTRE;62"), "professionnels": TEAM}
    lines["professionnels"] = lines["professionnels"].replace("medecin;;", "medecin;AUTRE;")
    receipt = await bring(**{column: [lines[column]]})
    fault = faults.ANOTHER_ESTABLISHMENT
    assert refused(receipt) == [(f"{column}.csv", 2, "etablissement", fault)]


async def test_an_establishment_is_never_changed(bring: Bring) -> None:
    mine, other = "MPE;Nouveau nom;mecs;75;", "NEUF;Une autre;mecs;75;"
    receipt = await bring(etablissements=[mine, other], enfants=[CHILD.replace(";;62", ";MPE;62")])
    assert receipt.written
    left = [each for each in receipt.report.notices if each.fault is faults.ESTABLISHMENT_LEFT]
    assert [each.line for each in left] == [3]
    async with transaction():
        rows = await sql("select name from organization order by name")
    assert [row["name"] for row in rows] == ["AUTRE", "MPE"]


async def test_a_child_whose_place_was_ended_is_closed_to_her_files(
    bring: Bring, database: Database
) -> None:
    await bring(enfants=[CHILD])
    owner = await asyncpg.connect(database.url("grenier_owner"))
    (child,) = await children_of(NURSERY)
    await owner.execute("update access_grant set ended_at = now() where dossier = $1", child)
    await owner.close()
    receipt = await bring(enfants=[CHILD.replace("Lina", "Line")], seances=[SESSION])
    assert refused(receipt) == [("enfants.csv", 2, "code", faults.NOT_AROUND)]
    alone = await bring(seances=[SESSION])
    assert refused(alone) == [("seances.csv", 2, "enfant", faults.UNKNOWN_HERE)]


async def test_an_empty_cell_erases_nothing(bring: Bring, importing: Errand, vault: Vault) -> None:
    ended = CHILD.replace("62;;", "62;01/06/2024;retour en famille")
    await bring(enfants=[ended])
    corrected = CHILD.replace("Lina", "Line").replace("3514", "")
    receipt = await bring(enfants=[corrected])
    assert receipt.amended == {"enfants.csv": 1}
    known = await record.enrolled(importing, await children_of(NURSERY), vault=vault)
    (child,) = known.values()
    assert child.identity.given_name == "Line"
    assert (child.birth.weight_g, child.inclusion.ended_on) == (3514, date(2024, 6, 1))


async def test_a_professional_of_another_establishment_is_linked_and_left_as_they_are(
    bring: Bring,
) -> None:
    assert (await bring(STRANGER, professionnels=[TEAM])).written
    receipt = await bring(professionnels=[TEAM.replace("pédiatrie", "autre chose")])
    assert receipt.changes == 0
    assert [each.fault for each in receipt.notices] == [faults.PRACTITIONER_ELSEWHERE]
    async with transaction():
        rows = await sql("select specialty from practitioner")
    assert [row["specialty"] for row in rows] == ["pédiatrie"]


async def test_a_professional_nobody_knows_is_said_once_and_the_act_kept(bring: Bring) -> None:
    by = SESSION.replace("2022;;", "2022;PMT9;")
    lines = [by, by.replace("14/04", "15/04")]
    receipt = await bring(enfants=[CHILD], seances=lines)
    said = [each for each in receipt.report.notices if each.fault is faults.NOBODY_CODED]
    assert [(each.value, each.params) for each in said] == [("PMT9", {"count": 2})]
    assert receipt.added["seances.csv"] == 2


async def test_a_role_a_file_makes_up_gives_nobody_a_place(
    bring: Bring, database: Database
) -> None:
    """The account of Odile is a carer's: a line that calls her a coordinator lets her in nowhere."""
    odile = TEAM.replace("MED;Duriez;Théo;medecin", "COO9;Odile;Odile;coordination")
    await bring(professionnels=[odile])
    owner = await asyncpg.connect(database.url("grenier_owner"))
    await owner.execute("update practitioner set account = $1", account_of("odile"))
    assert (await bring(enfants=[CHILD])).written
    rows = await owner.fetch(
        "select account, role from access_grant where dossier = any($1::uuid[])",
        await children_of(NURSERY),
    )
    await owner.close()
    assert [(row["account"], row["role"]) for row in rows] == [
        (account_of("nour"), Role.COORDINATOR.value)
    ]


async def test_whoever_did_something_and_has_an_account_is_let_in(
    bring: Bring, database: Database
) -> None:
    assert (await bring(professionnels=[TEAM.replace("MED;Duriez;Théo", "AMB;Ambre;A")])).written
    owner = await asyncpg.connect(database.url("grenier_owner"))
    await owner.execute("update practitioner set account = $1", account_of("ambre"))
    await bring(enfants=[CHILD], bilans=["E9;1;10/03/2022;AMB;4,54;53,9;36,9"])
    rows = await owner.fetch(
        "select role from access_grant where dossier = any($1::uuid[]) order by role",
        await children_of(NURSERY),
    )
    await owner.close()
    assert [row["role"] for row in rows] == ["coordinator", "physician"]


async def test_any_file_of_a_whole_folder_may_come_alone_after_the_children(bring: Bring) -> None:
    children = [line.replace("MPE", "") for line in LINES["enfants"]]
    assert (await bring(enfants=children)).written
    for name in ("placements", "bilans", "echelles", "seances"):
        receipt = await bring(**{name: list(LINES[name])})
        assert receipt.added == {f"{name}.csv": len(LINES[name])}, name


@pytest.mark.usefixtures("bring")
async def test_reading_leaves_the_loop_to_others(importing: Errand, vault: Vault) -> None:
    read_by: dict[str, set[int]] = {}

    def progress(label: str, _done: int, _all: int) -> None:
        read_by.setdefault(label, set()).add(get_ident())

    files = [Chosen("enfants.csv", table("enfants", [CHILD]))]
    await import_chosen(
        importing, NOUR, files, dry_run=True, progress=progress, clock=CLOCK, vault=vault
    )
    assert get_ident() not in read_by["enfants.csv"]
    assert read_by[WRITING] == {get_ident()}


async def test_too_many_lines_are_refused_with_what_to_do(
    bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brought, "MOST_LINES", 1)
    for lines in ([SESSION, SESSION.replace("14/04", "15/04")], [SESSION, *[""] * 5]):
        receipt = await bring(seances=lines)
        assert refused(receipt) == [("seances.csv", None, None, faults.TOO_MANY_LINES)]


async def test_what_somebody_wrote_in_the_dossier_is_not_brought_in_again(
    bring: Bring, importing: Errand, vault: Vault
) -> None:
    """The same child, kind and day, by hand: the line is left aside, and said."""
    await bring(enfants=[CHILD])
    (child,) = await children_of(NURSERY)
    day = date(2022, 4, 14)
    session = NewSession(
        kind=CareKind.PSYCHOMOTOR, done_on=day, payer=Payer.PEGASE, minutes=30, practitioner=None
    )
    await care.add_many(importing, [(child, session)])
    step = protocol_in_force().numbered(1).code
    done = NewAssessment(step=step, done_on=day, performed_by=None)
    await protocol.add_many(importing, [(child, done)], clock=CLOCK)
    home = NewPlacement(kind=PlacementKind.HOME, place="", begins_on=day)
    await record.place_many(importing, [(child, home)], vault=vault)
    answered = NewResponse(
        scale=ScaleCode.ASQ_SE_2,
        questionnaire_months=2,
        answered_on=day,
        points={Domain.TOTAL: Decimal(20)},
    )
    await scales.add_many(importing, [(child, answered)], vault=vault)
    other = "14/04/2022", "15/04/2022"
    lines = {
        "seances": SESSION,
        "bilans": "E9;1;14/04/2022;;4,54;53,9;36,9",
        "placements": "E9;domicile;;14/04/2022;",
        "echelles": "E9;ASQ-SE-2;2;14/04/2022;;;;;;;85",
    }
    for name, line in lines.items():
        receipt = await bring(**{name: [line, line.replace(*other)]})
        assert (receipt.added, receipt.unchanged) == ({f"{name}.csv": 1}, {f"{name}.csv": 1}), name
        said = [(each.fault, each.line) for each in receipt.notices]
        assert said == [(faults.WRITTEN_ALREADY, 2)], name
