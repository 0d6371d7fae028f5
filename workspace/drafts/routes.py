"""The doors of the drafts: for scripts of our own pages, each with the token of its session."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from workspace.drafts import forms, service
from workspace.errors import Invalid
from workspace.i18n import day_of, format_moment, gettext
from workspace.web.identity import actor, csrf_token, visitor
from workspace.web.pages import form
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox


async def listed(request: Request) -> Response:
    """Answer the versions of one form, and the token and name of this session: a page may have an older one."""
    tools = toolbox(request)
    me = actor(request)
    found = await service.drafts(me, request.query_params.get("form", ""), vault=tools.vault)
    return JSONResponse(
        {
            "token": csrf_token(request),
            "who": visitor(request).name,
            "drafts": [
                {
                    "id": str(draft.id),
                    "revision": draft.revision,
                    "when": format_moment(draft.saved_at, today=day_of(tools.clock.now())),
                    "typed": {name: list(values) for name, values in draft.typed.items()},
                }
                for draft in found
            ],
        }
    )


async def save(request: Request) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    try:
        saved = await service.save(
            actor(request), forms.new_draft(fields), clock=tools.clock, vault=tools.vault
        )
    except Invalid as error:
        words = gettext(next(iter(error.fields.values())))
        return JSONResponse({"message": words}, status_code=422)
    return JSONResponse(
        {
            "id": str(saved.id),
            "revision": saved.revision,
            "when": format_moment(saved.saved_at, today=day_of(tools.clock.now())),
        }
    )


async def discard(request: Request) -> Response:
    fields = await form(request)
    try:
        await service.discard(actor(request), forms.ids(fields.getlist("id")))
    except Invalid as error:
        words = gettext(next(iter(error.fields.values())))
        return JSONResponse({"message": words}, status_code=422)
    return JSONResponse({})


SIGNED_IN = Policy(Knock.SIGNED_IN)

routes = [
    guarded("/drafts", listed, policy=SIGNED_IN, name="drafts:list"),
    guarded("/drafts", save, policy=SIGNED_IN, name="drafts:save", methods=("POST",)),
    guarded("/drafts/sent", discard, policy=SIGNED_IN, name="drafts:discard", methods=("POST",)),
]
