"""Who is around the children of an import, and the places they are given."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Final, NamedTuple

from storage.vault import Vault
from workspace.access import service as access
from workspace.access.model import Errand
from workspace.accounts.service import accounts as accounts_of
from workspace.actor import Role
from workspace.dossier.record import errands as record
from workspace.dossier.record.model import Placement, PlacementKind
from workspace.exchange import queries
from workspace.exchange.desk import Desk
from workspace.exchange.own import Bringer
from workspace.exchange.receipt import Seat
from workspace.ids import AccountId, DossierId, PractitionerId
from workspace.names import home_words, letters
from workspace.network import service as network
from workspace.network.model import Practitioner

PURPOSE: Final = "follow-up"
AROUND_ALL: Final = frozenset({Role.COORDINATOR, Role.KEY_WORKER})
"""Roles that are around every child of their establishment."""
ASKED: Final = frozenset({Role.KEY_WORKER, Role.CARER})
"""Roles to whom whoever brings files in a browser gives their place, or does not."""
Place = tuple[DossierId, AccountId, Role, str, date]
"""As `access.grant_many` takes it."""


class Around(NamedTuple):
    practitioner: PractitionerId
    dossier: DossierId
    role: Role
    since_on: date


async def open_new_circles(desk: Desk) -> None:
    """Enter those who have an account into the circles of the children who are new.

    Only of the new: a place that was ended is not given back by a folder. What is brought in a browser
    gives a key worker or a foster carer no place that was not asked for; who has one is told in the receipt.
    """
    if not desk.opened:
        return
    people = await network.everybody(desk.errand, vault=desk.vault)
    accounts = {each.id: each.account for each in people if each.account is not None}
    found = await around(
        [each for each in people if each.id in accounts],
        desk.errand,
        desk.opened,
        today=desk.clock.today(),
        vault=desk.vault,
    )
    places = [place(accounts[each.practitioner], each) for each in found]
    if desk.own is not None:
        bringer = desk.own.bringer
        places = await _with_bringer(places, bringer, desk)
        names = {each.account: each.name for each in people if each.account is not None}
        desk.tally.seats.extend(_seats(places, names, bringer))
        places = [each for each in places if _is_given(each[1], each[2], bringer)]
    await access.grant_many(desk.errand, places, clock=desk.clock, vault=desk.vault)


def _is_given(account: AccountId, role: Role, bringer: Bringer) -> bool:
    return role not in ASKED or account in bringer.seated


def _seats(places: Sequence[Place], names: Mapping[AccountId, str], bringer: Bringer) -> list[Seat]:
    counts = Counter((account, role) for _, account, role, *_ in places)
    seats = [
        Seat(
            account=account,
            name=names[account],
            role=role,
            children=count,
            is_given=_is_given(account, role, bringer),
        )
        for (account, role), count in counts.items()
        if account != bringer.account
    ]
    return sorted(seats, key=lambda seat: (seat.role.value, seat.name))


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
        given
        for given in places
        if given[1] != bringer.account and given[1] in known and known[given[1]].role is given[2]
    ]
    return mine + others


def is_home_of(carer: Practitioner, home: Placement | None) -> bool:
    """Tell whether a child who lives at `home` lives with this carer: a foster home that bears their name."""
    if home is None or home.kind is not PlacementKind.FOSTER_FAMILY:
        return False
    given = set(letters(carer.contact.given_name).split())
    named = [word for word in home_words(home.place) if word not in given]
    return bool(named) and named == letters(carer.contact.family_name).split()


async def around(
    people: Iterable[Practitioner],
    errand: Errand,
    within: AbstractSet[DossierId] | None = None,
    *,
    today: date,
    vault: Vault,
) -> list[Around]:
    """Return who did something for which child, and who is around all those of their establishment.

    A foster carer, only around a child who lives with them `today`: a questionnaire of the past opens nothing.
    """
    listed = {person.id: person for person in people}
    dossiers = await record.dossiers_of(errand)
    acted = [act for act in await queries.acted(within) if act.practitioner in listed]
    cared = {act.dossier for act in acted if listed[act.practitioner].role is Role.CARER}
    homes = await record.homes(errand, cared, on=today, vault=vault)
    found = {
        (act.practitioner, act.dossier): Around(
            act.practitioner, act.dossier, who.role, act.first_on
        )
        for act in acted
        if (who := listed[act.practitioner]).role is not Role.CARER
        or is_home_of(who, homes.get(act.dossier))
    }
    for person in listed.values():
        if person.role in AROUND_ALL and person.organization is not None:
            for dossier, admitted_on in dossiers.get(person.organization, ()):
                if within is not None and dossier not in within:
                    continue
                found[person.id, dossier] = Around(person.id, dossier, person.role, admitted_on)
    return list(found.values())


def place(account: AccountId, seat: Around) -> Place:
    return seat.dossier, account, seat.role, PURPOSE, seat.since_on
