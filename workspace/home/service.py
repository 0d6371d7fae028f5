"""What waits for whoever signs in: read at once, in as many queries for eighty children as for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from storage.vault import Vault
from workspace.access.model import Circle
from workspace.actor import Actor
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.agenda import service as agenda
from workspace.dossier.care import service as care
from workspace.dossier.documents import service as documents
from workspace.dossier.documents.model import Document, DocumentKind
from workspace.dossier.journal import contacts
from workspace.dossier.protocol import service as protocol
from workspace.dossier.record import service as record
from workspace.dossier.record.summaries import ChildSummary
from workspace.home import rules
from workspace.home.model import Line, PPEDue
from workspace.home.seeking import Seeking
from workspace.ids import DossierId
from workspace.network import service as network
from workspace.network.model import Practitioner

MOST_FOUND: Final = 50
"""Of each sort, how many a search shows."""


async def overview(circle: Circle, *, clock: Clock, vault: Vault) -> tuple[Line, ...]:
    """Return one line for each child of a circle, in the order of a French list of names."""
    async with transaction():
        children = await record.children(circle, clock=clock, vault=vault)
        found = await _lines(circle, children, clock=clock, vault=vault)
        await audit.record(circle.actor, Act.TODAY_READ, vault=vault)
    return found


async def _lines(
    circle: Circle, children: Sequence[ChildSummary], *, clock: Clock, vault: Vault
) -> tuple[Line, ...]:
    """Return one line for each of `children`, all of the circle, inside the caller's transaction."""
    schedules = await protocol.schedules(circle, known=children, clock=clock, vault=vault)
    appointments = await protocol.appointments_in(circle, vault=vault)
    sessions = await care.last_sessions(circle, vault=vault)
    kept = await agenda.last_kept(circle)
    tried = await contacts.contacts_in(circle)
    return tuple(
        rules.line(
            child,
            schedules.get(child.dossier, ()),
            last_session=sessions.get(child.dossier),
            last_kept=kept.get(child.dossier),
            appointments=appointments.get(child.dossier, ()),
            contacts=tried.get(child.dossier, rules.NO_CONTACT),
            today=clock.today_in(child.inclusion.department),
        )
        for child in children
    )


async def ppe_due(circle: Circle, lines: tuple[Line, ...], *, vault: Vault) -> tuple[PPEDue, ...]:
    """Return the projects the law waits for among `lines`, within `circle`: those one may draft."""
    drafted = await documents.last_of_child(circle, DocumentKind.PPE, vault=vault)
    return rules.ppe_due((line for line in lines if line.child.dossier in circle.dossiers), drafted)


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What a search found within the circle."""

    children: tuple[Line, ...]
    practitioners: tuple[Practitioner, ...]
    documents: tuple[Document, ...]
    names: Mapping[DossierId, str]
    """How the children of the circle are called, to say whose a document is."""


async def search(actor: Actor, circle: Circle, query: str, *, clock: Clock, vault: Vault) -> Found:
    """Return what bears the words of `query`: they are compared here, in clear nowhere else."""
    seeking = Seeking(query)
    async with transaction():
        followed = await record.children(circle, clock=clock, vault=vault)
        named = [each for each in followed if seeking.finds(each)]
        named = named or seeking.nearly(followed)
        lines = await _lines(
            replace(circle, dossiers=frozenset(each.dossier for each in named[:MOST_FOUND])),
            named[:MOST_FOUND],
            clock=clock,
            vault=vault,
        )
        people = await network.practitioners(actor, vault=vault)
        titled = await documents.titled(circle, says=seeking.names, most=MOST_FOUND, vault=vault)
        await audit.record(actor, Act.SEARCH, vault=vault)
    known = [who for who in people if seeking.names(who.name, who.specialty)]
    return Found(
        children=lines,
        practitioners=tuple(known[:MOST_FOUND]),
        documents=titled,
        names={each.dossier: each.identity.name for each in followed},
    )
