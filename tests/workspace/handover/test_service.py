"""What Camille sees, and what she takes away, against a real database."""

import csv
import json
import re
from datetime import date
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from zipfile import BadZipFile, ZipFile

import pytest

from storage.errors import ObjectMissing
from storage.objects import MemoryObjectStore
from storage.vault import Vault
from tests.people import People, Person
from tests.workspace.dossier.conftest import Operator
from tests.workspace.dossier.traces import recorded
from tests.workspace.grown import CAMILLE
from tests.workspace.handover.conftest import PHOTO, SCAN
from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.service import clear
from workspace.actor import Role
from workspace.audit.model import Act
from workspace.clock import FixedClock, SystemClock
from workspace.database import sql, transaction
from workspace.dossier.care import service as care
from workspace.dossier.care.model import CareKind, NewSession, Payer
from workspace.dossier.documents import service as documents
from workspace.dossier.health import service as health
from workspace.dossier.health.model import Allergy, Source
from workspace.dossier.scales import service as scales
from workspace.dossier.scales.model import Domain, NewResponse, ScaleCode
from workspace.errors import Forbidden, NotFound
from workspace.handover import service
from workspace.handover.archive import write_archive
from workspace.handover.wording import DEEDS, deed, who
from workspace.i18n import use_language


async def cleared(camille: Person, vault: Vault) -> Clearance:
    return await clear(camille.actor, CAMILLE, *service.ALL, clock=SystemClock(), vault=vault)


async def packed(camille: Person, *, clock: FixedClock, vault: Vault) -> bytes:
    with camille.here(), use_language("en"):
        suitcase = await service.pack(await cleared(camille, vault), clock=clock, vault=vault)
        chunks = write_archive(suitcase.story, suitcase.open_content)
        return b"".join([chunk async for chunk in chunks])


def opened(whole: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(whole)) as archive:
        assert archive.testzip() is None
        return {name.removeprefix("grenier/"): archive.read(name) for name in archive.namelist()}


# ── The archive ──────────────────────────────────────────────────────────────────────────────────


async def test_the_archive_opens_and_its_lists_name_every_file(
    camille: Person, clock: FixedClock, vault: Vault
) -> None:
    files = opened(await packed(camille, clock=clock, vault=vault))
    lines = files["manifest-sha256.txt"].decode().splitlines()
    listed = {
        path: digest for digest, path in (re.split(r"\s+", line, maxsplit=1) for line in lines)
    }
    assert listed == {
        path: sha256(content).hexdigest()
        for path, content in files.items()
        if path.startswith("data/")
    }
    assert "index.html" in files


async def test_every_original_and_document_is_inside_byte_for_byte(
    camille: Person, clock: FixedClock, vault: Vault
) -> None:
    files = opened(await packed(camille, clock=clock, vault=vault))
    contents = list(files.values())
    assert PHOTO in contents
    assert SCAN in contents
    rows = list(
        csv.DictReader(
            files["data/donnees/contenus.csv"].decode("utf-8-sig").splitlines(), delimiter=";"
        )
    )
    assert ["application/pdf", "image/jpeg", "image/jpeg"] == sorted(
        row["content_type"] for row in rows
    )
    told = json.loads(files["data/donnees/histoire.json"])
    assert ["The bicycle", "The sea"] == [
        keepsake["caption"] for chapter in told["chapters"] for keepsake in chapter["keepsakes"]
    ]
    assert ["Yann", "Odile"] == [
        keepsake["contributed_by"]
        for chapter in told["chapters"]
        for keepsake in chapter["keepsakes"]
    ]
    assert ["Chez Odile"] == [stay["place"] for stay in told["placements"]]
    assert ["Judgment 1"] == [document["title"] for document in told["documents"]]
    assert told["full_name"] == "Camille Vasseur"
    assert told["prepared_on"] == "2025-03-04"
    assert told["readings"]


async def test_health_questionnaires_and_sessions_are_inside(
    people: People, camille: Person, operator: Operator, clock: FixedClock, vault: Vault
) -> None:
    with people.ambre.here():
        clearance = people.ambre.clearance(Permission.HEALTH_WRITE, dossier=CAMILLE)
        allergy = Allergy(substance="Walnuts", source=Source.PARENT, done_on=date(2011, 5, 2))
        await health.state(clearance, allergy, clock=clock, vault=vault)
    held = NewSession(
        kind=CareKind.PSYCHOLOGY,
        done_on=date(2012, 6, 5),
        payer=Payer.DEPARTMENT,
        minutes=45,
    )
    filled = NewResponse(
        scale=ScaleCode.ASQ_SE,
        questionnaire_months=36,
        answered_on=date(2010, 4, 1),
        points={Domain.TOTAL: Decimal(40)},
    )
    async with operator("import") as errand:
        await care.add_many(errand, [(CAMILLE, held)])
        await scales.add_many(errand, [(CAMILLE, filled)], vault=vault)
    files = opened(await packed(camille, clock=clock, vault=vault))
    for name, row in (
        ("sante", ["2011-05-02", "", "Allergy", "Walnuts"]),
        ("questionnaires", ["2010-04-01", "ASQ:SE, 36 months", "Social and emotional"]),
        ("seances", ["2012-06-05", "Psychology", "Present", ""]),
    ):
        table = files[f"data/donnees/{name}.csv"].decode("utf-8-sig").splitlines()
        (line,) = list(csv.reader(table, delimiter=";"))[1:]
        assert line[: len(row)] == row
        assert row[-1] in files[f"data/dossier/{name}.html"].decode()


