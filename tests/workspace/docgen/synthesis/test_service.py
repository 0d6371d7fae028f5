"""The synthesis of a child of the territory, made by each of the circle: what is in it follows their rights."""

import re
from collections.abc import Mapping
from io import BytesIO

import pytest
from pypdf import PdfReader

from storage.vault import Vault
from tests.people import People, Person
from tests.workspace.docgen.territory import CLOCK
from tests.workspace.dossier.traces import recorded
from workspace.access import rules
from workspace.access.model import Clearance
from workspace.actor import Role
from workspace.audit.model import Act
from workspace.docgen.synthesis import service
from workspace.errors import Forbidden
from workspace.ids import DossierId


async def made(person: Person, dossier: DossierId, vault: Vault, *, team: bool = False) -> str:
    with person.here():
        pdf = await service.make(
            person.clearance(*service.NEEDED, dossier=dossier),
            is_team_copy=team,
            clock=CLOCK,
            vault=vault,
        )
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


async def test_whoever_coordinates_finds_everything_and_its_making_is_recorded(
    people: People, dossier: DossierId, vault: Vault
) -> None:
    said = await made(people.nour, dossier, vault)
    for words in (
        "Leila Saidi",
        "24 mai 2021",
        "Famille Gosselin",
        "Odile",
        "16,22 kg",
        "ASQ:SE-2",
        "Confi\u00e9 par le juge",
    ):
        assert words in said, words
    assert re.search(r"[+\N{MINUS SIGN}]\d,\d", said), "z-scores"
    assert re.search(r"Bilans : \d+ faits?, \d+ en retard", said), "the course is counted"
    assert Act.SHEET_MAKE in await recorded(people)


THERE_AND_GONE: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ambre": (("Leila Saidi", "16,22 kg", "ASQ:SE-2"), ()),
    "noe": (("16,22 kg",), ("Leila Saidi", "ASQ:SE-2", "Gosselin", "Odile")),
    "odile": (("24 mai 2021",), ("Leila Saidi", "16,22", "ASQ:SE-2", "allergie")),
    "yann": (("Leila Saidi", "Famille Gosselin"), ("16,22", "ASQ:SE-2")),
}


@pytest.mark.parametrize("name", THERE_AND_GONE)
async def test_what_somebody_may_not_read_is_not_in_the_synthesis_they_make(
    people: People, dossier: DossierId, vault: Vault, name: str
) -> None:
    there, gone = THERE_AND_GONE[name]
    said = await made(people.by_name[name], dossier, vault)
    for words in there:
        assert words in said, words
    for words in gone:
        assert words not in said, words
    assert ("Non ouvert \u00e0 la personne" in said) == bool(gone)


async def test_the_copy_of_the_team_names_who_lives_with_the_child(
    people: People, dossier: DossierId, vault: Vault
) -> None:
    assert "Odile" in await made(people.noe, dossier, vault, team=True)


async def test_whoever_the_dossier_is_about_makes_none(
    people: People, dossier: DossierId, vault: Vault
) -> None:
    given = people.nour.clearance(*service.NEEDED, dossier=dossier)
    young = Clearance(
        actor=given.actor,
        dossier=dossier,
        permissions=given.permissions,
        rights=rules.rights_of(Role.YOUNG_ADULT),
        role=Role.YOUNG_ADULT,
        since_on=given.since_on,
        purpose=given.purpose,
    )
    with people.nour.here(), pytest.raises(Forbidden):
        await service.make(young, clock=CLOCK, vault=vault)
    assert Act.SHEET_MAKE not in await recorded(people)
