"""Ask carers to book an assessment: those of one step together, one button, one receipt."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from workspace.access.permissions import Permission
from workspace.access.routes import circle_of
from workspace.access.service import clear, places_in
from workspace.accounts.service import accounts
from workspace.actor import Role
from workspace.dossier.protocol.model import StepCode
from workspace.dossier.record.homonyms import told_apart
from workspace.dossier.record.model import PLACEMENT_LABELS
from workspace.errors import Forbidden, NotFound
from workspace.home import rules, service, wording
from workspace.home.model import Concern, Line
from workspace.i18n import N_
from workspace.ids import AccountId, DossierId
from workspace.names import french_order
from workspace.notices import service as notices
from workspace.notices.model import BECAUSE_LABELS
from workspace.reminders import service as reminders
from workspace.reminders.model import Told
from workspace.web.identity import actor
from workspace.web.pages import form, page
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox

SIGNED_IN = Policy(Knock.SIGNED_IN)
MOST = 200
REASON = N_("You see these children because you are around them, and only while you are.")


async def _to_book(request: Request) -> list[Line]:
    """Return the children whose assessment waits for a day, among those whose circle one may write to."""
    if actor(request).role is Role.CARER:
        raise Forbidden
    tools = toolbox(request)
    circle = await circle_of(request, Permission.CHILD_READ)
    writes = (await circle_of(request, Permission.CONVERSATION_WRITE)).dossiers
    lines = await service.overview(circle, clock=tools.clock, vault=tools.vault)
    return [
        line
        for line in lines
        if line.step is not None
        and line.concern in (Concern.LATE, Concern.TO_PLAN)
        and line.child.dossier in writes
    ]


def by_step(lines: Iterable[Line]) -> list[tuple[StepCode, str, list[Line]]]:
    """Return the children of each assessment, the earliest assessment first."""
    known = [(line.step.step, line) for line in lines if line.step is not None]
    known.sort(key=lambda pair: (pair[0].number, pair[1].child.identity.name))
    return [
        (step.code, wording.assessment(listed[0].step), listed)
        for step, many in groupby(known, key=lambda pair: pair[0])
        if (listed := [line for _, line in many]) and listed[0].step
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Carer:
    """Somebody who may be asked for one child."""

    account: AccountId
    name: str
    is_near: bool
    """The child lives with them now, as far as it is written."""


async def show_asking(request: Request) -> Response:
    if actor(request).role is Role.YOUNG_ADULT:
        return RedirectResponse("/my-box", status_code=303)
    return await before_asking(request)


async def before_asking(request: Request, chosen: Collection[DossierId] | None = None) -> Response:
    """Answer who would be asked, child by child: nothing is sent from here. `chosen`: these children alone."""
    waiting = await _to_book(request)
    shown = [line for line in waiting if chosen is None or line.child.dossier in chosen]
    carers = await _carers(request, shown)
    everybody = frozenset(carer.account for around in carers.values() for carer in around)
    context = {
        "groups": by_step(shown),
        "carers": carers,
        "passed": len(chosen) - len(shown) if chosen is not None else 0,
        "without_mail": await notices.unreachable(actor(request), everybody),
        "names": told_apart({line.child.dossier: line.child.identity for line in shown}),
        "placements": PLACEMENT_LABELS,
        "wording": wording,
    }
    return await page(request, "home/asking.html", context, reason=REASON)


async def _carers(request: Request, lines: Sequence[Line]) -> Mapping[DossierId, tuple[Carer, ...]]:
    """Return the carers around each child, those near now first."""
    tools = toolbox(request)
    circle = await circle_of(request, Permission.CHILD_READ)
    homes = {line.child.dossier: line.child.placement for line in lines}
    here = replace(circle, dossiers=frozenset(homes))
    places = await places_in(here, role=Role.CARER, clock=tools.clock)
    every = {place.account for around in places.values() for place in around}
    people = await accounts(every, vault=tools.vault)
    return {
        dossier: tuple(
            sorted(
                (
                    Carer(
                        account=place.account,
                        name=people[place.account].name,
                        is_near=rules.is_near(place, people[place.account].name, homes[dossier]),
                    )
                    for place in around
                    if place.account in people
                ),
                key=lambda carer: (not carer.is_near, french_order(carer.name)),
            )
        )
        for dossier, around in places.items()
    }


async def ask(request: Request) -> Response:
    """Ask those who were ticked, child by child, each cleared for itself; answer with who was reached and who was not.

    `step`: the code of the one assessment that is asked for; "" for whichever each child waits for.
    """
    fields = await form(request)
    tools = toolbox(request)
    chosen, step = _chosen(fields.getlist("to")), fields.get("step", "")
    waiting = {line.child.dossier: line for line in await _to_book(request)}
    if step:
        others = {
            each for each, line in waiting.items() if line.step and line.step.step.code != step
        }
        chosen = {each: to for each, to in chosen.items() if each not in others}
    asked = list(chosen)[:MOST]
    told: list[Told] = []
    for dossier in asked:
        line = waiting.get(dossier)
        if line is not None and line.step is not None:
            told += await _asked(request, dossier, line.step.step.code, to=chosen[dossier])
    context = {
        "told": told,
        "reached": sum(each.account is not None and each.because is None for each in told),
        "lines": waiting,
        "passed": len([dossier for dossier in asked if dossier not in waiting]),
        "beyond": max(0, len(chosen) - MOST),
        "people": await accounts({e.account for e in told if e.account}, vault=tools.vault),
        "reasons": BECAUSE_LABELS,
    }
    return await page(request, "home/asked.html", context, reason=REASON)


async def _asked(
    request: Request, dossier: DossierId, step: str, *, to: Collection[AccountId]
) -> tuple[Told, ...]:
    tools = toolbox(request)
    clearance = await clear(
        actor(request),
        dossier,
        Permission.CHILD_READ,
        Permission.CONVERSATION_WRITE,
        clock=tools.clock,
        vault=tools.vault,
    )
    return await reminders.ask_to_book(clearance, step, to=to, clock=tools.clock, vault=tools.vault)


def _chosen(texts: Sequence[str]) -> Mapping[DossierId, frozenset[AccountId]]:
    """Read whom to ask for which child: each a dossier, a stroke and an account."""
    found: dict[DossierId, set[AccountId]] = defaultdict(set)
    for text in texts:
        dossier, _, account = text.partition("/")
        try:
            found[DossierId(UUID(dossier))].add(AccountId(UUID(account)))
        except ValueError as error:
            raise NotFound from error
    return {dossier: frozenset(accounts_) for dossier, accounts_ in found.items()}


routes = [
    guarded("/ask", show_asking, policy=SIGNED_IN, name="home:asking"),
    guarded("/ask", ask, policy=SIGNED_IN, name="home:ask", methods=("POST",)),
]
