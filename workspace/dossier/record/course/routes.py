"""Forms of the path: an exit, a return, another department, days away, a measure, a correction."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.routes import cleared
from workspace.dossier.record import forms as record_forms
from workspace.dossier.record import service as record
from workspace.dossier.record.bases import base_of
from workspace.dossier.record.course import amending, correction_routes, forms, service
from workspace.dossier.record.course.model import SHORT_STAY_LABELS, ShortStay
from workspace.dossier.record.definitions import inclusion_rule
from workspace.dossier.record.doors import (
    BASE,
    Do,
    Fields,
    Show,
    asked,
    form_at,
    on_this_day,
    sent,
    shown,
)
from workspace.dossier.record.events import EXIT_LABELS
from workspace.dossier.record.inclusion import Waived, follow_up_ends_on
from workspace.dossier.record.model import (
    ABOUT_LABELS,
    AUTHORITY_LABELS,
    MEASURE_LABELS,
    PLACEMENT_LABELS,
    Placement,
)
from workspace.dossier.record.pointed import last_hand, meant, stands, which
from workspace.web.toolbox import toolbox

# ── Follow-up ────────────────────────────────────────────────────────────────────────────────────


async def show_exit(
    request: Request, clearance: Clearance, values: Fields, errors: Fields, status: int
) -> Response:
    values = await on_this_day(request, clearance, values, "ended_on")
    return await shown(
        request, clearance, "exit", values, errors, status, reasons=EXIT_LABELS, abouts=ABOUT_LABELS
    )


async def end_follow_up(request: Request, clearance: Clearance, fields: Fields) -> None:
    tools = toolbox(request)
    new = forms.new_exit(fields)
    await service.end_follow_up(clearance, new, clock=tools.clock, vault=tools.vault)


async def show_return(
    request: Request, clearance: Clearance, values: Fields, errors: Fields, status: int
) -> Response:
    follow_up = await record.follow_up(clearance, vault=toolbox(request).vault)
    rule = inclusion_rule(on=follow_up.inclusion.admitted_on, ages=follow_up.inclusion.ages)
    today = follow_up.today(toolbox(request).clock)
    return await shown(
        request,
        clearance,
        "return",
        await on_this_day(request, clearance, values, "back_on"),
        errors,
        status,
        ended_on=follow_up.inclusion.ended_on,
        past=today >= follow_up_ends_on(follow_up.birth_date, rule=rule),
        exceptions=rule.exceptions_for(clearance.role, Waived.END),
        abouts=ABOUT_LABELS,
    )


async def resume_follow_up(request: Request, clearance: Clearance, fields: Fields) -> None:
    tools = toolbox(request)
    new = forms.new_return(fields)
    await service.resume_follow_up(clearance, new, clock=tools.clock, vault=tools.vault)


async def show_department(
    request: Request, clearance: Clearance, values: Fields, errors: Fields, status: int
) -> Response:
    follow_up = await record.follow_up(clearance, vault=toolbox(request).vault)
    values = await on_this_day(request, clearance, values, "since_on")
    current = follow_up.inclusion.department
    return await shown(
        request,
        clearance,
        "department",
        values,
        errors,
        status,
        current=current,
        abouts=ABOUT_LABELS,
    )


async def change_department(request: Request, clearance: Clearance, fields: Fields) -> None:
    tools = toolbox(request)
    new = forms.new_department(fields)
    await service.change_department(clearance, new, clock=tools.clock, vault=tools.vault)


# ── Places ───────────────────────────────────────────────────────────────────────────────────────


async def show_short_stay(
    request: Request, clearance: Clearance, values: Fields, errors: Fields, status: int
) -> Response:
    """Show a new short stay, or with `of` in the address the correction of one."""
    stay, hand = None, None
    if values.get("of"):
        course = await service.course(clearance, vault=toolbox(request).vault)
        stay = stands(course.short_stays, values, errors)
        hand = last_hand(course.short_stays, values)
    if stay is not None and not errors:
        values = {**_stay_fields(stay), **values}
    values = await on_this_day(request, clearance, values, "begins_on")
    return await shown(
        request,
        clearance,
        "short_stay",
        values,
        errors,
        status,
        stay=stay,
        base=base_of(stay),
        hand=hand,
        kinds=SHORT_STAY_LABELS,
    )


async def write_short_stay(request: Request, clearance: Clearance, fields: Fields) -> None:
    tools = toolbox(request)
    if not fields.get("of"):
        new = forms.new_short_stay(fields)
        await service.add_short_stay(clearance, new, clock=tools.clock, vault=tools.vault)
        return
    course = await service.course(clearance, vault=tools.vault)
    wrong = which(course.short_stays, fields)
    if fields.get("never"):
        await service.withdraw_short_stay(clearance, wrong.id, clock=tools.clock, vault=tools.vault)
        return
    await amending.correct_short_stay(
        clearance,
        wrong.id,
        forms.new_short_stay(fields),
        base=fields.get("base"),
        clock=tools.clock,
        vault=tools.vault,
    )


async def show_back(
    request: Request, clearance: Clearance, values: Fields, errors: Fields, status: int
) -> Response:
    course = await service.course(clearance, vault=toolbox(request).vault)
    stay = stands(meant(course.short_stays, values), values, errors)
    return await shown(
        request,
        clearance,
        "back",
        await on_this_day(request, clearance, values, "ends_on"),
        errors,
        status,
        stay=stay,
        kinds=SHORT_STAY_LABELS,
    )


async def end_short_stay(request: Request, clearance: Clearance, fields: Fields) -> None:
    tools = toolbox(request)
    course = await service.course(clearance, vault=tools.vault)
    stay = which([each for each in course.short_stays if each.what.ends_on is None], fields)
    if fields.get("never"):
        await service.withdraw_short_stay(clearance, stay.id, clock=tools.clock, vault=tools.vault)
        return
    await service.end_short_stay(
        clearance, stay.id, forms.end(fields), clock=tools.clock, vault=tools.vault
    )


async def show_correction(
    request: Request, clearance: Clearance, values: Fields, errors: Fields, status: int
) -> Response:
    course = await service.course(clearance, vault=toolbox(request).vault)
    stay = stands(course.placements, values, errors)
    stated = _stay_fields(stay) if stay else {}
    return await shown(
        request,
        clearance,
        "correct_move",
        values if errors else {**stated, **values},
        errors,
        status,
        stay=stay,
        base=base_of(stay),
        hand=last_hand(course.placements, values),
        placements=PLACEMENT_LABELS,
    )


def _stay_fields(stay: Placement | ShortStay) -> Fields:
    return {
        "kind": stay.kind.value,
        "place": stay.place,
        "begins_on": stay.begins_on.isoformat(),
        "ends_on": stay.ends_on.isoformat() if stay.ends_on else "",
        "restricted": "yes" if stay.restricted else "",
    }


async def correct_placement(request: Request, clearance: Clearance, fields: Fields) -> None:
    tools = toolbox(request)
    course = await service.course(clearance, vault=tools.vault)
    stay = which(course.placements, fields)
    right = None if fields.get("never") else record_forms.new_placement(fields)
    await service.correct_placement(
        clearance,
        stay.id,
        right,
        base=fields.get("base"),
        clock=tools.clock,
        vault=tools.vault,
    )


# ── Measures ─────────────────────────────────────────────────────────────────────────────────────


async def show_measure(
    request: Request, clearance: Clearance, values: Fields, errors: Fields, status: int
) -> Response:
    """Show a new measure, or with `of` in the address the correction of one."""
    stated: dict[str, str] = {}
    measure, hand = None, None
    if values.get("of"):
        course = await service.course(clearance, vault=toolbox(request).vault)
        measure = stands(course.measures, values, errors)
        hand = last_hand(course.measures, values)
    if measure is not None:
        stated = {
            "kind": measure.kind.value,
            "begins_on": measure.begins_on.isoformat(),
            "ends_on": measure.ends_on.isoformat() if measure.ends_on else "",
            "authority": measure.authority.value if measure.authority else "",
            "decided_on": measure.decided_on.isoformat() if measure.decided_on else "",
            "words": measure.words,
        }
    return await shown(
        request,
        clearance,
        "measure",
        values if errors else {**stated, **values},
        errors,
        status,
        measure=measure,
        base=base_of(measure),
        hand=hand,
        kinds=MEASURE_LABELS,
        authorities=AUTHORITY_LABELS,
    )


async def write_measure(request: Request, clearance: Clearance, fields: Fields) -> None:
    tools = toolbox(request)
    if not fields.get("of"):
        new = forms.new_measure(fields)
        await service.add_measure(clearance, new, clock=tools.clock, vault=tools.vault)
        return
    course = await service.course(clearance, vault=tools.vault)
    wrong = which(course.measures, fields)
    right = None if fields.get("never") else forms.new_measure(fields)
    await service.correct_measure(
        clearance,
        wrong.id,
        right,
        base=fields.get("base"),
        clock=tools.clock,
        vault=tools.vault,
    )


async def show_measure_end(
    request: Request, clearance: Clearance, values: Fields, errors: Fields, status: int
) -> Response:
    course = await service.course(clearance, vault=toolbox(request).vault)
    return await shown(
        request,
        clearance,
        "end_measure",
        await on_this_day(request, clearance, values, "ends_on"),
        errors,
        status,
        measure=stands(meant(course.measures, values), values, errors),
        kinds=MEASURE_LABELS,
    )


async def end_measure(request: Request, clearance: Clearance, fields: Fields) -> None:
    tools = toolbox(request)
    course = await service.course(clearance, vault=tools.vault)
    running = which([each for each in course.measures if each.what.ends_on is None], fields)
    await service.end_measure(
        clearance, running.id, forms.end(fields), clock=tools.clock, vault=tools.vault
    )


SEE = Permission.CHILD_READ
MAY_FOLLOW = (SEE, Permission.FOLLOW_UP_MANAGE)
MAY_PLACE = (SEE, Permission.PLACEMENT_READ, Permission.PLACEMENT_WRITE)
MAY_PROTECT = (SEE, Permission.PLACEMENT_READ, Permission.MEASURE_WRITE)

FORMS: Sequence[tuple[str, str, Show, Do, tuple[Permission, ...], str]] = (
    ("/exit", "exit", show_exit, end_follow_up, MAY_FOLLOW, "ended"),
    ("/return", "return", show_return, resume_follow_up, MAY_FOLLOW, "resumed"),
    ("/department", "department", show_department, change_department, MAY_FOLLOW, "kept_path"),
    ("/short-stays", "short_stay", show_short_stay, write_short_stay, MAY_PLACE, "kept_path"),
    ("/short-stays/end", "back", show_back, end_short_stay, MAY_PLACE, "kept_path"),
    ("/moves/correction", "correct", show_correction, correct_placement, MAY_PLACE, "corrected"),
    ("/measures", "measure", show_measure, write_measure, MAY_PROTECT, "kept_path"),
    ("/measures/end", "measure_end", show_measure_end, end_measure, MAY_PROTECT, "kept_path"),
)
"""Address, name, what shows the form, what does it, what it asks for, its receipt."""

CORRECTIONS = [(*each, MAY_FOLLOW, "corrected") for each in correction_routes.FORMS]

routes = [
    route
    for path, name, show, do, permissions, notice in (*FORMS, *CORRECTIONS)
    for route in (
        cleared(BASE + path + "/new", asked(show), *permissions, name=f"record:new_{name}"),
        cleared(
            BASE + path,
            sent(show, do, notice=notice, back="/path"),
            *permissions,
            name=f"record:{name}",
            methods=("POST",),
            form_at=form_at(path, "/path"),
        ),
    )
]
