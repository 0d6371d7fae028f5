"""The people of the demonstration, able to act for themselves."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.service import clear
from workspace.accounts.passwords import Passwords
from workspace.accounts.service import sign_in, who_is_here
from workspace.actor import Actor
from workspace.clock import SystemClock
from workspace.database import Door, acting_as
from workspace.demo.sign_ins import SignIn
from workspace.ids import DossierId
from workspace.mandate import Tools
from workspace.memorybox.imaging import Darkroom


@dataclass(frozen=True, kw_only=True)
class Cast:
    """The people of the demonstration, able to act for themselves."""

    tools: Tools
    door: Door
    passwords: Passwords
    darkroom: Darkroom
    sign_ins: Mapping[str, SignIn]

    @asynccontextmanager
    async def acting(self, login: str) -> AsyncIterator[Actor]:
        """Sign somebody in, as at the door of the house, and be them for a while."""
        secret = await sign_in(
            login,
            self.sign_ins[login].password,
            address="127.0.0.1",
            door=self.door,
            passwords=self.passwords,
            vault=self.tools.vault,
            clock=SystemClock(),
        )
        with acting_as(secret):
            here = await who_is_here(vault=self.tools.vault)
            assert here is not None
            yield here.actor

    async def cleared(
        self, actor: Actor, dossier: DossierId, *permissions: Permission
    ) -> Clearance:
        return await clear(
            actor, dossier, *permissions, clock=self.tools.clock, vault=self.tools.vault
        )
