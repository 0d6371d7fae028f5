"""The path of a child on one time line: places, measures, entries and exits, and what was corrected."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import DataClass, Mode, Permission
from workspace.access.routes import circle_of, cleared
from workspace.access.service import clear
from workspace.accounts.service import accounts
from workspace.actor import Role
from workspace.dossier.protocol import service as protocol
from workspace.dossier.record import service as record
from workspace.dossier.record.course import rules, service
from workspace.dossier.record.course.model import SHORT_STAY_LABELS, Course, Sort, Step
from workspace.dossier.record.definitions import inclusion_rule
from workspace.dossier.record.doubles import service as doubles
from workspace.dossier.record.events import corrected, exit_words
from workspace.dossier.record.inclusion import follow_up_ends_on
from workspace.dossier.record.model import ABOUT_LABELS, AUTHORITY_LABELS, MEASURE_LABELS
from workspace.exchange.former import has_former
from workspace.home import child_identity, child_imports, child_people, child_programme
from workspace.home.child import for_workers
from workspace.home.frame import framed
from workspace.ids import DossierId
from workspace.web.toolbox import toolbox


async def show_path(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    child = await record.child(clearance, vault=tools.vault)
    course = await service.course(clearance, vault=tools.vault)
    rule = inclusion_rule(on=course.inclusion.admitted_on, ages=course.inclusion.ages)
    joined = await _joined(request, clearance)
    courses = (course, *joined.values())
    told: list[tuple[Step, DossierId | None]] = [(step, None) for step in rules.steps(course)]
    for other, theirs in joined.items():
        told += [(step, other) for step in rules.steps(theirs) if step.sort is not Sort.BIRTH]
    authors = {author for each in courses for author in rules.authors(each)}
    context = {
        "steps": sorted(told, key=lambda each: each[0].on, reverse=True),
        "aside": rules.set_aside(course),
        "acts_aside": corrected(course.events),
        "corrected_day": lambda event: date.fromisoformat(event.code),
        "abouts": ABOUT_LABELS,
        "authors": await accounts(authors, vault=tools.vault),
        "short_stays": SHORT_STAY_LABELS,
        "measures": MEASURE_LABELS,
        "authorities": AUTHORITY_LABELS,
        "exceptions": {each.code: each.label for each in rule.exceptions},
        "exit_words": exit_words,
        "programmes": await protocol.programmes(),
        "until": follow_up_ends_on(course.born, rule=rule),
        "was_imported_again": await has_former(clearance),
        "may_follow": clearance.role is Role.COORDINATOR,
        "may_protect": clearance.may(DataClass.SOCIAL, Mode.WRITE),
    }
    return await framed(request, clearance, "path", child, context)


async def _joined(request: Request, clearance: Clearance) -> dict[DossierId, Course]:
    """Return the paths of the dossiers joined to this one, as far as whoever asks may read them."""
    tools = toolbox(request)
    found = {}
    circle = await circle_of(request, Permission.PLACEMENT_READ)
    for other in (await doubles.joined(clearance)).holds:
        if other in circle.dossiers:
            theirs = await clear(
                clearance.actor,
                other,
                Permission.CHILD_READ,
                Permission.PLACEMENT_READ,
                clock=tools.clock,
                vault=tools.vault,
            )
            found[other] = await service.course(theirs, vault=tools.vault)
    return found


routes = [
    cleared(
        "/children/{dossier:uuid}/path",
        for_workers(show_path),
        Permission.CHILD_READ,
        Permission.PLACEMENT_READ,
        name="home:path",
    ),
    *child_identity.routes,
    *child_imports.routes,
    *child_people.routes,
    *child_programme.routes,
]
