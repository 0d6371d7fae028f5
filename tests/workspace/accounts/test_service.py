"""Sign in, be known, confirm, leave: against the database, with real hashes."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import People, account_of
from tests.workspace.accounts.conftest import PASSWORD
from tests.workspace.served import light_passwords
from workspace.access.model import Errand
from workspace.accounts import service
from workspace.accounts.model import NewAccount, SignedIn
from workspace.accounts.passwords import LONGEST_QUEUE, Passwords
from workspace.accounts.rules import FREE_FAILURES, FREE_FAILURES_OF_A_NETWORK
from workspace.accounts.service import check_sudo, open_account, who_is_here
from workspace.actor import Actor, Role
from workspace.clock import FixedClock, SystemClock
from workspace.database import Door, acting_as, transaction
from workspace.errors import Invalid, RateLimited, SudoRequired
from workspace.ids import AccountId

SignIn = Callable[..., Awaitable[str]]
Confirm = Callable[[str], Awaitable[None]]


@pytest.fixture
def now() -> FixedClock:
    """The moment the last attempt ended: whoever has to wait a second waits, however slow the machine is in between."""
    return FixedClock(moment=datetime.now(UTC))


@pytest.fixture
def sign_in(door: Door, passwords: Passwords, vault: Vault, now: FixedClock) -> SignIn:
    async def come(login: str, password: str, address: str = "203.0.113.7") -> str:
        try:
            return await service.sign_in(
                login,
                password,
                address=address,
                door=door,
                passwords=passwords,
                vault=vault,
                clock=now,
            )
        finally:
            now.moment = datetime.now(UTC)

    return come


async def as_owner(database: Database, statement: str) -> list[asyncpg.Record]:
    owner = await asyncpg.connect(database.url("grenier_owner"))
    try:
        rows: list[asyncpg.Record] = await owner.fetch(statement)
    finally:
        await owner.close()
    return rows


async def here(secret: str, vault: Vault) -> SignedIn | None:
    with acting_as(secret):
        return await who_is_here(vault=vault)


async def test_the_right_password_opens_a_session(
    ines: NewAccount, sign_in: SignIn, vault: Vault
) -> None:
    secret = await sign_in("  INES.Morel", PASSWORD)
    assert (64, set()) == (len(secret), set(secret) - set("0123456789abcdef"))
    found = await here(secret, vault)
    assert found is not None
    assert (ines.name, ines.id, ines.role, ines.organization, None) == (
        found.name,
        found.actor.account,
        found.actor.role,
        found.actor.organization,
        found.actor.sudo_until,
    )


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("ines.morel", PASSWORD + " "),
        ("ines.morel", PASSWORD.upper()),
        ("ines.morel", ""),
        ("nobody", PASSWORD),
        ("", ""),
    ],
)
@pytest.mark.usefixtures("ines")
async def test_what_is_wrong_is_not_told(sign_in: SignIn, login: str, password: str) -> None:
    with pytest.raises(Invalid) as refusal:
        await sign_in(login, password)
    assert {"login": service.WRONG} == refusal.value.fields


async def test_an_unknown_name_costs_the_same_hash(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No clock is needed to see it: one verification is made either way, at the full price."""
    passwords = Passwords()
    verified: list[str] = []
    real = Passwords._verified
    decoy = "nobody types this"

    def watched(self: Passwords, password_hash: str, password: str) -> bool:
        verified.append(password_hash.split("$")[3])
        return real(self, password_hash, password)

    kept = await passwords.hashed("something somebody chose")
    monkeypatch.setattr(Passwords, "_verified", watched)
    assert await passwords.verify(kept, "something somebody chose")
    assert not await passwords.verify(None, "something somebody chose")
    assert not await passwords.verify(None, decoy)
    assert ["m=65536,t=3,p=1"] * 3 == verified


async def test_a_hash_that_is_none_opens_nothing(passwords: Passwords) -> None:
    assert not await passwords.verify("no password opens this account", "x")


async def test_too_many_people_at_the_door_are_asked_to_come_back() -> None:
    passwords = light_passwords()
    kept = await passwords.hashed("x")
    crowd = [asyncio.create_task(passwords.verify(kept, "x")) for _ in range(LONGEST_QUEUE + 1)]
    answers = await asyncio.gather(*crowd[-1:], return_exceptions=True)
    for task in crowd:
        task.cancel()
    await asyncio.gather(*crowd, return_exceptions=True)
    (last,) = answers
    assert isinstance(last, RateLimited)
    assert last.retry_after == 5
    assert await passwords.verify(kept, "x")


