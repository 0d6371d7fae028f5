"""The territory of the demonstration: imported like any folder, then lived in by its people through the services."""

import tomllib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.service import clear, renew_grants
from workspace.accounts.model import ROLE_LABELS
from workspace.accounts.passwords import Passwords
from workspace.accounts.service import sign_in, who_is_here
from workspace.actor import Actor
from workspace.clock import SystemClock
from workspace.commands import Tools, open_practitioner_account
from workspace.database import Door, acting_as
from workspace.demo import box, life
from workspace.demo.sign_ins import SignIn, keep_sign_ins, new_password
from workspace.embedded import DataFolder
from workspace.exchange import service as exchange
from workspace.ids import DossierId
from workspace.memorybox.imaging import Darkroom
from workspace.network import service as network

HERE = files("workspace.demo")
Progress = Callable[[str, int, int], None]


def story(name: str) -> dict[str, Any]:
    return tomllib.loads(HERE.joinpath(name).read_text(encoding="utf-8"))


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


async def bring(tools: Tools, folder: DataFolder, *, progress: Progress) -> None:
    """Make the territory: import it, open its accounts, and let its people live a little."""
    with_territory = Path(str(HERE.joinpath("territory")))
    await exchange.import_folder(
        tools.errand, with_territory, progress=progress, vault=tools.vault, clock=tools.clock
    )
    told = story("story.fr.toml")
    passwords = Passwords()
    total = len(told["person"]) + 1
    sign_ins = {}
    for done, person in enumerate(told["person"], start=1):
        progress("accounts", done, total)
        sign_ins[person["login"]] = await _open(tools, person["code"], person["login"])
    owner = await box.enrol_camille(tools, story("pictures/captions.fr.toml"), passwords)
    sign_ins[owner.sign_in.login] = owner.sign_in
    progress("accounts", total, total)
    door = Door(tools.settings.door_database_url)
    try:
        cast = Cast(
            tools=tools,
            door=door,
            passwords=passwords,
            darkroom=Darkroom(),
            sign_ins=sign_ins | owner.givers,
        )
        await life.live(cast, told, progress=progress)
        await box.fill(cast, owner, progress=progress)
    finally:
        await door.close()
    keep_sign_ins(folder, sign_ins.values())


async def _open(tools: Tools, code: str, login: str) -> SignIn:
    """Open the account of an imported practitioner, and their place around the children they care for."""
    password = new_password()
    name = await open_practitioner_account(tools, code, login, password)
    practitioner = await exchange.practitioner_coded(tools.errand, code, vault=tools.vault)
    who = await network.practitioner(practitioner, vault=tools.vault)
    return SignIn(role_label=ROLE_LABELS[who.role], name=name, login=login, password=password)


async def renew(tools: Tools) -> None:
    """Give the circles another year when they near their end: a demonstration may be opened at any time."""
    await renew_grants(tools.errand, clock=SystemClock())
