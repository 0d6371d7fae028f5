"""What a programme pays, on a page; the national team sees what another period changes, then puts it in force."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.rules import check_national
from workspace.actor import Role
from workspace.dossier.care import rates, rates_form
from workspace.dossier.care.rates import Change
from workspace.drafts import service as drafts
from workspace.drafts.model import Draft
from workspace.errors import Invalid
from workspace.i18n import gettext
from workspace.web.identity import actor
from workspace.web.pages import form, page, see
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox

SIGNED_IN: Final = Policy(Knock.SIGNED_IN)
POST: Final = ("POST",)


async def show_rates(request: Request) -> Response:
    return await _page(request, Said())


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What was sent, what is wrong with it, what it would change."""

    text: str = ""
    values: Mapping[str, str] | None = None
    """The fields of one period; None where a file was sent, or nothing."""
    faults: Mapping[str, str] = field(default_factory=dict)
    """By place of the file."""
    errors: Mapping[str, str] = field(default_factory=dict)
    """By field."""
    change: Change | None = None


async def _page(request: Request, said: Said) -> Response:
    me = actor(request)
    known = await rates.known(me)
    context = {
        "known": known,
        "in_words": rates.period_in_words,
        "is_national": me.role is Role.NATIONAL,
        "said": said,
        "values": rates_form.next_period(known) if said.values is None else said.values,
        "groups": [(key, gettext(words)) for key, words in rates.GROUP_LABELS.items()],
        "lines": list(rates.in_words(said.change)) if said.change else (),
    }
    status = 422 if said.faults or said.errors else 200
    return await page(request, "care/rates.html", context, status=status)


async def check(request: Request) -> Response:
    """Say what the fields of a period, or a file, would change; nothing is written."""
    check_national(actor(request))
    fields = await form(request)
    values = None if "text" in fields else fields
    text = _lines(fields) if values is None else rates_form.text_of(values)
    try:
        change = await rates.check(actor(request), text, clock=toolbox(request).clock)
    except Invalid as error:
        if values is None:
            return await _page(request, Said(text=text, faults=error.fields))
        return await _page(request, Said(values=values, errors=rates_form.errors_of(error.fields)))
    return await _page(request, Said(text=text, values=values, change=change))


async def apply(request: Request) -> Response:
    check_national(actor(request))
    tools, text = toolbox(request), _lines(await form(request))
    try:
        await rates.apply(actor(request), text, clock=tools.clock, vault=tools.vault)
    except Invalid as error:
        return await _page(request, Said(text=text, faults=error.fields))
    await _let_go(request, text)
    return see("/rates", notice="rates")


async def _let_go(request: Request, text: str) -> None:
    """Let go of what was typed of this period: it holds now, and the page begins the next one."""
    tools, me = toolbox(request), actor(request)
    periods = await drafts.drafts(me, "rates-period:/rates", vault=tools.vault)
    files = await drafts.drafts(me, "rates:/rates", vault=tools.vault)
    said = [(each.id, rates_form.text_of(_one_each(each))) for each in periods]
    said += [(each.id, _lines(_one_each(each))) for each in files]
    done = [id_ for id_, typed in said if typed.strip() == text.strip()]
    if done:
        await drafts.discard(me, done)


def _one_each(draft: Draft) -> dict[str, str]:
    return {name: typed[0] for name, typed in draft.typed.items() if typed}


def _lines(fields: Mapping[str, str]) -> str:
    return fields.get("text", "").replace("\r\n", "\n")


routes = [
    guarded("/rates", show_rates, policy=SIGNED_IN, name="care:rates"),
    guarded("/rates", check, policy=SIGNED_IN, name="care:check_rates", methods=POST),
    guarded("/rates/apply", apply, policy=SIGNED_IN, name="care:apply_rates", methods=POST),
]
