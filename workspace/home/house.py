"""What whoever looks after the house sees: which notices left, which did not and why, what work was given up."""

from starlette.requests import Request
from starlette.responses import Response

from workspace.actor import Role
from workspace.errors import Forbidden
from workspace.jobs import service as jobs
from workspace.jobs.model import KIND_LABELS
from workspace.notices import service as notices
from workspace.notices.model import BECAUSE_LABELS, STATE_LABELS, Because
from workspace.web.identity import actor
from workspace.web.pages import form, page, see
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox

LOOK_AFTER = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})


async def show_house(request: Request) -> Response:
    who = actor(request)
    if who.role not in LOOK_AFTER:
        raise Forbidden
    sent = await notices.sent(who)
    context = {
        "sent": sent,
        "states": STATE_LABELS,
        "reasons": BECAUSE_LABELS,
        "without_gateway": any(each.because is Because.NO_GATEWAY for each in sent),
        "may_bring": who.role is Role.COORDINATOR,
        "given_up": await jobs.given_up(who),
        "kinds": KIND_LABELS,
    }
    return await page(request, "home/house.html", context)


async def try_again(request: Request) -> Response:
    who = actor(request)
    if who.role not in LOOK_AFTER:
        raise Forbidden
    await form(request)
    await jobs.try_again(who, vault=toolbox(request).vault)
    return see("/house", notice="tried_again")


routes = [
    guarded("/house", show_house, policy=Policy(Knock.SIGNED_IN), name="home:house"),
    guarded(
        "/house/jobs",
        try_again,
        policy=Policy(Knock.SIGNED_IN),
        name="home:try_again",
        methods=("POST",),
    ),
]
