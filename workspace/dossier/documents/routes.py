"""The documents of a circle, and the download of one."""

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.routes import circle_of, cleared
from workspace.access.service import export
from workspace.dossier.documents import service
from workspace.dossier.documents.model import CLASS_LABELS, KIND_LABELS, Document, DocumentKind
from workspace.dossier.record import service as record
from workspace.i18n import N_, day_of, gettext
from workspace.ids import DocumentId
from workspace.spreadsheets import table
from workspace.web.downloads import content_disposition, spreadsheet
from workspace.web.pages import page
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.ranges import one_range
from workspace.web.toolbox import toolbox

SIGNED_IN = Policy(Knock.SIGNED_IN)
LATEST = 50
REASON = N_("You see the documents whose class is open to your role, in the dossiers around you.")


async def show_latest(request: Request) -> Response:
    vault = toolbox(request).vault
    everything = bool(request.query_params.get("all"))
    circle = await circle_of(request, Permission.DOCUMENT_READ)
    found = await service.documents_in(
        circle, limit=None if everything else LATEST + 1, vault=vault
    )
    names = await record.names(await circle_of(request, Permission.CHILD_READ), vault=vault)
    context = {
        "documents": found if everything else found[:LATEST],
        "has_more": not everything and len(found) > LATEST,
        "names": names,
        "kinds": KIND_LABELS,
        "classes": CLASS_LABELS,
    }
    return await page(request, "documents/latest.html", context, reason=REASON)


COLUMNS = (N_("Child"), N_("Title"), N_("Kind"), N_("Class"), N_("Version"), N_("Filed on"))


async def download_list(request: Request) -> Response:
    """Answer the list of documents as a spreadsheet."""
    tools = toolbox(request)
    circle = await circle_of(request, Permission.DOCUMENT_READ)
    found = await service.documents_in(circle, vault=tools.vault)
    names = await record.names(await circle_of(request, Permission.CHILD_READ), vault=tools.vault)
    rows = (
        (
            names.get(document.dossier, ""),
            document.title,
            gettext(KIND_LABELS[document.kind]),
            gettext(CLASS_LABELS[document.data_class]),
            document.version,
            day_of(document.created_at),
        )
        for document in found
    )
    named = {document.dossier for document in found}
    await export(circle, named, "documents", vault=tools.vault)
    what = gettext("documents")
    name = f"grenier-{what}-{tools.clock.today()}.csv"
    return spreadsheet(table(map(gettext, COLUMNS), rows), name)


async def download(request: Request, clearance: Clearance) -> Response:
    """Hand a document over, whole or one range: always a download, never shown in our own pages."""
    wanted = DocumentId(request.path_params["document"])
    opened = await service.open_content(clearance, wanted, vault=toolbox(request).vault)
    document = opened.document
    headers = {
        "accept-ranges": "bytes",
        "content-disposition": content_disposition(document.file_name),
        "content-security-policy": "default-src 'none'; sandbox",
    }
    part = one_range(request.headers.get("range"), size=document.length)
    if part is None:
        headers["content-length"] = str(document.length)
        content = await opened.read()
    else:
        headers |= {"content-range": part.content_range, "content-length": str(part.length)}
        content = await opened.read(start=part.start, length=part.length)
    return StreamingResponse(
        content,
        status_code=200 if part is None else 206,
        media_type=_media_type(document),
        headers=headers,
    )


def _media_type(document: Document) -> str:
    """Believe the type of what was made here; what came from outside is bytes."""
    if document.kind is DocumentKind.RECEIVED:
        return "application/octet-stream"
    return document.content_type


routes = [
    guarded("/documents", show_latest, policy=SIGNED_IN, name="documents:latest"),
    guarded("/documents.csv", download_list, policy=SIGNED_IN, name="documents:spreadsheet"),
    cleared(
        "/children/{dossier:uuid}/documents/{document:uuid}",
        download,
        Permission.DOCUMENT_READ,
        name="documents:download",
    ),
]
