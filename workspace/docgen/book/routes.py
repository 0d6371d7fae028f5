"""The leaves of the health book: the page that lists them, and each as a file."""

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.routes import cleared
from workspace.docgen import emergency
from workspace.docgen.book import service
from workspace.docgen.book.model import FILES, LEAF_LABELS, Leaf
from workspace.docgen.said.answers import step_words
from workspace.dossier.protocol.exams import EXAM_LABELS
from workspace.dossier.protocol.model import StepCode
from workspace.dossier.record import service as record
from workspace.errors import NotFound
from workspace.web.downloads import pdf
from workspace.web.pages import page
from workspace.web.toolbox import toolbox


async def show_book(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    sheets = await emergency.newest(clearance, vault=tools.vault)
    context = {
        "dossier": clearance.dossier,
        "sheet": sheets.get(clearance.dossier),
        "child": await record.identity(clearance, vault=tools.vault),
        "book": await service.book(clearance, clock=tools.clock, vault=tools.vault),
        "labels": LEAF_LABELS,
        "exam_states": EXAM_LABELS,
        "step_words": step_words,
    }
    return await page(request, "docgen/book.html", context)


async def print_leaf(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    asked = request.path_params["leaf"]
    if asked not in set(Leaf):
        raise NotFound
    leaf = Leaf(asked)
    content = await service.make_leaf(
        clearance,
        leaf,
        is_team_copy=request.query_params.get("copy") == "team",
        clock=tools.clock,
        vault=tools.vault,
    )
    return pdf(content, FILES[leaf])


async def print_exam(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    step = StepCode(request.path_params["step"])
    content = await service.make_exam(clearance, step, clock=tools.clock, vault=tools.vault)
    return pdf(content, "page-d-examen.pdf")


async def print_certificate(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    code = request.path_params["certificate"]
    content = await service.make_certificate(clearance, code, clock=tools.clock, vault=tools.vault)
    return pdf(content, f"certificat-{code.lower()}.pdf")


BOOK = "/children/{dossier:uuid}/health-book"

routes = [
    cleared(BOOK, show_book, *service.NEEDED, name="docgen:book"),
    cleared(BOOK + "/{leaf}.pdf", print_leaf, *service.NEEDED, name="docgen:leaf"),
    cleared(BOOK + "/examinations/{step}.pdf", print_exam, *service.NEEDED, name="docgen:exam"),
    cleared(
        BOOK + "/certificates/{certificate}.pdf",
        print_certificate,
        *service.NEEDED,
        name="docgen:certificate",
    ),
]
