"""Change the protocol, or the set of ages of an establishment: proposed, counted, looked at, applied."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.rules import check_national
from workspace.dossier.protocol import applying, forms, previewing, proposing, wording
from workspace.dossier.protocol.faults import DefinitionRefused
from workspace.dossier.protocol.naming import Known
from workspace.dossier.protocol.parsing import Definition, parse_definition
from workspace.dossier.protocol.proposed import (
    STATE_LABELS,
    Proposed,
    ProposedId,
    ProposedState,
)
from workspace.errors import Conflict, Invalid
from workspace.i18n import N_
from workspace.network import service as network
from workspace.web.downloads import content_disposition
from workspace.web.identity import actor
from workspace.web.multipart import Limits
from workspace.web.pages import check_token, form, page, see
from workspace.web.policy import GuardedRoute, Knock, Policy, guarded
from workspace.web.toolbox import toolbox
from workspace.web.uploads import Fields, leading_fields, receive

Knowing = Callable[[], Known]
"""Gives the scales and the forms a definition may name, when it is asked."""
SIGNED_IN: Final = Policy(Knock.SIGNED_IN)
REASON: Final = N_("You may change the protocol because you are of the national team.")
LIMITS: Final = Limits(field=512 << 10, file=512 << 10, total=2 << 20)
NOT_TEXT: Final = N_("This file is not text in UTF-8.")


async def show_change(request: Request) -> Response:
    """Answer the form; with `programme`, from its definition in force. An unknown one is `NotFound`."""
    programme = request.query_params.get("programme")
    values = {}
    if programme is not None:
        values["definition"] = await proposing.definition_text(actor(request), programme)
    return await _change_page(request, values, {})


async def _change_page(
    request: Request,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    refused: DefinitionRefused | None = None,
) -> Response:
    who = actor(request)
    waiting = await proposing.proposals(who)
    book, _ = await applying.known(who)
    context = {
        "programmes": [(code, book.name_of(code)) for code in book.programmes()],
        "sets": sorted({letter for each in book.versions for letter in each.definition.sets}),
        "organizations": [(str(each.id), each.name) for each in await network.organizations()],
        "proposals": waiting,
        "name_of": book.name_of,
        "states": STATE_LABELS,
        "faults": wording.faults_in_words(refused.faults) if refused else (),
        "values": {"everywhere": "", **values},
        "errors": errors,
    }
    status = 422 if errors or refused else 200
    return await page(request, "protocol/change.html", context, status=status, reason=REASON)


async def propose(request: Request, *, knowing: Knowing) -> Response:
    """Take a definition, pasted or as a file; the token comes before the file."""
    tools = toolbox(request)
    check_national(actor(request))
    fields: Mapping[str, str] = {}
    try:
        fields = await _received(request)
        new = forms.new_change(fields)
        found = await proposing.propose(
            actor(request), new, known=knowing(), clock=tools.clock, vault=tools.vault
        )
    except DefinitionRefused as error:
        return await _change_page(request, fields, {}, error)
    except Invalid as error:
        return await _change_page(request, fields, error.fields)
    return see(address(found))


async def _received(request: Request) -> dict[str, str]:
    """Return the fields of a form with at most one file, whose text takes the place of what was pasted."""
    content_type = request.headers.get("content-type", "")
    if not content_type.startswith("multipart/"):
        return dict(await form(request))
    fields, file = await leading_fields(receive(request.stream(), content_type, limits=LIMITS))
    check_token(request, fields)
    said = dict(Fields(fields))
    if file is not None:
        content = b"".join([chunk async for chunk in file.chunks()])
        try:
            said["definition"] = content.decode("utf-8-sig").replace("\x00", "")
        except UnicodeDecodeError as error:
            raise Invalid({"file": NOT_TEXT}) from error
    return said


async def propose_set(request: Request) -> Response:
    tools = toolbox(request)
    check_national(actor(request))
    fields = await form(request)
    try:
        new = forms.new_set(fields)
        found = await proposing.propose_set(
            actor(request), new, clock=tools.clock, vault=tools.vault
        )
    except Invalid as error:
        return await _change_page(request, fields, error.fields)
    return see(address(found))


async def show_proposal(request: Request) -> Response:
    found = await proposing.proposal(actor(request), _wanted(request))
    return await _proposal_page(request, found, {})


def _preview(request: Request, definition: Definition) -> Mapping[str, object]:
    """Return the calendar the definition would give a child of the days asked for, or what is wrong with these."""
    today = toolbox(request).clock.today()
    typed = dict(request.query_params)
    letters = sorted(definition.sets)
    try:
        of = previewing.asked(typed, definition, today=today)
    except Invalid as error:
        return {"typed": typed, "refused": error.fields, "letters": letters, "lines": []}
    shown = {"born": of.birth.isoformat(), "admitted": of.admitted.isoformat()}
    return {
        "typed": {**shown, "of_set": of.schedule_set},
        "said": {"born": of.birth, "admitted": of.admitted},
        "refused": {},
        "letters": letters,
        "lines": previewing.calendar(definition, of, today=today),
    }


async def _proposal_page(request: Request, found: Proposed, errors: Mapping[str, str]) -> Response:
    book, _ = await applying.known(actor(request))
    definition = parse_definition(found.text) if found.text is not None else None
    organizations = {each.id: each.name for each in await network.organizations()}
    preview = _preview(request, definition) if definition else None
    context = {
        "proposed": found,
        "states": STATE_LABELS,
        "State": ProposedState,
        "name": definition.name if definition else book.name_of(found.programme),
        "version": definition.version if definition else None,
        "where": organizations.get(found.organization, "") if found.organization else "",
        "concerned": wording.children_by_establishment(found.impact, organizations),
        "steps": wording.steps_counted(found.impact, book, definition),
        "total": wording.few(found.impact.children.total()),
        "says": wording.differences(await proposing.before(actor(request), found), definition)
        if definition
        else (),
        "overtaken": await proposing.overtaken_by(actor(request), found) if definition else None,
        "may_return": found.state is ProposedState.APPLIED
        and found.valid_from > toolbox(request).clock.today(),
        "is_past": found.valid_from < toolbox(request).clock.today(),
        "by": definition.by if definition else "",
        "preview": preview,
        "errors": errors,
    }
    return await page(
        request,
        "protocol/proposal.html",
        context,
        status=422 if errors or (preview and preview["refused"]) else 200,
        reason=REASON,
    )


async def download(request: Request) -> Response:
    programme: str = request.path_params["programme"]
    text = await proposing.definition_text(actor(request), programme)
    return Response(
        text,
        media_type="application/toml",
        headers={"content-disposition": content_disposition(f"{programme}.toml")},
    )


async def apply(request: Request) -> Response:
    tools = toolbox(request)
    check_national(actor(request))
    await form(request)
    try:
        await proposing.apply(
            actor(request), _wanted(request), clock=tools.clock, vault=tools.vault
        )
    except Invalid as error:
        found = await proposing.proposal(actor(request), _wanted(request))
        return await _proposal_page(request, found, error.fields)
    except Conflict:
        return see(f"/protocol/changes/{_wanted(request)}")
    return see("/protocol", notice="protocol_applied")


async def set_aside(request: Request) -> Response:
    tools = toolbox(request)
    check_national(actor(request))
    await form(request)
    try:
        await proposing.set_aside(
            actor(request), _wanted(request), clock=tools.clock, vault=tools.vault
        )
    except Conflict:
        return see(f"/protocol/changes/{_wanted(request)}")
    return see("/protocol/change", notice="protocol_set_aside")


async def bring_back(request: Request, *, knowing: Knowing) -> Response:
    """Propose that what held before a change, applied and to come, goes on instead."""
    tools = toolbox(request)
    check_national(actor(request))
    await form(request)
    try:
        found = await proposing.propose_return(
            actor(request),
            _wanted(request),
            known=knowing(),
            clock=tools.clock,
            vault=tools.vault,
        )
    except Conflict:
        return see(f"/protocol/changes/{_wanted(request)}")
    return see(address(found))


def _wanted(request: Request) -> ProposedId:
    return ProposedId(request.path_params["proposed"])


def address(found: Proposed) -> str:
    return f"/protocol/changes/{found.id}"


ONE = "/protocol/changes/{proposed:uuid}"
POST = ("POST",)

routes = [
    guarded("/protocol/change", show_change, policy=SIGNED_IN, name="protocol:change_form"),
    guarded(
        "/protocol/sets",
        propose_set,
        policy=SIGNED_IN,
        name="protocol:set",
        methods=POST,
        form_at="/protocol/change",
    ),
    guarded(
        "/protocol/definitions/{programme}",
        download,
        policy=SIGNED_IN,
        name="protocol:definition",
    ),
    guarded(ONE, show_proposal, policy=SIGNED_IN, name="protocol:proposal"),
    guarded(f"{ONE}/application", apply, policy=SIGNED_IN, name="protocol:apply", methods=POST),
    guarded(
        f"{ONE}/set-aside", set_aside, policy=SIGNED_IN, name="protocol:set_aside", methods=POST
    ),
]


def taking(knowing: Knowing) -> list[GuardedRoute]:
    """Return the doors that take a definition, told by whoever knows the scales and the forms what it may name."""
    door = partial(propose, knowing=knowing)
    return [
        guarded("/protocol/change", door, policy=SIGNED_IN, name="protocol:change", methods=POST),
        guarded(
            f"{ONE}/return",
            partial(bring_back, knowing=knowing),
            policy=SIGNED_IN,
            name="protocol:return",
            methods=POST,
        ),
    ]