async def test_what_was_withdrawn_is_not_taken_away(
    camille: Person, clock: FixedClock, vault: Vault
) -> None:
    with camille.here():
        async with transaction():
            await sql("update keepsake set withdrawn_at = now() where original is not null")
    files = opened(await packed(camille, clock=clock, vault=vault))
    assert PHOTO not in files.values()


async def test_taking_it_is_recorded_before_the_first_byte(
    people: People, camille: Person, clock: FixedClock, vault: Vault
) -> None:
    with camille.here():
        clearance = await cleared(camille, vault)
        suitcase = await service.pack(clearance, clock=clock, vault=vault)
    assert Act.HANDOVER_ARCHIVE in await recorded(people)
    with camille.here():
        assert await anext(write_archive(suitcase.story, suitcase.open_content))


async def test_an_archive_whose_object_is_missing_does_not_look_whole(
    camille: Person, clock: FixedClock, vault: Vault
) -> None:
    assert isinstance(vault._objects, MemoryObjectStore)
    with camille.here():
        suitcase = await service.pack(await cleared(camille, vault), clock=clock, vault=vault)
        vault._objects.objects.clear()
        sent = bytearray()
        with pytest.raises(ObjectMissing):
            await _take(suitcase, sent)
    assert sent
    with pytest.raises(BadZipFile):
        ZipFile(BytesIO(bytes(sent)))


async def _take(suitcase: service.Suitcase, sent: bytearray) -> None:
    async for chunk in write_archive(suitcase.story, suitcase.open_content):
        sent += chunk


async def test_only_the_owner_packs(
    people: People, camille: Person, clock: FixedClock, vault: Vault
) -> None:
    assert camille
    with people.nour.here():
        none = people.nour.clearance(*service.ALL[1:], dossier=CAMILLE)
        for asked in (
            service.pack(none, clock=clock, vault=vault),
            service.readings(none, vault=vault),
        ):
            with pytest.raises(Forbidden):
                await asked


# ── Who opened my file ───────────────────────────────────────────────────────────────────────────


async def readings(camille: Person, vault: Vault) -> tuple[service.DayOfReading, ...]:
    with camille.here(), use_language("en"):
        return await service.readings(await cleared(camille, vault), vault=vault)


async def test_readings_are_told_by_day_and_person_without_her_own_visits(
    people: People, camille: Person, vault: Vault
) -> None:
    with people.nour.here():
        clearance = people.nour.clearance(dossier=CAMILLE)
        for _ in range(3):
            await documents.documents(clearance, vault=vault)
    await readings(camille, vault)

    found = await readings(camille, vault)

    by_name = {each.who.split(",")[0]: each for each in found}
    assert {"Nour", "Odile", "Yann"} == set(by_name)
    assert len(by_name) == len(found), "one line a person and a day"
    assert by_name["Odile"].deeds == ("put something in your box",)
    assert set(by_name["Nour"].deeds) == {
        "looked at the list of your documents",
        "handed your box over to you",
        "filed a document in your dossier",
    }
    assert not [each for each in found if each.who.startswith("Camille")]


async def test_the_latest_day_comes_first_by_the_clock_of_paris(
    camille: Person, vault: Vault
) -> None:
    found = await readings(camille, vault)
    days = [each.day for each in found]
    assert days == sorted(days, reverse=True)


async def test_a_refused_stranger_is_told_too(
    people: People, camille: Person, vault: Vault
) -> None:
    with people.noe.here(), pytest.raises(NotFound):
        await clear(people.noe.actor, CAMILLE, clock=SystemClock(), vault=vault)
    said = {each.who.split(",")[0]: each.deeds for each in await readings(camille, vault)}
    assert said["Noe"] == ("asked to see your dossier and was refused",)


async def test_nobody_else_reads_who_opened_it(
    people: People, camille: Person, vault: Vault
) -> None:
    """The database answers the owner alone: with the same words, her coordinator gets nothing."""
    assert camille
    with people.nour.here():
        clearance = people.nour.clearance(*service.NEEDED, dossier=CAMILLE)
        assert () == await service.readings(clearance, vault=vault)


def test_every_act_on_one_dossier_has_words_of_its_own() -> None:
    rooms = ("access:", "dossier:", "handover:", "memorybox:", "messaging:")
    lists = {Act.CHILD_LIST, Act.CHILD_SEEK, Act.CONVERSATION_READ}
    assert {act for act in Act if act.startswith(rooms)} - lists <= set(DEEDS)
    with use_language("en"):
        assert deed(Act.SEARCH) == "did something in your dossier"
        assert deed(Act.BOX_OPEN) == "opened your box"


def test_the_platform_and_people_without_a_name_are_said_by_what_they_are() -> None:
    with use_language("en"):
        assert who("Import", Role.SERVICE) == "The Grenier platform"
        assert who(None, Role.PHYSICIAN) == "Physician"
        assert who("Ambre", Role.PHYSICIAN) == "Ambre, physician"
