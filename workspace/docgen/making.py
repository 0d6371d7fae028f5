"""What every sheet asks of whoever makes it: that they work for the child, their name, and a trace of it."""

from storage.vault import Vault
from workspace.access import service as access
from workspace.access.model import Clearance
from workspace.accounts.model import ROLE_LABELS
from workspace.accounts.service import accounts
from workspace.actor import Role
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.docgen.said.who import Around
from workspace.errors import Forbidden
from workspace.i18n import gettext, mid_sentence
from workspace.network import service as network


def check_worker(clearance: Clearance) -> None:
    """Raise `Forbidden` for whoever the dossier is about: theirs is the archive, where words are redacted."""
    if clearance.role is Role.YOUNG_ADULT:
        raise Forbidden


async def record_making(
    clearance: Clearance, sheet: str, *, is_team_copy: bool = False, vault: Vault
) -> None:
    """Record that a sheet was made, and for whom, inside the transaction that read what is on it."""
    await audit.record(
        clearance.actor,
        Act.SHEET_MAKE,
        dossier=clearance.dossier,
        detail={"sheet": sheet, "copy": "team" if is_team_copy else "handed"},
        vault=vault,
    )


async def maker(clearance: Clearance, *, vault: Vault) -> str:
    """Return who makes a sheet and in which role, in the current language."""
    account = clearance.actor.account
    known = await accounts({account}, vault=vault)
    role = mid_sentence(gettext(ROLE_LABELS[clearance.role]))
    return f"{known[account].name}, {role}" if account in known else role


async def around(clearance: Clearance, *, clock: Clock, vault: Vault) -> tuple[Around, ...]:
    """Return who is around the child, with the telephone the directory knows."""
    circle = await access.around(clearance, clock=clock)
    known = await accounts({grant.account for grant in circle}, vault=vault)
    listed = await network.practitioners_behind(clearance.actor, known, vault=vault)
    return tuple(
        Around(
            name=known[grant.account].name,
            role=gettext(ROLE_LABELS[grant.role]),
            since_on=grant.since_on,
            is_of=grant.role,
            lives_there=grant.role is Role.CARER,
            phone=listed[grant.account].contact.phone if grant.account in listed else "",
        )
        for grant in circle
        if grant.account in known
    )
