"""What stays in the other dossier of a child is one link away, to whoever may read both."""

import re
from datetime import date

import pytest

from storage.vault import Vault
from tests.people import LOU, People, account_of
from tests.workspace.dossier.conftest import Operator
from tests.workspace.dossier.documents.test_service import filed
from tests.workspace.dossier.record.cases import NEW_LOU
from tests.workspace.home.conftest import Browse
from tests.workspace.home.test_agenda import FILLED
from tests.workspace.notices.test_canary import written_to
from tests.workspace.reminders.test_summons import DOING, FATHER
from workspace.access import service as access
from workspace.access.model import Circle
from workspace.access.permissions import DataClass, Permission
from workspace.actor import Role
from workspace.app import FEATURES, all_routes
from workspace.clock import FixedClock
from workspace.dossier.journal import contacts
from workspace.dossier.journal.model import NewAttempt, Way
from workspace.dossier.record import service as record
from workspace.dossier.record.doubles import service as doubles
from workspace.dossier.record.family import service as family
from workspace.dossier.record.model import NewPlacement, PlacementKind
from workspace.ids import DossierId
from workspace.messaging.model import NewConversation
from workspace.web.policy import GuardedRoute
from workspace.web.templating import Templates

HERE = f"/children/{LOU}"

pytestmark = pytest.mark.usefixtures("followed")

SAID = {
    "agenda": ("/appointments", "1 appointment in the other dossier"),
    "documents": ("/documents", "1 document in the other dossier"),
    "messages": ("/conversations", "1 conversation in the other dossier"),
}


@pytest.fixture
async def other(people: People, vault: Vault, clock: FixedClock) -> DossierId:
    """The dossier of Lou that goes on, around which only Nour is; the one she had is joined to it."""
    with people.nour.here() as nour:
        found = (await record.enrol_child(nour, NEW_LOU, clock=clock, vault=vault)).dossier
        goes_on, merged = (
            people.nour.clearance(Permission.DOSSIER_MERGE, dossier=each) for each in (found, LOU)
        )
        await doubles.join(goes_on, merged, clock=clock, vault=vault)
    return found


async def test_each_list_says_what_stays_in_the_other_dossier(
    people: People, browse: Browse, vault: Vault, clock: FixedClock, other: DossierId
) -> None:
    nour, yann = browse(people.nour), browse(people.yann)
    there = f"/children/{other}"
    for path, words in SAID.values():
        assert words.partition(" ")[2] not in (await nour.get(there + path)).text, "nothing yet"
    await nour.post(f"{HERE}/appointments", {**FILLED})
    await filed(people.nour, vault, data_class=DataClass.SOCIAL)
    subject = NewConversation(
        subject="The holidays", members=frozenset({people.yann.actor.account}), body="When?"
    )
    await written_to(people, subject, clock=clock, vault=vault)
    for path, words in SAID.values():
        line = f'<a href="{HERE}{path}">{words}</a>'
        assert line in (await nour.get(there + path)).text
        assert line not in (await nour.get(there)).text, "each on its own page"
        assert "stays in the dossier where it was written" in (await nour.get(there + path)).text
        assert "in the other dossier" not in (await yann.get(HERE + path)).text


async def test_needs_and_observations_stand_with_the_rest_and_say_where_they_were_written(  # noqa: PLR0917 - fixtures
    people: People,
    browse: Browse,
    vault: Vault,
    clock: FixedClock,
    other: DossierId,
    operator: Operator,
) -> None:
    nour, yann, there = browse(people.nour), browse(people.yann), f"/children/{other}"
    night = {"kind": "sleep", "text": "Slept all night."}
    need = {"discipline": "speech", "found_in": "observation", "stated_on": "2025-03-04"}
    assert (await nour.post(f"{HERE}/journal", night)).status_code == 303
    assert (await nour.post(f"{HERE}/care/needs", need)).status_code == 303
    await nour.post(f"{there}/journal", {**night, "text": "Woke twice."})
    journal = (await nour.get(f"{there}/journal")).text
    assert "2 observations" in journal
    assert "Slept all night." in journal
    assert f'<a href="{HERE}/journal">written in the joined dossier</a>' in journal
    assert journal.count("/withdrawal") == 1, "what was written elsewhere is taken back there"
    plan = (await nour.get(f"{there}/care/plan")).text
    assert "written in the joined dossier" in plan
    (link,) = set(re.findall(f'href="({HERE}/care/needs/[0-9a-f-]+)"', plan))
    assert (await nour.get(link)).status_code == 200
    listed = (await nour.get("/care/needs")).text
    assert listed.count(link) == 2, "one line, its name and its button, and no other of the same"
    for path in ("/journal", "/care/plan"):
        page = (await nour.get(there + path)).text
        assert "stays in the dossier where it was written" not in page
    for name, told in (("journal", "Slept all night."), ("care/plan", "Speech")):
        file = (await nour.get(f"{there}/{name}.csv")).text
        assert "the joined dossier" in file
        assert told in file

    ear = {"kind": "health", "text": "Ear infection."}
    assert (await browse(people.ambre).post(f"{HERE}/journal", ear)).status_code == 303
    assert "Ear infection." in (await nour.get(f"{there}/journal")).text
    place = (other, account_of("yann"), Role.KEY_WORKER, "follow-up", date(2021, 7, 9))
    async with operator("import") as errand:
        await access.grant_many(errand, [place], clock=clock, vault=vault)
    his = (await yann.get(f"{there}/journal")).text
    assert "Slept all night." in his
    assert "Ear infection." not in his, "joining opens nothing: a key worker reads no health there"
    entry = re.search(rf"{HERE}/journal/[0-9a-f-]+", (await nour.get(f"{HERE}/journal")).text)
    assert entry is not None
    assert (await nour.post(f"{entry[0]}/withdrawal")).status_code == 303
    assert "Put back" in (await nour.get(f"{HERE}/journal")).text
    assert "Put back" not in (await nour.get(f"{there}/journal")).text, "put back where it was"


