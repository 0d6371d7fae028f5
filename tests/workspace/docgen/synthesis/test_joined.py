"""What was written in a dossier that was joined is in the synthesis of the one that goes on."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from storage.vault import Vault
from tests.people import LOU, People
from tests.workspace.dossier.assessment.answering import CONCLUSION, EXAMINED, answers
from tests.workspace.dossier.assessment.conftest import PERMISSIONS, STEP
from tests.workspace.dossier.record.conftest import clock, lou
from tests.workspace.dossier.test_joined import other
from workspace.access.permissions import Permission
from workspace.clock import SystemClock
from workspace.docgen.book import service as book
from workspace.docgen.book.model import Leaf
from workspace.docgen.synthesis import service
from workspace.dossier.agenda import service as agenda
from workspace.dossier.agenda.model import EncounterKind, NewEncounter
from workspace.dossier.assessment import service as assessment
from workspace.dossier.assessment.model import NewVersion, PartCode
from workspace.dossier.care.plan import service as plan
from workspace.dossier.care.plan.model import Discipline, FoundIn, NewNeed, Words
from workspace.dossier.protocol import saying
from workspace.dossier.record.civil import service as civil
from workspace.dossier.record.doubles import service as doubles
from workspace.dossier.record.model import About
from workspace.errors import NotFound
from workspace.ids import DossierId

__all__ = ["clock", "lou", "other"]

LATER = date(2025, 5, 6)


async def made(lou: People, vault: Vault, clock: SystemClock) -> str:
    with lou.ambre.here():
        given = lou.ambre.clearance(*service.NEEDED)
        return words_of(await service.make(given, clock=clock, vault=vault))


def words_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


async def write_there(lou: People, other: DossierId, vault: Vault, clock: SystemClock) -> None:
    """Write of everything in the other dossier: a need, a visit, two parts of an assessment, an examination."""
    with lou.nour.here():
        there = lou.nour.clearance(
            Permission.CARE_PLAN_ADD, Permission.ENCOUNTER_PLAN, dossier=other
        )
        need = NewNeed(
            discipline=Discipline.SPEECH, found_in=FoundIn.OTHER, stated_on=date(2025, 1, 1)
        )
        await plan.state_need(there, need, clock=clock, vault=vault)
        visit = NewEncounter(kind=EncounterKind.SPECIALIST, day=LATER, title="Oreilles")
        await agenda.plan(there, visit, clock=clock, vault=vault)
    with lou.ambre.here():
        writes = lou.ambre.clearance(*PERMISSIONS, dossier=other)
        for part, said in (
            ("examination", {**EXAMINED, **answers(language="watch")}),
            ("conclusion", CONCLUSION),
        ):
            new = NewVersion(step=STEP, part=PartCode(part), answers=said)
            await assessment.close_part(writes, new, clock=clock, vault=vault)
    with lou.nour.here():
        says = lou.nour.clearance(Permission.ASSESSMENT_RECORD, dossier=other)
        await saying.say_examined(says, "EX_M9", date(2022, 2, 24), clock=clock, vault=vault)


async def test_a_synthesis_counts_two_joined_dossiers_as_one_child(
    lou: People, other: DossierId, vault: Vault, clock: SystemClock
) -> None:
    written = (
        "Sleeps badly",
        "peanut",
        "14,2 kg",
        "ASQ:SE-2",
        "Orthophonie",
        "Oreilles",
        "10 d\u00e9cembre 2024",
    )
    await write_there(lou, other, vault, clock)
    given = lou.ambre.clearance(*book.NEEDED)
    with lou.ambre.here(), pytest.raises(NotFound):
        await book.make_certificate(given, "CS9", clock=clock, vault=vault)
    before = await made(lou, vault, clock)
    assert [words for words in written if words in before] == []
    with lou.nour.here():
        mine, theirs = (
            lou.nour.clearance(Permission.CHILD_READ, Permission.DOSSIER_MERGE, dossier=dossier)
            for dossier in (LOU, other)
        )
        await doubles.join(mine, theirs, clock=clock, vault=vault)
    after = await made(lou, vault, clock)
    assert [words for words in written if words not in after] == []
    with lou.ambre.here():
        leaf = await book.make_leaf(given, Leaf.DEVELOPMENT, clock=clock, vault=vault)
        certificate = await book.make_certificate(given, "CS9", clock=clock, vault=vault)
    assert "surveiller" in words_of(leaf)
    assert "4 mars 2022" in words_of(certificate)


async def test_a_page_that_would_have_to_be_printed_from_the_other_dossier_is_not_offered_here(
    lou: People, other: DossierId, vault: Vault, clock: SystemClock
) -> None:
    await write_there(lou, other, vault, clock)
    with lou.nour.here():
        mine, theirs = (
            lou.nour.clearance(Permission.CHILD_READ, Permission.DOSSIER_MERGE, dossier=dossier)
            for dossier in (LOU, other)
        )
        await doubles.join(mine, theirs, clock=clock, vault=vault)
    with lou.ambre.here():
        begun = NewVersion(step=STEP, part=PartCode("daily"), answers=answers(sleep="good"))
        await assessment.save_part(
            lou.ambre.clearance(*PERMISSIONS), begun, clock=clock, vault=vault
        )
        here, there = [
            await book.book(
                lou.ambre.clearance(*book.NEEDED, dossier=dossier), clock=clock, vault=vault
            )
            for dossier in (LOU, other)
        ]
    assert [each.status.step.code for each in here.pages] == []
    assert [each.status.step.code for each in there.pages] == [STEP]


async def test_words_about_a_mother_kept_secret_stay_hidden_when_they_come_from_a_joined_dossier(
    lou: People, other: DossierId, vault: Vault, clock: SystemClock
) -> None:
    with lou.ambre.here():
        there = lou.ambre.clearance(Permission.CARE_PLAN_ADD, dossier=other)
        need = NewNeed(
            discipline=Discipline.MEDICAL,
            found_in=FoundIn.OTHER,
            stated_on=date(2025, 1, 1),
            words=Words(need="Elle vient de Lens", about=About.PARENT_1),
        )
        await plan.state_need(there, need, clock=clock, vault=vault)
    with lou.nour.here():
        mine, theirs = (
            lou.nour.clearance(
                Permission.CHILD_READ,
                Permission.DOSSIER_MERGE,
                Permission.ORIGINS_PROTECT,
                dossier=dossier,
            )
            for dossier in (LOU, other)
        )
        await doubles.join(mine, theirs, clock=clock, vault=vault)
    assert "Lens" in await made(lou, vault, clock)
    with lou.nour.here():
        await civil.protect_origins(mine, clock=clock, vault=vault)
    assert "Lens" not in await made(lou, vault, clock)
