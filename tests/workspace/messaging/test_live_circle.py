"""A conversation that is open on a screen, and a place that the coordinator ends meanwhile."""

from storage.vault import Vault
from tests.people import People, account_of
from tests.workspace.messaging.line import Call, call, live_hub, port
from workspace.access import places
from workspace.access.permissions import Permission
from workspace.clock import SystemClock
from workspace.hub import MemoryHub

__all__ = ["call", "live_hub", "port"]

MANAGE = (Permission.CIRCLE_MANAGE, Permission.CHILD_READ)


async def test_a_place_ended_by_the_coordinator_closes_the_connection_at_once(
    call: Call,
    people: People,
    hub: MemoryHub,
    vault: Vault,
) -> None:
    clock, nour = SystemClock(), people.nour.clearance(*MANAGE)
    async with call(people.odile) as odile:
        await odile.say(type="resume", after=0)
        await odile.hear("message")
        with people.nour.here():
            held = await places.places(nour, clock=clock)
            (hers,) = [p.grant.id for p in held.around if p.grant.account == account_of("odile")]
            await places.end(nour, hers, clock.today(), clock=clock, hub=hub, vault=vault)
        assert await odile.closed() == 4404
