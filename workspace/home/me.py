"""What is mine: how I want to be told that something waits, and the address my own calendar reads."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from workspace.actor import Role
from workspace.dossier.agenda import service as agenda
from workspace.errors import Invalid
from workspace.notices import service as notices
from workspace.notices.model import Reach
from workspace.web.identity import actor
from workspace.web.pages import form, page, see
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox

SIGNED_IN = Policy(Knock.SIGNED_IN)


async def show_me(request: Request) -> Response:
    if actor(request).role is Role.YOUNG_ADULT:
        return RedirectResponse("/my-box", status_code=303)
    return await _page(request, await _values(request), {})


async def _values(request: Request) -> dict[str, str]:
    mine = await notices.my_reach(actor(request), vault=toolbox(request).vault)
    return {
        "address": mine.address,
        "mail": "yes" if mine.mail else "",
        "not_at_night": "yes" if mine.not_at_night else "",
    }


async def _page(
    request: Request,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    status: int = 200,
    *,
    feed_address: str | None = None,
) -> Response:
    context = {
        "values": values,
        "errors": errors,
        "feed": await agenda.my_feed(actor(request)),
        "feed_address": feed_address,
        "now": toolbox(request).clock.now(),
    }
    return await page(request, "home/me.html", context, status=status)


async def keep(request: Request) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    said = Reach(
        address=fields.get("address", "").strip(),
        mail=fields.get("mail") == "yes",
        not_at_night=fields.get("not_at_night") == "yes",
    )
    try:
        await notices.keep_my_reach(actor(request), said, clock=tools.clock, vault=tools.vault)
    except Invalid as error:
        return await _page(request, fields, error.fields, 422)
    return see("/me", notice="reach")


async def renew_feed(request: Request) -> Response:
    """Open a feed, and show its address: this once, for it is kept nowhere."""
    tools = toolbox(request)
    await form(request)
    token = await agenda.renew_feed(actor(request), clock=tools.clock, vault=tools.vault)
    address = f"{tools.origin}/feeds/{token}.ics"
    return await _page(request, await _values(request), {}, feed_address=address)


async def end_feed(request: Request) -> Response:
    tools = toolbox(request)
    await form(request)
    await agenda.end_feed(actor(request), clock=tools.clock, vault=tools.vault)
    return see("/me", notice="feed_ended")


routes = [
    guarded("/me", show_me, policy=SIGNED_IN, name="home:me"),
    guarded("/me", keep, policy=SIGNED_IN, name="home:keep_me", methods=("POST",)),
    guarded(
        "/me/calendar", renew_feed, policy=SIGNED_IN, name="home:renew_feed", methods=("POST",)
    ),
    guarded(
        "/me/calendar/end", end_feed, policy=SIGNED_IN, name="home:end_feed", methods=("POST",)
    ),
]
