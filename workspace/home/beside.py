"""What stays in the other dossier of a child: what people plan and say there is not gathered, it is one link away."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

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


@dataclass(frozen=True, kw_only=True, slots=True)
class _Page:
    path: str
    needed: Permission
    say: Callable[[Request, Clearance], Awaitable[str]]
    is_gathered: bool = False
    """In the dossier that goes on what lies in the joined one stands with the rest, and is not counted beside it."""


PAGES: Final[Mapping[str, _Page]] = {
    "agenda": _Page(path="/appointments", needed=Permission.ENCOUNTER_READ, say=_appointments),
    "careplan": _Page(
        path="/care/plan", needed=Permission.CARE_PLAN_READ, say=_needs, is_gathered=True
    ),
    "documents": _Page(path="/documents", needed=Permission.DOCUMENT_READ, say=_documents),
    "journal": _Page(path="/journal", needed=Permission.CHILD_READ, say=_journal, is_gathered=True),
    "messages": _Page(path="/conversations", needed=Permission.CONVERSATION_READ, say=_messages),
}
"""The pages that list what stays in its own dossier, by their name in `frame.TABS`."""


def stays(place: str) -> bool:
    """Tell whether what the page `place` lists stays in its own dossier, whichever one reads."""
    return place in PAGES and not PAGES[place].is_gathered


async def beside(
    request: Request, place: str, *, into: DossierId | None, holds: Collection[DossierId]
) -> tuple[Beside, ...]:
    """Return what the page `place` lists in the other dossiers of a child, of what whoever asks opens there.

    Nothing of a dossier that is closed to them, nor where there is nothing.
    """
    page = PAGES.get(place)
    if page is None:
        return ()
    goes_on = (into,) if into else ()
    others = goes_on if page.is_gathered else (*holds, *goes_on)
    if not others:
        return ()
    tools = toolbox(request)
    circle = await circle_of(request, page.needed)
    found = []
    for other in sorted(circle.dossiers & frozenset(others), key=str):
        there = await clear(
            actor(request),
            other,
            Permission.CHILD_READ,
            page.needed,
            clock=tools.clock,
            vault=tools.vault,
        )
        if words := await page.say(request, there):
            found.append(Beside(href=f"/children/{other}{page.path}", words=words))
    return tuple(found)
