"""What two dossiers of one child hold stands together where the child goes on, to whoever may read both."""

import re
from datetime import date

import pytest

from storage.vault import Vault
from tests.people import LOU, People, account_of
from tests.workspace.dossier.conftest import Operator
from tests.workspace.dossier.documents.test_service import drafted, filed
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
from workspace.audit.model import Act
from workspace.clock import FixedClock
from workspace.database import sql, transaction
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
    "/appointments": "Dr Ozenne",
    "/documents": "A report",
    "/conversations": "The holidays",
}
"""By page: what of the joined dossier stands on it."""


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


async def recorded_of(people: People, dossier: DossierId) -> list[str]:
    """Return the acts recorded of one dossier."""
    with people.auditor.here():
        async with transaction():
            rows = await sql(
                "select e.act from audit_event e join audit_index i on i.event = e.id where i.dossier = {}",
                dossier,
            )
    return [row["act"] for row in rows]


async def _written(people: People, browse: Browse, *, vault: Vault, clock: FixedClock) -> None:
    """Plan, file and write in the joined dossier, as Nour."""
    assert (await browse(people.nour).post(f"{HERE}/appointments", FILLED)).status_code == 303
    await filed(people.nour, vault, data_class=DataClass.SOCIAL, title="A report")
    subject = NewConversation(
        subject="The holidays", members=frozenset({people.yann.actor.account}), body="When?"
    )
    await written_to(people, subject, clock=clock, vault=vault)


async def operator_places(
    operator: Operator, dossier: DossierId, *, clock: FixedClock, vault: Vault
) -> None:
    """Give a place around `dossier` to two people of the other one's circle, and to one who is around it alone."""
    roles = {"yann": Role.KEY_WORKER, "ambre": Role.PHYSICIAN, "stranger": Role.COORDINATOR}
    async with operator("import") as errand:
        places = [
            (dossier, account_of(name), role, "follow-up", date(2021, 7, 9))
            for name, role in roles.items()
        ]
        await access.grant_many(errand, places, clock=clock, vault=vault)


async def test_what_is_planned_filed_and_said_stands_where_the_child_goes_on(
    people: People, browse: Browse, vault: Vault, clock: FixedClock, other: DossierId
) -> None:
    nour, there = browse(people.nour), f"/children/{other}"
    for path, title in SAID.items():
        assert title not in (await nour.get(there + path)).text, "nothing yet"
    await _written(people, browse, vault=vault, clock=clock)

    for path, title in SAID.items():
        page = (await nour.get(there + path)).text
        assert title in page, path
        assert "in the joined dossier" in page, path
        assert "in the joined dossier" not in (await nour.get(HERE + path)).text, path
        (link,) = set(re.findall(rf'href="({HERE}{path}/[0-9a-f-]+)"', page))
        assert (await nour.get(link)).status_code == 200, "opened where it was written"
    for name, title in (("appointments", "Dr Ozenne"), ("documents", "A report")):
        file = (await nour.get(f"{there}/{name}.csv")).text
        assert (title in file, "the joined dossier" in file) == (True, True), name
        assert "the joined dossier" not in (await nour.get(f"{HERE}/{name}.csv")).text, name

    with people.nour.here():
        apart = [
            people.nour.clearance(Permission.DOSSIER_MERGE, dossier=each) for each in (other, LOU)
        ]
        await doubles.take_apart(*apart, clock=clock, vault=vault)
    for path, title in SAID.items():
        assert title not in (await nour.get(there + path)).text, "apart again"
        assert title in (await nour.get(HERE + path)).text


async def test_a_day_set_for_an_assessment_stands_where_the_child_goes_on(
    people: People, browse: Browse, other: DossierId
) -> None:
    nour, there = browse(people.nour), f"/children/{other}"
    planned = {"step": "M48", "planned_on": "2025-05-20", "planned_time": "10:00"}
    assert (await nour.post(f"{HERE}/plan", planned)).status_code == 303
    page = (await nour.get(f"{there}/appointments")).text
    assert "20 May" in page
    assert f'href="{HERE}/assessments"' in page, "changed where it was set"
    assert page.count("written in the joined dossier") == 1
    assert "written in the joined dossier" not in (await nour.get(f"{HERE}/appointments")).text


async def test_a_project_drafted_in_the_joined_dossier_is_the_childs(
    people: People, browse: Browse, vault: Vault, other: DossierId
) -> None:
    nour, there = browse(people.nour), f"/children/{other}"
    assert "not drafted yet" in (await nour.get(there)).text
    assert "PPE to write" in (await nour.get("/")).text
    await drafted(people.nour, vault)
    brief = (await nour.get(there)).text
    assert "not drafted yet" not in brief
    assert f'href="{HERE}/ppe">version 1 of' in brief
    assert "PPE to write" not in (await nour.get("/")).text


