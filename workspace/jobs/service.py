"""What became of the work for later."""

from storage.vault import Vault
from workspace.actor import Actor
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.database import transaction
from workspace.jobs import queries
from workspace.jobs.model import GivenUp


async def given_up(actor: Actor) -> tuple[GivenUp, ...]:
    """Return the jobs given up, the oldest first; none to whoever does not look after the house."""
    assert actor.account, "somebody asks"
    async with transaction():
        return await queries.given_up()


async def try_again(actor: Actor, *, vault: Vault) -> int:
    """Let what was given up be tried anew; return how many. Each effect is still made once."""
    async with transaction():
        count = await queries.try_again()
        await audit.record(actor, Act.JOBS_TRY_AGAIN, detail={"count": str(count)}, vault=vault)
    return count
