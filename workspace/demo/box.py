"""The box of Camille, who is 18: fifteen years of keepsakes, given by the people who were there, then handed over."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid4

from workspace.access.permissions import Permission
from workspace.access.service import grant_many
from workspace.accounts.model import ROLE_LABELS, NewAccount
from workspace.accounts.passwords import Passwords
from workspace.accounts.service import open_account
from workspace.actor import Role
from workspace.clock import SystemClock
from workspace.demo.cast import Cast
from workspace.demo.life import PICTURES
from workspace.demo.sign_ins import SignIn, new_password
from workspace.dossier.record import errands
from workspace.dossier.record.model import (
    Birth,
    Identity,
    Inclusion,
    NewChild,
    NewPlacement,
    PlacementKind,
    Sex,
)
from workspace.ids import AccountId, DossierId, OrganizationId
from workspace.mandate import Tools
from workspace.memorybox import forms, rules
from workspace.memorybox import service as memorybox
from workspace.memorybox.partial_date import PartialDate
from workspace.network import service as network
from workspace.network.model import NewOrganization, OrganizationKind

KEEPER = "keeper"
"""The login of the coordinator who hands the box over; like the givers, nobody signs in as them again."""
KINDS = (
    PlacementKind.RESIDENTIAL_NURSERY,
    PlacementKind.FOSTER_FAMILY,
    PlacementKind.MECS,
    PlacementKind.OTHER,
)


@dataclass(frozen=True, kw_only=True)
class Owner:
    dossier: DossierId
    born_on: date
    sign_in: SignIn
    givers: Mapping[str, SignIn]
    """By their login: whoever gave something, and the keeper."""
    keepsakes: tuple[Mapping[str, Any], ...] = field(default=())


@dataclass(frozen=True, kw_only=True)
class Day:
    """A clock of another day: what was put in the box in 2012 was put there in 2012."""

    on: date

    def now(self) -> datetime:
        return datetime.combine(self.on, time(12), tzinfo=UTC)

    def today(self) -> date:
        return self.on

    def today_in(self, department: str) -> date:  # noqa: ARG002 - the same day everywhere
        return self.on


def login_of(name: str) -> str:
    """Return a plain sign-in name for a person of the box."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "box-" + "".join(sign if sign.isalnum() else "-" for sign in plain)


def givers_of(told: Mapping[str, Any]) -> dict[str, tuple[str, Role]]:
    """Return the accounts of who gave something and of the keeper, by login: a name, and what they were."""
    names = dict.fromkeys(
        [told["keeper"]["name"], *(o["contributed_by"] for o in told["keepsake"])]
    )
    return {_login(told, name): (name, Role(told["roles"][name])) for name in names}


def _login(told: Mapping[str, Any], name: str) -> str:
    return KEEPER if name == told["keeper"]["name"] else login_of(name)


async def enrol_camille(tools: Tools, told: Mapping[str, Any], passwords: Passwords) -> Owner:
    """Open the dossier as it was opened in 2010, and the accounts of everybody who was there."""
    child = told["child"]
    organization = await _organization(tools, told["placement"][0]["place"])
    dossier = DossierId(uuid4())
    await errands.add_many(
        tools.errand,
        [(dossier, _new_child(child, organization))],
        clock=tools.clock,
        vault=tools.vault,
    )
    await errands.place_many(
        tools.errand,
        [
            (dossier, _placement(stay, kind))
            for stay, kind in zip(told["placement"], KINDS, strict=True)
        ],
        vault=tools.vault,
    )
    people = givers_of(told)
    people["camille"] = (f"{child['first_name']} {child['family_name']}", Role.YOUNG_ADULT)
    sign_ins, accounts = {}, {}
    for login, (name, role) in people.items():
        accounts[login], sign_ins[login] = await _open(
            tools, organization, login=login, name=name, role=role, passwords=passwords
        )
    await grant_many(
        tools.errand,
        [
            (dossier, accounts[login], role, "life", child["dossier_opened_on"])
            for login, (_, role) in people.items()
        ],
        clock=SystemClock(),
        vault=tools.vault,
    )
    return Owner(
        dossier=dossier,
        born_on=child["born_on"],
        sign_in=sign_ins.pop("camille"),
        givers=sign_ins,
        keepsakes=tuple(
            {**one, "login": _login(told, one["contributed_by"])} for one in told["keepsake"]
        ),
    )


async def _organization(tools: Tools, name: str) -> OrganizationId:
    new = NewOrganization(
        code="DEMO-BOX", name=name, kind=OrganizationKind.RESIDENTIAL_NURSERY, department="59"
    )
    return (await network.add_organizations(tools.errand, [new], vault=tools.vault))[0]


def _new_child(child: Mapping[str, Any], organization: OrganizationId) -> NewChild:
    return NewChild(
        identity=Identity(
            given_name=child["first_name"],
            family_name=child["family_name"],
            birth_date=child["born_on"],
            sex=Sex.FEMALE,
        ),
        birth=Birth(),
        inclusion=Inclusion(
            admitted_on=child["dossier_opened_on"],
            organization=organization,
            department="59",
            programme=None,
        ),
    )


def _placement(stay: Mapping[str, Any], kind: PlacementKind) -> NewPlacement:
    return NewPlacement(
        kind=kind, place=stay["place"], begins_on=stay["from_on"], ends_on=stay.get("until_on")
    )


async def _open(
    tools: Tools,
    organization: OrganizationId,
    *,
    login: str,
    name: str,
    role: Role,
    passwords: Passwords,
) -> tuple[AccountId, SignIn]:
    account, password = AccountId(uuid4()), new_password()
    await open_account(
        NewAccount(
            id=account,
            role=role,
            organization=organization,
            name=name,
            login=login,
            password=password,
        ),
        passwords=passwords,
        vault=tools.vault,
    )
    return account, SignIn(role_label=ROLE_LABELS[role], name=name, login=login, password=password)


async def fill(cast: Cast, owner: Owner, *, progress: Callable[[str, int, int], None]) -> None:
    """Let everybody put in what they kept, on the day they did; then hand the box over."""
    total = len(owner.keepsakes)
    for done, one in enumerate(owner.keepsakes, start=1):
        await _give(cast, owner, one)
        progress("memory box", done, total)
    async with cast.acting(KEEPER) as keeper:
        clearance = await cast.cleared(keeper, owner.dossier, Permission.CIRCLE_MANAGE)
        await memorybox.release_box(
            clearance, born=owner.born_on, vault=cast.tools.vault, clock=cast.tools.clock
        )


async def _give(cast: Cast, owner: Owner, one: Mapping[str, Any]) -> None:
    picture = PICTURES.joinpath(one["file"]).read_bytes() if "file" in one else None
    new = forms.new_keepsake(one, content_type=rules.recognise(picture[:64]) if picture else None)
    given_on = max(PartialDate.parse(one["happened"]).latest(), owner.born_on)
    async with cast.acting(one["login"]) as giver:
        clearance = await cast.cleared(giver, owner.dossier, Permission.BOX_ADD)
        await memorybox.add_keepsake(
            clearance,
            new,
            picture,
            born=owner.born_on,
            darkroom=cast.darkroom,
            vault=cast.tools.vault,
            clock=Day(on=given_on),
        )
