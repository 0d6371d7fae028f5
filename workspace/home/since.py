"""What others did in a dossier since somebody last looked at it: only what differs, one query a source."""

from dataclasses import dataclass
from datetime import datetime

from workspace.access.model import Clearance
from workspace.access.permissions import DataClass
from workspace.clock import PARIS, Clock
from workspace.database import transaction
from workspace.dossier.care import service as care
from workspace.dossier.documents import service as documents
from workspace.dossier.journal import contacts
from workspace.dossier.journal import service as journal
from workspace.dossier.protocol import service as protocol
from workspace.dossier.record.model import Child
from workspace.i18n import ngettext
from workspace.messaging import service as messaging

FILED = frozenset({DataClass.SOMATIC, DataClass.PSYCHOLOGICAL, DataClass.SOCIAL})


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """One difference in words, and the page of the child where it is."""

    words: str
    path: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Since:
    moment: datetime
    """When the person last looked."""
    news: tuple[News, ...]


async def since_last_visit(clearance: Clearance, child: Child, *, clock: Clock) -> Since | None:
    """Return what others did since the last visit, None the first time.

    Counts only, of what is open to whoever asks; looking again within half an hour is the same visit.
    """
    async with transaction():
        moment = await contacts.last_visit(clearance, clock=clock)
        if moment is None:
            return None
        found = [
            *await _practical(clearance, moment),
            *await _told(clearance, moment),
            *_moves(child, moment),
        ]
    return Since(moment=moment, news=tuple(found))


async def _practical(clearance: Clearance, moment: datetime) -> list[News]:
    if not clearance.may(DataClass.PRACTICAL):
        return []
    done = await protocol.recorded_since(clearance, moment)
    sessions = await care.noted_since(clearance, moment)
    found = []
    if done:
        words = ngettext("%(num)d assessment", "%(num)d assessments", done, num=done)
        found.append(News(words=words, path="/assessments"))
    if sessions:
        words = ngettext("%(num)d session", "%(num)d sessions", sessions, num=sessions)
        found.append(News(words=words, path="/care"))
    return found


async def _told(clearance: Clearance, moment: datetime) -> list[News]:
    written = await journal.written_since(clearance, moment)
    found = []
    if written:
        words = ngettext("%(num)d observation", "%(num)d observations", written, num=written)
        found.append(News(words=words, path="/journal"))
    if FILED & clearance.rights.reads:
        filed = await documents.filed_since(clearance, moment)
        if filed:
            words = ngettext("%(num)d document", "%(num)d documents", filed, num=filed)
            found.append(News(words=words, path="/documents"))
    if clearance.may(DataClass.MESSAGES):
        sent = await messaging.sent_since(clearance, moment)
        if sent:
            words = ngettext("%(num)d message", "%(num)d messages", sent, num=sent)
            found.append(News(words=words, path="/conversations"))
    return found


def _moves(child: Child, moment: datetime) -> list[News]:
    day = moment.astimezone(PARIS).date()
    moved = sum(placement.begins_on > day for placement in child.placements)
    if not moved:
        return []
    return [News(words=ngettext("%(num)d move", "%(num)d moves", moved, num=moved), path="")]
