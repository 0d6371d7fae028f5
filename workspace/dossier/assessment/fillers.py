"""Who around a child fills a part: said to whoever reads the assessment and does not."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from storage.vault import Vault
from workspace.access import service as access
from workspace.access.model import Clearance
from workspace.access.rules import rights_of
from workspace.accounts import service as accounts
from workspace.accounts.model import ROLE_LABELS
from workspace.actor import Role
from workspace.clock import Clock
from workspace.dossier.assessment.model import Part
from workspace.dossier.assessment.rules import may_fill
from workspace.i18n import gettext, mid_sentence

Around = Mapping[Role, Sequence[str]]
"""The names of those around a child, by their role there."""


async def filled_by(clearance: Clearance, *, clock: Clock, vault: Vault) -> Callable[[Part], str]:
    """Return how a page says of each part who around this child fills it."""
    grants = await access.around(clearance, clock=clock)
    known = await accounts.accounts({grant.account for grant in grants}, vault=vault)
    around: dict[Role, list[str]] = defaultdict(list)
    for grant in grants:
        if grant.account in known:
            around[grant.role].append(known[grant.account].name)
    return partial(in_words, around)


def in_words(around: Around, part: Part) -> str:
    """Return who fills a part, by name where somebody around the child does, else by role."""
    roles = [role for role in part.roles if may_fill(part, role, rights_of(role))]
    who = [
        f"{name} ({mid_sentence(gettext(ROLE_LABELS[role]))})"
        for role in roles
        for name in around.get(role, ())
    ]
    if who:
        return gettext("Filled by: %(who)s", who=", ".join(who))
    wanted = ", ".join(mid_sentence(gettext(ROLE_LABELS[role])) for role in roles)
    return gettext("Filled by: %(who)s. Nobody around the child is that yet.", who=wanted)
