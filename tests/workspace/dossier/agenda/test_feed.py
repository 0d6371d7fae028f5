"""The calendar feed: right moments, no word about anybody, one secret for one person."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import asyncpg
import httpx
import pytest
import uvicorn
from icalendar import Calendar, Event

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People, Person, account_of
from tests.workspace.dossier.agenda.test_service import ECHO, became, planned
from tests.workspace.served import TEMPLATES, Site, served
from workspace.access.permissions import Permission
from workspace.app import create_app
from workspace.clock import FixedClock
from workspace.database import Door, engine
from workspace.dossier.agenda import service
from workspace.dossier.agenda.feed import FeedEvent, token_hash, written
from workspace.dossier.agenda.model import EncounterState, Zone
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.appointments import NewPlan
from workspace.dossier.protocol.model import StepCode
from workspace.errors import NotFound
from workspace.hub import MemoryHub
from workspace.settings import Settings

pytestmark = pytest.mark.usefixtures("followed")

ORIGIN = "http://localhost:8000"


def event(**changes: object) -> FeedEvent:
    found = FeedEvent(
        uid=uuid4(),
        sequence=0,
        day=date(2025, 7, 15),
        starts_at=datetime(2025, 7, 15, 8, tzinfo=UTC),
        zone=Zone.PARIS,
        minutes=30,
        state=EncounterState.PLANNED,
        changed_at=datetime(2025, 3, 4, 9, tzinfo=UTC),
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def read_back(*events: FeedEvent) -> list[Event]:
    calendar = Calendar.from_ical(written(events, summary="Rendez-vous", origin=ORIGIN))
    return [each for each in calendar.walk("VEVENT") if isinstance(each, Event)]


@pytest.mark.parametrize(
    ("zone", "local"),
    [(Zone.PARIS, time(10)), (Zone.REUNION, time(12)), (Zone.CALEDONIA, time(19))],
)
def test_a_moment_is_written_on_the_clock_of_its_place(zone: Zone, local: time) -> None:
    (found,) = read_back(event(zone=zone))
    assert found.decoded("dtstart").astimezone(UTC) == datetime(2025, 7, 15, 8, tzinfo=UTC)
    assert found.decoded("dtstart").time() == local
    assert found["dtstart"].params["TZID"] == zone.value
    assert found.decoded("dtend") - found.decoded("dtstart") == timedelta(minutes=30)


def test_every_clock_is_described_in_the_file_itself() -> None:
    text = written([event(zone=Zone.MAYOTTE), event()], summary="x", origin=ORIGIN).decode()
    zones = re.findall(r"BEGIN:VTIMEZONE\r\nTZID:(\S+)", text)
    assert sorted(zones) == ["Europe/Paris", "Indian/Mayotte"]


def test_a_day_without_a_time_is_a_whole_day() -> None:
    (found,) = read_back(event(starts_at=None))
    assert found.decoded("dtstart") == date(2025, 7, 15)
    assert found.decoded("dtend") == date(2025, 7, 16)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (EncounterState.ASKED, "TENTATIVE"),
        (EncounterState.PLANNED, "CONFIRMED"),
        (EncounterState.KEPT, "CONFIRMED"),
        (EncounterState.CANCELLED, "CANCELLED"),
    ],
)
def test_the_state_is_said_as_calendars_say_it(state: EncounterState, status: str) -> None:
    assert [each["status"] for each in read_back(event(state=state))] == [status]


@pytest.mark.parametrize("token", ["", "short", "x" * 44, "x" * 42 + "'", "../" * 14 + "x"])
def test_what_cannot_be_a_secret_is_not_looked_up(token: str) -> None:
    assert token_hash(token) is None


async def opened(person: Person, clock: FixedClock, vault: Vault) -> str:
    with person.here() as who:
        return await service.renew_feed(who, clock=clock, vault=vault)


async def test_the_feed_holds_the_moments_of_the_circle(
    people: People, clock: FixedClock, vault: Vault, door: Door
) -> None:
    token = await opened(people.odile, clock, vault)
    first = await planned(people.ambre, replace(ECHO, note="Echo."), clock, vault)
    gone = await planned(people.nour, replace(ECHO, day=date(2025, 3, 21)), clock, vault)
    await became(people.nour, gone, EncounterState.CANCELLED, clock, vault)
    with people.nour.here():
        await protocol.plan(
            people.nour.clearance(Permission.ASSESSMENT_PLAN),
            NewPlan(step=StepCode("M42"), planned_on=date(2025, 3, 22), planned_time=time(9, 30)),
            clock=clock,
            vault=vault,
        )

    events = await service.feed(token, door=door, clock=clock)

    assert [(each.day, each.sequence, each.state.value) for each in events] == [
        (date(2025, 3, 20), 0, "planned"),
        (date(2025, 3, 21), 1, "cancelled"),
        (date(2025, 3, 22), 0, "planned"),
    ]
    assert [each.uid for each in events[:2]] == [first.id, gone.id]
    assert events[2].starts_at == datetime(2025, 3, 22, 8, 30, tzinfo=UTC)


async def test_nothing_of_a_child_is_in_the_file(
    people: People, clock: FixedClock, vault: Vault, door: Door
) -> None:
    token = await opened(people.odile, clock, vault)
    await planned(people.ambre, replace(ECHO, note="Echo."), clock, vault)
    events = await service.feed(token, door=door, clock=clock)
    text = written(events, summary="Rendez-vous", origin=ORIGIN).decode().replace("\r\n ", "")
    for word in ("Lou", "Delattre", "Ozenne", "Lilas", "blue", "toy", "Echo", "hospital", str(LOU)):
        assert word not in text, word
    assert "SUMMARY:Rendez-vous" in text


async def test_a_secret_opens_the_feed_of_its_owner_alone(
    people: People, clock: FixedClock, vault: Vault, door: Door
) -> None:
    await planned(people.nour, ECHO, clock, vault)
    theirs = await opened(people.stranger, clock, vault)
    assert await service.feed(theirs, door=door, clock=clock) == ()
    with pytest.raises(NotFound):
        await service.feed("x" * 43, door=door, clock=clock)


async def test_a_renewed_or_ended_secret_opens_nothing_any_more(
    people: People, clock: FixedClock, vault: Vault, door: Door
) -> None:
    first = await opened(people.odile, clock, vault)
    second = await opened(people.odile, clock, vault)
    with pytest.raises(NotFound):
        await service.feed(first, door=door, clock=clock)
    assert await service.feed(second, door=door, clock=clock) == ()
    with people.odile.here() as odile:
        await service.end_feed(odile, clock=clock, vault=vault)
        assert await service.my_feed(odile) is None
    with pytest.raises(NotFound):
        await service.feed(second, door=door, clock=clock)


async def test_whoever_left_the_circle_is_expected_there_no_more(
    people: People, clock: FixedClock, vault: Vault, door: Door, database: Database
) -> None:
    token = await opened(people.odile, clock, vault)
    await planned(people.nour, ECHO, clock, vault)
    assert len(await service.feed(token, door=door, clock=clock)) == 1
    owner = await asyncpg.connect(database.url("grenier_owner"))
    await owner.execute(
        "update access_grant set ended_at = now() where account = $1", account_of("odile")
    )
    assert await service.feed(token, door=door, clock=clock) == ()
    await owner.execute("update account set closed_at = now() where id = $1", account_of("odile"))
    await owner.close()
    with pytest.raises(NotFound):
        await service.feed(token, door=door, clock=clock)


async def test_the_secret_is_not_in_the_database(
    people: People, clock: FixedClock, vault: Vault, database: Database
) -> None:
    token = await opened(people.odile, clock, vault)
    owner = await asyncpg.connect(database.url("grenier_owner"))
    rows = str(await owner.fetch("select * from calendar_feed"))
    await owner.close()
    assert token not in rows


async def test_the_application_itself_cannot_read_a_feed_by_its_hash(
    people: People, clock: FixedClock, vault: Vault, database: Database
) -> None:
    token = await opened(people.odile, clock, vault)
    app = await asyncpg.connect(database.url("grenier_app"))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.fetch(
            "select * from grenier_feed($1, '2025-01-01', '2025-12-31')", token_hash(token)
        )
    await app.close()


@pytest.fixture
async def site(
    database: Database, settings: Settings, vault: Vault, clock: FixedClock
) -> AsyncIterator[Site]:
    async with served(database, settings, vault=vault, clock=clock, hub=MemoryHub()) as found:
        yield found


async def test_the_address_is_shown_once_and_opens_without_signing_in(
    people: People, site: Site
) -> None:
    answer = await site.browser(people.odile).post("/me/calendar")
    (address,) = re.findall(r'value="(http[^"]+\.ics)"', answer.text)
    assert ".ics" not in (await site.browser(people.odile).get("/me")).text

    found = await site.client().get(address)

    assert found.status_code == 200
    assert found.headers["content-type"] == "text/calendar; charset=utf-8"
    assert found.headers["cache-control"] == "no-store"
    Calendar.from_ical(found.content)
    assert (await site.client().get("/feeds/" + "x" * 43 + ".ics")).status_code == 404
    ended = await site.browser(people.odile).post("/me/calendar/end")
    assert ended.headers["location"] == "/me"
    assert (await site.client().get(address)).status_code == 404


async def test_the_secret_stays_out_of_the_log_of_any_server(  # noqa: PLR0917 - each is a fixture
    people: People,
    clock: FixedClock,
    vault: Vault,
    database: Database,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """`grenier serve` writes no access log; an operator's own uvicorn may."""
    token = await opened(people.odile, clock, vault)
    wrong = "y" * 43
    await engine.close_connection_pool()
    app = create_app(settings, vault=vault, clock=clock, hub=MemoryHub(), templates=TEMPLATES)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="debug", log_config=None))
    caplog.set_level(logging.DEBUG)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn says it by a flag
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        for secret, status in ((token, 200), (wrong, 404)):
            answer = await client.get(
                f"/feeds/{secret}.ics", headers={"host": ORIGIN.partition("://")[2]}
            )
            assert answer.status_code == status
    server.should_exit = True
    await serving
    await engine.connect(database.url("grenier_app"), size=4)
    ours = [each for each in caplog.records if not each.name.startswith(("httpx", "httpcore"))]
    said = "\n".join(each.getMessage() for each in ours)

    assert "GET /feeds/-.ics" in said
    assert token not in said
    assert wrong not in said
