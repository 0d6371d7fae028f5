"""The path of a child on one time line: places, measures, entries and exits, and what was corrected."""

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import DataClass, Mode, Permission
from workspace.access.routes import cleared
from workspace.accounts.service import accounts
from workspace.actor import Role
from workspace.dossier.record import service as record
from workspace.dossier.record.course import rules, service
from workspace.dossier.record.course.model import SHORT_STAY_LABELS
from workspace.dossier.record.definitions import inclusion_rule
from workspace.dossier.record.events import exit_words
from workspace.dossier.record.inclusion import follow_up_ends_on
from workspace.dossier.record.model import AUTHORITY_LABELS, MEASURE_LABELS
from workspace.home import child_people
from workspace.home.child import for_workers
from workspace.home.frame import framed
from workspace.web.toolbox import toolbox


async def show_path(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    child = await record.child(clearance, vault=tools.vault)
    course = await service.course(clearance, vault=tools.vault)
    rule = inclusion_rule(on=course.inclusion.admitted_on)
    aside = rules.set_aside(course)
    statements = (*course.placements, *course.short_stays, *course.measures)
    authors = {each.by for each in statements if each.by} | {e.written_by for e in course.events}
    context = {
        "steps": rules.steps(course),
        "aside": aside,
        "authors": await accounts(authors, vault=tools.vault),
        "short_stays": SHORT_STAY_LABELS,
        "measures": MEASURE_LABELS,
        "authorities": AUTHORITY_LABELS,
        "exceptions": {each.code: each.label for each in rule.exceptions},
        "exit_words": exit_words,
        "until": follow_up_ends_on(course.born, rule=rule),
        "may_follow": clearance.role is Role.COORDINATOR,
        "may_protect": clearance.may(DataClass.SOCIAL, Mode.WRITE),
    }
    return await framed(request, clearance, "path", child, context)


routes = [
    cleared(
        "/children/{dossier:uuid}/path",
        for_workers(show_path),
        Permission.CHILD_READ,
        Permission.PLACEMENT_READ,
        name="home:path",
    ),
    *child_people.routes,
]
