"""What stands in the dossier a child goes on in: in the one that was joined to it, it is one link away."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from starlette.requests import Request

from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.routes import circle_of
from workspace.access.service import clear
from workspace.dossier.agenda import service as agenda
from workspace.dossier.care.plan import service as plan
from workspace.dossier.documents import service as documents
from workspace.dossier.journal import service as journal
from workspace.i18n import ngettext
from workspace.ids import DossierId
from workspace.messaging import service as messaging
from workspace.web.identity import actor
from workspace.web.toolbox import toolbox


@dataclass(frozen=True, kw_only=True, slots=True)
class Beside:
    """A line: how many of what a page lists stand in the other dossier, open to whoever asks."""

    href: str
    words: str


async def _documents(request: Request, there: Clearance) -> str:
    found = await documents.documents(there, vault=toolbox(request).vault)
    return ngettext(
        "%(num)d document in the other dossier",
        "%(num)d documents in the other dossier",
        len(found),
        num=len(found),
    ) * bool(found)


async def _journal(request: Request, there: Clearance) -> str:
    found = await journal.journal(there, vault=toolbox(request).vault)
    count = len(found.entries) + len(found.events)
    return ngettext(
        "%(num)d observation or event in the other dossier",
        "%(num)d observations and events in the other dossier",
        count,
        num=count,
    ) * bool(count)


async def _messages(request: Request, there: Clearance) -> str:
    circle = await circle_of(request, Permission.CONVERSATION_READ)
    here = replace(circle, dossiers=circle.dossiers & {there.dossier})
    found = await messaging.conversations(here, vault=toolbox(request).vault)
    return ngettext(
        "%(num)d conversation in the other dossier",
        "%(num)d conversations in the other dossier",
        len(found),
        num=len(found),
    ) * bool(found)


async def _needs(request: Request, there: Clearance) -> str:
    tools = toolbox(request)
    found = await plan.loops(there, clock=tools.clock, vault=tools.vault)
    return ngettext(
        "%(num)d need for care in the other dossier",
        "%(num)d needs for care in the other dossier",
        len(found),
        num=len(found),
    ) * bool(found)


async def _appointments(request: Request, there: Clearance) -> str:
    found = await agenda.encounters(there, vault=toolbox(request).vault)
    return ngettext(
        "%(num)d appointment in the other dossier",
        "%(num)d appointments in the other dossier",
        len(found),
        num=len(found),
    ) * bool(found)


class _Page(NamedTuple):
    path: str
    needed: Permission
    say: Callable[[Request, Clearance], Awaitable[str]]


PAGES: Final[Mapping[str, _Page]] = {
    "agenda": _Page("/appointments", Permission.ENCOUNTER_READ, _appointments),
    "careplan": _Page("/care/plan", Permission.CARE_PLAN_READ, _needs),
    "documents": _Page("/documents", Permission.DOCUMENT_READ, _documents),
    "journal": _Page("/journal", Permission.CHILD_READ, _journal),
    "messages": _Page("/conversations", Permission.CONVERSATION_READ, _messages),
}
"""The pages that gather both dossiers where the child goes on, by their name in `frame.TABS`."""


async def beside(request: Request, place: str, *, into: DossierId | None) -> Beside | None:
    """Return what the page `place` of a joined dossier lists in the one that goes on, of what whoever asks opens there.

    None where that one is closed to them, or holds nothing; and where nothing was joined to another.
    """
    page = PAGES.get(place)
    if page is None or into is None:
        return None
    tools = toolbox(request)
    if into not in (await circle_of(request, page.needed)).dossiers:
        return None
    there = await clear(
        actor(request),
        into,
        Permission.CHILD_READ,
        page.needed,
        clock=tools.clock,
        vault=tools.vault,
    )
    words = await page.say(request, there)
    return Beside(href=f"/children/{into}{page.path}", words=words) if words else None
