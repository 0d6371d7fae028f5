"""Bring a folder in, all or nothing; and place people in the circles its acts speak of."""

from pathlib import Path
from uuid import UUID

from storage.vault import Vault
from workspace.access import service as access
from workspace.access.model import Errand
from workspace.clock import Clock
from workspace.database import transaction
from workspace.errors import Conflict, NotFound
from workspace.exchange import coded, queries
from workspace.exchange.circles import Around, around, place
from workspace.exchange.desk import Desk
from workspace.exchange.reading import Progress, Reading, read_folder
from workspace.exchange.receipt import Receipt, Tally
from workspace.exchange.writing import write
from workspace.i18n import PARIS
from workspace.ids import AccountId, DossierId, PractitionerId
from workspace.network import service as network


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


async def people_around(errand: Errand, *, clock: Clock, vault: Vault) -> tuple[Around, ...]:
    """Return who is around which child and since when, as the imported acts say.

    Whoever did something for a child, from the first day they did; a coordinator and a key worker,
    every child of their establishment, from the admission; a foster carer, those of them alone who live with
    them today.
    """
    async with transaction():
        people = await network.everybody(errand, vault=vault)
        return tuple(await around(people, errand, today=clock.today(), vault=vault))


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
        found = await around([person], errand, today=clock.today(), vault=vault)
        places = [place(account, each) for each in found]
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
