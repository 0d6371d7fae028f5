"""Today; and the doors of all the pages of this floor."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from workspace.access.permissions import Permission
from workspace.access.routes import circle_of
from workspace.actor import Role
from workspace.database import in_one_transaction
from workspace.dossier.care.plan.routes import labels as care_labels
from workspace.dossier.care.rounds import service as rounds
from workspace.home import (
    agenda,
    also,
    asking,
    calendar,
    carer,
    child,
    child_agenda,
    child_careplan,
    child_circle,
    child_contact,
    child_files,
    child_growth,
    child_health,
    child_health_files,
    child_journal,
    child_lists,
    child_path,
    files,
    house,
    listing,
    me,
    notes,
    renewing,
    rules,
    service,
    telling,
    whats_new,
    years,
)
from workspace.home.agenda import Entry
from workspace.home.listing import acts_of, lines_of, reason_of
from workspace.home.model import TOPIC_LABELS, Concern, Line, PPEDue
from workspace.messaging import service as messaging
from workspace.messaging.model import Conversation
from workspace.web.identity import actor
from workspace.web.pages import page
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox

SIGNED_IN = Policy(Knock.SIGNED_IN)
AT_FIRST: Final = 12
"""Lines of a section of Today before "show all"."""
SECTIONS: Final = (Concern.LATE, Concern.TO_PLAN, Concern.PLANNED, Concern.LOST)
CARE_ROLES = frozenset({Role.PSYCHOLOGIST, Role.PSYCHOMOTRICIAN})


async def _waiting(request: Request) -> tuple[Conversation, ...]:
    """Return the conversations with something unread."""
    me = actor(request).account
    circle = await circle_of(request, Permission.CONVERSATION_READ)
    found = await messaging.conversations(circle, vault=toolbox(request).vault)
    return tuple(conversation for conversation in found if conversation.unread_by(me))


@in_one_transaction
async def show_today(request: Request) -> Response:
    role = actor(request).role
    if role is Role.YOUNG_ADULT:
        return RedirectResponse("/my-box", status_code=303)
    if role is Role.NATIONAL:
        return RedirectResponse("/cohort", status_code=303)
    _, lines = await lines_of(request)
    if role is Role.CARER:
        return await carer.welcome(request, lines)
    context = {
        **await acts_of(request),
        "names": {line.child.dossier: line.child.identity.name for line in lines},
        "waiting": await _waiting(request),
        "me": actor(request).account,
    }
    context |= await _work(request, lines)
    return await page(
        request, "home/today.html", context, reason=reason_of(role) if lines else None
    )


async def _work(request: Request, lines: tuple[Line, ...]) -> dict[str, object]:
    """Return what Today sorts for whoever follows many children."""
    tools = toolbox(request)
    everything = request.query_params.get("all", "")
    brought_in = rules.brought_in(lines)
    apart = {line.child.dossier for line in brought_in}
    others = [line for line in lines if line.child.dossier not in apart]
    sections = {concern: rules.of_concern(others, concern) for concern in SECTIONS}
    ppe: Sequence[PPEDue] = ()
    if actor(request).role is Role.COORDINATOR:
        drafting = await circle_of(request, Permission.PPE_DRAFT)
        ppe = await service.ppe_due(drafting, lines, vault=tools.vault)
    sessions = rules.by_last_session(lines) if actor(request).role in CARE_ROLES else ()
    return {
        "today": agenda.today_of(
            agenda.departments(line.child for line in lines), clock=tools.clock
        ),
        "sections": [
            (concern, found, _shown(found, everything == concern.value))
            for concern, found in sections.items()
            if found
        ],
        "expected": await _expected(request, lines),
        "sessions": sessions,
        "notes_to_write": await _notes_to_write(request) if sessions else 0,
        "sessions_shown": _shown(sessions, everything == "sessions"),
        "ppe": ppe,
        "ppe_shown": ppe if everything == "ppe" else ppe[:5],
        "has_children": bool(lines),
        "also": await also.also(request, lines),
        "telling": telling,
        "topics": TOPIC_LABELS,
        "care_words": care_labels(),
        "brought_in": brought_in,
        "later": sum(line.concern is Concern.TO_PLAN for line in lines)
        - len(sections[Concern.TO_PLAN]),
    }


async def _expected(request: Request, lines: Sequence[Line]) -> tuple[Entry, ...]:
    """Return the appointments of today that still stand, in their order."""
    tools = toolbox(request)
    circle = await circle_of(request, Permission.ENCOUNTER_READ)
    return await agenda.expected_from_today(
        circle,
        agenda.departments(line.child for line in lines),
        ahead=timedelta(0),
        clock=tools.clock,
        vault=tools.vault,
    )


async def _notes_to_write(request: Request) -> int:
    """Return how many of one's own sessions have no words yet."""
    tools = toolbox(request)
    circle = await circle_of(request, Permission.CARE_NOTE_ADD)
    return len(await rounds.to_note(circle, clock=tools.clock, vault=tools.vault))


def _shown(lines: Sequence[Line], everything: bool) -> Sequence[Line]:
    return lines if everything else lines[:AT_FIRST]


routes = [
    guarded("/", show_today, policy=SIGNED_IN, name="home:today"),
    *listing.routes,
    *asking.routes,
    *calendar.routes,
    *carer.routes,
    *child.routes,
    *child_agenda.routes,
    *child_circle.routes,
    *child_path.routes,
    *child_contact.routes,
    *child_journal.routes,
    *child_files.routes,
    *child_health_files.routes,
    *child_lists.routes,
    *files.routes,
    *child_growth.routes,
    *child_health.routes,
    *child_careplan.routes,
    *house.routes,
    *me.routes,
    *renewing.routes,
    *notes.routes,
    *whats_new.routes,
    *years.routes,
]
