"""Sign in, sign out, confirm, and who is here."""

import secrets
from collections.abc import Iterable
from hashlib import sha256

from storage.vault import Vault
from workspace.accounts import queries, rules
from workspace.accounts.model import DIRECTORY, Account, Credential, NewAccount, SignedIn
from workspace.accounts.passwords import Passwords
from workspace.actor import Actor, Role, service_actor
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import Door, acting_as, transaction, write_held
from workspace.errors import Invalid, RateLimited, SudoRequired
from workspace.i18n import N_
from workspace.ids import AccountId

IDLE_SECONDS = 15 * 60
SESSION_SECONDS = 12 * 60 * 60
SUDO_SECONDS = 5 * 60
WRONG = N_("This name and this password do not go together.")


def login_index(vault: Vault, login: str) -> bytes:
    """Return the keyed index under which a sign-in name is found; the name itself is kept nowhere in clear."""
    return vault.blind_index("credential:login", rules.normal_login(login))


def peppered(vault: Vault, password: str) -> str:
    """Return what is hashed instead of `password`: a stolen table of hashes is mute without our key.

    A blind index folds case and spaces, as a name wants and a password must not: it is given a digest.
    """
    digest = sha256(rules.typed(password)).hexdigest()
    return vault.blind_index("credential:pepper", digest, bits=256).hex()


async def sign_in(
    login: str,
    password: str,
    *,
    address: str,
    door: Door,
    passwords: Passwords,
    vault: Vault,
    clock: Clock,
) -> str:
    """Open a session and return its secret (64 hexadecimal digits).

    `address`: the IP address the attempt comes from. Raises `Invalid` for a wrong name or password (the same
    words, after the same time), `RateLimited` while a name waits after too many wrong ones, whether it opens an
    account or not, or while the network it comes from does.
    """
    if not (rules.normal_login(login) and password):
        raise Invalid({"login": WRONG})  # nothing was tried: nobody waits for it
    index = login_index(vault, login)
    network = vault.blind_index("door:network", rules.network_of(address))
    await _check_network(network, door=door, clock=clock)
    async with passwords.one_guess_at_a_time(index):
        credential = await queries.credential(door, index)
        right = (
            await _is_right(
                credential, password, door=door, passwords=passwords, vault=vault, clock=clock
            )
            if credential
            else await _is_nobody(
                index, password, door=door, passwords=passwords, vault=vault, clock=clock
            )
        )
    if credential is None or not right:
        await queries.note_failure_at_the_door(door, network, forget=rules.NETWORK_MEMORY)
        raise Invalid({"login": WRONG})
    secret = secrets.token_hex(32)
    await queries.open_session(
        door, credential.account, secret, idle_seconds=IDLE_SECONDS, seconds=SESSION_SECONDS
    )
    await _record_opening(secret, vault=vault)
    return secret


async def _check_network(network: bytes, *, door: Door, clock: Clock) -> None:
    failures, failed_at = await queries.failures_at_the_door(door, network)
    wait = rules.wait_of_a_network(failures)
    left = rules.seconds_left(wait, failed_at, now=clock.now())
    if left:
        raise RateLimited(left)


async def _is_nobody(
    index: bytes,
    password: str,
    *,
    door: Door,
    passwords: Passwords,
    vault: Vault,
    clock: Clock,
) -> bool:
    """Answer a name that opens nothing as one that does: it takes as long, and waits as long."""
    failures, failed_at = await queries.failures_at_the_door(door, index)
    left = rules.seconds_left(rules.wait_after(failures), failed_at, now=clock.now())
    if left:
        raise RateLimited(left)
    await passwords.verify(None, peppered(vault, password))
    await queries.note_failure_at_the_door(door, index, forget=rules.NAME_MEMORY)
    return False


