"""The memory box of a child: shown by age, added to, looked at, handed over."""

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from workspace.access.model import Clearance
from workspace.access.permissions import DataClass, Permission
from workspace.access.routes import cleared
from workspace.accounts.service import check_sudo
from workspace.dossier.record import service as record
from workspace.errors import Invalid, NotFound
from workspace.i18n import N_
from workspace.memorybox import forms, rules, service
from workspace.memorybox.imaging import UNREADABLE, Darkroom
from workspace.memorybox.model import Copy, KeepsakeId, KeepsakeKind
from workspace.memorybox.wording import when
from workspace.web.pages import check_token, form, page, see
from workspace.web.toolbox import toolbox
from workspace.web.uploads import Part, leading_fields, receive

REASON = N_(
    "You may look into this box because you are around this child. One day it will be theirs alone."
)
KINDS = {
    KeepsakeKind.PHOTO: N_("Photograph"),
    KeepsakeKind.DRAWING: N_("Drawing"),
    KeepsakeKind.OBJECT: N_("Object and its story"),
    KeepsakeKind.LETTER: N_("Letter or words"),
}


def _darkroom(request: Request) -> Darkroom:
    found = request.state.darkroom
    assert isinstance(found, Darkroom)
    return found


async def show_box(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    child = await record.identity(clearance, vault=tools.vault)
    box = await service.open_box(clearance, born=child.birth_date, vault=tools.vault)
    may_release = rules.may_release(born=child.birth_date, today=tools.clock.today(), released=None)
    context = {
        "dossier": clearance.dossier,
        "child": child,
        "box": box,
        "when": when,
        "sees_all": clearance.may(DataClass.MEMORY),
        "may_release": may_release and not box.is_released and clearance.role == "coordinator",
        "me": clearance.actor.account,
    }
    return await page(request, "memorybox/box.html", context, reason=REASON)


async def show_add(request: Request, clearance: Clearance) -> Response:
    return await _add_page(request, clearance, {"kind": KeepsakeKind.PHOTO.value}, {})


async def _add_page(
    request: Request,
    clearance: Clearance,
    values: dict[str, str],
    errors: dict[str, str],
    status: int = 200,
) -> Response:
    child = await record.identity(clearance, vault=toolbox(request).vault)
    context = {
        "dossier": clearance.dossier,
        "child": child,
        "kinds": KINDS,
        "values": values,
        "errors": errors,
    }
    return await page(request, "memorybox/add.html", context, status=status)


async def add_keepsake(request: Request, clearance: Clearance) -> Response:
    """Take a memory and its picture; the token comes before the file."""
    tools = toolbox(request)
    parts = receive(request.stream(), request.headers.get("content-type"))
    fields, part = await leading_fields(parts)
    check_token(request, fields)
    try:
        original = await _content(part)
        new = forms.new_keepsake(fields, content_type=_kind_of(original))
        child = await record.identity(clearance, vault=tools.vault)
        await service.add_keepsake(
            clearance,
            new,
            original,
            born=child.birth_date,
            darkroom=_darkroom(request),
            vault=tools.vault,
            clock=tools.clock,
        )
    except Invalid as error:
        return await _add_page(request, clearance, dict(fields), error.fields, 422)
    return see(f"/children/{clearance.dossier}/memory-box", notice="kept")


async def _content(part: Part | None) -> bytes | None:
    return None if part is None else b"".join([chunk async for chunk in part.chunks()])


def _kind_of(original: bytes | None) -> str | None:
    """Return the content type of what was given, None when nothing was. Raises `Invalid`."""
    if original is None:
        return None
    found = rules.recognise(original[:64])
    if found is None:
        raise Invalid({"content": UNREADABLE})
    return found


async def open_content(request: Request, clearance: Clearance) -> Response:
    try:
        copy = Copy(request.path_params["copy"])
    except ValueError as error:
        raise NotFound from error
    meta, content = await service.open_content(
        clearance, KeepsakeId(request.path_params["keepsake"]), copy, vault=toolbox(request).vault
    )
    headers = {"content-length": str(meta.length)}
    if copy is Copy.ORIGINAL:
        headers["content-disposition"] = "attachment"
    return StreamingResponse(content, media_type=meta.content_type, headers=headers)


async def withdraw_keepsake(request: Request, clearance: Clearance) -> Response:
    await form(request)
    await service.withdraw_keepsake(
        clearance, KeepsakeId(request.path_params["keepsake"]), vault=toolbox(request).vault
    )
    return see(f"/children/{clearance.dossier}/memory-box", notice="withdrawn")


async def show_release(request: Request, clearance: Clearance) -> Response:
    check_sudo(clearance.actor, clock=toolbox(request).clock)
    child = await record.identity(clearance, vault=toolbox(request).vault)
    return await page(
        request, "memorybox/release.html", {"dossier": clearance.dossier, "child": child}
    )


async def release_box(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    check_sudo(clearance.actor, clock=tools.clock)
    await form(request)
    child = await record.identity(clearance, vault=tools.vault)
    await service.release_box(
        clearance, born=child.birth_date, vault=tools.vault, clock=tools.clock
    )
    return see(f"/children/{clearance.dossier}", notice="released")


BASE = "/children/{dossier:uuid}/memory-box"
ONE = BASE + "/keepsakes/{keepsake:uuid}"
ADD, SEE = Permission.BOX_ADD, Permission.CHILD_READ

routes = [
    cleared(BASE, show_box, ADD, SEE, name="memorybox:box"),
    cleared(BASE + "/new", show_add, ADD, SEE, name="memorybox:new"),
    cleared(
        BASE + "/keepsakes",
        add_keepsake,
        ADD,
        SEE,
        name="memorybox:add",
        methods=("POST",),
        form_at=BASE + "/new",
    ),
    cleared(ONE + "/{copy}", open_content, ADD, name="memorybox:content"),
    cleared(
        ONE + "/withdrawal", withdraw_keepsake, ADD, name="memorybox:withdraw", methods=("POST",)
    ),
    cleared(
        BASE + "/release", show_release, Permission.CIRCLE_MANAGE, SEE, name="memorybox:release"
    ),
    cleared(
        BASE + "/release",
        release_box,
        Permission.CIRCLE_MANAGE,
        SEE,
        name="memorybox:release_form",
        methods=("POST",),
    ),
]
