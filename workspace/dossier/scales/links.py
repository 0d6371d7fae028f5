"""The page behind a link: on a phone, without an account, one group of answers after the other."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from workspace.dossier.scales import filling, forms, wording
from workspace.dossier.scales.entries import PLACE_LABELS, LinkState
from workspace.dossier.scales.filling import LinkClosed, Opened
from workspace.dossier.scales.sheets import Instrument, Section
from workspace.errors import Invalid
from workspace.web.pages import form, page, see
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox

AT_ONCE = 6
"""Answers on one page: what a phone shows without much scrolling."""

Slot = tuple[Section, int]
PUBLIC = Policy(Knock.PUBLIC)
GONE = 410


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One page of a questionnaire: some slots, or who answers (the last one)."""

    number: int
    slots: tuple[Slot, ...]


def steps(sections: tuple[Section, ...]) -> tuple[Step, ...]:
    """Return the pages of a questionnaire in their order: no page mixes two sections."""
    pages: list[tuple[Slot, ...]] = []
    for section in sections:
        numbers = range(1, section.slots + 1)
        pages += [
            tuple((section, number) for number in numbers[start : start + AT_ONCE])
            for start in range(0, section.slots, AT_ONCE)
        ]
    return tuple(Step(number=n, slots=slots) for n, slots in enumerate([*pages, ()], start=1))


def first_open(opened: Opened) -> int:
    """Return the page where something is still to be answered: where one left."""
    known = steps(opened.sheet.sections)
    for step in known:
        for section, number in step.slots:
            if opened.filled.answers[section.code.value][number - 1] is None:
                return step.number
    return len(known)


async def show(request: Request) -> Response:
    try:
        opened = await filling.open_link(_token(request), vault=toolbox(request).vault)
    except LinkClosed as closed:
        return await _closed(request, closed.state)
    asked = request.query_params.get("page", "")
    return await _step(request, opened, _number(asked, opened))


def _token(request: Request) -> str:
    return str(request.path_params["secret"])


def _number(written: str, opened: Opened) -> int:
    if written.isascii() and written.isdigit():
        return min(max(1, int(written[:3])), len(steps(opened.sheet.sections)))
    return first_open(opened)


async def _step(
    request: Request,
    opened: Opened,
    number: int,
    *,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Response:
    filled, known = opened.filled, steps(opened.sheet.sections)
    source = opened.sheet.source
    values = {
        **forms.answer_values(filled.answers, filled.concerns),
        "knows_since": filled.knows_since.isoformat() if filled.knows_since else "",
        "language": filled.language or forms.USUAL_LANGUAGE,
        "place": filled.place.value if filled.place else "",
        **(typed or {}),
    }
    context = {
        "token": _token(request),
        "invitation": opened.invitation,
        "title": wording.questionnaire(opened.sheet.tool, opened.sheet.months),
        "notice": source.notice if isinstance(source, Instrument) else "",
        "step": known[number - 1],
        "steps": len(known),
        "given": filled.given,
        "slots": opened.sheet.slots,
        "places": PLACE_LABELS,
        "values": values,
        "errors": errors or {},
    }
    return await page(request, "scales/link.html", context, status=422 if errors else 200)


async def _closed(request: Request, state: LinkState) -> Response:
    done = state is LinkState.FINISHED
    context = {"state": state.value}
    return await page(request, "scales/link_end.html", context, status=200 if done else GONE)


async def fill(request: Request) -> Response:
    """Keep a page of answers; `go` says what next: next, back, end, or nothing but to keep."""
    tools = toolbox(request)
    fields = await form(request)
    token, go = _token(request), fields.get("go", "")
    try:
        opened = await filling.open_link(token, vault=tools.vault)
        number = _number(fields.get("page", ""), opened)
        try:
            said = forms.filled(_page_fields(opened, number, fields), opened.sheet.sections)
            if go == "end":
                await filling.finish(token, said, clock=tools.clock, vault=tools.vault)
                return see(f"/q/{token}")
            await filling.save(token, said, clock=tools.clock, vault=tools.vault)
        except Invalid as error:
            return await _step(request, opened, number, typed=fields, errors=error.fields)
    except LinkClosed as closed:
        return await _closed(request, closed.state)
    if go == "keep":
        return Response(status_code=204)
    onward = max(1, number + {"next": 1, "back": -1}.get(go, 0))
    return see(f"/q/{token}?page={onward}")


def _page_fields(opened: Opened, number: int, fields: Mapping[str, str]) -> dict[str, str]:
    """Return what was sent over what was kept: a page carries only its own slots."""
    shown = {
        f"{kind}-{section.code.value}-{n}"
        for section, n in steps(opened.sheet.sections)[number - 1].slots
        for kind in "ac"
    }
    kept = forms.answer_values(opened.filled.answers, opened.filled.concerns)
    return {name: value for name, value in kept.items() if name not in shown} | dict(fields)


routes = [
    guarded("/q/{secret}", show, policy=PUBLIC, name="scales:link"),
    guarded("/q/{secret}", fill, policy=PUBLIC, name="scales:fill", methods=("POST",)),
]