async def _is_right(
    credential: Credential,
    password: str,
    *,
    door: Door,
    passwords: Passwords,
    vault: Vault,
    clock: Clock,
) -> bool:
    """Tell whether `password` opens `credential`, and count it when it does not. Raises `RateLimited`."""
    wait = rules.wait_after(credential.failures)
    left = rules.seconds_left(wait, credential.failed_at, now=clock.now())
    if left:
        raise RateLimited(left)
    right = await passwords.verify(credential.password_hash, peppered(vault, password))
    if not right:
        await queries.note_failure(door, credential.account)
    return right


async def _record_opening(secret: str, *, vault: Vault) -> None:
    with acting_as(secret):
        async with transaction():
            found = await queries.whoami(vault=vault)
            assert found is not None
            await audit.record(found[0], Act.SESSION_OPEN, vault=vault)


async def who_is_here(*, vault: Vault) -> SignedIn | None:
    """Return whom the current session belongs to, None when it has ended, expired or never was."""
    async with transaction():
        found = await queries.whoami(vault=vault)
    return SignedIn(actor=found[0], name=found[1]) if found else None


async def sign_out(actor: Actor, *, vault: Vault) -> None:
    async with transaction():
        await audit.record(actor, Act.SESSION_END, vault=vault)
        await write_held()  # nobody may record anything once the session has ended
        await queries.end_session()


async def confirm(
    actor: Actor,
    secret: str,
    password: str,
    *,
    door: Door,
    passwords: Passwords,
    vault: Vault,
    clock: Clock,
) -> None:
    """Take a fresh proof that the person of this session is there; good for five minutes.

    Raises `Invalid` for a wrong password, `RateLimited` as at the door: whoever found a session open does not
    guess faster than whoever has none.
    """
    async with passwords.one_guess_at_a_time(actor.account.bytes):
        right = await _is_right(
            await queries.credential_of(door, actor.account),
            password,
            door=door,
            passwords=passwords,
            vault=vault,
            clock=clock,
        )
    if not right:
        raise Invalid({"password": N_("This is not your password.")})
    await queries.confirm(door, secret, seconds=SUDO_SECONDS)


def check_sudo(actor: Actor, *, clock: Clock) -> None:
    """Raise `SudoRequired` unless the person proved to be there a moment ago."""
    if actor.sudo_until is None or actor.sudo_until <= clock.now():
        raise SudoRequired


async def open_service_session(
    purpose: str, *, door: Door, seconds: int = SESSION_SECONDS
) -> tuple[Actor, str]:
    """Open the session of a command run by the operator; return its actor and secret."""
    actor = service_actor(purpose)
    secret = secrets.token_hex(32)
    await queries.open_service_session(door, actor.account, purpose, secret, seconds=seconds)
    return actor, secret


async def open_account(new: NewAccount, *, passwords: Passwords, vault: Vault) -> None:
    """Open an account on behalf of the operator. Raises `Invalid` for a password that may not be kept."""
    if new.role is Role.SERVICE:
        raise Invalid({"role": N_("A person cannot be a service.")})
    rules.check_password(new.password)
    password_hash = await passwords.hashed(peppered(vault, new.password))
    async with transaction():
        await vault.open_scope(DIRECTORY)
        await queries.insert(
            Account(id=new.id, role=new.role, organization=new.organization, name=new.name),
            encrypted_name=await vault.encrypt_text(
                DIRECTORY, queries.NAME.format(new.id), new.name
            ),
            login_index=login_index(vault, new.login),
            password_hash=password_hash,
        )


async def accounts(ids: Iterable[AccountId], *, vault: Vault) -> dict[AccountId, Account]:
    """Return the accounts of `ids`: names and roles, which colleagues of a circle know of each other."""
    async with transaction():
        return await queries.accounts(ids, vault=vault)


async def standing(asking: Actor, account: AccountId) -> Actor | None:
    """Return who an account is at this moment, None for one that was closed or never opened."""
    assert asking.account, "somebody asks"
    async with transaction():
        return await queries.standing(account)
