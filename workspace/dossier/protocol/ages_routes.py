"""The ages and delays of a programme in fields: for whoever changes a window without writing a definition."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.rules import check_national
from workspace.dossier.protocol import ages_form, applying, proposing, rewriting, wording
from workspace.dossier.protocol.change_routes import REASON, SIGNED_IN, Knowing, address
from workspace.dossier.protocol.faults import DefinitionRefused
from workspace.dossier.protocol.model import INITIAL
from workspace.dossier.protocol.naming import EXPECTED
from workspace.dossier.protocol.naming import Known as Names
from workspace.dossier.protocol.parsing import Definition, parse_definition
from workspace.dossier.protocol.rewriting import Written
from workspace.errors import Invalid
from workspace.i18n import gettext
from workspace.web.identity import actor
from workspace.web.pages import form, page, see
from workspace.web.policy import GuardedRoute, guarded
from workspace.web.toolbox import toolbox

PATH: Final = "/protocol/programmes/{programme}/ages"


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """The definition a page shows."""

    programme: str
    definition: Definition
    since: date
    """From when this version holds; it may be to come."""
    written: Written
    apart: bool


async def show_ages(request: Request, *, knowing: Knowing) -> Response:
    """Answer the fields of the definition in force, or to come; those of `step` in sight.

    An unknown programme is `NotFound`.
    """
    known = await _known(request)
    values = ages_form.fields_of(known.written)
    return await _page(request, known, values, {}, knowing=knowing)


async def propose(request: Request, *, knowing: Knowing) -> Response:
    tools = toolbox(request)
    check_national(actor(request))
    fields = await form(request)
    known = await _known(request)
    try:
        new, valid_from = ages_form.read_ages(fields, known.written, apart=known.apart)
        found = await proposing.propose_ages(
            actor(request),
            known.programme,
            new,
            based_on=_number(fields.get("base", "")),
            valid_from=valid_from,
            known=knowing(),
            clock=tools.clock,
            vault=tools.vault,
        )
    except DefinitionRefused as refused:
        errors = ages_form.fault_fields(refused.faults, known.written)
        return await _page(request, known, _typed(fields, known), errors, knowing=knowing)
    except Invalid as error:
        return await _page(request, known, _typed(fields, known), error.fields, knowing=knowing)
    return see(address(found))


async def _known(request: Request) -> Known:
    programme: str = request.path_params["programme"]
    text = await proposing.definition_text(actor(request), programme)
    definition = parse_definition(text)
    book, _ = await applying.known(actor(request))
    return Known(
        programme=programme,
        definition=definition,
        since=max(each.valid_from for each in book.versions if each.definition == definition),
        written=rewriting.written(text),
        apart=rewriting.are_apart(text),
    )


async def _page(
    request: Request,
    known: Known,
    values: Mapping[str, str | Sequence[str]],
    errors: Mapping[str, str],
    *,
    knowing: Knowing,
) -> Response:
    names, steps = knowing(), known.written.steps.values()
    context = {
        "known": known,
        "letters": sorted(known.definition.sets),
        "delays": [(key, wording.DELAY_LABELS[key]) for key in known.written.delays],
        "scales": _codes(names.scales, (each.scales for each in steps)),
        "forms": _codes(names.forms, ((each.form,) for each in steps if each.form)),
        "expected": _expected(names, known.written),
        "windows": wording.windows_of(known.definition),
        "NEW": ages_form.NEW,
        "INITIAL": INITIAL,
        "values": values,
        "errors": errors,
        "opened": request.query_params.get("step"),
        "base": values.get("base") or known.definition.version,
    }
    return await page(
        request, "protocol/ages.html", context, status=422 if errors else 200, reason=REASON
    )


def _codes(known: Iterable[str], named: Iterable[Iterable[str]]) -> list[tuple[str, str]]:
    """Return the codes to choose among: what the definition names stays, were it known to nobody any more."""
    return [(code, code) for code in dict.fromkeys(chain(known, *named))]


def _expected(names: Names, known: Written) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return the questionnaires an assessment may expect: the field, the scale, the months to choose among."""
    found = []
    for key, part in ages_form.EXPECTED.items():
        named = {getattr(step, part) for step in known.steps.values()} - {None}
        months = sorted({*names.questionnaires.get(EXPECTED[key], ()), *named})
        options = [(str(each), gettext("of %(months)s months", months=each)) for each in months]
        found.append((part, EXPECTED[key], options))
    return found


def _typed(fields: ages_form.Fields, known: Known) -> dict[str, str | list[str]]:
    """Return what was typed, the ticks of one name together."""
    codes = [*known.written.steps, ages_form.NEW]
    ticks = [f"{part}-{code}" for part in ("sets", "scales") for code in codes]
    return {**fields, **{name: fields.getlist(name) for name in ticks}}


def _number(text: str) -> int:
    return int(text) if re.fullmatch("[0-9]{1,4}", text) else 0


def ages(knowing: Knowing) -> list[GuardedRoute]:
    """Return the two doors of the page, told by whoever knows the scales and the forms what may be named."""
    return [
        guarded(
            PATH, partial(show_ages, knowing=knowing), policy=SIGNED_IN, name="protocol:ages_form"
        ),
        guarded(
            PATH,
            partial(propose, knowing=knowing),
            policy=SIGNED_IN,
            name="protocol:ages",
            methods=("POST",),
        ),
    ]
