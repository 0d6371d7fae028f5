"""Bring a folder in, all or nothing; and place people in the circles its acts speak of."""

from collections.abc import Awaitable, Callable, Iterable
from collections.abc import Set as AbstractSet
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple, NoReturn
from uuid import UUID

from storage.vault import Vault
from workspace.access import service as access
from workspace.access.model import Errand
from workspace.accounts.service import accounts as accounts_of
from workspace.actor import Role
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.record import errands as record
from workspace.errors import Conflict, NotFound
from workspace.exchange import coded, lived, queries
from workspace.exchange.desk import Desk
from workspace.exchange.domain import Codes
from workspace.exchange.model import Batch
from workspace.exchange.own import Bringer, Own
from workspace.exchange.reading import Progress, Reading, read_folder
from workspace.exchange.receipt import Receipt, Tally
from workspace.exchange.standing import look_up
from workspace.i18n import PARIS
from workspace.ids import AccountId, DossierId, PractitionerId
from workspace.network import service as network
from workspace.network.model import Practitioner

PURPOSE: Final = "follow-up"
AROUND_ALL: Final = frozenset({Role.COORDINATOR, Role.KEY_WORKER})
"""Roles that are around every child of their establishment."""


Place = tuple[DossierId, AccountId, Role, str, date]
"""As `access.grant_many` takes it."""
Finish = Callable[[Receipt], Awaitable[None]]


class Around(NamedTuple):
    practitioner: PractitionerId
    dossier: DossierId
    role: Role
    since_on: date


class _DryRun(Exception):
    """Takes back what a dry run wrote."""


async def import_folder(
    errand: Errand,
    folder: Path,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    clock: Clock,
    vault: Vault,
) -> Receipt:
    """Read a folder and write it in one transaction; return what was done and all that is to say.

    A folder with an error is refused whole. What an earlier import brought is known again and
    left, or amended where the folder says otherwise; nothing is ever deleted. A dry run does the
    same and takes it back. `progress` hears the file, then `desk.WRITING`, with the rows done and
    all. Not to be called inside a transaction.
    """
    told = progress or (lambda _label, _done, _all: None)
    # The real day: what is dated later has not happened, whatever day a demonstration lives in.
    today = clock.now().astimezone(PARIS).date()
    batch, report = read_folder(folder, today=today, progress=told)
    if not report.accepted:
        return Tally().receipt(report, written=False)
    desk = Desk(errand=errand, vault=vault, clock=clock, progress=told, total=len(batch))
    return await write(Reading(batch, report), desk, dry_run=dry_run)


async def write(
    reading: Reading, desk: Desk, *, dry_run: bool, finish: Finish | None = None
) -> Receipt:
    """Write what was read and accepted, in one transaction; a dry run takes it back.

    `finish` runs in that transaction, once all is written.
    """
    batch, report = reading
    try:
        async with transaction():
            await _write(batch, desk)
            if dry_run:
                _take_back()
            receipt = desk.tally.receipt(report, written=True)
            if finish is not None:
                await finish(receipt)
    except _DryRun:
        return desk.tally.receipt(report, written=False)
    return receipt


def _take_back() -> NoReturn:
    raise _DryRun


async def _write(batch: Batch, desk: Desk) -> None:
    await queries.hold()
    if desk.own is not None:
        await _check_standing(batch, desk.own, desk)
    organizations = await coded.take_organizations(batch.organizations, desk)
    codes = Codes(
        organizations=organizations,
        practitioners=await coded.take_practitioners(batch, organizations, desk),
        dossiers=await coded.take_children(batch.children, organizations, desk),
    )
    await lived.take_placements(batch.placements, codes, desk)
    await lived.take_assessments(batch.assessments, codes, desk)
    await lived.take_responses(batch.scale_responses, codes, desk)
    await lived.take_sessions(batch.sessions, codes, desk)
    await _open_new_circles(desk)
    await _record(desk)


async def _check_standing(batch: Batch, own: Own, desk: Desk) -> None:
    """Raise `Conflict` when what the codes stand for has changed since they were looked up."""
    again = await look_up(desk.errand, own.bringer, batch, clock=desk.clock, vault=desk.vault)
    if again != own:
        raise Conflict


async def _record(desk: Desk) -> None:
    """Write one event a dossier and one for the folder; none when nothing has changed."""
    tally = desk.tally
    if not (tally.added or tally.amended):
        return
    asked = {"for": str(desk.own.bringer.account)} if desk.own else {}
    for dossier in sorted(desk.touched):
        await audit.record(
            desk.errand.actor, Act.IMPORT, dossier=dossier, detail=asked, vault=desk.vault
        )
    counts = {"added": str(tally.added.total()), "amended": str(tally.amended.total())}
    await audit.record(desk.errand.actor, Act.IMPORT, detail={**asked, **counts}, vault=desk.vault)


