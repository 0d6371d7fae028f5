"""What the protocol says, since when, and whom the version to come concerns."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.permissions import Permission
from workspace.access.routes import circle_of
from workspace.actor import Role
from workspace.dossier.protocol import applying, wording
from workspace.dossier.protocol.changes import Impact, StepChange, impact_from_json
from workspace.dossier.protocol.model import Protocol
from workspace.dossier.protocol.version_queries import Applied
from workspace.dossier.protocol.versions import Book
from workspace.dossier.record import service as record
from workspace.errors import Forbidden
from workspace.ids import DossierId, OrganizationId
from workspace.names import letters
from workspace.network import service as network
from workspace.web.identity import actor
from workspace.web.pages import page
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox

AT_FIRST: Final = 12
"""Children shown before the others are folded away."""
READERS = frozenset({Role.COORDINATOR, Role.NATIONAL})


@dataclass(frozen=True, kw_only=True, slots=True)
class Followed:
    """A programme as it is followed somewhere: now, and what comes next."""

    now: Protocol
    coming: tuple[Protocol, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Concerned:
    """A child of one's own whose next assessments change."""

    dossier: DossierId
    name: str
    changes: tuple[StepChange, ...]


async def show_protocol(request: Request) -> Response:
    me = actor(request)
    if me.role not in READERS:
        raise Forbidden
    tools = toolbox(request)
    book, applied = await applying.known(me)
    organizations = {each.id: each.name for each in await network.organizations()}
    here = me.organization if me.role is Role.COORDINATOR else None
    today = tools.clock.today()
    context = {
        "programmes": [_followed(request, book, code, here) for code in book.programmes()],
        "applied": [(each, impact_from_json(each.affected)) for each in applied],
        "coming": [each for each in applied if each.valid_from > today],
        "concerned": await _concerned(request) if me.role is Role.COORDINATOR else (),
        "at_first": AT_FIRST,
        "counts": _counts(applied, organizations) if me.role is Role.NATIONAL else (),
        "organizations": organizations,
        "book": book,
        "decided": {each.definition.programme: each.definition.by for each in book.versions},
        "wording": wording,
        "is_national": me.role is Role.NATIONAL,
    }
    return await page(request, "protocol/protocol.html", context)


def _followed(
    request: Request, book: Book, programme: str, where: OrganizationId | None
) -> Followed:
    today = toolbox(request).clock.today()
    timeline = book.timeline(programme, where)
    begun = [each for each in timeline if each.valid_from <= today]
    return Followed(
        now=begun[-1] if begun else timeline[0],
        coming=tuple(each for each in timeline if each.valid_from > today),
    )


async def _concerned(request: Request) -> tuple[Concerned, ...]:
    """Return the children of the coordinator's own circle whose next assessments change, by name."""
    tools = toolbox(request)
    circle = await circle_of(request, Permission.ASSESSMENT_READ)
    changes = await applying.coming_changes(circle, clock=tools.clock, vault=tools.vault)
    if not changes:
        return ()
    names = await record.names(circle, vault=tools.vault)
    found = [
        Concerned(dossier=dossier, name=names.get(dossier, ""), changes=steps)
        for dossier, steps in changes.items()
    ]
    return tuple(sorted(found, key=lambda each: (_soonest(each.changes), letters(each.name))))


def _soonest(changes: tuple[StepChange, ...]) -> date:
    """Return the day nearest to come on which one of the changes is felt."""
    spans = [each.after or each.before for each in changes]
    return min((span.opens_on for span in spans if span is not None), default=date.max)


def _counts(
    applied: tuple[Applied, ...], organizations: dict[OrganizationId, str]
) -> dict[UUID, list[tuple[str, str]]]:
    """Return the children concerned by establishment, as they were counted when it was applied."""

    def counted(found: Impact) -> list[tuple[str, str]]:
        return sorted(
            (organizations.get(where, ""), wording.few(count))
            for where, count in found.children.items()
        )

    return {each.id: counted(impact_from_json(each.affected)) for each in applied}


routes = [
    guarded("/protocol", show_protocol, policy=Policy(Knock.SIGNED_IN), name="protocol:protocol"),
]
