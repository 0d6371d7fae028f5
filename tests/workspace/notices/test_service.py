"""Notices: told once, by a real mail server, to whoever is around the same child; and nothing in them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People, account_of
from tests.workspace.notices.conftest import Post
from workspace.accounts.service import open_service_session
from workspace.clock import Clock, FixedClock
from workspace.database import Door, acting_as, sql, transaction
from workspace.errors import Invalid
from workspace.jobs.model import PutOff
from workspace.notices import service
from workspace.notices.mail import Gateway
from workspace.notices.model import SUBJECTS, Because, NewNotice, NoticeKind, Reach

NOW = datetime(2025, 3, 4, 9, tzinfo=UTC)
TOLD = NewNotice(
    account=account_of("odile"),
    kind=NoticeKind.APPOINTMENT,
    dossier=LOU,
    key="L-04/one",
    expires_at=NOW + timedelta(days=1),
)
ADDRESS = "odile.delattre@example.org"
ORIGIN = "https://grenier.example"


@pytest.fixture
async def owner(database: Database) -> AsyncIterator[asyncpg.Connection]:
    found = await asyncpg.connect(database.url("grenier_owner"))
    yield found
    await found.close()


async def told(people: People, clock: Clock, vault: Vault, *new: NewNotice) -> int:
    with people.nour.here():
        return await service.tell(people.nour.clearance(), new, clock=clock, vault=vault)


async def reached(people: People, clock: Clock, vault: Vault, **changes: object) -> None:
    said = replace(Reach(address=ADDRESS, not_at_night=False), **changes)  # type: ignore[arg-type]
    with people.odile.here() as odile:
        await service.keep_my_reach(odile, said, clock=clock, vault=vault)


class Posting:
    """The job that sends, run as the worker runs it."""

    def __init__(self, door: Door, owner: asyncpg.Connection, clock: Clock, vault: Vault) -> None:
        self._door, self._owner, self._clock, self._vault = door, owner, clock, vault

    async def __call__(self, gateway: Gateway | None) -> list[tuple[str, str | None]]:
        send = service.sending(gateway=gateway, origin=ORIGIN, clock=self._clock, vault=self._vault)
        _, secret = await open_service_session("worker", door=self._door)
        for row in await self._owner.fetch("select payload from pgqueuer order by id"):
            with acting_as(secret):
                await send(UUID(row["payload"].decode()))
        rows = await self._owner.fetch("select state, because from notice order by queued_at, key")
        return [(row["state"], row["because"]) for row in rows]


@pytest.fixture
def posting(
    worker_door: Door, owner: asyncpg.Connection, clock: FixedClock, vault: Vault
) -> Posting:
    return Posting(worker_door, owner, clock, vault)


async def test_a_notice_is_handed_to_the_mail_server_once(
    people: People, clock: FixedClock, vault: Vault, posting: Posting, post: Post
) -> None:
    await reached(people, clock, vault)
    assert await told(people, clock, vault, TOLD) == 1
    assert await told(people, clock, vault, TOLD) == 0

    assert await posting(post.gateway()) == [("accepted", None)]
    assert await posting(post.gateway()) == [("accepted", None)]

    (letter,) = post.opened()
    assert letter["To"] == ADDRESS
    assert letter["Subject"] == "Un rendez-vous approche"
    assert f"{ORIGIN}/" in letter.get_content()
    assert letter["Auto-Submitted"] == "auto-generated"


ACCOUNTS = tuple(kind for kind in NoticeKind if kind is not NoticeKind.SUMMONS)


async def test_every_kind_says_the_same_but_for_its_subject(
    people: People, clock: FixedClock, vault: Vault, posting: Posting, post: Post
) -> None:
    await reached(people, clock, vault)
    await told(
        people,
        clock,
        vault,
        *(replace(TOLD, kind=kind, key=f"one/{kind}") for kind in ACCOUNTS),
    )
    await posting(post.gateway())
    said = {letter["Subject"]: letter.get_content() for letter in post.opened()}
    assert len(said) == len(ACCOUNTS) == len(SUBJECTS) - 1
    assert len({body.replace(subject, "") for subject, body in said.items()}) == 1


@pytest.mark.parametrize(
    ("changes", "with_gateway", "ended"),
    [
        ({"address": ""}, True, ("not_sent", "no_address")),
        ({"mail": False}, True, ("not_sent", "no_mail")),
        ({}, False, ("not_sent", "no_gateway")),
    ],
)
async def test_what_does_not_leave_says_why(  # noqa: PLR0917 - each is a fixture
    people: People,
    clock: FixedClock,
    vault: Vault,
    posting: Posting,
    post: Post,
    changes: dict[str, object],
    with_gateway: bool,
    ended: tuple[str, str],
) -> None:
    await reached(people, clock, vault, **changes)
    await told(people, clock, vault, TOLD)
    assert await posting(post.gateway() if with_gateway else None) == [ended]
    assert post.letters == []


async def test_a_notice_that_comes_too_late_is_not_sent(
    people: People, clock: FixedClock, vault: Vault, posting: Posting, post: Post
) -> None:
    await reached(people, clock, vault)
    await told(people, clock, vault, TOLD)
    clock.moment = TOLD.expires_at
    assert await posting(post.gateway()) == [("expired", None)]
    assert post.letters == []


async def test_at_night_it_waits_for_the_morning(
    people: People, clock: FixedClock, vault: Vault, posting: Posting, post: Post
) -> None:
    await reached(people, clock, vault, not_at_night=True)
    await told(people, clock, vault, TOLD)
    clock.moment = datetime(2025, 3, 4, 20, 30, tzinfo=UTC)
    with pytest.raises(PutOff) as later:
        await posting(post.gateway())
    assert later.value.after == timedelta(hours=10, minutes=30)
    assert post.letters == []


async def test_an_address_that_is_refused_is_recorded(
    people: People, clock: FixedClock, vault: Vault, posting: Posting, post: Post
) -> None:
    await reached(people, clock, vault)
    await told(people, clock, vault, TOLD)
    post.answer = "550 no such mailbox"
    assert await posting(post.gateway()) == [("failed", "refused")]


async def test_a_mail_server_that_is_busy_is_asked_again(
    people: People, clock: FixedClock, vault: Vault, posting: Posting, post: Post
) -> None:
    await reached(people, clock, vault)
    await told(people, clock, vault, TOLD)
    post.answer = "451 later"
    with pytest.raises(OSError, match="later"):
        await posting(post.gateway())
    post.answer = "250 OK"
    assert await posting(post.gateway()) == [("accepted", None)]


async def test_only_people_around_the_same_child_are_told(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await told(people, clock, vault, replace(TOLD, account=account_of("stranger")))
    with people.stranger.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
        await service.tell(people.stranger.clearance(), [TOLD], clock=clock, vault=vault)


async def test_an_address_is_read_by_its_owner_and_the_worker_alone(
    people: People, clock: FixedClock, vault: Vault, owner: asyncpg.Connection
) -> None:
    await reached(people, clock, vault)
    seen = {}
    for person in (people.odile, people.nour, people.administrator):
        with person.here():
            async with transaction():
                seen[person.name] = len(await sql("select * from reach"))
    assert seen == {"odile": 1, "nour": 0, "administrator": 0}
    (sealed,) = await owner.fetch("select encrypted_address from reach")
    assert b"odile" not in sealed["encrypted_address"]


async def test_who_cannot_be_reached_and_why(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    await reached(people, clock, vault)
    with people.ambre.here() as ambre:
        await service.keep_my_reach(
            ambre, Reach(address="a@example.org", mail=False), clock=clock, vault=vault
        )
    with people.noe.here() as noe:
        await service.keep_my_reach(noe, Reach(), clock=clock, vault=vault)
    asked = [account_of(name) for name in ("odile", "ambre", "noe", "malik")]
    with people.nour.here() as nour:
        found = await service.unreachable(nour, asked)
    assert found == {
        account_of("ambre"): Because.NO_MAIL,
        account_of("noe"): Because.NO_ADDRESS,
        account_of("malik"): Because.NO_ADDRESS,
    }


async def test_an_address_no_mail_can_go_to_is_refused(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    with pytest.raises(Invalid):
        await reached(people, clock, vault, address="odile")


async def test_the_house_counts_and_others_do_not(
    people: People, clock: FixedClock, vault: Vault, posting: Posting, owner: asyncpg.Connection
) -> None:
    await told(people, clock, vault, TOLD)
    await posting(None)
    await owner.execute("update notice set queued_at = now()")
    seen = {}
    for person in (people.nour, people.odile):
        with person.here() as who:
            seen[person.name] = [(one.because, one.count) for one in await service.sent(who)]
    assert seen == {"nour": [(Because.NO_GATEWAY, 1)], "odile": []}
