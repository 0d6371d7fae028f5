"""The directory: who works where, and who has signed the agreement."""

from collections.abc import Sequence
from itertools import groupby

from starlette.requests import Request
from starlette.responses import Response

from workspace.accounts.model import ROLE_LABELS
from workspace.actor import Role
from workspace.errors import Forbidden
from workspace.i18n import N_
from workspace.names import french_order
from workspace.network import service
from workspace.network.model import KIND_LABELS, Organization, Practitioner
from workspace.web.identity import actor
from workspace.web.pages import page
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox

REASON = N_("The directory is shared between the professionals of the network, and nobody else.")
KEPT_OUT = frozenset({Role.PARENT, Role.YOUNG_ADULT})

Group = tuple[Organization | None, Sequence[Practitioner]]


async def show_network(request: Request) -> Response:
    asking = actor(request)
    if asking.role in KEPT_OUT:
        raise Forbidden
    people = await service.practitioners(asking, vault=toolbox(request).vault)
    role = _role(request.query_params.get("role", ""))
    chosen = [who for who in people if role is None or who.role is role]
    context = {
        "groups": _by_organization(chosen, await service.organizations()),
        "kinds": KIND_LABELS,
        "roles": ROLE_LABELS,
        "known_roles": sorted({who.role for who in people}, key=list(Role).index),
        "role": role,
        "total": len(chosen),
    }
    return await page(request, "network/directory.html", context, reason=REASON)


def _role(code: str) -> Role | None:
    return Role(code) if code in set(Role) else None


def _by_organization(
    people: Sequence[Practitioner], organizations: Sequence[Organization]
) -> list[Group]:
    """Return the people of each establishment, establishments in order; those of none come last."""
    known = {organization.id: organization for organization in organizations}

    def home(who: Practitioner) -> Organization | None:
        return known.get(who.organization) if who.organization else None

    def place(who: Practitioner) -> tuple[bool, object]:
        found = home(who)
        return found is None, french_order(found.name) if found else ()

    ordered = sorted(people, key=place)  # stable: within one, the order of the directory
    return [(found, list(group)) for found, group in groupby(ordered, key=home)]


routes = [
    guarded("/network", show_network, policy=Policy(Knock.SIGNED_IN), name="network:directory"),
]
