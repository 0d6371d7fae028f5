"""The young adult's own pages: my box, who opened my file, take everything away."""

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.routes import circle_of
from workspace.access.service import clear
from workspace.dossier.record import service as record
from workspace.errors import NotFound
from workspace.handover import service
from workspace.handover.archive import write_archive
from workspace.memorybox import service as memorybox
from workspace.memorybox.wording import when
from workspace.web.downloads import content_disposition
from workspace.web.identity import actor
from workspace.web.pages import form, page
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox

OWNER = Policy(Knock.SIGNED_IN)
ARCHIVE_NAME = "grenier.zip"


async def _own(request: Request, *permissions: Permission) -> Clearance:
    """Return the clearance of whoever asks in the dossier that is about them; `NotFound` for anybody else."""
    tools = toolbox(request)
    asking = actor(request)
    for dossier in (await circle_of(request, Permission.BOX_OWN)).dossiers:
        return await clear(asking, dossier, *permissions, clock=tools.clock, vault=tools.vault)
    raise NotFound


async def show_own_box(request: Request) -> Response:
    tools = toolbox(request)
    clearance = await _own(request, *service.NEEDED)
    child = await record.identity(clearance, vault=tools.vault)
    box = await memorybox.open_box(clearance, born=child.birth_date, vault=tools.vault)
    context = {"dossier": clearance.dossier, "child": child, "box": box, "when": when}
    return await page(request, "handover/box.html", context)


async def show_readers(request: Request) -> Response:
    tools = toolbox(request)
    clearance = await _own(request, *service.NEEDED)
    found = await service.readings(clearance, vault=tools.vault)
    return await page(request, "handover/readers.html", {"readings": found})


async def show_archive(request: Request) -> Response:
    await _own(request, *service.NEEDED)
    return await page(request, "handover/archive.html", {})


async def take_archive(request: Request) -> Response:
    tools = toolbox(request)
    clearance = await _own(request, *service.ALL)
    await form(request)
    suitcase = await service.pack(clearance, clock=tools.clock, vault=tools.vault)
    return StreamingResponse(
        write_archive(suitcase.story, suitcase.open_content),
        media_type="application/zip",
        headers={"content-disposition": content_disposition(ARCHIVE_NAME)},
    )


routes = [
    guarded("/my-box", show_own_box, policy=OWNER, name="handover:box"),
    guarded("/my-file/readers", show_readers, policy=OWNER, name="handover:readers"),
    guarded("/my-box/archive", show_archive, policy=OWNER, name="handover:archive"),
    guarded("/my-box/archive", take_archive, policy=OWNER, name="handover:take", methods=("POST",)),
]
