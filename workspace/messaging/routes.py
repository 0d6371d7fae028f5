"""Messages: the list, one conversation, writing, attaching, filing."""

from collections.abc import AsyncGenerator, Mapping
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from workspace.access.model import Clearance
from workspace.access.permissions import DataClass, Permission
from workspace.access.routes import circle_of, cleared
from workspace.accounts.model import ROLE_LABELS
from workspace.dossier.record import service as record
from workspace.errors import Conflict, Invalid, NotFound
from workspace.i18n import N_
from workspace.ids import DossierId
from workspace.messaging import forms, live, rules, service
from workspace.messaging.model import AttachmentId, Conversation, ConversationId
from workspace.web.downloads import content_disposition
from workspace.web.identity import actor
from workspace.web.pages import check_token, form, page, see
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import Toolbox, toolbox
from workspace.web.uploads import Part, leading_fields, receive

READ, WRITE = Permission.CONVERSATION_READ, Permission.CONVERSATION_WRITE
REASON = N_(
    "You see this conversation because you take part in it. It is kept, encrypted, in the child's dossier."
)
FILE_CLASSES = {
    DataClass.SOMATIC.value: N_("Health"),
    DataClass.SOCIAL.value: N_("Social life and protection"),
}


async def _listed(
    request: Request,
) -> tuple[tuple[Conversation, ...], Mapping[DossierId, str]]:
    tools = toolbox(request)
    found = await service.conversations(await circle_of(request, READ), vault=tools.vault)
    names = await record.names(await circle_of(request, Permission.CHILD_READ), vault=tools.vault)
    return found, names


async def show_messages(request: Request) -> Response:
    found, names = await _listed(request)
    return await page(
        request,
        "messaging/messages.html",
        {
            "conversations": found,
            "names": names,
            "me": actor(request).account,
            "open": None,
            "now": toolbox(request).clock.now(),
        },
    )


async def show_new(request: Request, clearance: Clearance) -> Response:
    return await _new_page(
        request, clearance, {"members": request.query_params.getlist("with")}, {}
    )


async def _new_page(
    request: Request,
    clearance: Clearance,
    values: dict[str, object],
    errors: dict[str, str],
    status: int = 200,
) -> Response:
    tools = toolbox(request)
    people = await service.people_to_write_to(clearance, clock=tools.clock, vault=tools.vault)
    child = (await record.identity(clearance, vault=tools.vault)).name
    return await page(
        request,
        "messaging/new.html",
        {
            "dossier": clearance.dossier,
            "child": child,
            "people": people,
            "roles": ROLE_LABELS,
            "values": values,
            "errors": errors,
        },
        status=status,
    )


