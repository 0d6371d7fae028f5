"""The doors of what is said of pages: one's own words for everybody, all of them for the national team."""

import re
from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.rules import check_national
from workspace.accounts.model import ROLE_LABELS
from workspace.actor import Role
from workspace.errors import Invalid
from workspace.feedback import forms, service
from workspace.feedback.model import (
    KIND_LABELS,
    OUTCOME_LABELS,
    FeedbackId,
    Outcome,
)
from workspace.i18n import N_, day_of, gettext
from workspace.spreadsheets import table
from workspace.web.downloads import spreadsheet
from workspace.web.identity import actor
from workspace.web.pages import form, page, see
from workspace.web.policy import GuardedRoute, Knock, Policy, guarded
from workspace.web.toolbox import toolbox

A_FILE: Final = 1000
COLUMNS: Final = (
    N_("Day"),
    N_("Role"),
    N_("What it is"),
    N_("Page"),
    N_("Words"),
    N_("What becomes of it"),
    N_("Answer"),
)


async def show(request: Request) -> Response:
    """Answer the form, about the page that `page` names, and one's own words with what became of them."""
    values = {"page": request.query_params.get("page", "")}
    return await _page(request, values, {})


async def _page(request: Request, values: Mapping[str, str], errors: Mapping[str, str]) -> Response:
    me = actor(request)
    context = {
        "mine": await service.mine(me, vault=toolbox(request).vault),
        "is_national": me.role is Role.NATIONAL,
        "kinds": [(kind, gettext(words)) for kind, words in KIND_LABELS.items()],
        "kind_labels": KIND_LABELS,
        "outcome_labels": OUTCOME_LABELS,
        "address": _address(request),
        "values": values,
        "errors": errors,
    }
    return await page(request, "feedback/say.html", context, status=422 if errors else 200)


async def say(request: Request) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    try:
        new = forms.new_feedback(fields)
        await service.say(actor(request), new, clock=tools.clock, vault=tools.vault)
    except Invalid as error:
        return await _page(request, fields, error.fields)
    return see("/feedback", notice="feedback")


async def take_away(request: Request) -> Response:
    await form(request)
    await service.take_away(actor(request), _wanted(request), vault=toolbox(request).vault)
    return see("/feedback", notice="feedback_gone")


async def show_received(request: Request) -> Response:
    query = request.query_params
    number = int(query["page"]) if re.fullmatch("[0-9]{1,4}", query.get("page", "")) else 0
    everything = query.get("all") == "yes"
    found, more = await service.received(
        actor(request), unanswered=not everything, page=number, vault=toolbox(request).vault
    )
    shown = {"found": found, "more": more, "number": number, "everything": everything}
    return await _received(request, shown, {}, {})


async def _refused(
    request: Request, values: Mapping[str, str], errors: Mapping[str, str]
) -> Response:
    """Answer the one word whose answer was refused, on whichever page of the list it stood, with what was typed."""
    found = await service.one(actor(request), _wanted(request), vault=toolbox(request).vault)
    shown = {"found": (found,), "more": False, "number": 0, "everything": False}
    return await _received(request, shown, values, errors)


async def _received(
    request: Request,
    shown: Mapping[str, object],
    values: Mapping[str, str],
    errors: Mapping[str, str],
) -> Response:
    context = {
        **shown,
        "kind_labels": KIND_LABELS,
        "outcomes": [(each, gettext(words)) for each, words in OUTCOME_LABELS.items()],
        "outcome_labels": OUTCOME_LABELS,
        "role_labels": ROLE_LABELS,
        "Outcome": Outcome,
        "address": _address(request),
        "values": values,
        "errors": errors,
        "wanted": str(request.path_params.get("feedback", "")),
    }
    return await page(request, "feedback/received.html", context, status=422 if errors else 200)


async def answer(request: Request) -> Response:
    tools = toolbox(request)
    check_national(actor(request))
    fields = await form(request)
    try:
        new = forms.new_answer(fields)
        await service.answer(
            actor(request), _wanted(request), new, clock=tools.clock, vault=tools.vault
        )
    except Invalid as error:
        return await _refused(request, fields, error.fields)
    return see("/feedback/received", notice="feedback_answered")


async def download(request: Request) -> Response:
    """Answer the last thousand words as a file, a line each, its last answer beside it."""
    tools = toolbox(request)
    found, _ = await service.received(
        actor(request), unanswered=False, page=0, most=A_FILE, vault=tools.vault
    )
    address = _address(request)
    rows = [
        (
            day_of(each.at),
            gettext(ROLE_LABELS[each.role]),
            gettext(KIND_LABELS[each.kind]),
            address.get(each.page, ""),
            each.words,
            gettext(OUTCOME_LABELS[each.answer.outcome]) if each.answer else "",
            each.answer.words if each.answer else "",
        )
        for each in found
    ]
    what = gettext("opinions")
    name = f"grenier-{what}-{tools.clock.today()}.csv"
    return spreadsheet(table(map(gettext, COLUMNS), rows), name)


def _wanted(request: Request) -> FeedbackId:
    return FeedbackId(request.path_params["feedback"])


def _address(request: Request) -> Mapping[str, str]:
    """Return the address of each page by its name, what differs from one child to another left out.

    A form that was refused is a page too, by the name of the door it was sent to.
    """
    return {
        route.name: re.sub(r"\{[^}]*\}", "…", route.path) if route.path != "/" else gettext("Today")
        for route in request.app.routes
        if isinstance(route, GuardedRoute)
    }


SIGNED_IN = Policy(Knock.SIGNED_IN)
POST = ("POST",)
ONE = "/feedback/{feedback:uuid}"

routes = [
    guarded("/feedback", show, policy=SIGNED_IN, name="feedback:form"),
    guarded("/feedback", say, policy=SIGNED_IN, name="feedback:say", methods=POST),
    guarded("/feedback/received.csv", download, policy=SIGNED_IN, name="feedback:file"),
    guarded("/feedback/received", show_received, policy=SIGNED_IN, name="feedback:received"),
    guarded(
        f"{ONE}/answer",
        answer,
        policy=SIGNED_IN,
        name="feedback:answer",
        methods=POST,
        form_at="/feedback/received",
    ),
    guarded(
        f"{ONE}/take-away", take_away, policy=SIGNED_IN, name="feedback:take_away", methods=POST
    ),
]