@pytest.mark.usefixtures("ines")
async def test_wrong_passwords_make_wait_even_the_right_one(sign_in: SignIn) -> None:
    for _ in range(FREE_FAILURES + 3):
        with pytest.raises((Invalid, RateLimited)):
            await sign_in("ines.morel", "a guess")
    with pytest.raises(RateLimited) as refusal:
        await sign_in("ines.morel", PASSWORD)
    assert 1 <= refusal.value.retry_after <= 4


@pytest.mark.usefixtures("ines")
async def test_a_name_that_opens_nothing_waits_as_one_that_does(sign_in: SignIn) -> None:
    """Otherwise whoever is never made to wait is known to be nobody."""

    async def answers(login: str) -> list[str]:
        said = []
        for _ in range(FREE_FAILURES + 3):
            (answer,) = await asyncio.gather(sign_in(login, "a guess"), return_exceptions=True)
            said.append(type(answer).__name__)
        return said

    known = await answers("ines.morel")
    assert "RateLimited" in known
    assert known == await answers("nobody")
    assert await answers("somebody.else") == known


@pytest.mark.usefixtures("ines")
async def test_a_network_that_guesses_many_names_waits_and_no_other(
    sign_in: SignIn, database: Database
) -> None:
    for turn in range(FREE_FAILURES_OF_A_NETWORK + 1):
        with pytest.raises(Invalid):
            await sign_in(f"nobody {turn}", "a guess", "198.51.100.1")
    await as_owner(
        database,
        "update door_failure set failed_at = now() + interval '1 minute' where failures > 30",
    )
    with pytest.raises(RateLimited):
        await sign_in("ines.morel", PASSWORD, "198.51.100.99")
    assert await sign_in("ines.morel", PASSWORD, "203.0.113.7")


@pytest.mark.usefixtures("ines")
async def test_what_a_network_did_long_ago_is_forgotten(
    sign_in: SignIn, database: Database
) -> None:
    for ago in ("2 hours", "40 days"):
        with pytest.raises(Invalid):
            await sign_in("ines.morel", "a slip")
        await as_owner(database, f"update door_failure set failed_at = now() - interval '{ago}'")  # noqa: S608
    with pytest.raises(Invalid):
        await sign_in("ines.morel", "a slip")
    rows = await as_owner(database, "select failures from door_failure")
    assert [1] == [row["failures"] for row in rows]


async def test_an_empty_form_is_no_attempt(sign_in: SignIn, database: Database) -> None:
    for _ in range(FREE_FAILURES + 2):
        for login, password in (("", ""), (" ", PASSWORD), ("ines.morel", "")):
            with pytest.raises(Invalid):
                await sign_in(login, password)
    assert [] == await as_owner(database, "select from door_failure")


async def test_neither_the_name_typed_nor_the_address_is_kept(
    sign_in: SignIn, database: Database
) -> None:
    with pytest.raises(Invalid):
        await sign_in("canary", "a slip", "203.0.113.7")
    rows = await as_owner(database, "select key from door_failure")
    assert 2 == len(rows)
    for row in rows:
        assert b"canary" not in row["key"]
        assert bytes([203, 0, 113]) not in row["key"]


@pytest.mark.usefixtures("ines")
async def test_a_burst_of_guesses_is_counted_one_by_one(
    sign_in: SignIn, database: Database
) -> None:
    """Negative control of the count: without `one_guess_at_a_time` all twelve would be heard."""
    answers = await asyncio.gather(
        *(sign_in("ines.morel", f"guess {n}") for n in range(12)), return_exceptions=True
    )
    heard = [answer for answer in answers if isinstance(answer, Invalid)]
    assert FREE_FAILURES + 1 == len(heard)
    assert 12 - len(heard) == sum(isinstance(answer, RateLimited) for answer in answers)
    assert [FREE_FAILURES + 1] == [
        row["failures"] for row in await as_owner(database, "select failures from credential")
    ]


@pytest.mark.usefixtures("ines")
async def test_a_right_password_forgets_the_wrong_ones(sign_in: SignIn, database: Database) -> None:
    for _ in range(FREE_FAILURES):
        with pytest.raises(Invalid):
            await sign_in("ines.morel", "a slip")
    await sign_in("ines.morel", PASSWORD)
    (row,) = await as_owner(database, "select failures, failed_at from credential")
    assert (0, None) == (row["failures"], row["failed_at"])


