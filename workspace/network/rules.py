"""How the directory is kept and read. No I/O."""

import re
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from typing import Final

from workspace.actor import Actor, Role
from workspace.errors import Invalid
from workspace.i18n import N_
from workspace.names import Order, french_order
from workspace.network.model import NewPractice, NewPractitioner, Organization, Practitioner

LONGEST: Final = {
    "family_name": 100,
    "given_name": 100,
    "specialty": 100,
    "phone": 30,
    "email": 254,
}
EMAIL: Final = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]+\.[^\s@<>]+")
PRINT: Final = 16
SEEN_BY_APPOINTMENT: Final = frozenset(
    {Role.PHYSICIAN, Role.NURSE, Role.PSYCHOLOGIST, Role.PSYCHOMOTRICIAN, Role.OTHER}
)
OVERTAKEN: Final = N_(
    "This was changed while your page was open, by somebody else or by you in another window. What stands"
    " now is shown below; your words are still here, and not kept yet."
)
LONGEST_WAIT: Final = 260
"""Weeks: five years."""
PHONE: Final = re.compile(r"\+?[0-9][0-9 ().-]{3,}")


def normal_code(code: str) -> str:
    """Return the one writing of a code: capitals and spaces tell nothing apart."""
    return "".join(code.split()).upper()


def in_order(people: Iterable[Practitioner]) -> tuple[Practitioner, ...]:
    """Return `people` as a French directory lists them: by family name, then given name."""
    return tuple(sorted(people, key=_place))


def organizations_in_order(organizations: Iterable[Organization]) -> tuple[Organization, ...]:
    return tuple(sorted(organizations, key=lambda each: french_order(each.name)))


def check_new(new: NewPractitioner) -> None:
    """Raise Invalid, naming every field, for an entry that cannot be."""
    said = {
        "family_name": new.contact.family_name,
        "given_name": new.contact.given_name,
        "specialty": new.specialty,
        "phone": new.contact.phone,
        "email": new.contact.email,
    }
    fields = {
        name: N_("This is too long.") for name, text in said.items() if len(text) > LONGEST[name]
    }
    if new.contact.email and not EMAIL.fullmatch(new.contact.email):
        fields["email"] = N_("Give an address such as name@example.org.")
    if new.contact.phone and not PHONE.fullmatch(new.contact.phone):
        fields["phone"] = N_("Give a telephone number, such as 03 21 00 00 00.")
    fields |= {name: N_("Fill this in.") for name in ("family_name", "specialty") if not said[name]}
    if fields:
        raise Invalid(fields)


def is_by_hand(who: Practitioner) -> bool:
    """Tell whether somebody was entered by hand: of another profession, without an account."""
    return who.role is Role.OTHER and who.account is None


def print_of(who: Practitioner) -> str:
    """Return a few characters that change with an entry; they go into the form that shows it."""
    return sha256(repr(replace(who, practice=None)).encode()).hexdigest()[:PRINT]


def check_practice(new: NewPractice) -> None:
    """Raise Invalid for a wait that cannot be, or for nothing said."""
    if new.waiting_weeks is not None and not 0 <= new.waiting_weeks <= LONGEST_WAIT:
        raise Invalid({"waiting_weeks": N_("Give a number of weeks, from 0 to 260.")})
    if new.waiting_weeks is None and new.visits_homes is None:
        raise Invalid({"waiting_weeks": N_("Say at least one of the two.")})


def may_state(actor: Actor, who: Practitioner) -> bool:
    """Tell whether `actor` may say how soon somebody who cares can be seen: whoever coordinates, and that person."""
    if who.role not in SEEN_BY_APPOINTMENT:
        return False
    return actor.role is Role.COORDINATOR or who.account == actor.account


def check_seen(seen: str, who: Practitioner) -> None:
    """Raise Invalid unless the form that is sent showed `who` as they stand."""
    if seen != print_of(who):
        raise Invalid({"base": OVERTAKEN})


def _place(who: Practitioner) -> Order:
    return french_order(who.contact.family_name, who.contact.given_name)
