"""An afternoon noted at once, the notes that are still to be written, the month as a list and as a file."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from workspace import spreadsheets
from workspace.access.model import Circle, Clearance
from workspace.access.permissions import Permission
from workspace.access.routes import circle_of, cleared
from workspace.access.service import export
from workspace.accounts.model import ROLE_LABELS
from workspace.actor import Role
from workspace.dossier.care.entries import CHIP_LABELS, KIND_OF_ROLE
from workspace.dossier.care.model import (
    BEYOND_LABELS,
    KIND_LABELS,
    PAYER_LABELS,
    PRESENCE_LABELS,
    Presence,
    SessionId,
)
from workspace.dossier.care.rounds import file, forms, rules, service
from workspace.dossier.care.rounds.model import HeldSession, Month
from workspace.dossier.record import service as record
from workspace.errors import Forbidden, Invalid, NotFound
from workspace.i18n import gettext, mid_sentence
from workspace.ids import DossierId, PractitionerId
from workspace.network import service as network
from workspace.web.downloads import content_disposition
from workspace.web.identity import actor
from workspace.web.pages import form, page, see
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox

AT_FIRST: Final = 12
"""Children of the form before "show all"."""
USUAL_MINUTES: Final = 45


async def _noting(request: Request) -> Circle:
    """Return where whoever asks may note sessions; `Forbidden` for whoever may nowhere."""
    circle = await circle_of(request, Permission.CARE_SESSION_ADD)
    if not circle.dossiers:
        raise Forbidden
    return circle


async def show_round(request: Request) -> Response:
    tools, me = toolbox(request), actor(request)
    kind = KIND_OF_ROLE.get(me.role)
    values = {
        "kind": kind or "",
        "done_on": tools.clock.today().isoformat(),
        "payer": "",
        "practitioner": str(await network.practitioner_of(me.account) or "") if kind else "",
    }
    return await _round_page(request, await _noting(request), values, {})


async def _round_page(
    request: Request,
    circle: Circle,
    values: Mapping[str, object],
    errors: Mapping[str, str],
    status: int = 200,
    *,
    repeated: AbstractSet[DossierId] = frozenset(),
) -> Response:
    """Answer the form; `repeated`: children of whom a session like the one typed is noted already."""
    tools, me = toolbox(request), actor(request)
    children = await service.children(circle, clock=tools.clock, vault=tools.vault)
    everything = bool(request.query_params.get("all") or errors or repeated)
    people = await network.practitioners(me, vault=tools.vault)
    last = next((child.budget.minutes for child in children if child.budget.minutes), USUAL_MINUTES)
    context = {
        "children": children if everything else children[:AT_FIRST],
        "count": len(children),
        "kinds": KIND_LABELS,
        "payers": PAYER_LABELS,
        "presences": PRESENCE_LABELS,
        "chips": CHIP_LABELS,
        "beyonds": BEYOND_LABELS,
        "practitioners": [
            (str(who.id), f"{who.name}, {mid_sentence(gettext(ROLE_LABELS[who.role]))}")
            for who in people
            if who.role in KIND_OF_ROLE
        ],
        "is_own": me.role in KIND_OF_ROLE,
        "tells": (await circle_of(request, Permission.CARE_NOTE_ADD)).dossiers,
        "repeated": [child for child in children if child.dossier in repeated],
        "values": {"minutes": str(last), **values},
        "errors": errors,
    }
    return await page(request, "care/round.html", context, status=status)


async def note_round(request: Request) -> Response:
    tools = toolbox(request)
    circle = await _noting(request)
    telling = await circle_of(request, Permission.CARE_NOTE_ADD)
    fields = await form(request)
    chips = {name: fields.getlist(name) for name in fields if name.startswith(forms.CHIPS)}
    typed = {**fields, **chips}
    try:
        new = forms.new_round(fields, many=fields.getlist)
        sure = forms.sure_of(fields, new.done_on)
        again = await service.note_if_new(
            circle, telling, new, sure=sure, clock=tools.clock, vault=tools.vault
        )
    except Invalid as error:
        return await _round_page(request, circle, typed, error.fields, 422)
    if again:
        return await _round_page(request, circle, typed, {}, 422, repeated=again)
    return see("/", notice="sessions")


async def notes_page(request: Request, planned: Sequence[object]) -> Response:
    """Open the next session that has no words, after the one the address names.

    `planned`: sessions that were planned with whoever asks and are not noted yet, for `care/_planned.html`.
    """
    tools = toolbox(request)
    if actor(request).role is Role.YOUNG_ADULT:
        raise Forbidden
    circle = await circle_of(request, Permission.CARE_NOTE_ADD)
    waiting = await service.to_note(circle, clock=tools.clock, vault=tools.vault)
    after = request.query_params.get("after", "")
    following = rules.following(waiting, after)
    if following is None:
        context = {"left": len(waiting), "planned": planned}
        return await page(request, "care/notes_done.html", context)
    values = {"after": after}
    return await _note_page(request, following, values, {}, left=len(waiting), planned=planned)


async def _note_page(
    request: Request,
    held: HeldSession,
    values: Mapping[str, object],
    errors: Mapping[str, str],
    *,
    left: int,
    planned: Sequence[object] = (),
    status: int = 200,
) -> Response:
    circle = await circle_of(request, Permission.CHILD_READ)
    names = await record.names(circle, vault=toolbox(request).vault)
    context = {
        "held": held,
        "name": names.get(held.dossier, ""),
        "left": left,
        "planned": planned,
        "kinds": KIND_LABELS,
        "chips": CHIP_LABELS,
        "values": values,
        "errors": errors,
    }
    return await page(request, "care/note.html", context, status=status)


async def write_note(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    session = SessionId(request.path_params["session"])
    fields = await form(request)
    chosen = fields.getlist("chips")
    try:
        said, chips = forms.note(fields, chips=chosen)
        await service.write_note(clearance, session, said, chips, vault=tools.vault)
    except Invalid as error:
        circle = await circle_of(request, Permission.CARE_NOTE_ADD)
        waiting = await service.to_note(circle, clock=tools.clock, vault=tools.vault)
        held = next((each for each in waiting if each.session.id == session), None)
        if held is None:
            raise NotFound from error
        values = {**fields, "chips": chosen}
        return await _note_page(request, held, values, error.fields, left=len(waiting), status=422)
    return see(f"/care/notes?after={_identifier(fields.get('after', ''))}", notice="note")


def _identifier(said: str) -> str:
    """Return an identifier as it stands in an address, nothing for what is none."""
    try:
        return str(UUID(said))
    except ValueError:
        return ""


async def show_month(request: Request) -> Response:
    found, people = await _month(request)
    today = toolbox(request).clock.today()
    context = {
        "month": found,
        "name_of": file.who,
        "left_out": tuple(file.left_out(found)),
        "people": people,
        "is_coordinator": actor(request).role is Role.COORDINATOR,
        "before": rules.month_after(found.begins_on, -1),
        "after": rules.month_after(found.begins_on)
        if rules.month_after(found.begins_on) <= today
        else None,
        "places": await _places(),
        "kinds": KIND_LABELS,
        "payers": PAYER_LABELS,
        "presences": PRESENCE_LABELS,
        "beyonds": BEYOND_LABELS,
        "present": Presence.PRESENT,
    }
    return await page(request, "care/month.html", context)


async def download_month(request: Request) -> Response:
    """Answer the month as a file; its name says the month and nobody."""
    found, _ = await _month(request)
    circle = await circle_of(request, Permission.CARE_SESSION_READ)
    named = {line.held.dossier for line in found.lines if line.child}
    await export(circle, named, "care-month", vault=toolbox(request).vault)
    return Response(
        spreadsheets.table(file.columns(), file.rows(found, await _places())),
        media_type="text/csv; charset=utf-8",
        headers={
            "content-disposition": content_disposition(f"sessions-{found.begins_on:%Y-%m}.csv")
        },
    )


async def _places() -> dict[UUID, str]:
    return {each.id: each.name for each in await network.organizations()}


async def _month(request: Request) -> tuple[Month, Sequence[tuple[str, str]]]:
    """Return one's own month; for a coordinator, that of whoever they choose among those who held sessions."""
    tools, me = toolbox(request), actor(request)
    if me.role is Role.YOUNG_ADULT:
        raise Forbidden
    circle = await circle_of(request, Permission.CARE_SESSION_READ)
    begins_on = _asked(request, tools.clock.today())
    people: list[tuple[str, str]] = []
    whose = await network.practitioner_of(me.account)
    if me.role is Role.COORDINATOR:
        known = await service.performers(circle, begins_on)
        names = await network.practitioner_names(known, vault=tools.vault)
        people = sorted(((str(id_), name) for id_, name in names.items()), key=lambda one: one[1])
        whose = _chosen(request.query_params.get("who", ""), known)
    found = await service.month(circle, whose, begins_on, clock=tools.clock, vault=tools.vault)
    return found, people


def _asked(request: Request, today: date) -> date:
    return rules.month_asked(request.query_params.get("month", ""), today=today)


def _chosen(asked: str, known: frozenset[PractitionerId]) -> PractitionerId | None:
    return next((each for each in known if str(each) == asked), None)


SIGNED_IN = Policy(Knock.SIGNED_IN)
NOTE = "/children/{dossier:uuid}/care/sessions/{session:uuid}/note"

routes = [
    guarded("/care/month", show_month, policy=SIGNED_IN, name="care:month"),
    guarded("/care/month.csv", download_month, policy=SIGNED_IN, name="care:month_file"),
    guarded("/care/sessions", show_round, policy=SIGNED_IN, name="care:round"),
    guarded(
        "/care/sessions",
        note_round,
        policy=SIGNED_IN,
        name="care:note_round",
        methods=("POST",),
    ),
    cleared(
        NOTE,
        write_note,
        Permission.CHILD_READ,
        Permission.CARE_NOTE_ADD,
        name="care:write_note",
        methods=("POST",),
    ),
]