async def test_what_is_listed_of_a_joined_dossier_is_recorded_there(
    people: People, browse: Browse, vault: Vault, clock: FixedClock, other: DossierId
) -> None:
    nour, there = browse(people.nour), f"/children/{other}"
    for path, act in (("/appointments", Act.ENCOUNTER_READ), ("/documents", Act.DOCUMENT_LIST)):
        await nour.get(there + path)
        assert act not in await recorded_of(people, LOU), "nothing of it was listed"
    await _written(people, browse, vault=vault, clock=clock)
    for path, act in (("/appointments", Act.ENCOUNTER_READ), ("/documents", Act.DOCUMENT_LIST)):
        before = (await recorded_of(people, LOU)).count(act)
        await nour.get(there + path)
        assert (await recorded_of(people, LOU)).count(act) > before, path


async def test_a_join_shows_nothing_that_is_closed_in_the_other_dossier(  # noqa: PLR0917 - each is a fixture
    people: People,
    browse: Browse,
    vault: Vault,
    clock: FixedClock,
    other: DossierId,
    operator: Operator,
) -> None:
    there, yann, ambre = f"/children/{other}", browse(people.yann), browse(people.ambre)
    await _written(people, browse, vault=vault, clock=clock)
    await filed(people.ambre, vault, title="Hearing test")
    await operator_places(operator, other, clock=clock, vault=vault)

    hers = {path: (await ambre.get(there + path)).text for path in SAID}
    his = {path: (await yann.get(there + path)).text for path in SAID}
    stranger = browse(people.stranger)
    theirs = {path: (await stranger.get(there + path)).text for path in SAID}

    assert "Hearing test" in hers["/documents"]
    assert "The holidays" not in hers["/conversations"], "who does not take part reads no subject"
    assert "A report" in his["/documents"], "open to a key worker there as here"
    assert "Hearing test" not in his["/documents"], "a key worker reads no health"
    assert "The holidays" in his["/conversations"]
    for path, title in SAID.items():
        assert title not in theirs[path], "around the one dossier alone, nothing of the other"
        assert "joined dossier</" not in theirs[path]


async def test_the_joined_dossier_leads_to_what_goes_on(
    people: People, browse: Browse, other: DossierId
) -> None:
    nour, yann, there = browse(people.nour), browse(people.yann), f"/children/{other}"
    words = "1 appointment in the other dossier"
    assert words not in (await nour.get(f"{HERE}/appointments")).text
    assert (await nour.post(f"{there}/appointments", FILLED)).status_code == 303
    assert (
        f'<a href="{there}/appointments">{words}</a>'
        in (await nour.get(f"{HERE}/appointments")).text
    )
    assert "Dr Ozenne" not in (await nour.get(f"{HERE}/appointments")).text
    assert words not in (await nour.get(HERE)).text, "each on its own page"
    assert words not in (await yann.get(f"{HERE}/appointments")).text, "closed to him"


async def test_an_appointment_is_asked_about_in_whichever_dossier_it_stands(  # noqa: PLR0917 - each is a fixture
    people: People,
    browse: Browse,
    vault: Vault,
    clock: FixedClock,
    other: DossierId,
    operator: Operator,
) -> None:
    nour, there = browse(people.nour), f"/children/{other}"
    await operator_places(operator, other, clock=clock, vault=vault)
    assert (await nour.post(f"{HERE}/appointments", FILLED)).status_code == 303
    asked = await nour.post(f"{there}/appointments", FILLED)
    assert asked.status_code == 422
    assert "Is it another one?" in asked.text
    closed = await browse(people.stranger).post(f"{there}/appointments", FILLED)
    assert closed.status_code == 303, "nothing is told of a dossier that is closed to them"

    later = {**FILLED, "day": "2025-03-27"}
    assert (await nour.post(f"{there}/appointments", later)).status_code == 303
    asked = await nour.post(f"{HERE}/appointments", later)
    assert asked.status_code == 422, "from the joined dossier too"
    sure = {**later, "sure": "2025-03-27 10:15"}
    assert (await nour.post(f"{HERE}/appointments", sure)).status_code == 303


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
    await operator_places(operator, other, clock=clock, vault=vault)
    for kind in ("sleep", "health"):
        written = {"kind": kind, "text": "Slept."}
        assert (await browse(people.ambre).post(f"/children/{other}/journal", written)).is_redirect
    assert "3 observations and events in the other" in (await nour.get(f"{HERE}/journal")).text
    counted = (await yann.get(f"{HERE}/journal")).text
    assert "2 observations and events in the other" in counted, "a key worker reads no health"


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
