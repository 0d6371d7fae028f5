"""Nothing leaves: names and words are planted everywhere, every flow is lived, and every mail and log is searched."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People, account_of
from tests.workspace.dossier.conftest import Operator, followed, operator
from tests.workspace.notices.conftest import Post
from workspace.access.model import Errand
from workspace.access.permissions import Permission
from workspace.accounts.service import open_service_session
from workspace.clock import FixedClock
from workspace.database import Door, acting_as
from workspace.dossier.agenda import service as agenda
from workspace.dossier.agenda.feed import written
from workspace.dossier.agenda.model import EncounterKind, NewEncounter, PlaceKind
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.appointments import NewPlan
from workspace.dossier.protocol.model import StepCode
from workspace.dossier.record import errands as record
from workspace.dossier.record.family import service as family
from workspace.dossier.record.family.model import NewPerson
from workspace.dossier.record.model import About, NewPlacement, PlacementKind
from workspace.hub import MemoryHub
from workspace.jobs import running
from workspace.jobs.model import Handler, JobKind
from workspace.jobs.running import JobRunner
from workspace.messaging import service as messaging
from workspace.messaging import unread
from workspace.messaging.model import NewConversation
from workspace.notices import service as notices
from workspace.notices.model import NoticeKind, Reach
from workspace.reminders import service as reminders

__all__ = ["followed", "operator"]

ORIGIN = "https://grenier.example"
CANARIES = (
    *("Lou", "Delattre", "Gosselin", "Ozenne", "Valmer", "doudou", "hospital", "Echo"),
    *("2025-03-05", "5 mars", "10:15", "10 h 15", "M42", str(LOU)),
)
"""What is planted: names, places, words of health, days, times, and the identifier of the dossier."""


def seen_in(text: str) -> set[str]:
    return {word for word in CANARIES if word.casefold() in text.casefold()}


def test_a_canary_that_is_there_is_found() -> None:
    """The negative control: the search does find what it looks for."""
    assert seen_in("Rendez-vous de Lou DELATTRE le 5 mars") == {"Lou", "Delattre", "5 mars"}


@pytest.fixture
async def owner(database: Database) -> AsyncIterator[asyncpg.Connection]:
    found = await asyncpg.connect(database.url("grenier_owner"))
    yield found
    await found.close()


async def planted(people: People, operator_: Operator, clock: FixedClock, vault: Vault) -> None:
    """Put a canary in every field that reminders or notices could reach."""
    async with operator_("import") as errand:
        foster = NewPlacement(
            kind=PlacementKind.FOSTER_FAMILY, place="Gosselin", begins_on=date(2022, 6, 30)
        )
        await record.place_many(errand, [(LOU, foster)], vault=vault)
    with people.ambre.here():
        await agenda.plan(
            people.ambre.clearance(Permission.ENCOUNTER_PLAN),
            NewEncounter(
                kind=EncounterKind.SPECIALIST,
                day=date(2025, 3, 5),
                at=time(10, 15),
                place_kind=PlaceKind.HOSPITAL,
                place="Valmer",
                title="Echo",
                with_whom="Dr Ozenne",
                bring="doudou",
                note="Echo",
            ),
            clock=clock,
            vault=vault,
        )
    with people.nour.here():
        clearance = people.nour.clearance(Permission.FAMILY_WRITE, Permission.ASSESSMENT_PLAN)
        father = NewPerson(
            name="Idris Delattre",
            relation="father, in Valmer",
            about=About.PARENT_2,
            parental_responsibility=True,
            mail="holder@example.org",
        )
        await family.add_person(clearance, father, clock=clock, vault=vault)
        set_for = NewPlan(step=StepCode("M42"), planned_on=date(2025, 3, 5), place="Valmer")
        await protocol.plan(clearance, set_for, clock=clock, vault=vault)
    new = NewConversation(
        subject="Echo, Lou Delattre",
        members=frozenset({people.odile.actor.account}),
        body="The hospital of Valmer, 10:15, with the doudou.",
    )
    await written_to(people, new, clock=clock, vault=vault)
    for person in (people.odile, people.nour, people.yann):
        with person.here() as who:
            said = Reach(address=f"{person.name}@example.org", not_at_night=False)
            await notices.keep_my_reach(who, said, clock=clock, vault=vault)


async def written_to(
    people: People, new: NewConversation, *, clock: FixedClock, vault: Vault
) -> None:
    asked = (Permission.CHILD_READ, Permission.CONVERSATION_READ, Permission.CONVERSATION_WRITE)
    with people.nour.here():
        await messaging.open_conversation(
            people.nour.clearance(*asked), new, clock=clock, hub=MemoryHub(), vault=vault
        )


async def lived(people: People, worker_door: Door, clock: FixedClock, vault: Vault) -> None:
    """Ask the carers, and let reminders run through the weeks around the day."""
    with people.nour.here():
        await reminders.ask_to_book(
            people.nour.clearance(Permission.CHILD_READ, Permission.CONVERSATION_WRITE),
            "M42",
            to=[account_of("odile")],
            clock=clock,
            vault=vault,
        )
    actor, secret = await open_service_session("worker", door=worker_door)
    for days in (-20, -3, -1):
        clock.moment = datetime(2025, 3, 5, 6, tzinfo=UTC) + timedelta(days=days)
        with acting_as(secret):
            await reminders.remind(
                Errand(actor=actor, purpose="worker"), door=worker_door, clock=clock, vault=vault
            )


async def all_done(runner: JobRunner, owner: asyncpg.Connection) -> None:
    """Let ten minutes go by, and a worker do all that waits."""
    await owner.execute("update pgqueuer set execute_after = now()")
    running_ = asyncio.create_task(runner.run())
    async with asyncio.timeout(60):
        while await owner.fetchval("select count(*) from pgqueuer"):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    running_.cancel()
    with suppress(asyncio.CancelledError):
        await running_


def handlers(post: Post, clock: FixedClock, vault: Vault) -> dict[JobKind, Handler]:
    return {
        JobKind.MESSAGE_TELL: unread.telling(clock=clock),
        JobKind.NOTICE_SEND: notices.sending(
            gateway=post.gateway(),
            origin=ORIGIN,
            waits={NoticeKind.MESSAGE: unread.still_waits},
            address_of=reminders.address_of(vault=vault),
            clock=clock,
            vault=vault,
        ),
    }


@pytest.mark.usefixtures("followed")
async def test_no_name_no_day_and_no_word_of_health_ever_leaves(  # noqa: PLR0917 - each is a fixture
    people: People,
    operator: Operator,
    clock: FixedClock,
    vault: Vault,
    door: Door,
    worker_door: Door,
    database: Database,
    owner: asyncpg.Connection,
    post: Post,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(running, "PATIENCE", 0.05)
    caplog.set_level(logging.DEBUG)
    await planted(people, operator, clock, vault)
    with people.odile.here() as odile:
        token = await agenda.renew_feed(odile, clock=clock, vault=vault)
    await lived(people, worker_door, clock, vault)
    clock.moment = datetime(2025, 3, 4, 9, tzinfo=UTC)  # by day: nobody without an account is woken
    asked_for = await owner.fetchval("select count(*) from notice")
    jobs = str(await owner.fetch("select * from pgqueuer"))
    runner = JobRunner(
        database.url("grenier_worker"), door=worker_door, handlers=handlers(post, clock, vault)
    )
    await all_done(runner, owner)
    events = await agenda.feed(token, door=door, clock=clock)
    feed = written(events, summary="x", origin=ORIGIN)
    logs = "\n".join(
        each.getMessage() for each in caplog.records if not each.name.startswith("mail.")
    )

    assert asked_for >= 3
    assert await owner.fetchval(
        "select state from notice where kind = 'message' and account = $1",
        people.odile.actor.account,
    ) == ("accepted")
    assert len(post.letters) == await owner.fetchval(
        "select count(*) from notice where state = 'accepted'"
    )
    assert len(post.letters) >= 2
    assert "holder@example.org" in {letter["To"] for letter in post.opened()}
    mails = "\n".join(f"{letter.as_string()}\n{letter.get_content()}" for letter in post.opened())
    assert seen_in(mails) == set()
    assert seen_in(logs) == set()
    assert seen_in(jobs) == set()
    assert seen_in(str(await owner.fetch("select * from pgqueuer_log"))) == set()
    assert seen_in(feed.decode()) <= {"2025-03-05"}  # a calendar is asked when one is expected
