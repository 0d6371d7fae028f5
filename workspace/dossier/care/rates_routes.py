"""What a programme pays, on a page: what is in force; the national team sees what a file changes, then applies it."""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.rules import check_national
from workspace.actor import Role
from workspace.dossier.care import rates
from workspace.dossier.care.rates import Change
from workspace.errors import Invalid
from workspace.web.identity import actor
from workspace.web.pages import form, page, see
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox

SIGNED_IN: Final = Policy(Knock.SIGNED_IN)
POST: Final = ("POST",)


async def show_rates(request: Request) -> Response:
    return await _page(request, "", {})


async def _page(
    request: Request, text: str, faults: Mapping[str, str], change: Change | None = None
) -> Response:
    me = actor(request)
    context = {
        "known": await rates.known(me),
        "in_words": rates.period_in_words,
        "is_national": me.role is Role.NATIONAL,
        "text": text,
        "faults": faults,
        "change": change,
        "lines": list(rates.in_words(change)) if change else (),
    }
    return await page(request, "care/rates.html", context, status=422 if faults else 200)


async def check(request: Request) -> Response:
    """Say what a file would change; nothing is written."""
    check_national(actor(request))
    text = await _text(request)
    try:
        change = await rates.check(actor(request), text, clock=toolbox(request).clock)
    except Invalid as error:
        return await _page(request, text, error.fields)
    return await _page(request, text, {}, change)


async def apply(request: Request) -> Response:
    check_national(actor(request))
    tools, text = toolbox(request), await _text(request)
    try:
        await rates.apply(actor(request), text, clock=tools.clock, vault=tools.vault)
    except Invalid as error:
        return await _page(request, text, error.fields)
    return see("/rates", notice="rates")


async def _text(request: Request) -> str:
    return (await form(request)).get("text", "").replace("\r\n", "\n")


routes = [
    guarded("/rates", show_rates, policy=SIGNED_IN, name="care:rates"),
    guarded("/rates", check, policy=SIGNED_IN, name="care:check_rates", methods=POST),
    guarded("/rates/apply", apply, policy=SIGNED_IN, name="care:apply_rates", methods=POST),
]
