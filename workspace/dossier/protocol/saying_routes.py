"""Write down that an assessment was done, or will not be and why; take either back."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.routes import cleared
from workspace.dossier.protocol import forms, rules, saying, service
from workspace.dossier.protocol.examiners import examiners, option
from workspace.dossier.protocol.model import (
    REASON_LABELS,
    NewAssessment,
    StepCode,
    StepState,
    StepStatus,
)
from workspace.dossier.record import service as record
from workspace.errors import Invalid, NotFound
from workspace.i18n import gettext
from workspace.network import service as network
from workspace.web.identity import actor
from workspace.web.pages import form, page, see
from workspace.web.toolbox import toolbox

OWED = (*rules.TO_COME, StepState.LATE, StepState.NOT_DONE)


async def show_done(request: Request, clearance: Clearance) -> Response:
    mine = await network.practitioner_of(actor(request).account)
    tools = toolbox(request)
    today = await record.today(clearance, clock=tools.clock, vault=tools.vault)
    values = {
        "step": request.query_params.get("step", ""),
        "done_on": today.isoformat(),
        "practitioner": str(mine or ""),
    }
    return await _done_page(request, clearance, values, {})


async def _done_page(
    request: Request,
    clearance: Clearance,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    status: int = 200,
    *,
    asked: Mapping[str, object] | None = None,
) -> Response:
    context = await _context(request, clearance, values, errors)
    context["practitioners"] = await examiners(request)
    context["asked"] = asked
    return await page(request, "protocol/done.html", context, status=status)


async def _context(
    request: Request,
    clearance: Clearance,
    values: Mapping[str, str],
    errors: Mapping[str, str],
) -> dict[str, object]:
    """Return what both pages show: the steps one may speak of, and the one that was asked for."""
    tools = toolbox(request)
    schedule = await service.schedule(clearance, clock=tools.clock, vault=tools.vault)
    today = await record.today(clearance, clock=tools.clock, vault=tools.vault)
    following = rules.next_due(schedule)
    if not values.get("step") and following is not None and following.opens_on <= today:
        values = {**values, "step": following.step.code}
    chosen = _chosen(schedule, values.get("step", ""))
    done = chosen.assessment if chosen else None
    return {
        "dossier": clearance.dossier,
        "child": await record.identity(clearance, vault=tools.vault),
        "steps": [
            option(each) for each in schedule if each.state in OWED and each.opens_on <= today
        ],
        "chosen": chosen,
        "is_signed": done is not None and await saying.is_signed(clearance, done),
        "is_of_joined": done is not None and await saying.is_of_joined(clearance, done),
        "may_unsign": saying.may_unsign(clearance),
        "note": (await saying.notes(clearance, vault=tools.vault)).get(chosen.step.code)
        if chosen
        else None,
        "reasons": [(code.value, gettext(words)) for code, words in REASON_LABELS.items()],
        "values": values,
        "errors": errors,
    }


def _chosen(schedule: tuple[StepStatus, ...], code: str) -> StepStatus | None:
    return next((each for each in schedule if each.step.code == code), None)


async def say_done(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    try:
        new = forms.new_assessment(fields)
        early = await saying.opens_later(clearance, new, clock=tools.clock, vault=tools.vault)
        if early is not None and fields.get("sure") != _confirmed(new):
            asked = {"opens_on": early, "sure": _confirmed(new)}
            return await _done_page(request, clearance, fields, {}, 422, asked=asked)
        await saying.say_done(
            clearance,
            new,
            with_exam=fields.get("with_exam") == "yes",
            clock=tools.clock,
            vault=tools.vault,
        )
    except Invalid as error:
        return await _done_page(request, clearance, fields, error.fields, 422)
    return see(_back(clearance), notice="assessed")


def _confirmed(new: NewAssessment) -> str:
    """Return what a confirmation is about: another day, or another assessment, is asked about again."""
    return f"{new.step} {new.done_on}"


async def undo(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    step = StepCode((await form(request)).get("step", ""))
    await saying.undo_done(clearance, step, clock=tools.clock, vault=tools.vault)
    return see(_back(clearance), notice="undone")


async def show_missed(request: Request, clearance: Clearance) -> Response:
    values = {"step": request.query_params.get("step", "")}
    return await _missed_page(request, clearance, values, {})


async def _missed_page(
    request: Request,
    clearance: Clearance,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    status: int = 200,
) -> Response:
    context = await _context(request, clearance, values, errors)
    return await page(request, "protocol/missed.html", context, status=status)


async def say_missed(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    try:
        await saying.say_missed(
            clearance, forms.new_missed(fields), clock=tools.clock, vault=tools.vault
        )
    except Invalid as error:
        return await _missed_page(request, clearance, fields, error.fields, 422)
    return see(_back(clearance), notice="missed")


async def reopen(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    step = StepCode((await form(request)).get("step", ""))
    await saying.reopen(clearance, step, clock=tools.clock, vault=tools.vault)
    return see(_back(clearance), notice="reopened")


async def show_exam(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    today = await record.today(clearance, clock=tools.clock, vault=tools.vault)
    values = {
        "exam": request.query_params.get("exam", ""),
        "done_on": today.isoformat(),
    }
    return await _exam_page(request, clearance, values, {})


async def _exam_page(
    request: Request,
    clearance: Clearance,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    status: int = 200,
) -> Response:
    tools = toolbox(request)
    today = await record.today(clearance, clock=tools.clock, vault=tools.vault)
    exams = await saying.exam_schedule(clearance, clock=tools.clock, vault=tools.vault)
    context = {
        "dossier": clearance.dossier,
        "child": await record.identity(clearance, vault=tools.vault),
        "exams": [
            (each.exam.code, gettext(each.exam.label)) for each in exams if each.opens_on <= today
        ],
        "chosen": next((each for each in exams if each.exam.code == values.get("exam")), None),
        "values": values,
        "errors": errors,
    }
    return await page(request, "protocol/exam.html", context, status=status)


async def say_examined(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    try:
        code, done_on = forms.new_exam(fields)
        await saying.say_examined(clearance, code, done_on, clock=tools.clock, vault=tools.vault)
    except NotFound:
        wrong = {"exam": forms.CHOOSE_EXAM}
        return await _exam_page(request, clearance, fields, wrong, 422)
    except Invalid as error:
        return await _exam_page(request, clearance, fields, error.fields, 422)
    return see(_back(clearance) + "#exams", notice="examined")


async def undo_examined(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    code = (await form(request)).get("exam", "")
    await saying.undo_examined(clearance, code, clock=tools.clock, vault=tools.vault)
    return see(_back(clearance) + "#exams", notice="undone")


def _back(clearance: Clearance) -> str:
    return f"/children/{clearance.dossier}/assessments"


PATH = "/children/{dossier:uuid}/steps"
EXAMS = "/children/{dossier:uuid}/exams"
MAY = (Permission.CHILD_READ, Permission.ASSESSMENT_READ, Permission.ASSESSMENT_RECORD)
POST = ("POST",)

routes = [
    cleared(PATH + "/done", show_done, *MAY, name="protocol:done_form"),
    cleared(PATH + "/done", say_done, *MAY, name="protocol:done", methods=POST),
    cleared(PATH + "/undo", undo, *MAY, name="protocol:undo", methods=POST),
    cleared(PATH + "/not-done", show_missed, *MAY, name="protocol:missed_form"),
    cleared(PATH + "/not-done", say_missed, *MAY, name="protocol:missed", methods=POST),
    cleared(PATH + "/reopen", reopen, *MAY, name="protocol:reopen", methods=POST),
    cleared(EXAMS, show_exam, *MAY, name="protocol:exam_form"),
    cleared(EXAMS, say_examined, *MAY, name="protocol:exam", methods=POST),
    cleared(EXAMS + "/undo", undo_examined, *MAY, name="protocol:undo_exam", methods=POST),
]
