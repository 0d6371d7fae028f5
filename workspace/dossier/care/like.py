"""The sessions that one about to be noted may be: by whom each was noted, when, and its words, to tell them apart."""

from typing import NamedTuple

from storage.vault import Vault
from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.database import transaction
from workspace.dossier.care import queries, rules, service
from workspace.dossier.care.held import noted_for
from workspace.dossier.care.model import CareSession, NewSession, SessionId
from workspace.dossier.record.bases import Hand


class Like(NamedTuple):
    session: CareSession
    hand: Hand | None
    """None: it came with files."""
    note: str
    """Its words, where they are open to whoever asks and stand in this dossier; empty otherwise."""


async def like(
    clearance: Clearance, new: NewSession, *, beside: SessionId | None = None, vault: Vault
) -> tuple[Like, ...]:
    """Return the sessions like `new` that stand in any dossier of the child; `beside`: one that is being corrected."""
    clearance.require(Permission.CARE_SESSION_ADD)
    async with transaction():
        held = (await noted_for([clearance.dossier]))[clearance.dossier]
        found = [each for each in rules.alike(new, held) if each.id != beside]
        hands = await queries.hands([each.id for each in found])
        read = await service.sessions(clearance, vault=vault)
    notes = {entry.session.id: entry.session.note for entry in read}
    return tuple(Like(each, hands.get(each.id), notes.get(each.id, "")) for each in found)