async def _open_new_circles(desk: Desk) -> None:
    """Enter those who have an account into the circles of the children who are new.

    Only of the new: a place that was ended is not given back by a folder.
    """
    if not desk.opened:
        return
    people = await network.practitioners(desk.errand.actor, vault=desk.vault)
    accounts = {each.id: each.account for each in people if each.account is not None}
    around = await _around(
        [each for each in people if each.id in accounts], desk.errand, desk.opened
    )
    places = [_place(accounts[each.practitioner], each) for each in around]
    if desk.own is not None:
        places = await _with_bringer(places, desk.own.bringer, desk)
    await access.grant_many(desk.errand, places, clock=desk.clock, vault=desk.vault)


async def _with_bringer(places: list[Place], bringer: Bringer, desk: Desk) -> list[Place]:
    """Return the places that can be given, those of whoever brings first.

    A file may say of somebody another role than the one of their account: it gives them no place.
    """
    admitted = (await record.dossiers_of(desk.errand)).get(bringer.organization, ())
    mine = [
        (dossier, bringer.account, Role.COORDINATOR, PURPOSE, since_on)
        for dossier, since_on in admitted
        if dossier in desk.opened
    ]
    known = await accounts_of((account for _, account, *_ in places), vault=desk.vault)
    others = [
        place
        for place in places
        if place[1] != bringer.account and known[place[1]].role is place[2]
    ]
    return mine + others


async def people_around(errand: Errand, *, vault: Vault) -> tuple[Around, ...]:
    """Return who is around which child and since when, as the imported acts say.

    Whoever did something for a child, from the first day they did; a coordinator and a key worker,
    every child of their establishment, from the admission.
    """
    async with transaction():
        people = await network.practitioners(errand.actor, vault=vault)
        return tuple(await _around(people, errand))


async def open_circles_for(
    errand: Errand,
    practitioner: PractitionerId,
    account: AccountId,
    *,
    clock: Clock,
    vault: Vault,
) -> int:
    """Give an account to somebody of the directory and a place around each child they are with.

    Return the number of children. Raises `NotFound` for an unknown practitioner, `Conflict` for
    one who has another account.
    """
    async with transaction():
        person = await network.practitioner(practitioner, vault=vault)
        await network.link_account(errand, practitioner, account)
        places = [_place(account, each) for each in await _around([person], errand)]
        await access.grant_many(errand, places, clock=clock, vault=vault)
    return len(places)


async def practitioner_coded(errand: Errand, code: str, *, vault: Vault) -> PractitionerId:
    """Return whom a code of an imported folder stands for.

    Raises `NotFound`, and `Conflict` when two folders use it for two people.
    """
    return PractitionerId(await _coded(coded.PRACTITIONER, code, errand, vault=vault))


async def _coded(kind: str, code: str, errand: Errand, *, vault: Vault) -> UUID:
    assert errand.purpose, "an errand says why"
    key = queries.key_index(vault, kind, code.strip().upper())
    async with transaction():
        found = await queries.remembered(kind, [key])
    targets = {memory.target for memory in found.get(key, ())}
    if not targets:
        raise NotFound
    if len(targets) > 1:
        raise Conflict
    return targets.pop()


async def dossier_coded(errand: Errand, code: str, *, vault: Vault) -> DossierId:
    """Return the dossier of the child that a code of an imported folder stands for.

    Raises `NotFound`, and `Conflict` when two folders use it for two children.
    """
    return DossierId(await _coded(coded.CHILD, code, errand, vault=vault))


async def _around(
    people: Iterable[Practitioner],
    errand: Errand,
    within: AbstractSet[DossierId] | None = None,
) -> list[Around]:
    listed = {person.id: person for person in people}
    dossiers = await record.dossiers_of(errand)
    found = {
        (act.practitioner, act.dossier): Around(
            act.practitioner, act.dossier, listed[act.practitioner].role, act.first_on
        )
        for act in await queries.acted(within)
        if act.practitioner in listed
    }
    for person in listed.values():
        if person.role in AROUND_ALL and person.organization is not None:
            for dossier, admitted_on in dossiers.get(person.organization, ()):
                if within is not None and dossier not in within:
                    continue
                found[person.id, dossier] = Around(person.id, dossier, person.role, admitted_on)
    return list(found.values())


def _place(account: AccountId, around: Around) -> Place:
    return around.dossier, account, around.role, PURPOSE, around.since_on
