"""The territory of the demonstration: imported like any folder, then lived in by its people through the services."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from workspace.access.service import renew_grants
from workspace.accounts.model import ROLE_LABELS
from workspace.accounts.passwords import Passwords
from workspace.actor import Role
from workspace.clock import SystemClock
from workspace.commands import open_national_account, open_practitioner_account
from workspace.database import Door
from workspace.demo import agenda, bilans, box, health, homes, journal, life, protocol
from workspace.demo.cast import Cast
from workspace.demo.scales import fill as fill_scales
from workspace.demo.sign_ins import SignIn, keep_sign_ins, new_password
from workspace.embedded import DataFolder
from workspace.exchange import service as exchange
from workspace.ids import AccountId
from workspace.mandate import Tools
from workspace.memorybox.imaging import Darkroom
from workspace.network import service as network

HERE = files("workspace.demo")
Progress = Callable[[str, int, int], None]


def story(name: str) -> dict[str, Any]:
    return tomllib.loads(HERE.joinpath(name).read_text(encoding="utf-8"))


async def bring(tools: Tools, folder: DataFolder, *, progress: Progress) -> None:
    """Make the territory: import it, open its accounts, and let its people live a little."""
    with_territory = Path(str(HERE.joinpath("territory")))
    await exchange.import_folder(
        tools.errand, with_territory, progress=progress, vault=tools.vault, clock=tools.clock
    )
    told = story("story.fr.toml") | story("care.fr.toml")
    passwords = Passwords()
    total = len(told["person"]) + 2
    sign_ins, carers = await _open_all(tools, told["person"], total=total, progress=progress)
    lived_in = story("homes.fr.toml")
    at_home = {
        **await homes.open_homes(tools, with_territory, lived_in["carer"], carers),
        **await homes.open_nursery(tools, with_territory, lived_in["nursery"]),
    }
    national = told["national"]
    sign_ins[national["login"]] = await _open_national(tools, national["login"], national["name"])
    progress("accounts", total - 1, total)
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
            sign_ins={**sign_ins, **owner.givers, **at_home},
        )
        await life.live(cast, told, progress=progress)
        await fill_scales(cast, story("scales.fr.toml"))
        forms = story("bilans.fr.toml")["assessment"]
        for done, one in enumerate(forms, start=1):
            await bilans.fill(cast, one)
            progress("forms", done, len(forms))
        await protocol.change(cast)
        await journal.observe(cast, story("journal.fr.toml"))
        await health.copy_books(cast, story("health.fr.toml"))
        appointments = story("appointments.fr.toml")
        await agenda.set_appointments(cast, appointments)
        await agenda.give_addresses(cast, appointments["reach"])
        await agenda.give_addresses(cast, homes.addresses(at_home, lived_in["without_mail"]))
        await box.fill(cast, owner, progress=progress)
    finally:
        await door.close()
    keep_sign_ins(folder, sign_ins.values())


async def _open_all(
    tools: Tools, people: Sequence[Mapping[str, str]], *, total: int, progress: Progress
) -> tuple[dict[str, SignIn], Mapping[str, AccountId]]:
    """Open the accounts of the imported people; return their sign-ins by login, and who hosts, by the home."""
    sign_ins, carers = {}, {}
    for done, person in enumerate(people, start=1):
        progress("accounts", done, total)
        if "home" in person:
            sign_ins[person["login"]], carers[person["home"]] = await _open_carer(tools, person)
        else:
            sign_ins[person["login"]] = await _open(tools, person["code"], person["login"])
    return sign_ins, carers


async def _open(tools: Tools, code: str, login: str) -> SignIn:
    """Open the account of an imported practitioner, and their place around the children they care for."""
    password = new_password()
    name = await open_practitioner_account(tools, code, login, password)
    practitioner = await exchange.practitioner_coded(tools.errand, code, vault=tools.vault)
    who = await network.practitioner(practitioner, vault=tools.vault)
    return SignIn(role_label=ROLE_LABELS[who.role], name=name, login=login, password=password)


async def _open_carer(tools: Tools, person: Mapping[str, str]) -> tuple[SignIn, AccountId]:
    """Open the account of a foster carer, who is around the children of their home alone."""
    login, password = person["login"], new_password()
    name, account = await homes.open_carer(
        tools, person["code"], login, password, passwords=Passwords()
    )
    label = ROLE_LABELS[Role.CARER]
    return SignIn(role_label=label, name=name, login=login, password=password), account


async def _open_national(tools: Tools, login: str, name: str) -> SignIn:
    """Open the account of somebody of the national team, who is around no child."""
    password = new_password()
    await open_national_account(tools, login, name, password)
    label = ROLE_LABELS[Role.NATIONAL]
    return SignIn(role_label=label, name=name, login=login, password=password)


async def renew(tools: Tools) -> None:
    """Give the circles another year when they near their end: a demonstration may be opened at any time."""
    await renew_grants(tools.errand, clock=SystemClock())
