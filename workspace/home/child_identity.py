"""Who a child is: names over time, the national health identity, and the other dossiers of the same child."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import DataClass, Mode, Permission
from workspace.access.routes import circle_of, cleared
from workspace.accounts.service import accounts
from workspace.actor import Role
from workspace.dossier.record import service as record
from workspace.dossier.record.civil import service as civil
from workspace.dossier.record.civil.model import CHANGE_LABELS, INS_LABELS, SOURCE_LABELS
from workspace.dossier.record.doubles import service as doubles
from workspace.dossier.record.model import SEX_LABELS
from workspace.home.child import for_workers
from workspace.home.frame import framed
from workspace.web.toolbox import toolbox


async def show_identity(request: Request, clearance: Clearance) -> Response:
    vault = toolbox(request).vault
    child = await record.child(clearance, vault=vault)
    found = await civil.civil(clearance, vault=vault)
    joined = await doubles.joined(clearance)
    circle = await circle_of(request, Permission.CHILD_READ)
    around = {*joined.holds, *((joined.into,) if joined.into else ())}
    open_here = replace(circle, dossiers=circle.dossiers & around)
    births = (
        await civil.births(clearance, vault=vault) if clearance.may(DataClass.SOMATIC) else None
    )
    wrote = {each.written_by for each in found.former}
    wrote |= {each.written_by for each in found.former_ins}
    wrote |= {each.written_by for each in births.former} if births else set()
    context = {
        "civil": found,
        "births": births,
        "sources": SOURCE_LABELS,
        "may_state": clearance.may(DataClass.SOMATIC, Mode.WRITE),
        "authors": await accounts(wrote, vault=vault),
        "names": await record.names(open_here, vault=vault) if open_here.dossiers else {},
        "changes": CHANGE_LABELS,
        "statuses": INS_LABELS,
        "sexes": SEX_LABELS,
        "may_amend": clearance.may(DataClass.IDENTITY, Mode.WRITE),
        "may_join": clearance.role is Role.COORDINATOR,
    }
    return await framed(request, clearance, "identity", child, context)


routes = [
    cleared(
        "/children/{dossier:uuid}/identity",
        for_workers(show_identity),
        Permission.CHILD_READ,
        name="home:identity",
    ),
]
