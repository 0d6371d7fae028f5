"""Ask carers to book an assessment: those of one step together, one button, one receipt."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from workspace.access.permissions import Permission
from workspace.access.routes import circle_of
from workspace.access.service import around_in, clear
from workspace.accounts.service import accounts
from workspace.actor import Role
from workspace.dossier.protocol.model import StepCode
from workspace.dossier.record.homonyms import told_apart
from workspace.errors import Forbidden, NotFound
from workspace.home import service, wording
from workspace.home.model import Concern, Line
from workspace.i18n import N_
from workspace.ids import DossierId
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


async def show_asking(request: Request) -> Response:
    if actor(request).role is Role.YOUNG_ADULT:
        return RedirectResponse("/my-box", status_code=303)
    waiting = await _to_book(request)
    tools = toolbox(request)
    circle = await circle_of(request, Permission.CHILD_READ)
    here = replace(circle, dossiers=frozenset(line.child.dossier for line in waiting))
    carers = await around_in(here, role=Role.CARER, clock=tools.clock)
    everybody = frozenset(account for around in carers.values() for account in around)
    context = {
        "groups": by_step(waiting),
        "carers": carers,
        "people": await accounts(everybody, vault=tools.vault),
        "without_mail": await notices.unreachable(actor(request), everybody),
        "names": told_apart({line.child.dossier: line.child.identity for line in waiting}),
        "wording": wording,
    }
    return await page(request, "home/asking.html", context, reason=REASON)


async def ask(request: Request) -> Response:
    fields = await form(request)
    return await asked_for(request, _chosen(fields.getlist("dossier")), step=fields.get("step", ""))


async def asked_for(request: Request, chosen: Sequence[DossierId], *, step: str = "") -> Response:
    """Ask, child by child, each cleared for itself; answer with who was reached and who was not.

    `step`: the code of the one assessment that is asked for; "" for whichever each child waits for.
    """
    tools = toolbox(request)
    who = actor(request)
    waiting = {line.child.dossier: line for line in await _to_book(request)}
    if step:
        others = {
            each for each, line in waiting.items() if line.step and line.step.step.code != step
        }
        chosen = [each for each in chosen if each not in others]
    told: list[Told] = []
    for dossier in chosen[:MOST]:
        line = waiting.get(dossier)
        if line is None or line.step is None:
            continue
        clearance = await clear(
            who,
            dossier,
            Permission.CHILD_READ,
            Permission.CONVERSATION_WRITE,
            clock=tools.clock,
            vault=tools.vault,
        )
        told += await reminders.ask_to_book(
            clearance, line.step.step.code, clock=tools.clock, vault=tools.vault
        )
    context = {
        "told": told,
        "reached": sum(each.account is not None and each.because is None for each in told),
        "lines": waiting,
        "passed": len([dossier for dossier in chosen[:MOST] if dossier not in waiting]),
        "beyond": max(0, len(chosen) - MOST),
        "people": await accounts({e.account for e in told if e.account}, vault=tools.vault),
        "reasons": BECAUSE_LABELS,
    }
    return await page(request, "home/asked.html", context, reason=REASON)


def _chosen(texts: Sequence[str]) -> list[DossierId]:
    found = []
    for text in texts:
        try:
            found.append(DossierId(UUID(text)))
        except ValueError as error:
            raise NotFound from error
    return found


routes = [
    guarded("/ask", show_asking, policy=SIGNED_IN, name="home:asking"),
    guarded("/ask", ask, policy=SIGNED_IN, name="home:ask", methods=("POST",)),
]
