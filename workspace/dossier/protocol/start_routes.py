"""A programme started in fields: for whoever has ages to write and no text. It leads to a proposal like any other."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.rules import check_national
from workspace.dossier.protocol import applying, proposing, rewriting, start_form, starting, wording
from workspace.dossier.protocol.change_routes import REASON, SIGNED_IN, Knowing, address
from workspace.dossier.protocol.faults import DefinitionRefused
from workspace.dossier.protocol.proposed import NewChange
from workspace.dossier.protocol.starting import Begun
from workspace.errors import Invalid
from workspace.web.identity import actor
from workspace.web.pages import form, page, see
from workspace.web.policy import GuardedRoute, guarded
from workspace.web.toolbox import toolbox

PATH: Final = "/protocol/programmes/new"

Values = Mapping[str, str | Sequence[str]]


async def show_start(request: Request, *, knowing: Knowing) -> Response:
    """Answer the fields, empty; with `base`, those of that programme. An unknown one is `NotFound`."""
    check_national(actor(request))
    base = request.query_params.get("base", "")
    values = start_form.fields_of(rewriting.written(await _base(request, base)))
    return await _page(request, {**values, "base": base}, {}, knowing=knowing)


async def start(request: Request, *, knowing: Knowing) -> Response:
    """Propose the programme; with `more`, answer the same page with more empty lines."""
    tools = toolbox(request)
    check_national(actor(request))
    fields = await form(request)
    values = _typed(fields)
    if fields.get("more"):
        return await _page(request, values, {}, knowing=knowing)
    begun = Begun(text="")
    try:
        base = await _base(request, fields.get("base", ""))
        book, _ = await applying.known(actor(request))
        codes = book.programmes()
        said = start_form.read_start(fields, names=[book.name_of(code) for code in codes])
        begun = starting.begin(base, said, code=starting.code_for(said.name, codes))
        found = await proposing.propose(
            actor(request),
            NewChange(text=begun.text, valid_from=said.valid_from),
            known=knowing(),
            clock=tools.clock,
            vault=tools.vault,
        )
    except DefinitionRefused as refused:
        errors = start_form.fault_fields(refused.faults, begun)
        return await _page(request, values, errors, knowing=knowing)
    except Invalid as error:
        return await _page(request, values, error.fields, knowing=knowing)
    return see(address(found))


async def _base(request: Request, programme: str) -> str:
    if not programme:
        return starting.BLANK
    return await proposing.definition_text(actor(request), programme)


async def _page(
    request: Request, values: Values, errors: Mapping[str, str], *, knowing: Knowing
) -> Response:
    book, _ = await applying.known(actor(request))
    base = str(values.get("base") or "")
    context = {
        "programmes": [(code, book.name_of(code)) for code in book.programmes()],
        "base": base,
        "base_name": book.name_of(base) if base else "",
        "delays": [
            (key, wording.DELAY_LABELS[key], key == starting.LIMIT) for key in start_form.DELAYS
        ],
        "scales": [(code, code) for code in knowing().scales],
        "rows": start_form.rows_of(values),
        "values": values,
        "errors": errors,
    }
    return await page(
        request, "protocol/start.html", context, status=422 if errors else 200, reason=REASON
    )


def _typed(fields: start_form.Fields) -> dict[str, str | list[str]]:
    """Return what was typed, the ticks of one name together."""
    ticks = {name for name in fields if name.endswith("-scales")}
    return {**fields, **{name: fields.getlist(name) for name in ticks}}


def starts(knowing: Knowing) -> list[GuardedRoute]:
    """Return the two doors of the page, told by whoever knows the scales and the forms what may be named."""
    return [
        guarded(
            PATH, partial(show_start, knowing=knowing), policy=SIGNED_IN, name="protocol:start_form"
        ),
        guarded(
            PATH,
            partial(start, knowing=knowing),
            policy=SIGNED_IN,
            name="protocol:start",
            methods=("POST",),
        ),
    ]
