"""A session like another one of its day: asked about once, wherever it is noted, and never refused."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from storage.vault import Vault
from tests.people import LOU, People
from tests.workspace.dossier.care.rounds.afternoons import (
    BOTH,
    EDEN,
    TODAY,
    afternoon,
    circle,
    noted,
)
from tests.workspace.dossier.care.rounds.conftest import malik
from tests.workspace.dossier.care.test_service import PLAY, read
from tests.workspace.dossier.care.test_service import noted as noted_one
from tests.workspace.dossier.conftest import Operator
from tests.workspace.served import Site
from workspace.access.permissions import Permission
from workspace.clock import FixedClock
from workspace.dossier.care import corrections
from workspace.dossier.care import service as care
from workspace.dossier.care.model import CareKind, NewSession, Payer
from workspace.dossier.care.rounds import service as rounds
from workspace.dossier.record.doubles import service as doubles
from workspace.ids import DossierId, PractitionerId

__all__ = ["malik"]

BASE = f"/children/{LOU}/care"
ROUND = {
    "kind": "psychomotor",
    "done_on": "2025-03-04",
    "minutes": "40",
    "payer": "pegase",
    f"presence-{LOU}": "present",
    f"note-{LOU}": "Played with water.",
}
MOVED = {
    "kind": "psychomotor",
    "presence": "present",
    "payer": "pegase",
    "done_on": "2025-03-03",
    "minutes": "60",
    "note": "On Monday, in fact.",
}


@pytest.mark.usefixtures("followed")
async def test_a_second_round_of_a_day_is_asked_about_once_and_keeps_what_was_typed(
    people: People, site: Site
) -> None:
    malik = site.browser(people.malik)
    assert (await malik.post("/care/sessions", ROUND)).status_code == 303
    asked = await malik.post("/care/sessions", ROUND)
    assert asked.status_code == 422
    assert "neither says with whom, of: Lou Delattre. Is it another one?" in asked.text
    assert "Played with water." in asked.text
    assert "1 of 15 sessions" in (await malik.get(BASE)).text
    sure = re.search(r'name="sure" value="([^"]+)"', asked.text)
    assert sure is not None
    for odd in ("2025-03-04", "2025-03-04 lou", sure[1].replace("-04 ", "-03 ")):
        again = await malik.post("/care/sessions", {**ROUND, "sure": odd})
        assert again.status_code == 422, odd
    assert (await malik.post("/care/sessions", {**ROUND, "sure": sure[1]})).status_code == 303
    for change in ({"kind": "psychology"}, {f"presence-{LOU}": "absent"}):
        other = await malik.post("/care/sessions", {**ROUND, **change})
        assert other.status_code == 303, change
    assert "3 of 15 sessions" in (await malik.get(BASE)).text


@pytest.mark.usefixtures("followed")
async def test_who_noted_the_first_one_when_and_its_words_are_said(
    people: People, site: Site, operator: Operator
) -> None:
    """Two windows are told apart by whoever wrote in both; a colleague is named, files are called files."""
    malik, one = site.browser(people.malik), {**MOVED, "note": "In the first window."}
    assert (await malik.post(BASE, one)).status_code == 303
    asked = (await malik.post(BASE, {**one, "note": "In the second."})).text
    assert re.search(
        r"<li>noted by you, [^<]* at \d+:\d\d: <q>In the first window\.</q></li>", asked
    )
    assert "In the second." in asked
    noe = (await site.browser(people.noe).post(BASE, {**one, "note": ""})).text
    assert re.search(r"<li>noted by Malik[^<]*, [^<]* at \d+:\d\d</li>", noe), "and no word of it"
    assert "In the first window." not in noe
    brought = NewSession(
        kind=CareKind.PSYCHOMOTOR,
        done_on=TODAY - timedelta(days=3),
        payer=Payer.PEGASE,
        minutes=30,
    )
    async with operator("import") as errand:
        await care.add_many(errand, [(LOU, brought)])
    again = {**one, "done_on": brought.done_on.isoformat()}
    assert "<li>brought in with files</li>" in (await malik.post(BASE, again)).text


@pytest.mark.usefixtures("followed")
async def test_whoever_presses_twice_is_asked_about_the_second(people: People, site: Site) -> None:
    malik = site.browser(people.malik)
    one = {**MOVED, "kind": "psychomotor"}
    for path, fields in (("/care/sessions", ROUND), (BASE, one)):
        answers = await asyncio.gather(*(malik.post(path, fields) for _ in range(3)))
        assert sorted(answer.status_code for answer in answers) == [303, 422, 422], path
    assert "2 of 15 sessions" in (await malik.get(BASE)).text


@pytest.mark.usefixtures("followed")
async def test_a_correction_onto_another_session_of_the_day_is_asked_about_once(
    people: People, site: Site, clock: FixedClock, vault: Vault
) -> None:
    monday = replace(PLAY, practitioner=None, done_on=TODAY - timedelta(days=1))
    await noted_one(people.malik, monday, clock=clock, vault=vault)
    written = await noted_one(people.malik, PLAY, clock=clock, vault=vault)
    malik, path = site.browser(people.malik), f"{BASE}/sessions/{written.session.id}"
    asked = await malik.post(path, MOVED)
    assert asked.status_code == 422
    assert "Is it another one?" in asked.text
    assert "On Monday, in fact." in asked.text
    assert f'action="{path}"' in asked.text, "it is still a correction"
    sure = re.search(r'name="sure" value="([^"]+)"', asked.text)
    assert sure is not None
    assert (await malik.post(path, {**MOVED, "sure": sure[1]})).status_code == 303
    entries = await read(people.malik, vault)
    assert [entry.session.done_on for entry in entries] == [monday.done_on] * 2
    second = next(each for each in entries if each.session.minutes == 60)
    longer = {**MOVED, "minutes": "55"}
    assert (await malik.post(f"{BASE}/sessions/{second.session.id}", longer)).status_code == 303, (
        "of two that are known to be two, one is corrected without another question"
    )


async def test_sessions_of_a_joined_dossier_count_when_several_are_noted_at_once(
    people: People, malik: PractitionerId, operator: Operator, clock: FixedClock, vault: Vault
) -> None:
    year = TODAY - timedelta(days=200)
    one = NewSession(
        kind=CareKind.PSYCHOMOTOR, done_on=year, payer=Payer.PEGASE, minutes=30, practitioner=malik
    )
    held = [replace(one, done_on=year + timedelta(days=day)) for day in range(14)]
    async with operator("import") as errand:
        await care.add_many(errand, [(EDEN, each) for each in (*held, replace(one, done_on=TODAY))])
    with people.nour.here():
        mine = people.nour.clearance(Permission.CHILD_READ, Permission.DOSSIER_MERGE)
        await doubles.join(mine, replace(mine, dossier=EDEN), clock=clock, vault=vault)
    with people.malik.here():
        noting = circle(people.malik, Permission.CARE_SESSION_ADD)
        shown = await rounds.children(noting, clock=clock, vault=vault)
        again = await rounds.repeated(noting, afternoon(malik, BOTH[0]), clock=clock, vault=vault)
    left = {child.dossier: child.budget.sessions.left for child in shown}
    assert left[LOU] == 0, "fifteen of fifteen, all of them written in the other dossier"
    assert again == {LOU}
    await noted(people.malik, afternoon(malik, BOTH[0]), clock=clock, vault=vault)
    with people.malik.here():
        month = await rounds.month(
            circle(people.malik, Permission.CARE_SESSION_READ),
            malik,
            TODAY.replace(day=1),
            clock=clock,
            vault=vault,
        )
    today = [line.held for line in month.lines if line.held.session.done_on == TODAY]
    assert sorted(each.is_over_ceiling for each in today) == [False, True], "the sixteenth is said"


async def test_a_session_is_compared_with_those_of_every_dossier_of_the_child(
    people: People, malik: PractitionerId, operator: Operator, clock: FixedClock, vault: Vault
) -> None:
    monday = TODAY - timedelta(days=1)
    played = NewSession(
        kind=CareKind.PSYCHOMOTOR, done_on=TODAY, payer=Payer.PEGASE, minutes=30, practitioner=malik
    )
    async with operator("import") as errand:
        await care.add_many(errand, [(LOU, played), (EDEN, replace(played, done_on=monday))])
    with people.nour.here():
        mine = people.nour.clearance(Permission.CHILD_READ, Permission.DOSSIER_MERGE)
        await doubles.join(mine, replace(mine, dossier=EDEN), clock=clock, vault=vault)

    async def is_asked(dossier: DossierId, new: NewSession) -> bool:
        clearance = people.malik.clearance(Permission.CARE_SESSION_ADD, dossier=dossier)
        return await care.is_repeated(clearance, new, clock=clock, vault=vault)

    earlier = replace(played, done_on=monday)
    with people.malik.here():
        assert await is_asked(LOU, earlier), "written in the joined one"
        assert await is_asked(EDEN, played), "written in the one that goes on"
        assert not await is_asked(EDEN, replace(played, done_on=monday - timedelta(days=1)))
        correcting = people.malik.clearance(
            Permission.CARE_SESSION_ADD, Permission.CARE_SESSION_READ, dossier=EDEN
        )
        (theirs,) = await care.sessions(correcting, vault=vault)
        onto = await corrections.is_repeated(
            correcting, theirs.session.id, played, clock=clock, vault=vault
        )
        again = await rounds.repeated(
            circle(people.malik, Permission.CARE_SESSION_ADD),
            afternoon(malik, *BOTH, done_on=monday),
            clock=clock,
            vault=vault,
        )
    assert onto, "a correction in the joined dossier onto a session of the other"
    assert again == {LOU, EDEN}
    with people.nour.here():
        await doubles.take_apart(mine, replace(mine, dossier=EDEN), clock=clock, vault=vault)
    with people.malik.here():
        assert not await is_asked(EDEN, played), "apart again"
        assert not await is_asked(LOU, earlier)