@pytest.mark.usefixtures("ines")
async def test_the_secret_the_name_and_the_password_lie_nowhere_in_clear(
    sign_in: SignIn, database: Database
) -> None:
    secret = await sign_in("ines.morel", PASSWORD)
    rows = [
        *await as_owner(database, "select * from session where purpose = ''"),
        *await as_owner(database, "select * from credential"),
        *await as_owner(database, "select * from account"),
    ]
    stored = " ".join(str(value) for row in rows for value in row.values())
    for told in (secret, "ines", "Morel", PASSWORD):
        assert told not in stored
    assert "argon2id" in stored


@pytest.mark.usefixtures("ines")
async def test_a_stolen_table_of_hashes_is_mute_without_the_pepper(
    database: Database, passwords: Passwords, vault: Vault
) -> None:
    (row,) = await as_owner(database, "select password_hash from credential")
    assert not await passwords.verify(row["password_hash"], PASSWORD)
    assert await passwords.verify(row["password_hash"], service.peppered(vault, PASSWORD))


@pytest.mark.usefixtures("ines")
async def test_a_closed_account_does_not_sign_in_and_its_sessions_are_nobody(
    sign_in: SignIn, database: Database, vault: Vault
) -> None:
    secret = await sign_in("ines.morel", PASSWORD)
    await as_owner(database, "update account set closed_at = now()")
    assert await here(secret, vault) is None
    with pytest.raises(Invalid):
        await sign_in("ines.morel", PASSWORD)


ENDS = {
    "it expires": "expires_at = now()",
    "it lies idle": "last_seen_at = now() - make_interval(secs => idle_seconds)",
    "it is ended": "ended_at = now()",
}


@pytest.mark.parametrize("end", ENDS)
async def test_a_session_is_nobody_once(
    people: People, vault: Vault, database: Database, end: str
) -> None:
    assert await here(people.nour.secret, vault) is not None
    await as_owner(database, f"update session set {ENDS[end]} where purpose = ''")  # noqa: S608
    assert await here(people.nour.secret, vault) is None


async def test_being_there_keeps_a_session_awake(
    people: People, vault: Vault, database: Database
) -> None:
    await as_owner(database, "update session set last_seen_at = now() - interval '10 minutes'")
    await here(people.nour.secret, vault)
    rows = await as_owner(
        database, "select account from session where last_seen_at > now() - interval '1 minute'"
    )
    assert [account_of("nour")] == [row["account"] for row in rows]


@pytest.mark.parametrize("secret", ["", "0" * 64, "nour"])
async def test_a_made_up_secret_is_nobody(people: People, vault: Vault, secret: str) -> None:
    assert people.nour.secret != secret
    assert await here(secret, vault) is None


async def test_a_service_session_is_nobody_to_the_pages(worker_door: Door, vault: Vault) -> None:
    _, secret = await service.open_service_session("worker", door=worker_door)
    assert await here(secret, vault) is None


async def test_leaving_ends_the_session_for_good(
    people: People, vault: Vault, database: Database
) -> None:
    with people.nour.here() as nour:
        await service.sign_out(nour, vault=vault)
    assert await here(people.nour.secret, vault) is None
    assert await here(people.ambre.secret, vault) is not None
    acts = await as_owner(database, "select act from audit_event")
    assert ["accounts:session:end"] == [row["act"] for row in acts]


@pytest.mark.usefixtures("ines")
async def test_coming_in_is_written_down(sign_in: SignIn, database: Database) -> None:
    await sign_in("ines.morel", PASSWORD)
    with pytest.raises(Invalid):
        await sign_in("ines.morel", "a slip")
    acts = await as_owner(database, "select act from audit_event")
    assert ["accounts:session:open"] == [row["act"] for row in acts]


@pytest.fixture
async def inside(ines: NewAccount, sign_in: SignIn, vault: Vault) -> tuple[Actor, str]:
    """Ines signed in: her actor and her secret."""
    secret = await sign_in(ines.login, PASSWORD)
    found = await here(secret, vault)
    assert found is not None
    return found.actor, secret


@pytest.fixture
def confirm(
    inside: tuple[Actor, str], door: Door, passwords: Passwords, vault: Vault, now: FixedClock
) -> Confirm:
    async def prove(password: str) -> None:
        actor, secret = inside
        try:
            await service.confirm(
                actor,
                secret,
                password,
                door=door,
                passwords=passwords,
                vault=vault,
                clock=now,
            )
        finally:
            now.moment = datetime.now(UTC)

    return prove