async def test_what_is_not_open_in_the_other_dossier_is_not_counted(  # noqa: PLR0917 - each is a fixture
    people: People,
    browse: Browse,
    vault: Vault,
    clock: FixedClock,
    other: DossierId,
    operator: Operator,
) -> None:
    nour, yann = browse(people.nour), browse(people.yann)
    await nour.post(f"/children/{other}/journal", {"kind": "sleep", "text": "Slept."})
    assert "in the other dossier" in (await nour.get(f"{HERE}/journal")).text
    answer = await yann.get(f"{HERE}/journal")
    page = answer.text
    assert answer.status_code == 200
    assert "in the other dossier" not in page
    assert str(other) not in page
    place = (other, account_of("yann"), Role.KEY_WORKER, "follow-up", date(2021, 7, 9))
    async with operator("import") as errand:
        await access.grant_many(errand, [place], clock=clock, vault=vault)
    await filed(people.ambre, vault, title="Hearing test")
    await filed(people.ambre, vault, title="Hearing test again")
    papers = f"/children/{other}/documents"
    assert "2 documents in the other dossier" in (await nour.get(papers)).text
    assert "in the other dossier" not in (await yann.get(papers)).text, (
        "a key worker reads no health"
    )
    await filed(people.nour, vault, data_class=DataClass.SOCIAL)
    assert "1 document in the other dossier" in (await yann.get(papers)).text


async def test_a_holder_is_invited_unless_the_other_dossier_says_otherwise(
    people: People, browse: Browse, vault: Vault, clock: FixedClock, other: DossierId
) -> None:
    for dossier in (LOU, other):
        with people.nour.here():
            clearance = people.nour.clearance(*DOING, dossier=dossier)
            await family.add_person(clearance, FATHER, clock=clock, vault=vault)
        page = (await browse(people.nour).get(f"/children/{dossier}/people")).text
        assert "unless a restriction written in the joined dossier stands" in page


async def test_attempts_and_places_of_a_joined_dossier_count_where_the_child_goes_on(
    people: People, browse: Browse, vault: Vault, clock: FixedClock, other: DossierId
) -> None:
    nour, there = browse(people.nour), f"/children/{other}"
    clearance = people.nour.clearance(
        Permission.PLACEMENT_WRITE, Permission.CONTACT_ADD, Permission.CHILD_READ
    )
    circle = Circle(
        actor=people.nour.actor,
        permission=Permission.CHILD_READ,
        dossiers=frozenset({LOU, other}),
    )
    lived = NewPlacement(
        kind=PlacementKind.FOSTER_FAMILY, place="Chez Ahès", begins_on=date(2025, 3, 1)
    )
    phoned = NewAttempt(way=Way.PHONE, tried_on=clock.today(), line="Nobody answered.")
    with people.nour.here():
        await record.move(clearance, lived, clock=clock, vault=vault)
        await contacts.record_attempt(clearance, phoned, clock=clock, vault=vault)
        (found,) = await record.children(circle, clock=clock, vault=vault)
        tried = (await contacts.contacts_in(circle))[other]
    assert found.placement is not None
    assert (found.dossier, found.placement.place) == (other, "Chez Ahès")
    assert tried.tried == (phoned.tried_on,)
    page = (await nour.get(f"{there}/contact")).text
    assert "Chez Ahès" in page, "the header says where the child lives"
    assert "Nobody answered." in page
    assert f"{HERE}/contact/" in page, "taken back where it was written"


async def test_every_page_of_a_joined_child_opens(
    people: People, browse: Browse, other: DossierId
) -> None:
    nour = browse(people.nour)
    pages = [
        route.path.replace("{dossier:uuid}", "{}")
        for route in all_routes(Templates(FEATURES))
        if isinstance(route, GuardedRoute)
        and "GET" in (route.methods or ())
        and re.fullmatch(r"/children/\{dossier:uuid\}(/[a-z-]+)*", route.path)
    ]
    assert len(pages) > 30
    for dossier in (LOU, other):
        for page in pages:
            answer = await nour.get(page.format(dossier))
            assert answer.status_code in {200, 303, 403, 404, 409}, page