async def open_conversation(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    members = fields.getlist("members")
    try:
        found = await service.open_conversation(
            clearance,
            forms.new_conversation(fields, members),
            clock=tools.clock,
            hub=tools.hub,
            vault=tools.vault,
        )
    except Invalid as error:
        return await _new_page(
            request, clearance, {**fields, "members": members}, error.fields, 422
        )
    return see(f"/children/{clearance.dossier}/conversations/{found}", notice="opened")


def _wanted(request: Request) -> ConversationId:
    return ConversationId(request.path_params["conversation"])


async def show_conversation(request: Request, clearance: Clearance) -> Response:
    return await _conversation_page(request, clearance, {}, {})


async def _conversation_page(
    request: Request,
    clearance: Clearance,
    values: dict[str, str],
    errors: dict[str, str],
    status: int = 200,
) -> Response:
    tools = toolbox(request)
    found = await service.conversation(clearance, _wanted(request), vault=tools.vault)
    await service.mark_read(clearance, found.id, found.last_seq, hub=tools.hub)
    listed, names = await _listed(request)
    context = {
        "open": found,
        "conversations": listed,
        "names": names,
        "me": clearance.actor.account,
        "readings": {
            message.id: rules.reading_of(message, found.members) for message in found.messages
        },
        "new_id": uuid4(),
        "now": tools.clock.now(),
        "values": values,
        "errors": errors,
        "file_classes": {
            code: words
            for code, words in FILE_CLASSES.items()
            if DataClass(code) in clearance.rights.writes
        },
    }
    return await page(request, "messaging/conversation.html", context, status=status, reason=REASON)


async def send(request: Request, clearance: Clearance) -> Response:
    """Take a message and its files, encrypted while they arrive; the token comes before any file."""
    tools = toolbox(request)
    parts = receive(request.stream(), request.headers.get("content-type"))
    fields, part = await leading_fields(parts)
    check_token(request, fields)
    try:
        objects = await _staged(clearance, parts, part, tools)
        await service.send(
            clearance,
            _wanted(request),
            forms.new_message(fields, objects),
            hub=tools.hub,
            vault=tools.vault,
        )
    except Invalid as error:
        return await _conversation_page(request, clearance, dict(fields), error.fields, 422)
    except Conflict as error:
        return await _conversation_page(request, clearance, dict(fields), {"body": str(error)}, 409)
    return see(f"/children/{clearance.dossier}/conversations/{_wanted(request)}#end")


async def _staged(
    clearance: Clearance, parts: AsyncGenerator[Part, None], part: Part | None, tools: Toolbox
) -> tuple[UUID, ...]:
    objects: list[UUID] = []
    while part is not None:
        if part.filename and not part.is_blank:
            if len(objects) >= rules.MOST_ATTACHMENTS:
                raise Invalid({"attachments": rules.TOO_MANY_FILES})
            ref = await tools.vault.stage(
                clearance.dossier,
                part.chunks(),
                name=part.filename,
                content_type="application/octet-stream",
            )
            objects.append(ref.id)
        part = await anext(parts, None)
    return tuple(objects)


async def open_attachment(request: Request, clearance: Clearance) -> Response:
    """Hand over what was attached: always a download, never shown inside our own pages."""
    found, content = await service.open_attachment(
        clearance,
        _wanted(request),
        AttachmentId(request.path_params["attachment"]),
        vault=toolbox(request).vault,
    )
    return StreamingResponse(
        content,
        media_type="application/octet-stream",
        headers={
            "content-disposition": content_disposition(found.name),
            "content-length": str(found.length),
            "content-security-policy": "default-src 'none'; sandbox",
        },
    )


async def file_attachment(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    asked = (await form(request)).get("data_class", "")
    if asked not in FILE_CLASSES:
        raise NotFound
    await service.file_attachment(
        clearance,
        _wanted(request),
        AttachmentId(request.path_params["attachment"]),
        DataClass(asked),
        vault=tools.vault,
    )
    return see(f"/children/{clearance.dossier}/conversations/{_wanted(request)}", notice="filed")


BASE = "/children/{dossier:uuid}/conversations"
ONE = BASE + "/{conversation:uuid}"
ATTACHMENT = ONE + "/attachments/{attachment:uuid}"

routes = [
    guarded("/messages", show_messages, policy=Policy(Knock.SIGNED_IN), name="messaging:messages"),
    cleared(BASE + "/new", show_new, WRITE, Permission.CHILD_READ, name="messaging:new"),
    cleared(
        BASE,
        open_conversation,
        WRITE,
        Permission.CHILD_READ,
        name="messaging:open",
        methods=("POST",),
    ),
    cleared(ONE, show_conversation, READ, name="messaging:conversation"),
    cleared(ONE + "/messages", send, READ, WRITE, name="messaging:send", methods=("POST",)),
    cleared(ATTACHMENT, open_attachment, READ, name="messaging:attachment"),
    cleared(
        ATTACHMENT + "/filing",
        file_attachment,
        READ,
        WRITE,
        name="messaging:file",
        methods=("POST",),
        form_at=ONE,
    ),
    *live.routes,
]
