"""How soon somebody of the directory can be seen, and where: said by who knows, with its day, kept as it was said."""

import csv
from datetime import date
from io import StringIO
from uuid import uuid4

import asyncpg
import pytest

from storage.vault import Vault
from tests.people import LOU, NURSERY, People
from tests.workspace.dossier.conftest import Operator
from tests.workspace.home.conftest import Browse, browse, clock, followed, operator, site
from workspace.actor import Role
from workspace.clock import SystemClock
from workspace.database import sql, transaction
from workspace.errors import Forbidden, Invalid
from workspace.i18n import use_language
from workspace.ids import PractitionerId
from workspace.network import forms, rules, service
from workspace.network.model import Contact, NewPractice, NewPractitioner, Practice
from workspace.network.wording import practice

__all__ = ["browse", "clock", "followed", "operator", "site"]

DAY = date(2025, 3, 4)
SIX = NewPractice(waiting_weeks=6, visits_homes=True)


@pytest.fixture
async def zola(people: People, operator: Operator, vault: Vault) -> PractitionerId:  # noqa: ARG001 - they are known
    new = NewPractitioner(
        contact=Contact(family_name="Zola"), role=Role.PSYCHOMOTRICIAN, organization=NURSERY
    )
    roy = NewPractitioner(contact=Contact(family_name="Roy"), role=Role.CARER, organization=NURSERY)
    async with operator("import") as errand:
        found, _ = await service.add_many(errand, [new, roy], vault=vault)
    return found


@pytest.mark.parametrize(
    ("new", "is_right"),
    [
        (NewPractice(waiting_weeks=0, visits_homes=None), True),
        (NewPractice(waiting_weeks=260, visits_homes=None), True),
        (NewPractice(waiting_weeks=261, visits_homes=None), False),
        (NewPractice(waiting_weeks=-1, visits_homes=True), False),
        (NewPractice(waiting_weeks=None, visits_homes=False), True),
        (NewPractice(waiting_weeks=None, visits_homes=None), False),
    ],
)
def test_what_may_be_said(new: NewPractice, *, is_right: bool) -> None:
    if is_right:
        rules.check_practice(new)
    else:
        with pytest.raises(Invalid):
            rules.check_practice(new)


@pytest.mark.parametrize(
    ("written", "weeks"), [("", None), ("0", 0), ("000", 0), (" 6 ", 6), ("00000006", 6)]
)
def test_weeks_are_read_however_they_are_padded(written: str, weeks: int | None) -> None:
    read = forms.new_practice({"waiting_weeks": written, "visits_homes": "yes"})
    assert read == NewPractice(waiting_weeks=weeks, visits_homes=True)


@pytest.mark.parametrize(
    ("weeks", "homes", "words"),
    [
        (None, None, ""),
        (0, None, "no wait"),
        (1, None, "about 1 week to wait"),
        (6, True, "about 6 weeks to wait, comes to the home"),
        (None, False, "does not come to the home"),
    ],
)
def test_how_it_is_said(weeks: int | None, homes: bool | None, words: str) -> None:
    with use_language("en"):
        assert practice(Practice(waiting_weeks=weeks, visits_homes=homes, stated_on=DAY)) == words
        assert practice(None) == ""


@pytest.mark.usefixtures("followed")
async def test_it_is_said_on_a_page_and_read_where_one_chooses(
    browse: Browse, people: People, zola: PractitionerId
) -> None:
    nour, malik = browse(people.nour), browse(people.malik)
    page = f"/network/{zola}/practice"
    listed = (await nour.get("/network")).text
    assert page in listed
    assert listed.count('/practice"') == 1, (
        "a foster family is nobody one makes an appointment with"
    )
    assert page not in (await malik.get("/network")).text
    assert 'name="waiting_weeks"' in (await nour.get(page)).text
    for wrong in ({"waiting_weeks": "soon"}, {"waiting_weeks": "999"}, {"waiting_weeks": ""}):
        answer = await nour.post(page, wrong)
        assert (answer.status_code, "field-waiting_weeks-error" in answer.text) == (422, True)
    said = {"waiting_weeks": "6", "visits_homes": "yes"}
    assert (await nour.post(page, said)).status_code == 303
    shown = (await nour.get("/network")).text
    assert "about 6 weeks to wait, comes to the home" in shown
    assert "said on 4 March 2025" in shown
    assert 'value="6"' in (await nour.get(page)).text, "a correction begins with what stands"
    assert "Roy" not in (await malik.get("/network", homes="yes")).text
    assert "Zola" in (await malik.get("/network", homes="yes")).text
    file = (await malik.get("/network.csv", homes="yes")).content.decode("utf-8-sig")
    heads, row = csv.reader(StringIO(file, newline=""), delimiter=";")
    cells = dict(zip(heads, row, strict=True))
    assert (cells["Weeks to wait"], cells["Comes to the home"]) == ("6", "yes")
    assert cells["Said on"] == "2025-03-04"
    need = (await nour.get(f"/children/{LOU}/care/needs/new")).text
    assert "Zola, psychomotrician" in need
    assert "about 6 weeks to wait, comes to the home (said on 4 March 2025)" in need
    for who in (people.malik, people.parent):
        assert (await browse(who).get(page)).status_code == 403
        assert (await browse(who).post(page, said)).status_code == 403
    assert (await nour.get(f"/network/{uuid4()}/practice")).status_code == 404


async def test_whoever_it_is_about_says_it_too_and_nothing_is_overwritten(
    people: People, operator: Operator, zola: PractitionerId, clock: SystemClock, vault: Vault
) -> None:
    async with operator("import") as errand:
        await service.link_account(errand, zola, people.malik.actor.account)
    with people.nour.here():
        await service.state_practice(people.nour.actor, zola, SIX, clock=clock, vault=vault)
    with people.malik.here():
        mine = NewPractice(waiting_weeks=3, visits_homes=None)
        await service.state_practice(people.malik.actor, zola, mine, clock=clock, vault=vault)
        async with transaction():
            assert len(await sql("select id from practitioner_practice")) == 2
        for statement in (
            "update practitioner_practice set waiting_weeks = 1",
            "delete from practitioner_practice",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with transaction():
                    await sql(statement)
    with people.odile.here(), pytest.raises(Forbidden):
        await service.state_practice(people.odile.actor, zola, SIX, clock=clock, vault=vault)
    with people.odile.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction():
            await sql(
                "insert into practitioner_practice (id, practitioner, waiting_weeks, stated_on, stated_by, stated_at)"
                " values (gen_random_uuid(), {}, 1, current_date, {}, now())",
                zola,
                people.odile.actor.account,
            )
