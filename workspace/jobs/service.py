"""What became of the work for later."""

from workspace.actor import Actor
from workspace.database import transaction
from workspace.jobs import queries
from workspace.jobs.model import GivenUp


async def given_up(actor: Actor) -> tuple[GivenUp, ...]:
    """Return the jobs given up, the oldest first; none to whoever does not look after the house."""
    assert actor.account, "somebody asks"
    async with transaction():
        return await queries.given_up()
