"""Enter a questionnaire by its slots or its totals; make a link for somebody else to fill it."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import DataClass, Permission
from workspace.access.routes import cleared
from workspace.actor import Role
from workspace.dossier.record import service as record
from workspace.dossier.scales import (
    checking,
    choosing,
    forms,
    inviting,
    kept,
    links,
    numbers_routes,
    service,
    wording,
)
from workspace.dossier.scales.entries import (
    PLACE_LABELS,
    RESPONDENT_LABELS,
    AgeRead,
    AnsweredAt,
    Entry,
    InvitationId,
    Respondent,
)
from workspace.dossier.scales.instruments import sheet, tools
from workspace.dossier.scales.sheets import Instrument, Sheet, fits
from workspace.errors import Invalid, NotFound
from workspace.i18n import day_of, format_moment
from workspace.web.pages import form, page, see
from workspace.web.toolbox import toolbox

USUAL_RESPONDENT = {
    Role.CARER: Respondent.FOSTER_CARER,
    Role.NURSE: Respondent.NURSERY_WORKER,
}
USUAL_DAYS = "14"


async def show_new(request: Request, clearance: Clearance) -> Response:
    """Show the tools to choose from, or the sheet of the one that was chosen."""
    asked = request.query_params
    if asked.get("correct"):
        return await _show_correction(request, clearance, asked["correct"])
    tools_ = toolbox(request)
    today = await record.today(clearance, clock=tools_.clock, vault=tools_.vault)
    on = choosing.day_asked(asked.get("on", ""), today=today)
    if asked.get("tool", "") not in tools():
        return await _choose(request, clearance, on)
    values = {
        "answered_on": on.isoformat(),
        "respondent": USUAL_RESPONDENT.get(clearance.role, ""),
        "place": AnsweredAt.LIVING_PLACE.value,
        "language": forms.USUAL_LANGUAGE,
        "mode": asked.get("mode", "items"),
        "lived": asked.get("lived", ""),
    }
    age = await service.ages(
        clearance, on, use_lived=asked.get("lived") == "yes", vault=toolbox(request).vault
    )
    months = choosing.months_asked(asked["tool"], asked.get("months", ""), age)
    chosen = sheet(asked["tool"], months)
    if asked.get("kept"):
        found = await kept.begun(request, clearance, chosen)
        values = kept.taken_up(values, found, asked["kept"])
    return await _sheet(request, clearance, chosen, values, {})


async def _choose(
    request: Request, clearance: Clearance, on: date, *, status: int = 200
) -> Response:
    vault = toolbox(request).vault
    first = request.query_params.getlist("battery")
    age = await service.ages(clearance, on, vault=vault)
    context = {
        "dossier": clearance.dossier,
        "child": await record.identity(clearance, vault=vault),
        "values": {"on": on.isoformat()},
        "ages": _ages(clearance, age),
        "proposals": choosing.proposals(age, first),
        "battery": first,
    }
    return await page(request, "scales/choose.html", context, status=status)


async def _show_correction(request: Request, clearance: Clearance, wanted: str) -> Response:
    entry = await _entry(request, clearance, wanted)
    asked = wording.sheet_or_none(entry.tool, entry.months)
    if asked is None:
        raise NotFound
    return await _sheet(request, clearance, asked, forms.values_of(entry), {})


async def _entry(request: Request, clearance: Clearance, wanted: str) -> Entry:
    for entry in await service.entries(clearance, vault=toolbox(request).vault):
        if str(entry.id) == wanted and not entry.is_joined:
            return entry
    raise NotFound


async def _sheet(
    request: Request,
    clearance: Clearance,
    asked: Sheet,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    lacking: int = 0,
) -> Response:
    """Show a sheet; `lacking`: how many answers to ask about before it is kept."""
    vault = toolbox(request).vault
    today = await record.today(clearance, clock=toolbox(request).clock, vault=vault)
    on = choosing.day_asked(values.get("answered_on", ""), today=today)
    use_lived = values.get("lived") == "yes" and not asked.uses_lived_age
    age = await service.ages(
        clearance, on, use_lived=use_lived or asked.uses_lived_age, vault=vault
    )
    context = {
        "dossier": clearance.dossier,
        "child": await record.identity(clearance, vault=vault),
        "sheet": asked,
        "draft": choosing.draft_of(asked.tool, asked.months),
        "begun": await _begun(request, clearance, asked, values),
        "is_carer": clearance.role is Role.CARER,
        "has_paper": any(not section.words for section in asked.sections),
        "slots": asked.slots,
        "given": sum(1 for name, said in values.items() if name.startswith("a-") and said),
        "title": wording.questionnaire(asked.tool, asked.months),
        "notice": asked.source.notice if isinstance(asked.source, Instrument) else "",
        "by_totals": values.get("mode") == "totals" or not asked.sections,
        "ages": _ages(clearance, age),
        "asks_why": _asks_why(asked, age, use_lived=use_lived),
        "expected": choosing.expected(asked.tool, age),
        "months": choosing.months_of(asked.tool),
        "domains": {each: wording.domain(asked.tool, each) for each in asked.highest},
        "respondents": RESPONDENT_LABELS,
        "places": PLACE_LABELS,
        "values": values,
        "errors": errors,
        "lacking": lacking,
    }
    status = 422 if errors or lacking else 200
    return await page(request, "scales/entry.html", context, status=status)


async def _begun(
    request: Request, clearance: Clearance, asked: Sheet, values: Mapping[str, str]
) -> tuple[str, str] | None:
    """Return which draft a page without scripts may take up, and since when it was left; None where none waits."""
    if values.get("supersedes") or values.get("kept"):
        return None
    for draft in await kept.begun(request, clearance, asked):
        now = toolbox(request).clock.now()
        return str(draft.id), format_moment(draft.saved_at, today=day_of(now))
    return None


def _asks_why(asked: Sheet, age: AgeRead | None, *, use_lived: bool) -> bool:
    return use_lived or (age is not None and not fits(asked, age))


def _ages(clearance: Clearance, age: AgeRead | None) -> str:
    return wording.ages(age, tells_birth=clearance.may(DataClass.SOMATIC)) if age else ""


async def enter(request: Request, clearance: Clearance) -> Response:
    tools_ = toolbox(request)
    fields = await form(request)
    asked = choosing.sheet_asked(fields)
    if asked is None:
        return await _choose(request, clearance, tools_.clock.today(), status=422)
    new, unread = forms.new_entry(fields, asked, today=tools_.clock.today())
    missing = checking.lacking(new)
    is_asked = bool(missing) and fields.get("sure") != str(missing)
    try:
        if unread or is_asked:
            await service.check(clearance, new, clock=tools_.clock, vault=tools_.vault)
            is_asked = is_asked and not unread
            return await _sheet(
                request, clearance, asked, fields, unread, lacking=missing if is_asked else 0
            )
        entry = await service.enter(clearance, new, clock=tools_.clock, vault=tools_.vault)
    except Invalid as error:
        refused = forms.refused_beside(unread, error.fields)
        return await _sheet(request, clearance, asked, fields, refused)
    if fields.get("kept"):
        found = await kept.begun(request, clearance, asked)
        await kept.let_go(clearance, found, fields["kept"])
    notice = "scale_new_informant" if entry.is_new_informant else "scale"
    return see(f"/children/{clearance.dossier}/scales", notice=notice)


# ── Links ────────────────────────────────────────────────────────────────────────────────────────


async def show_invite(request: Request, clearance: Clearance) -> Response:
    values = await _usual(request, clearance, request.query_params.get("tool", ""))
    return await _invite_page(request, clearance, values, {})


async def _usual(request: Request, clearance: Clearance, tool: str) -> dict[str, str]:
    """Return the fields of a link as it is usually made, the questionnaire of `tool` for the age of today chosen."""
    tools_ = toolbox(request)
    child = await record.identity(clearance, vault=tools_.vault)
    age = await service.ages(clearance, tools_.clock.today(), vault=tools_.vault)
    return {
        "questionnaire": choosing.option_of(tool, age),
        "called": child.given_name[:1].upper(),
        "days": USUAL_DAYS,
        "respondent": Respondent.FOSTER_CARER.value,
    }


async def _invite_page(
    request: Request,
    clearance: Clearance,
    values: Mapping[str, str],
    errors: Mapping[str, str],
) -> Response:
    tools_ = toolbox(request)
    age = await service.ages(clearance, tools_.clock.today(), vault=tools_.vault)
    context = {
        "dossier": clearance.dossier,
        "child": await record.identity(clearance, vault=tools_.vault),
        "ages": _ages(clearance, age),
        "options": choosing.options(age),
        "respondents": RESPONDENT_LABELS,
        "values": values,
        "errors": errors,
    }
    return await page(request, "scales/invite.html", context, status=422 if errors else 200)


async def invite(request: Request, clearance: Clearance) -> Response:
    """Make a link, and show it once: its secret is kept nowhere. With `here`, open it at once.

    Whoever was handed the paper types it in the place of who filled it: what they answered stays theirs.
    """
    tools_ = toolbox(request)
    fields: Mapping[str, str] = await form(request)
    if fields.get("here"):
        fields = {**await _usual(request, clearance, fields.get("tool", "")), **fields}
    tool, _, months = fields.get("questionnaire", "").partition("@")
    try:
        new = forms.new_invitation({**fields, "tool": tool, "months": months or "0"})
        made, token = await inviting.invite(clearance, new, clock=tools_.clock, vault=tools_.vault)
    except Invalid as error:
        return await _invite_page(request, clearance, fields, error.fields)
    if fields.get("here"):
        return see(f"/q/{token}")
    context = {
        "dossier": clearance.dossier,
        "address": f"{tools_.origin}/q/{token}",
        "made": made,
        "title": wording.questionnaire(made.tool, made.months),
        "respondent": RESPONDENT_LABELS[made.respondent],
    }
    return await page(request, "scales/invited.html", context)


async def revoke(request: Request, clearance: Clearance) -> Response:
    tools_ = toolbox(request)
    await form(request)
    await inviting.revoke(clearance, _link(request), clock=tools_.clock, vault=tools_.vault)
    return see(f"/children/{clearance.dossier}/scales", notice="link_closed")


async def validate(request: Request, clearance: Clearance) -> Response:
    tools_ = toolbox(request)
    fields = await form(request)
    reason = checking.plain_words(fields.get("reason", ""))
    try:
        await inviting.validate(
            clearance, _link(request), reason=reason, clock=tools_.clock, vault=tools_.vault
        )
    except Invalid as error:
        return await _ask_why(request, clearance, fields, error.fields)
    return see(f"/children/{clearance.dossier}/scales", notice="scale")


async def _ask_why(
    request: Request, clearance: Clearance, values: Mapping[str, str], errors: Mapping[str, str]
) -> Response:
    """Answer that what came by a link is not the questionnaire of its age, and ask why it is kept."""
    tools_ = toolbox(request)
    link = _link(request)
    entry = await inviting.finished(clearance, link, clock=tools_.clock, vault=tools_.vault)
    context = {
        "dossier": clearance.dossier,
        "link": link,
        "child": await record.identity(clearance, vault=tools_.vault),
        "title": wording.questionnaire(entry.tool, entry.months),
        "ages": _ages(clearance, entry.age),
        "values": values,
        "errors": errors,
    }
    return await page(request, "scales/keep.html", context, status=422)


def _link(request: Request) -> InvitationId:
    found = request.path_params["link"]
    assert isinstance(found, UUID)
    return InvitationId(found)


PATH = "/children/{dossier:uuid}/scales"
MAY_ENTER = (Permission.CHILD_READ, Permission.SCALE_ADD)
MAY_INVITE = (Permission.CHILD_READ, Permission.SCALE_INVITE, Permission.SCALE_READ)

routes = [
    cleared(PATH + "/new", show_new, *MAY_ENTER, name="scales:new"),
    cleared(PATH, enter, *MAY_ENTER, name="scales:enter", methods=("POST",)),
    cleared(PATH + "/links/new", show_invite, *MAY_INVITE, name="scales:invite_form"),
    cleared(PATH + "/links", invite, *MAY_INVITE, name="scales:invite", methods=("POST",)),
    cleared(
        PATH + "/links/{link:uuid}/revocation",
        revoke,
        *MAY_INVITE,
        name="scales:revoke",
        methods=("POST",),
    ),
    cleared(
        PATH + "/links/{link:uuid}/validation",
        validate,
        *MAY_INVITE,
        name="scales:validate",
        methods=("POST",),
    ),
    *links.routes,
    *numbers_routes.routes,
]
