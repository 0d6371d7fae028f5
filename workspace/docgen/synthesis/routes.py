"""The individual synthesis of a child, in one click."""

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.routes import cleared
from workspace.docgen.synthesis import service
from workspace.web.downloads import pdf
from workspace.web.toolbox import toolbox


async def make_synthesis(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    content = await service.make(
        clearance,
        is_team_copy=request.query_params.get("copy") == "team",
        clock=tools.clock,
        vault=tools.vault,
    )
    return pdf(content, "synthese-individuelle.pdf")


routes = [
    cleared(
        "/children/{dossier:uuid}/synthesis.pdf",
        make_synthesis,
        *service.NEEDED,
        name="docgen:synthesis",
    ),
]
