"""The PPE of a child: what it holds, what it lacks, drafted in one click."""

from itertools import groupby

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.routes import cleared
from workspace.docgen import emergency, service
from workspace.docgen.book import routes as book
from workspace.docgen.synthesis import routes as synthesis
from workspace.dossier.record import service as record
from workspace.errors import NotFound
from workspace.i18n import N_
from workspace.web.downloads import pdf
from workspace.web.pages import form, page, see
from workspace.web.toolbox import toolbox

REASON = N_("You may draft this document because you coordinate this child's follow-up.")


async def show_ppe(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    filed = await service.versions(clearance, vault=tools.vault)
    ordered = sorted(filed, key=lambda document: -document.version)
    context = {
        "dossier": clearance.dossier,
        "child": await record.identity(clearance, vault=tools.vault),
        "preview": await service.preview(clearance, clock=tools.clock, vault=tools.vault),
        "versions": [
            (version, tuple(sorted(group, key=lambda document: document.file_name)))
            for version, group in groupby(ordered, key=lambda document: document.version)
        ],
    }
    return await page(request, "docgen/ppe.html", context, reason=REASON)


async def draft_ppe(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    await form(request)
    await service.draft_ppe(clearance, clock=tools.clock, vault=tools.vault)
    return see(f"/children/{clearance.dossier}/ppe", notice="drafted")


async def show_emergency(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    context = {
        "dossier": clearance.dossier,
        "child": await record.identity(clearance, vault=tools.vault),
        "content": await emergency.preview(
            clearance, origin=tools.origin, clock=tools.clock, vault=tools.vault
        ),
        "filed": await emergency.filed(clearance, vault=tools.vault),
    }
    return await page(request, "docgen/emergency.html", context)


async def make_emergency(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    await form(request)
    await emergency.make(clearance, origin=tools.origin, clock=tools.clock, vault=tools.vault)
    return see(f"/children/{clearance.dossier}/emergency-sheet", notice="emergency")


async def open_latest(request: Request, clearance: Clearance) -> Response:
    """Lead to the newest sheet: what the code on a printed one opens. `NotFound` where none was made."""
    found = await emergency.newest(clearance, vault=toolbox(request).vault)
    sheet = found.get(clearance.dossier)
    if sheet is None:
        raise NotFound
    return RedirectResponse(f"/children/{clearance.dossier}/documents/{sheet.id}", status_code=303)


async def print_vaccinations(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    content = await emergency.vaccinations(clearance, clock=tools.clock, vault=tools.vault)
    return pdf(content, "vaccinations.pdf")


SHEET = "/children/{dossier:uuid}/emergency-sheet"

routes = [
    cleared(SHEET, show_emergency, *emergency.NEEDED, name="docgen:emergency"),
    cleared(
        SHEET, make_emergency, *emergency.NEEDED, name="docgen:make_emergency", methods=("POST",)
    ),
    cleared(
        f"{SHEET}/latest",
        open_latest,
        Permission.CHILD_READ,
        Permission.DOCUMENT_READ,
        name="docgen:latest_emergency",
    ),
    cleared(
        "/children/{dossier:uuid}/vaccinations.pdf",
        print_vaccinations,
        *emergency.TO_PRINT,
        name="docgen:vaccinations",
    ),
    cleared("/children/{dossier:uuid}/ppe", show_ppe, *service.NEEDED, name="docgen:ppe"),
    cleared(
        "/children/{dossier:uuid}/ppe",
        draft_ppe,
        *service.NEEDED,
        name="docgen:draft_ppe",
        methods=("POST",),
    ),
    *book.routes,
    *synthesis.routes,
]
