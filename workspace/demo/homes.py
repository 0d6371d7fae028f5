"""The foster homes of the demonstration: a carer in each, around the one to three children who live there."""

import csv
import secrets
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final, NamedTuple
from uuid import uuid4

from workspace.access.service import grant_many
from workspace.accounts.model import ROLE_LABELS, NewAccount
from workspace.accounts.passwords import Passwords
from workspace.accounts.service import open_account
from workspace.actor import Role
from workspace.clock import SystemClock
from workspace.demo.sign_ins import SignIn
from workspace.exchange import service as exchange
from workspace.exchange.circles import PURPOSE
from workspace.ids import AccountId, OrganizationId
from workspace.mandate import Tools
from workspace.network import service as network

FOSTER: Final = "famille_accueil"
NURSERY: Final = "pouponniere"
QUICK: Final = Passwords(memory=64, passes=1)
"""Nobody signs in as these carers: their password is made of chance alone, kept by nobody, and quick to hash."""


class Stay(NamedTuple):
    """A child in a foster home, by their code."""

    child: str
    begins_on: date
    ends_on: date | None


def stays(territory: Path, kind: str = FOSTER) -> Mapping[str, Sequence[Stay]]:
    """Return who lived in each foster home of a folder, or place of another kind, by its name."""
    found = defaultdict(list)
    with (territory / "placements.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            if row["type"] == kind:
                stay = Stay(
                    row["enfant"], _day(row["debut"]), _day(row["fin"]) if row["fin"] else None
                )
                found[row["lieu"]].append(stay)
    return found


def _day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone


async def open_homes(
    tools: Tools, territory: Path, carers: Mapping[str, str], known: Mapping[str, AccountId]
) -> Mapping[str, SignIn]:
    """Let a carer in around the children of each home: one who signs in (`known`, by the home), else one named.

    Return the sign-ins of those named, by their login, for what they do in the story; nobody is shown them.
    """
    organization = (await network.organizations())[0].id
    places, opened = [], {}
    for number, (home, lived) in enumerate(stays(territory).items(), start=1):
        here = _today(lived)
        if not here:
            continue
        account = known.get(home)
        if account is None:
            account, one = await _open(tools, carers[home], f"home-{number}", organization)
            opened[one.login] = one
        for stay in here:
            dossier = await exchange.dossier_coded(tools.errand, stay.child, vault=tools.vault)
            places.append((dossier, account, Role.CARER, PURPOSE, stay.begins_on))
    await grant_many(tools.errand, places, clock=SystemClock(), vault=tools.vault)
    return opened


async def open_nursery(tools: Tools, territory: Path, codes: Sequence[str]) -> Mapping[str, SignIn]:
    """Let the carers of the nursery in, each around some of the children who live there; return as `open_homes`."""
    accounts, opened = [], {}
    for number, code in enumerate(codes, start=1):
        login, password = f"nursery-{number}", secrets.token_urlsafe(24)
        name, account = await open_carer(tools, code, login, password, passwords=QUICK)
        accounts.append(account)
        label = ROLE_LABELS[Role.CARER]
        opened[login] = SignIn(role_label=label, name=name, login=login, password=password)
    here = [stay for lived in stays(territory, NURSERY).values() for stay in _today(lived)]
    places = [
        (
            await exchange.dossier_coded(tools.errand, stay.child, vault=tools.vault),
            accounts[place % len(accounts)],
            Role.CARER,
            PURPOSE,
            stay.begins_on,
        )
        for place, stay in enumerate(here)
    ]
    await grant_many(tools.errand, places, clock=SystemClock(), vault=tools.vault)
    return opened


def _today(lived: Sequence[Stay]) -> Sequence[Stay]:
    return [stay for stay in lived if stay.ends_on is None]


def addresses(
    opened: Mapping[str, SignIn], without_mail: Collection[str]
) -> Sequence[Mapping[str, str]]:
    """Return where the carers named may be written to, but for a few who gave no address."""
    return [
        {"login": login, "address": f"{login}@exemple.invalid"}
        for login, one in opened.items()
        if one.name not in without_mail
    ]


async def open_carer(
    tools: Tools, code: str, login: str, password: str, *, passwords: Passwords
) -> tuple[str, AccountId]:
    """Open the account of an imported carer, around nobody yet; return their name and the account."""
    practitioner = await exchange.practitioner_coded(tools.errand, code, vault=tools.vault)
    who = await network.practitioner(practitioner, vault=tools.vault)
    new = NewAccount(
        id=AccountId(uuid4()),
        role=who.role,
        organization=who.organization,
        name=who.name,
        login=login,
        password=password,
    )
    await open_account(new, passwords=passwords, vault=tools.vault)
    await network.link_account(tools.errand, practitioner, new.id)
    return new.name, new.id


async def _open(
    tools: Tools, name: str, login: str, organization: OrganizationId
) -> tuple[AccountId, SignIn]:
    new = NewAccount(
        id=AccountId(uuid4()),
        role=Role.CARER,
        organization=organization,
        name=name,
        login=login,
        password=secrets.token_urlsafe(24),
    )
    await open_account(new, passwords=QUICK, vault=tools.vault)
    label = ROLE_LABELS[new.role]
    return new.id, SignIn(role_label=label, name=name, login=login, password=new.password)