async def test_a_fresh_proof_lasts_five_minutes(
    inside: tuple[Actor, str], confirm: Confirm, vault: Vault
) -> None:
    actor, secret = inside
    with pytest.raises(SudoRequired):
        check_sudo(actor, clock=SystemClock())
    await confirm(PASSWORD)
    found = await here(secret, vault)
    assert found is not None
    check_sudo(found.actor, clock=SystemClock())
    assert found.actor.sudo_until is not None
    left = found.actor.sudo_until - datetime.now(UTC)
    assert timedelta(minutes=4) < left <= timedelta(minutes=5)


def test_a_proof_ends_at_its_last_moment(clock: FixedClock) -> None:
    actor = Actor(account=AccountId(uuid4()), role=Role.NURSE, sudo_until=clock.now())
    with pytest.raises(SudoRequired):
        check_sudo(actor, clock=clock)
    check_sudo(replace(actor, sudo_until=clock.now() + timedelta(microseconds=1)), clock=clock)


async def test_a_wrong_proof_is_none_and_is_counted(
    inside: tuple[Actor, str], confirm: Confirm, vault: Vault
) -> None:
    with pytest.raises(Invalid) as refusal:
        await confirm("a slip")
    assert set(refusal.value.fields) == {"password"}
    found = await here(inside[1], vault)
    assert found is not None
    assert found.actor.sudo_until is None


async def test_whoever_found_a_session_open_does_not_guess_faster(confirm: Confirm) -> None:
    for _ in range(FREE_FAILURES + 1):
        with pytest.raises(Invalid):
            await confirm("a guess")
    with pytest.raises(RateLimited):
        await confirm(PASSWORD)


async def test_a_right_proof_forgets_the_wrong_ones(confirm: Confirm, database: Database) -> None:
    with pytest.raises(Invalid):
        await confirm("a slip")
    await confirm(PASSWORD)
    (row,) = await as_owner(database, "select failures from credential")
    assert row["failures"] == 0


@pytest.mark.parametrize("change", [{"password": "too short"}, {"role": Role.SERVICE}])
async def test_some_accounts_are_not_opened(
    importing: Errand,
    passwords: Passwords,
    vault: Vault,
    database: Database,
    change: dict[str, str],
) -> None:
    new = NewAccount(
        id=AccountId(uuid4()),
        role=Role.NURSE,
        organization=None,
        name="Somebody",
        login="somebody",
        password=PASSWORD,
    )
    assert importing.purpose == "import"
    with pytest.raises(Invalid) as refusal:
        await open_account(replace(new, **change), passwords=passwords, vault=vault)  # type: ignore[arg-type]
    assert set(change) == set(refusal.value.fields)
    assert await as_owner(database, "select id from account") == []


async def test_a_name_of_sign_in_opens_one_account(
    ines: NewAccount, passwords: Passwords, vault: Vault, database: Database
) -> None:
    twin = replace(ines, id=AccountId(uuid4()), login="INES.MOREL ")
    with pytest.raises(asyncpg.UniqueViolationError):
        await open_account(twin, passwords=passwords, vault=vault)
    assert len(await as_owner(database, "select id from account")) == 1


async def test_a_person_opens_no_account(
    people: People, passwords: Passwords, vault: Vault
) -> None:
    new = NewAccount(
        id=AccountId(uuid4()),
        role=Role.COORDINATOR,
        organization=None,
        name="An accomplice",
        login=secrets.token_hex(8),
        password=PASSWORD,
    )
    with people.administrator.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
        await open_account(new, passwords=passwords, vault=vault)


async def test_colleagues_know_each_other_by_name(people: People, vault: Vault) -> None:
    asked = [account_of("nour"), account_of("ambre"), account_of("nour"), AccountId(uuid4())]
    with people.odile.here():
        found = await service.accounts(asked, vault=vault)
        assert await service.accounts([], vault=vault) == {}
    assert {"Nour": Role.COORDINATOR, "Ambre": Role.PHYSICIAN} == {
        account.name: account.role for account in found.values()
    }


async def test_nobody_knows_no_name(people: People, vault: Vault) -> None:
    assert people.nour
    async with transaction():
        assert await service.accounts([account_of("nour")], vault=vault) == {}
