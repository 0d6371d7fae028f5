"""The people around a child and their rights: holders of authority, restrictions, brothers and sisters."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import DataClass, Mode, Permission
from workspace.access.routes import circle_of, cleared
from workspace.accounts.service import accounts
from workspace.dossier.record import service as record
from workspace.dossier.record.family import service
from workspace.dossier.record.family.rules import is_silenced
from workspace.dossier.record.model import ABOUT_LABELS, RESTRICTION_LABELS
from workspace.home.child import for_workers
from workspace.home.frame import framed
from workspace.web.toolbox import toolbox


async def show_people(request: Request, clearance: Clearance) -> Response:
    vault = toolbox(request).vault
    child = await record.child(clearance, vault=vault)
    family = await service.family(clearance, vault=vault)
    circle = await circle_of(request, Permission.CHILD_READ)
    theirs = frozenset(each.dossier for each in family.siblings if each.dossier)
    open_here = replace(circle, dossiers=circle.dossiers & theirs)
    context = {
        "family": family,
        "authors": await accounts({each.by for each in family.written if each.by}, vault=vault),
        "siblings": await record.names(open_here, vault=vault) if open_here.dossiers else {},
        "restrictions": RESTRICTION_LABELS,
        "abouts": ABOUT_LABELS,
        "is_silenced": is_silenced,
        "may_tell": clearance.may(DataClass.SOCIAL, Mode.WRITE),
    }
    return await framed(request, clearance, "people", child, context)


routes = [
    cleared(
        "/children/{dossier:uuid}/people",
        for_workers(show_people),
        Permission.CHILD_READ,
        Permission.FAMILY_READ,
        name="home:people",
    ),
]
