"""The door: sign in, sign out, confirm; and how this browser likes to be shown things."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from workspace import i18n
from workspace.accounts import service
from workspace.accounts.passwords import Passwords
from workspace.errors import Invalid
from workspace.web.identity import actor, forget_session_cookie, set_session_cookie, visitor
from workspace.web.onward import own_place
from workspace.web.pages import form, page
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox


def _passwords(request: Request) -> Passwords:
    found = request.state.passwords
    assert isinstance(found, Passwords)
    return found


PUBLIC = Policy(Knock.PUBLIC)
SIGNED_IN = Policy(Knock.SIGNED_IN)


async def show_sign_in(request: Request) -> Response:
    onward = own_place(request.query_params.get("next", "/"))
    if visitor(request).actor is not None:
        return RedirectResponse(onward, status_code=303)
    return await _sign_in_page(request, values={}, errors={}, onward=onward)


async def _sign_in_page(
    request: Request,
    *,
    values: dict[str, str],
    errors: dict[str, str],
    onward: str,
    status: int = 200,
) -> Response:
    context = {
        "values": values,
        "errors": errors,
        "next": onward,
        "demo_people": toolbox(request).demo_people,
    }
    return await page(request, "sign_in.html", context, status=status)


async def sign_in(request: Request) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    login = fields.get("login", "")
    onward = own_place(fields.get("next", "/"))
    try:
        secret = await service.sign_in(
            login,
            fields.get("password", ""),
            address=request.client.host if request.client else "",
            door=tools.door,
            passwords=_passwords(request),
            vault=tools.vault,
            clock=tools.clock,
        )
    except Invalid as error:
        return await _sign_in_page(
            request, values={"login": login}, errors=error.fields, onward=onward, status=422
        )
    response = RedirectResponse(onward, status_code=303)
    set_session_cookie(response, secret, secure=tools.is_secure)
    return response


async def sign_out(request: Request) -> Response:
    tools = toolbox(request)
    await form(request)
    await service.sign_out(actor(request), vault=tools.vault)
    response = RedirectResponse("/sign-in", status_code=303)
    forget_session_cookie(response, secure=tools.is_secure)
    response.headers["clear-site-data"] = '"cache", "storage"'
    return response


async def show_confirm(request: Request) -> Response:
    actor(request)
    return await page(
        request, "confirm.html", {"next": own_place(request.query_params.get("next", "/"))}
    )


async def confirm(request: Request) -> Response:
    tools = toolbox(request)
    asking = actor(request)
    fields = await form(request)
    onward = own_place(fields.get("next", "/"))
    try:
        await service.confirm(
            asking,
            visitor(request).secret,
            fields.get("password", ""),
            door=tools.door,
            passwords=_passwords(request),
            vault=tools.vault,
            clock=tools.clock,
        )
    except Invalid as error:
        return await page(
            request, "confirm.html", {"next": onward, "errors": error.fields}, status=422
        )
    return RedirectResponse(onward, status_code=303)


async def choose_language(request: Request) -> Response:
    return await _choose(request, "language", i18n.LANGUAGES)


async def choose_theme(request: Request) -> Response:
    return await _choose(request, "theme", ("auto", "light", "dark"))


async def _choose(request: Request, name: str, known: tuple[str, ...]) -> Response:
    fields = await form(request)
    response = RedirectResponse(own_place(fields.get("next", "/")), status_code=303)
    if fields.get(name, "") in known:
        response.set_cookie(
            f"grenier-{name}",
            fields[name],
            max_age=31_536_000,
            path="/",
            secure=toolbox(request).is_secure,
            httponly=True,
            samesite="lax",
        )
    return response


routes = [
    guarded("/sign-in", show_sign_in, policy=PUBLIC, name="accounts:sign_in"),
    guarded("/sign-in", sign_in, policy=PUBLIC, name="accounts:sign_in_form", methods=("POST",)),
    guarded("/sign-out", sign_out, policy=SIGNED_IN, name="accounts:sign_out", methods=("POST",)),
    guarded("/confirm", show_confirm, policy=SIGNED_IN, name="accounts:confirm"),
    guarded("/confirm", confirm, policy=SIGNED_IN, name="accounts:confirm_form", methods=("POST",)),
    guarded(
        "/language", choose_language, policy=PUBLIC, name="accounts:language", methods=("POST",)
    ),
    guarded("/theme", choose_theme, policy=PUBLIC, name="accounts:theme", methods=("POST",)),
]
