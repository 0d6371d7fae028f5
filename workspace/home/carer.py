"""A foster carer's first page: where to be, what to bring, a question to ask, and whether it was read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Circle
from workspace.access.permissions import Permission
from workspace.access.routes import circle_of
from workspace.access.service import clear
from workspace.actor import Role
from workspace.docgen import emergency
from workspace.dossier.scales import inviting
from workspace.dossier.scales import service as scales
from workspace.dossier.scales.wording import questionnaire
from workspace.drafts import service as drafts
from workspace.errors import Forbidden, Invalid, NotFound
from workspace.home import rules, wording
from workspace.home.agenda import departments, expected_from_today, today_of
from workspace.home.listing import lines_of
from workspace.home.model import Concern, Line
from workspace.home.questionnaires import Waiting, waiting
from workspace.i18n import N_, format_date, gettext
from workspace.ids import AccountId, DossierId
from workspace.messaging import service as messaging
from workspace.messaging.model import Conversation, NewConversation
from workspace.web.identity import actor
from workspace.web.pages import form, page, see
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox

AHEAD: Final = timedelta(days=60)
AT_FIRST: Final = 5
"""Lines of each list before "show all": a page for an old phone."""
FEW: Final = 4
"""Questionnaires shown at once: what one evening holds."""
LATEST: Final = 4
ONE_DAY: Final = timedelta(days=1)
"""A day begins earlier than that of UTC somewhere."""
REASON: Final = N_("You see these children because you are around them, and only while you are.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A conversation of mine, and what became of its last message."""

    conversation: Conversation
    is_new: bool
    """Something in it waits for me."""
    read_by: tuple[str, ...]
    read_at: datetime | None


def asked(conversations: Sequence[Conversation], me: AccountId) -> tuple[Asked, ...]:
    """Return the latest conversations with who has read them to the end, the writer left out."""
    return tuple(_asked(each, me) for each in conversations[:LATEST])


def _asked(conversation: Conversation, me: AccountId) -> Asked:
    others = [each for each in conversation.members if each.account != me]
    read = [each for each in others if each.read_seq >= conversation.last_seq]
    return Asked(
        conversation=conversation,
        is_new=bool(conversation.unread_by(me)),
        read_by=tuple(each.name for each in read),
        read_at=min((each.read_at for each in read if each.read_at), default=None),
    )


async def welcome(
    request: Request,
    lines: Sequence[Line],
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    """Answer the first page of a foster carer, around whom `lines` are."""
    tools = toolbox(request)
    everything = request.query_params.get("all", "")
    followed = [line for line in lines if line.concern is not Concern.ENDED]
    appointments = await circle_of(request, Permission.ENCOUNTER_READ)
    messages = await circle_of(request, Permission.CONVERSATION_READ)
    followed_in = departments(line.child for line in lines)
    to_come = await expected_from_today(
        appointments, followed_in, ahead=AHEAD, clock=tools.clock, vault=tools.vault
    )
    expected = [
        line
        for concern in (Concern.LATE, Concern.TO_PLAN)
        for line in rules.of_concern(followed, concern)
    ]
    context = {
        "questionnaires": (to_fill := await _to_fill(request, followed)),
        "has_to_fill": any(not each.is_sent for each in to_fill),
        "questionnaires_shown": to_fill if everything == "questionnaires" else to_fill[:FEW],
        "questionnaire": questionnaire,
        "today": today_of(followed_in, clock=tools.clock),
        "entries": to_come,
        "entries_shown": to_come if everything == "appointments" else to_come[:AT_FIRST],
        "expected": expected,
        "expected_shown": expected if everything == "expected" else expected[:AT_FIRST],
        "sheets": await emergency.newest(
            await circle_of(request, Permission.DOCUMENT_READ), vault=tools.vault
        ),
        "lines": followed,
        "lines_shown": followed if everything == "children" else followed[:AT_FIRST],
        "names": {line.child.dossier: line.child.identity.name for line in lines},
        "asked": await _questions(request, messages),
        "values": values or {"dossier": request.query_params.get("about", "")},
        "errors": errors or {},
        "plans": frozenset[DossierId](),
        "writes": (await circle_of(request, Permission.CONVERSATION_WRITE)).dossiers,
        "Concern": Concern,
        "wording": wording,
        "now": tools.clock.now(),
    }
    return await page(request, "home/carer.html", context, status=status, reason=REASON)


async def _to_fill(request: Request, followed: Sequence[Line]) -> tuple[Waiting, ...]:
    """Return the questionnaires that wait for whoever asks, those begun marked."""
    vault = toolbox(request).vault
    circle = await circle_of(request, Permission.SCALE_ADD)
    here = [line for line in followed if line.child.dossier in circle.dossiers]
    if not here:
        return ()
    since = min((line.step.opens_on for line in here if line.step), default=date.max)
    answered = await scales.answered_in(circle, since=since, vault=vault)
    begun = await drafts.begun(actor(request), "scale-")
    terms = await scales.terms_in(circle, vault=vault)
    from_on = datetime.combine(since, time.min, tzinfo=UTC) - ONE_DAY
    sent = await inviting.sent_in(circle, since=from_on, vault=vault)
    return waiting(here, answered, begun, terms, sent)


async def _questions(request: Request, circle: Circle) -> tuple[Asked, ...]:
    found = await messaging.conversations(circle, vault=toolbox(request).vault)
    return asked(found, actor(request).account)


async def ask_question(request: Request) -> Response:
    """Write to whoever coordinates the follow-up of one child: one field, one button."""
    if actor(request).role is not Role.CARER:
        raise Forbidden
    fields = await form(request)
    try:
        await _write(request, fields)
    except Invalid as error:
        _, lines = await lines_of(request)
        return await welcome(request, lines, fields, error.fields, 422)
    return see("/", notice="sent")


async def _write(request: Request, fields: Mapping[str, str]) -> None:
    tools = toolbox(request)
    clearance = await clear(
        actor(request),
        _dossier(fields.get("dossier", "")),
        Permission.CHILD_READ,
        Permission.CONVERSATION_READ,
        Permission.CONVERSATION_WRITE,
        clock=tools.clock,
        vault=tools.vault,
    )
    people = await messaging.people_to_write_to(clearance, clock=tools.clock, vault=tools.vault)
    coordination = [each.account for each in people if each.role == Role.COORDINATOR.value]
    if not coordination:
        raise Invalid({"body": N_("Nobody coordinates this follow-up yet: write to the circle.")})
    new = NewConversation(
        subject=gettext("Question of %(day)s", day=format_date(tools.clock.today())),
        members=frozenset(coordination),
        body=fields.get("body", ""),
    )
    await messaging.open_conversation(
        clearance, new, clock=tools.clock, hub=tools.hub, vault=tools.vault
    )


def _dossier(text: str) -> DossierId:
    try:
        return DossierId(UUID(text))
    except ValueError as error:
        raise NotFound from error


routes = [
    guarded(
        "/questions",
        ask_question,
        policy=Policy(Knock.SIGNED_IN),
        name="home:question",
        methods=("POST",),
    )
]
