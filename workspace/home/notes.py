"""The notes to write, and the sessions that were planned and of which nothing is noted yet."""

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.permissions import Permission
from workspace.access.routes import circle_of
from workspace.dossier.agenda import service as agenda
from workspace.dossier.agenda.model import Encounter, EncounterKind, EncounterState
from workspace.dossier.care.rounds import service as rounds
from workspace.dossier.care.rounds.routes import notes_page
from workspace.dossier.care.rounds.rules import NOTES_WITHIN
from workspace.dossier.record import service as record
from workspace.network import service as network
from workspace.web.identity import actor
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox

STATES = frozenset({EncounterState.PLANNED, EncounterState.KEPT})


@dataclass(frozen=True, kw_only=True, slots=True)
class Unnoted:
    """A session that was planned with whoever reads, and the form that notes it."""

    name: str
    day: date
    href: str


def href_of(found: Encounter) -> str:
    """Return the form that notes a planned session, filled with what the appointment says."""
    said = {
        "day": found.day.isoformat() if found.day else "",
        "practitioner": str(found.practitioner or ""),
        "minutes": str(found.minutes),
        "presence": "absent" if found.state is EncounterState.MISSED else "present",
    }
    return f"/children/{found.dossier}/care/new?{urlencode(said)}"


async def unnoted(request: Request) -> tuple[Unnoted, ...]:
    """Return the sessions planned with whoever asks in the last two months of which nothing is noted, latest first."""
    tools = toolbox(request)
    me = await network.practitioner_of(actor(request).account)
    if me is None:
        return ()
    noting = await circle_of(request, Permission.CARE_SESSION_ADD)
    reading = await circle_of(request, Permission.ENCOUNTER_READ)
    counting = await circle_of(request, Permission.CARE_SESSION_READ)
    today = tools.clock.today()
    since = today - NOTES_WITHIN
    planned = await agenda.encounters_in(reading, first=since, last=today, vault=tools.vault)
    held = await rounds.days_held(counting, me, since, vault=tools.vault)
    found = [
        (each, each.day)
        for each in reversed(planned)
        if each.kind is EncounterKind.SESSION
        and each.practitioner == me
        and each.state in STATES
        and each.day is not None
        and each.dossier in noting.dossiers
        and (each.dossier, each.day) not in held
    ]
    circle = await circle_of(request, Permission.CHILD_READ)
    named = replace(circle, dossiers=circle.dossiers & {each.dossier for each, _ in found})
    names = await record.names(named, vault=tools.vault) if found else {}
    return tuple(
        Unnoted(name=names.get(each.dossier, ""), day=day, href=href_of(each))
        for each, day in found
    )


async def show_notes(request: Request) -> Response:
    return await notes_page(request, await unnoted(request))


routes = [guarded("/care/notes", show_notes, policy=Policy(Knock.SIGNED_IN), name="care:notes")]
