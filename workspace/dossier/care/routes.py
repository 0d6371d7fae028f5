"""Note a session, correct it, take it back: a few touches on a phone, one line if one likes."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from storage.vault import Vault
from workspace.access.model import Clearance
from workspace.access.permissions import DataClass, Mode, Permission
from workspace.access.routes import cleared
from workspace.accounts.model import ROLE_LABELS
from workspace.accounts.service import accounts
from workspace.dossier.care import corrections, forms, rates_routes, service
from workspace.dossier.care.entries import CHIP_LABELS, KIND_OF_ROLE, CareBudget, SessionEntry
from workspace.dossier.care.like import like
from workspace.dossier.care.model import (
    BEYOND_LABELS,
    KIND_LABELS,
    PAYER_LABELS,
    PRESENCE_LABELS,
    NewSession,
    Presence,
    SessionId,
)
from workspace.dossier.care.plan import routes as plan
from workspace.dossier.care.rounds import routes as rounds
from workspace.dossier.record import service as record
from workspace.dossier.record.bases import by_whom, overtaken
from workspace.errors import Conflict, Invalid, NotFound
from workspace.i18n import format_date, gettext, mid_sentence
from workspace.network import service as network
from workspace.web.identity import actor
from workspace.web.pages import form, page, see
from workspace.web.toolbox import toolbox

USUAL_MINUTES = 45


async def show_new(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    kind = KIND_OF_ROLE.get(clearance.role)
    budget = await service.budget(clearance, clock=tools.clock, vault=tools.vault)
    today = await record.today(clearance, clock=tools.clock, vault=tools.vault)
    values = {
        "kind": kind.value if kind else "",
        "presence": Presence.PRESENT.value,
        "done_on": today.isoformat(),
        "minutes": str(budget.minutes or USUAL_MINUTES),
        "payer": budget.payer.value if budget.payer else "",
        "practitioner": str(await network.practitioner_of(actor(request).account) or ""),
    }
    said = forms.proposed(request.query_params, today=today)
    if kind:
        said.pop("practitioner", None)  # whoever holds sessions notes their own
    values |= said
    if not kind:
        people = await network.practitioners(actor(request), vault=tools.vault)
        roles = {str(who.id): who.role for who in people}
        values["kind"] = KIND_OF_ROLE.get(roles.get(values["practitioner"], clearance.role), "")
    return await _page(request, clearance, values, {}, budget=budget)


async def _page(
    request: Request,
    clearance: Clearance,
    values: Mapping[str, object],
    errors: Mapping[str, str],
    *,
    budget: CareBudget | None = None,
    corrected: SessionEntry | None = None,
    repeated: NewSession | None = None,
    status: int = 200,
) -> Response:
    """Answer the form, of a new session or of one to correct; `repeated`: what was typed, where one is like it."""
    tools = toolbox(request)
    if budget is None:
        budget = await service.budget(clearance, clock=tools.clock, vault=tools.vault)
    people = await network.practitioners(actor(request), vault=tools.vault)
    context = {
        "dossier": clearance.dossier,
        "child": await record.identity(clearance, vault=tools.vault),
        "budget": budget,
        "beyonds": BEYOND_LABELS,
        "kinds": KIND_LABELS,
        "payers": PAYER_LABELS,
        "presences": PRESENCE_LABELS,
        "chips": CHIP_LABELS,
        "practitioners": [
            (str(who.id), f"{who.name}, {mid_sentence(gettext(ROLE_LABELS[who.role]))}")
            for who in people
            if who.role in KIND_OF_ROLE
        ],
        "is_own": clearance.role in KIND_OF_ROLE and corrected is None,
        "may_tell": await _may_tell(clearance, corrected),
        "corrected": corrected,
        "repeated": repeated.done_on.isoformat() if repeated else "",
        "like": await _like(clearance, repeated, corrected, vault=tools.vault) if repeated else [],
        "stands": await _said(corrected, vault=tools.vault) if "base" in errors else [],
        "values": values,
        "errors": errors,
    }
    return await page(request, "care/session.html", context, status=status)


async def _like(
    clearance: Clearance, new: NewSession, corrected: SessionEntry | None, *, vault: Vault
) -> list[tuple[str, str]]:
    """Return by whom and when each session like the one typed was noted, with its words."""
    beside = corrected.session.id if corrected else None
    found = await like(clearance, new, beside=beside, vault=vault)
    known = await accounts({each.hand.by for each in found if each.hand}, vault=vault)
    names = {id_: account.name for id_, account in known.items()}
    return [(by_whom(clearance.actor.account, each.hand, names), each.note) for each in found]


async def _may_tell(clearance: Clearance, corrected: SessionEntry | None) -> bool:
    """Tell whether the form asks for a note: not where one stands that is not to be rewritten."""
    if corrected is None or not await corrections.has_note(clearance, corrected):
        return clearance.may(DataClass.PSYCHOLOGICAL, Mode.WRITE)
    return corrections.may_rewrite(clearance, corrected)


async def note(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    chosen = fields.getlist("chips")
    try:
        session, chips = forms.new_session(fields, chips=chosen)
        day = session.done_on.isoformat()
        noted = await service.note_if_new(
            clearance,
            session,
            is_sure=fields.get("sure") == day,
            chips=chips,
            clock=tools.clock,
            vault=tools.vault,
        )
    except Invalid as error:
        return await _page(
            request, clearance, {**fields, "chips": chosen}, error.fields, status=422
        )
    if noted is None:
        typed = {**fields, "chips": chosen}
        return await _page(request, clearance, typed, {}, repeated=session, status=422)
    return see(f"/children/{clearance.dossier}/care", notice="session")


async def show_correction(request: Request, clearance: Clearance) -> Response:
    entry = await _entry(request, clearance)
    return await _page(request, clearance, forms.values_of(entry), {}, corrected=entry)


async def correct(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    chosen = fields.getlist("chips")
    wanted = SessionId(request.path_params["session"])
    entry: SessionEntry | None = None
    faults: Mapping[str, str] = {}
    repeated: NewSession | None = None
    try:
        entry = await _entry(request, clearance)
        session, chips = forms.new_session(fields, chips=chosen)
        day = session.done_on.isoformat()
        corrected = await corrections.correct_if_new(
            clearance,
            wanted,
            session,
            is_sure=fields.get("sure") == day,
            chips=chips,
            clock=tools.clock,
            vault=tools.vault,
        )
        if corrected is not None:
            return see(f"/children/{clearance.dossier}/care", notice="session_corrected")
        repeated = session
    except Invalid as error:
        faults = error.fields
    except (Conflict, NotFound):  # somebody was faster: what stands is shown, what was typed stays
        entry = await corrections.standing(clearance, wanted, vault=tools.vault)
        hand = await corrections.last_hand(clearance, wanted, entry, vault=tools.vault)
        faults = {"base": overtaken(clearance.actor.account, hand)}
    values = {**fields, "chips": chosen}
    return await _page(
        request, clearance, values, faults, corrected=entry, repeated=repeated, status=422
    )


async def _said(entry: SessionEntry | None, *, vault: Vault) -> list[tuple[str, str]]:
    """Return a session as it stands, for whoever typed over it; nothing for one that was taken back."""
    if entry is None:
        return []
    session = entry.session
    held_by = {session.practitioner} if session.practitioner else set()
    names = await network.practitioner_names(held_by, vault=vault)
    beyond = gettext(BEYOND_LABELS[session.beyond]) if session.beyond else ""
    said = [
        (gettext("Day"), format_date(session.done_on)),
        (gettext("Care"), gettext(KIND_LABELS[session.kind])),
        (gettext("The child was"), gettext(PRESENCE_LABELS[session.presence])),
        (gettext("With"), ", ".join(names.values())),
        (gettext("Minutes"), str(session.minutes)),
        (gettext("Paid by"), gettext(PAYER_LABELS[session.payer])),
        (gettext("Why one more"), beyond),
        (gettext("How it went"), ", ".join(gettext(CHIP_LABELS[chip]) for chip in entry.chips)),
        (gettext("In words, of the session"), session.note),
    ]
    return [(label, words) for label, words in said if words]


async def take_back(request: Request, clearance: Clearance) -> Response:
    await form(request)
    session = SessionId(request.path_params["session"])
    await corrections.take_back(clearance, session, vault=toolbox(request).vault)
    return see(f"/children/{clearance.dossier}/care", notice="session_withdrawn")


async def _entry(request: Request, clearance: Clearance) -> SessionEntry:
    session = SessionId(request.path_params["session"])
    return await corrections.to_correct(clearance, session, vault=toolbox(request).vault)


PATH = "/children/{dossier:uuid}/care"
SESSION = PATH + "/sessions/{session:uuid}"
MAY_NOTE = (Permission.CHILD_READ, Permission.CARE_SESSION_ADD)

routes = [
    cleared(PATH + "/new", show_new, *MAY_NOTE, name="care:new"),
    cleared(PATH, note, *MAY_NOTE, name="care:note", methods=("POST",)),
    cleared(SESSION, show_correction, *MAY_NOTE, name="care:correction"),
    cleared(SESSION, correct, *MAY_NOTE, name="care:correct", methods=("POST",)),
    cleared(
        SESSION + "/withdrawal", take_back, *MAY_NOTE, name="care:take_back", methods=("POST",)
    ),
    *plan.routes,
    *rates_routes.routes,
    *rounds.routes,
]
