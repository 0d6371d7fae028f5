"""The pages of one assessment: its parts, each made for the keyboard, the whole to read, sign and print."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from workspace.access.model import Clearance
from workspace.access.permissions import DataClass, Mode, Permission
from workspace.access.routes import cleared
from workspace.accounts import service as accounts
from workspace.actor import Role
from workspace.dossier.assessment import asking, fillers, forms, rules, service, wording
from workspace.dossier.assessment.definitions import form as form_of
from workspace.dossier.assessment.model import (
    GROUP_LABELS,
    SOURCE_LABELS,
    Answer,
    Doubt,
    FieldCode,
    NewVersion,
    PartCode,
    VersionId,
)
from workspace.dossier.assessment.view import AssessmentView, OpenPart, Saved
from workspace.dossier.protocol.model import StepCode
from workspace.dossier.record import service as record
from workspace.dossier.scales.instruments import tools as scales_known
from workspace.errors import Invalid, NotFound
from workspace.i18n import format_date, format_time, gettext
from workspace.ids import AccountId
from workspace.web.pages import form, page, see
from workspace.web.toolbox import toolbox
from workspace.web.uploads import Fields

SCALES: Final = PartCode("scales")


def _step(request: Request) -> StepCode:
    return StepCode(request.path_params["step"])


def _part(request: Request) -> PartCode:
    return PartCode(request.path_params["part"])


def _here(clearance: Clearance, *rest: str) -> str:
    return "/".join(["", "children", str(clearance.dossier), "assessments", *rest])


def _reason(clearance: Clearance, name: str) -> str:
    said = {"name": name, "day": format_date(clearance.since_on)}
    if clearance.role is Role.COORDINATOR:
        return gettext(
            "You see this dossier because you have coordinated %(name)s's follow-up since %(day)s. "
            "Every reading is recorded, and %(name)s will be able to see it.",
            **said,
        )
    return gettext(
        "You see this dossier because you have been around %(name)s since %(day)s. "
        "Every reading is recorded, and %(name)s will be able to see it.",
        **said,
    )


async def _answer(
    request: Request,
    clearance: Clearance,
    template: str,
    view: AssessmentView,
    context: Mapping[str, object],
    *,
    status: int = 200,
) -> Response:
    tools = toolbox(request)
    child = await record.identity(clearance, vault=tools.vault)
    base = {
        "view": view,
        "child": child,
        "dossier": clearance.dossier,
        "base": _here(clearance, view.status.step.code),
        "names": await _names(view, request),
        "me": clearance.actor.account,
        "filled_by": await fillers.filled_by(clearance, clock=tools.clock, vault=tools.vault),
        "wording": wording,
        "groups": GROUP_LABELS,
        "errors": {},
        "now": tools.clock.now(),
    }
    reason = _reason(clearance, child.called)
    return await page(request, template, {**base, **context}, status=status, reason=reason)


async def _names(view: AssessmentView, request: Request) -> Mapping[AccountId, str]:
    """Return how everybody who wrote or signed something here is called."""
    parts = (*view.parts, *view.history)
    ids = {each.head.author for each in parts if each.head}
    ids |= {each.signed.author for each in parts if each.signed}
    ids |= {each.author for part in parts for each in part.beside}
    ids |= {each.author for each in view.addenda}
    if view.signature:
        ids.add(view.signature.signed_by)
    for each in view.taken_back:
        ids |= {each.signature.signed_by, *(version.author for version in each.signed.values())}
        if each.signature.taken_back_by:
            ids.add(each.signature.taken_back_by)
    found = await accounts.accounts(ids, vault=toolbox(request).vault)
    return {id_: account.name for id_, account in found.items()}


# ── The whole ──────────────────────────────────────────────────────────────────────────────────────


async def show(request: Request, clearance: Clearance) -> Response:
    return await _overview(request, clearance, {})


async def _overview(
    request: Request, clearance: Clearance, errors: Mapping[str, str], status: int = 200
) -> Response:
    tools = toolbox(request)
    view = await service.open_assessment(
        clearance, _step(request), clock=tools.clock, vault=tools.vault
    )
    return await _answer(
        request, clearance, "assessment/overview.html", view, {"errors": errors}, status=status
    )


async def show_whole(request: Request, clearance: Clearance) -> Response:
    return await _whole(request, clearance, {}, {})


async def _whole(
    request: Request,
    clearance: Clearance,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    status: int = 200,
) -> Response:
    tools = toolbox(request)
    view = await service.open_assessment(
        clearance, _step(request), clock=tools.clock, vault=tools.vault
    )
    context = {"values": values, "errors": errors, "adding_to": request.path_params.get("part", "")}
    return await _answer(request, clearance, "assessment/whole.html", view, context, status=status)


async def sign(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    await form(request)
    try:
        await service.sign(clearance, _step(request), clock=tools.clock, vault=tools.vault)
    except Invalid as error:
        return await _overview(request, clearance, error.fields, 422)
    return see(_here(clearance, _step(request), "whole"), notice="assessment_signed")


async def add_to(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    part = _part(request)
    try:
        await service.add_to(
            clearance,
            _step(request),
            part,
            fields.get("text", ""),
            clock=tools.clock,
            vault=tools.vault,
        )
    except Invalid as error:
        return await _whole(request, clearance, fields, error.fields, 422)
    return see(_here(clearance, _step(request), "whole") + f"#part-{part}", notice="addendum")


# ── One part ───────────────────────────────────────────────────────────────────────────────────────


async def show_part(request: Request, clearance: Clearance) -> Response:
    return await _part_page(request, clearance, await _opened(request, clearance))


async def _opened(request: Request, clearance: Clearance) -> OpenPart:
    tools = toolbox(request)
    return await service.open_part(
        clearance, _step(request), _part(request), clock=tools.clock, vault=tools.vault
    )


async def _part_page(
    request: Request,
    clearance: Clearance,
    opened: OpenPart,
    *,
    doubts: Mapping[FieldCode, Doubt] | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    part, doubts = opened.view.part, doubts or {}
    lines = [
        wording.line(
            part,
            field,
            opened.answers.get(field.code, Answer()),
            doubt=doubts.get(field.code),
            last=opened.last.get(field.code),
        )
        for field in part.asked(opened.assessment.months)
    ]
    battery = opened.assessment.status.step.scales
    context = {
        "opened": opened,
        "part": part,
        "lines": lines,
        "battery": battery if part.code == SCALES else (),
        "tools": scales_known(),
        "may_have_filled": clearance.may(DataClass.PSYCHOLOGICAL)
        and clearance.may(DataClass.PRACTICAL, Mode.WRITE),
        "may_fill_scales": clearance.may(DataClass.PSYCHOLOGICAL, Mode.WRITE),
        "doubts": wording.asked(lines, doubts),
        "errors": errors or {},
        "sources": [(source.value, gettext(label)) for source, label in SOURCE_LABELS.items()],
        "next_part": opened.assessment.after(part.code),
        "has_normal": any(line.field.normal for line in lines),
    }
    name = "part" if opened.view.may_write else "part_read"
    return await _answer(
        request,
        clearance,
        f"assessment/{name}.html",
        opened.assessment,
        context,
        status=status,
    )


async def save(request: Request, clearance: Clearance) -> Response:
    """Keep, close, or answer the rest in one go, by the button that was pressed."""
    fields = await form(request)
    new = _typed(request, fields)
    if fields.get("action") == "close":
        return await _close(request, clearance, new)
    tools = toolbox(request)
    saved = await service.save_part(clearance, new, clock=tools.clock, vault=tools.vault)
    if saved.is_beside:
        return see(_here(clearance, new.step, "parts", new.part, "versions"))
    if new.rest is not None or fields.get("meant"):
        return see(_here(clearance, new.step, "parts", new.part))
    return see(_here(clearance, new.step), notice="part_kept")


def _typed(request: Request, fields: Fields) -> NewVersion:
    """Read the form as it was when the page was made; raises `NotFound` for a part of no form."""
    try:
        part = form_of(fields.get("form")).part(_part(request))
    except LookupError:
        raise NotFound from None
    return forms.new_version(_step(request), part, fields)


async def _close(request: Request, clearance: Clearance, new: NewVersion) -> Response:
    tools = toolbox(request)
    refused: Mapping[str, str] = {}
    doubts: Mapping[FieldCode, Doubt] = {}
    saved: Saved | None = None
    try:
        saved, doubts = await service.close_part(
            clearance, new, clock=tools.clock, vault=tools.vault
        )
    except Invalid as error:
        refused = error.fields
    if saved is not None and saved.is_beside:
        return see(_here(clearance, new.step, "parts", new.part, "versions"))
    if refused or doubts:
        kept = await _opened(request, clearance)
        if not doubts:
            found = await asking.doubts(clearance, kept, vault=tools.vault)
            doubts = {
                code: each for code, each in found.items() if each.meant or code not in refused
            }
        return await _part_page(request, clearance, kept, doubts=doubts, errors=refused, status=422)
    following = (await _opened(request, clearance)).assessment.after(new.part)
    rest = ("parts", following.code) if following else ()
    return see(_here(clearance, new.step, *rest), notice="part_closed")


async def autosave(request: Request, clearance: Clearance) -> Response:
    """Keep what is being typed; answer the token of the version kept, and what cannot be."""
    tools = toolbox(request)
    fields = await form(request)
    new = _typed(request, fields)
    saved = await service.save_part(clearance, new, clock=tools.clock, vault=tools.vault)
    said = gettext("Kept at %(time)s", time=format_time(tools.clock.now()))
    if saved.over is not None:
        said = wording.over(saved.over, clearance.actor.account)
    return JSONResponse(
        {"token": saved.token, "beside": saved.is_beside, "said": said},
        headers={"cache-control": "no-store"},
    )


async def reopen(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    await form(request)
    step, part = _step(request), _part(request)
    await service.reopen_part(clearance, step, part, clock=tools.clock, vault=tools.vault)
    return see(_here(clearance, step, "parts", part), notice="part_reopened")


# ── Two versions ───────────────────────────────────────────────────────────────────────────────────


async def show_versions(request: Request, clearance: Clearance) -> Response:
    opened = await _opened(request, clearance)
    view = opened.view
    if not view.beside:
        return see(_here(clearance, _step(request), "parts", _part(request)))
    other = view.beside[0]
    theirs = view.version.answers if view.version else {}
    rows = [
        {
            "code": field.code,
            "label": gettext(field.label),
            "theirs": _said(wording.said(field, theirs.get(field.code, Answer()))),
            "mine": _said(wording.said(field, other.answers.get(field.code, Answer()))),
            "picked": "theirs" if theirs.get(field.code, Answer()).is_given else "mine",
        }
        for field in rules.differing(view.part, other.answers, theirs)
    ]
    context = {
        "opened": opened,
        "part": view.part,
        "other": other,
        "rows": rows,
        "may_choose": view.version is not None
        and view.may_fill
        and (not view.is_signed or view.part.is_amendable),
    }
    return await _answer(request, clearance, "assessment/versions.html", opened.assessment, context)


def _said(words: str) -> str:
    return words or gettext("Nothing")


async def settle(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    step, part = _step(request), _part(request)
    picks = {
        name.removeprefix("pick."): side
        for name, side in fields.items()
        if name.startswith("pick.")
    }
    await service.settle(
        clearance,
        step,
        part,
        _version(fields.get("beside", "")),
        picks,
        base=fields.get("base", ""),
        clock=tools.clock,
        vault=tools.vault,
    )
    return see(_here(clearance, step, "parts", part), notice="part_settled")


def _version(text: str) -> VersionId:
    """Read an identifier; of what is none, one that no version has."""
    try:
        return VersionId(UUID(text))
    except ValueError:
        return VersionId(UUID(int=0))


PATH = "/children/{dossier:uuid}/assessments/{step}"
WHOLE = PATH + "/whole"
PART = PATH + "/parts/{part}"
SEE = (Permission.CHILD_READ, Permission.ASSESSMENT_FORM_READ)
FILL = (*SEE, Permission.ASSESSMENT_FILL)
SIGN = (*SEE, Permission.ASSESSMENT_RECORD, Permission.ASSESSMENT_SIGN, Permission.GROWTH_WRITE)
POST = ("POST",)

routes = [
    cleared(PATH, show, *SEE, name="assessment:overview"),
    cleared(WHOLE, show_whole, *SEE, name="assessment:whole"),
    cleared(PATH + "/signature", sign, *SIGN, name="assessment:sign", methods=POST),
    cleared(PART, show_part, *SEE, name="assessment:part"),
    cleared(PART, save, *FILL, name="assessment:save", methods=POST),
    cleared(PART + "/addenda", add_to, *FILL, name="assessment:add", methods=POST, form_at=WHOLE),
    cleared(PART + "/draft", autosave, *FILL, name="assessment:autosave", methods=POST),
    cleared(PART + "/reopening", reopen, *FILL, name="assessment:reopen", methods=POST),
    cleared(PART + "/versions", show_versions, *SEE, name="assessment:versions"),
    cleared(PART + "/versions", settle, *FILL, name="assessment:settle", methods=POST),
]
