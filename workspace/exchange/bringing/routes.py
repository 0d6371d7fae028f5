"""The page where files are brought in: models to fill, files to choose, a report, one button."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from storage.errors import ContentTooLarge
from storage.vault import ObjectRef
from workspace.access.permissions import Permission
from workspace.access.routes import circle_of
from workspace.accounts.model import ROLE_LABELS
from workspace.dossier.record import service as record
from workspace.errors import Invalid, NotFound
from workspace.exchange.bringing import rules, service
from workspace.exchange.bringing.model import (
    LARGEST_FILE,
    LARGEST_SENDING,
    MOST_FILES,
    ImportRequest,
    ImportState,
    RequestId,
)
from workspace.exchange.desk import WRITING
from workspace.exchange.guide import PAGES, page_of
from workspace.exchange.model_files import NEEDED, model_file, model_files
from workspace.exchange.report import Severity
from workspace.i18n import N_, format_number, gettext
from workspace.ids import DossierId
from workspace.web.downloads import content_disposition, spreadsheet
from workspace.web.identity import actor
from workspace.web.multipart import Limits
from workspace.web.pages import check_token, form, page, see
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox
from workspace.web.uploads import FILE_TOO_LARGE, leading_fields, receive

SIGNED_IN = Policy(Knock.SIGNED_IN)
REASON = N_("You may bring files in because you coordinate follow-up for this establishment.")
REPORT_REASON = N_("You alone see this report, because you sent these files.")
LARGE: Final = N_(
    "A file is larger than 20 MB. Check that it is the right one; otherwise send its lines in several files."
)
LIMITS: Final = Limits(file=LARGEST_FILE, parts=MOST_FILES + 8, total=LARGEST_SENDING)
STOPPED: Final = N_("Stopped: it could not be done")
STATE_LABELS: Final = {
    ImportState.ASKED: N_("Being checked"),
    ImportState.CHECKED: N_("Ready to be brought in"),
    ImportState.REFUSED: N_("To be corrected"),
    ImportState.CONFIRMED: N_("Being brought in"),
    ImportState.WRITTEN: N_("Brought in"),
}


async def show_import(request: Request) -> Response:
    return await _import_page(request, {})


async def _import_page(request: Request, errors: Mapping[str, str], status: int = 200) -> Response:
    tools, who = toolbox(request), actor(request)
    service.check_bringer(who)
    context = {
        "errors": errors,
        "guide": PAGES,
        "needed": NEEDED,
        "requests": await service.requests(who, vault=tools.vault),
        "states": STATE_LABELS,
        "stopped": STOPPED,
        "now": tools.clock.now(),
    }
    return await page(request, "exchange/import.html", context, status=status, reason=REASON)


async def download_models(request: Request) -> Response:
    service.check_bringer(actor(request))
    name = gettext("grenier-models") + ".zip"
    return Response(
        model_files(gettext),
        media_type="application/zip",
        headers={"content-disposition": content_disposition(name)},
    )


async def download_model(request: Request) -> Response:
    service.check_bringer(actor(request))
    found = page_of(request.path_params["file"])
    if found is None:
        raise NotFound
    return spreadsheet(model_file(found), found.sheet.file)


async def send_files(request: Request) -> Response:
    """Take files, encrypted while they arrive; the token comes before the first one."""
    tools = toolbox(request)
    service.check_bringer(actor(request))
    try:
        refs = await _received(request)
        wanted = await service.ask(actor(request), refs, clock=tools.clock, vault=tools.vault)
    except (Invalid, ContentTooLarge) as error:
        return await _import_page(request, _said(error), 422)
    return see(f"/import/{wanted}")


async def send_corrected(request: Request) -> Response:
    """Take corrected files; those of the request whose table is not among them are checked with them."""
    tools = toolbox(request)
    wanted = _wanted(request)
    known = await _known(request)
    try:
        refs = await _received(request)
        await service.ask_again(actor(request), wanted, refs, clock=tools.clock, vault=tools.vault)
    except (Invalid, ContentTooLarge) as error:
        return await _request_page(request, known, _said(error), 422)
    return see(f"/import/{wanted}")


async def _received(request: Request) -> list[ObjectRef]:
    vault, who = toolbox(request).vault, actor(request)
    parts = receive(request.stream(), request.headers.get("content-type"), limits=LIMITS)
    fields, part = await leading_fields(parts)
    check_token(request, fields)
    refs: list[ObjectRef] = []
    while part is not None:
        if part.filename is not None and not part.is_blank:
            refs.append(await service.stage(who, part.filename, part.chunks(), vault=vault))
        part = await anext(parts, None)
    return refs


def _said(error: Exception) -> dict[str, str]:
    """Return what to say of files that were not taken, beside the one field there is."""
    if not isinstance(error, Invalid):
        return {"files": LARGE}
    messages = list(error.fields.values())
    return {"files": LARGE if FILE_TOO_LARGE in messages else messages[0]}


def _wanted(request: Request) -> RequestId:
    return RequestId(request.path_params["request"])


async def _known(request: Request) -> ImportRequest:
    service.check_bringer(actor(request))
    vault = toolbox(request).vault
    return await service.request(actor(request), _wanted(request), vault=vault)


async def show_progress(request: Request) -> Response:
    """Answer how far the work is, for a page that is open: codes and counts, nothing of the files."""
    known = await _known(request)
    return JSONResponse(
        {
            "state": "stopped" if known.stopped_at else known.state.value,
            "words": _step(known),
            "lines": _lines(known),
            "done": known.done,
            "total": known.total,
        }
    )


def _step(known: ImportRequest) -> str:
    """Say what the worker is at."""
    if known.step == WRITING:
        is_check = known.state is ImportState.ASKED
        return gettext(N_("Comparing with what is known")) if is_check else gettext(WRITING)
    if known.step:
        return gettext(N_("Reading %(file)s"), file=known.step)
    return gettext(N_("Waiting its turn"))


def _lines(known: ImportRequest) -> str:
    """Say how far the worker is; "" before it has begun."""
    if not known.total:
        return ""
    done, total = format_number(known.done), format_number(known.total)
    return gettext(N_("%(done)s of %(total)s lines"), done=done, total=total)


async def show_request(request: Request) -> Response:
    return await _request_page(request, await _known(request), {})


async def _names(request: Request, known: ImportRequest) -> Mapping[DossierId, str]:
    """Return how the children are called who may be those of lines, to whoever may read them today."""
    offers = known.outcome.offers if known.outcome else ()
    if not offers or known.state is not ImportState.CHECKED:
        return {}
    circle = await circle_of(request, Permission.CHILD_READ)
    here = circle.dossiers & {offer.dossier for offer in offers}
    return await record.names(
        replace(circle, dossiers=here), are_apart=True, vault=toolbox(request).vault
    )


async def _request_page(
    request: Request,
    known: ImportRequest,
    errors: Mapping[str, str],
    status: int = 200,
    *,
    ticked: Sequence[str] = (),
) -> Response:
    now = toolbox(request).clock.now()
    is_told = known.outcome and not known.is_waiting and known.stopped_at is None
    said = known.outcome.said if known.outcome and is_told else ()
    faults = rules.groups(said, Severity.ERROR, gettext)
    notices = rules.groups(said, Severity.NOTICE, gettext)
    notes = rules.groups(said, Severity.NOTE, gettext)
    if (
        known.state is ImportState.WRITTEN
    ):  # nothing is to be looked at any more: one list of what is to be known
        notices, notes = (*notices, *notes), ()
    context = {
        "request": known,
        "State": ImportState,
        "states": STATE_LABELS,
        "stopped": STOPPED,
        "errors": errors,
        "faults": rules.by_file(faults),
        "faults_shown": sum(group.count for group in faults),
        "notices": rules.by_file(notices),
        "notes": rules.by_file(notes),
        "notices_shown": sum(group.count for group in (*notices, *notes)),
        "may_confirm": rules.may_confirm(known),
        "roles": ROLE_LABELS,
        "names": await _names(request, known),
        "ticked": ticked,
        "is_slow": rules.is_slow(known, now=now),
        "words": _step(known),
        "lines": _lines(known),
        "now": now,
    }
    return await page(
        request, "exchange/request.html", context, status=status, reason=REPORT_REASON
    )


async def confirm(request: Request) -> Response:
    tools = toolbox(request)
    service.check_bringer(actor(request))
    fields = await form(request)
    known = await _known(request)
    seated, same = fields.getlist("seated"), fields.getlist("same")
    try:
        await service.confirm(
            actor(request),
            known.id,
            seated=seated,
            same=same,
            clock=tools.clock,
            vault=tools.vault,
        )
    except Invalid as error:
        return await _request_page(request, known, error.fields, 422, ticked=[*seated, *same])
    return see(f"/import/{known.id}")


async def try_again(request: Request) -> Response:
    tools = toolbox(request)
    service.check_bringer(actor(request))
    await form(request)
    known = await _known(request)
    try:
        await service.try_again(actor(request), known.id, clock=tools.clock, vault=tools.vault)
    except Invalid as error:
        return await _request_page(request, known, error.fields, 422)
    return see(f"/import/{known.id}")


REQUEST = "/import/{request:uuid}"

routes = [
    guarded("/import", show_import, policy=SIGNED_IN, name="exchange:import"),
    guarded("/import", send_files, policy=SIGNED_IN, name="exchange:send", methods=("POST",)),
    guarded("/import/models.zip", download_models, policy=SIGNED_IN, name="exchange:models"),
    guarded("/import/models/{file}", download_model, policy=SIGNED_IN, name="exchange:model"),
    guarded(REQUEST, show_request, policy=SIGNED_IN, name="exchange:request"),
    guarded(f"{REQUEST}/progress", show_progress, policy=SIGNED_IN, name="exchange:progress"),
    guarded(
        f"{REQUEST}/files",
        send_corrected,
        policy=SIGNED_IN,
        name="exchange:send_corrected",
        methods=("POST",),
    ),
    guarded(
        f"{REQUEST}/confirmation",
        confirm,
        policy=SIGNED_IN,
        name="exchange:confirm",
        methods=("POST",),
    ),
    guarded(
        f"{REQUEST}/again",
        try_again,
        policy=SIGNED_IN,
        name="exchange:try_again",
        methods=("POST",),
    ),
]
