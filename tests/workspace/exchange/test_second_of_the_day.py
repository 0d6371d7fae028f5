"""A session of a file on a day that has one already: left aside or kept, and said in the report, never refused."""

from datetime import date

import pytest

from storage.vault import Vault
from tests.workspace.exchange.small import HEADERS
from tests.workspace.exchange.test_chosen import CHILD
from tests.workspace.exchange.test_own import NOUR, Bring, bring, children_of
from tests.workspace.exchange.test_service import Bring as BringFolder
from tests.workspace.exchange.test_service import bring as bring_folder
from workspace.access.model import Errand
from workspace.database import sql, transaction
from workspace.dossier.care import service as care
from workspace.dossier.care.model import CareKind, NewSession, Payer
from workspace.dossier.record.model import PlacementKind
from workspace.exchange import faults
from workspace.exchange.report import Fault
from workspace.ids import DossierId, PractitionerId
from workspace.network import service as network

__all__ = ["bring", "bring_folder"]

DAY = date(2022, 4, 14)
TEAM = [
    "P1;Duriez;Tess;psychomotricien;;;oui;;;30/06/2021;",
    "P2;Roux;Maël;psychomotricien;;;oui;;;30/06/2021;",
]
LINE = "E9;psychomotricite;14/04/2022;{};pegase;45"


async def practitioner(family_name: str, vault: Vault) -> PractitionerId:
    async with transaction():
        rows = await sql("select id from practitioner")
    names = await network.practitioner_names(
        frozenset(PractitionerId(row["id"]) for row in rows), vault=vault
    )
    return next(id_ for id_, name in names.items() if family_name in name)


async def noted(errand: Errand, child: DossierId, by: PractitionerId | None) -> None:
    one = NewSession(
        kind=CareKind.PSYCHOMOTOR, done_on=DAY, payer=Payer.PEGASE, minutes=30, practitioner=by
    )
    await care.add_many(errand, [(child, one)])


@pytest.mark.parametrize(
    ("by", "in_file", "added", "said"),
    [
        ("Duriez", "P1", 0, faults.WRITTEN_ALREADY),
        ("Duriez", "", 0, faults.WRITTEN_ALREADY),
        (None, "P1", 0, faults.WRITTEN_ALREADY),
        ("Duriez", "P2", 1, faults.SECOND_OF_THE_DAY),
    ],
)
async def test_a_session_with_another_professional_is_another_one(  # noqa: PLR0917 - fixtures
    bring: Bring,
    importing: Errand,
    vault: Vault,
    by: str | None,
    in_file: str,
    added: int,
    said: Fault,
) -> None:
    await bring(NOUR, enfants=[CHILD], professionnels=TEAM)
    (child,) = await children_of(NOUR.organization)
    await noted(importing, child, await practitioner(by, vault) if by else None)
    receipt = await bring(seances=[LINE.format(in_file)])
    assert receipt.written
    assert receipt.added.get("seances.csv", 0) == added
    assert [(each.fault, each.line) for each in receipt.notices] == [(said, 2)]
    again = await bring(seances=[LINE.format(in_file)])
    assert again.changes == 0


async def test_what_the_operator_brings_beside_a_noted_session_is_kept_and_said(
    bring_folder: BringFolder, importing: Errand
) -> None:
    await bring_folder(seances=[])
    async with transaction():
        rows = await sql(
            "select dossier from placement where kind = {}", PlacementKind.FOSTER_FAMILY.value
        )
    (eloise,) = (DossierId(row["dossier"]) for row in rows)
    await noted(importing, eloise, None)
    receipt = await bring_folder()
    assert (receipt.written, receipt.added) == (True, {"seances.csv": 2})
    told = [(each.fault, each.file, each.line) for each in receipt.notices]
    assert told == [(faults.SECOND_OF_THE_DAY, "seances.csv", 2)]
    again = await bring_folder()
    assert (again.changes, again.notices) == (0, ())


FIRST, OTHER = LINE.format("P1"), LINE.format("P2")
AT_TEN, AT_TWO = f"{FIRST};10:00", f"{FIRST};14h"


async def sessions(vault: Vault) -> list[str]:
    """Return with whom the child has sessions on that day, one name a session."""
    async with transaction():
        rows = await sql("select practitioner from care_session where done_on = {}", DAY)
    ids = [PractitionerId(row["practitioner"]) for row in rows]
    names = await network.practitioner_names(frozenset(ids), vault=vault)
    return sorted(names[each].split()[-1] for each in ids)


@pytest.mark.parametrize(
    "files",
    [
        [[FIRST, OTHER]],
        [[FIRST, OTHER], [OTHER, FIRST]],
        [[FIRST, OTHER], [OTHER]],
        [[FIRST, OTHER], [FIRST]],
        [[FIRST], [FIRST, OTHER]],
        [[OTHER], [FIRST, OTHER]],
        [[FIRST, OTHER, FIRST]],
    ],
    ids=[
        "once",
        "in another order",
        "the second alone",
        "the first alone",
        "more",
        "before",
        "said again",
    ],
)
async def test_two_professionals_on_one_day_are_two_sessions_however_often_they_are_brought(
    files: list[list[str]], bring: Bring, vault: Vault
) -> None:
    await bring(NOUR, enfants=[CHILD], professionnels=TEAM)
    for lines in files:
        assert (await bring(seances=lines)).written
    assert sorted(await sessions(vault)) == ["Duriez", "Roux"]
    again = await bring(seances=files[-1])
    assert again.changes == 0


@pytest.mark.parametrize(
    "files",
    [
        [[AT_TEN, AT_TWO]],
        [[AT_TEN], [AT_TWO]],
        [[AT_TWO], [AT_TEN, AT_TWO], [AT_TEN]],
        [[FIRST + ";"], [AT_TEN, AT_TWO]],
        [[FIRST.replace("2022", "2022 10:00") + ";", AT_TWO], [AT_TEN, AT_TWO]],
    ],
    ids=["once", "in two files", "again and again", "the hour said later", "behind the day"],
)
async def test_two_hours_of_one_day_are_two_sessions(
    files: list[list[str]], bring: Bring, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bring(NOUR, enfants=[CHILD], professionnels=TEAM)
    monkeypatch.setitem(HEADERS, "seances", HEADERS["seances"] + ";heure")
    for lines in files:
        assert (await bring(seances=lines)).written
    assert await sessions(vault) == ["Duriez", "Duriez"]
    for lines in files:
        assert (await bring(seances=lines)).changes == 0


async def test_another_professional_alone_corrects_the_session_and_says_so(
    bring: Bring, vault: Vault
) -> None:
    """The format knows a session by its child, its care and its day."""
    await bring(NOUR, enfants=[CHILD], professionnels=TEAM)
    await bring(seances=[FIRST])
    receipt = await bring(seances=[OTHER])
    assert [(each.fault, each.line) for each in receipt.notices] == [
        (faults.ANOTHER_PROFESSIONAL, 2)
    ]
    assert await sessions(vault) == ["Roux"]
    assert (await bring(seances=[OTHER])).notices == ()
