"""How the directory is kept and read. No I/O."""

from collections.abc import Iterable

from workspace.names import Order, french_order
from workspace.network.model import Organization, Practitioner


def normal_code(code: str) -> str:
    """Return the one writing of a code: capitals and spaces tell nothing apart."""
    return "".join(code.split()).upper()


def in_order(people: Iterable[Practitioner]) -> tuple[Practitioner, ...]:
    """Return `people` as a French directory lists them: by family name, then given name."""
    return tuple(sorted(people, key=_place))


def organizations_in_order(organizations: Iterable[Organization]) -> tuple[Organization, ...]:
    return tuple(sorted(organizations, key=lambda each: french_order(each.name)))


def _place(who: Practitioner) -> Order:
    return french_order(who.contact.family_name, who.contact.given_name)
