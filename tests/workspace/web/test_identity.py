"""The cookie, the token of forms, who is asking."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response

from tests.people import account_of
from workspace.actor import Actor, Role
from workspace.errors import SignInRequired
from workspace.web.identity import (
    VISIT_COOKIE,
    Visitor,
    actor,
    cookie_name,
    csrf_token,
    forget_session_cookie,
    is_own_form,
    remember_visit,
    set_session_cookie,
)

NOUR = Actor(account=account_of("nour"), role=Role.COORDINATOR)


def request(visitor: Visitor | None = None, cookie: str = "") -> Request:
    return Request(
        {
            "type": "http",
            "headers": [(b"cookie", cookie.encode())] if cookie else [],
            "grenier.visitor": visitor or Visitor(),
        }
    )


def header_of(response: Response) -> str:
    return response.headers.get("set-cookie", "")


def test_over_https_the_cookie_is_tied_to_this_host() -> None:
    response = Response()
    set_session_cookie(response, "s" * 64, secure=True)
    said = header_of(response)
    assert said.startswith(f"__Host-grenier={'s' * 64}; ")
    attributes = {part.strip().lower() for part in said.split(";")[1:]}
    assert attributes == {"httponly", "path=/", "samesite=lax", "secure"}


def test_on_the_localhost_of_a_demonstration_only_the_prefix_is_dropped() -> None:
    response = Response()
    set_session_cookie(response, "s" * 64, secure=False)
    attributes = {part.strip().lower() for part in header_of(response).split(";")[1:]}
    assert attributes == {"httponly", "path=/", "samesite=lax"}
    assert ("grenier", "__Host-grenier") == (cookie_name(secure=False), cookie_name(secure=True))


@pytest.mark.parametrize("secure", [True, False])
def test_the_cookie_that_is_forgotten_is_the_one_that_was_set(secure: bool) -> None:
    response = Response()
    forget_session_cookie(response, secure=secure)
    said = header_of(response)
    assert said.startswith(f'{cookie_name(secure=secure)}="";')
    assert "Max-Age=0" in said
    assert ("Secure" in said) is secure


def test_nobody_is_asked_to_sign_in() -> None:
    with pytest.raises(SignInRequired):
        actor(request())
    assert actor(request(Visitor(actor=NOUR, secret="s" * 64))) is NOUR


def test_a_token_belongs_to_one_session() -> None:
    mine, other = (request(Visitor(actor=NOUR, secret=sign * 64)) for sign in "ab")
    assert csrf_token(mine) == csrf_token(mine)
    assert is_own_form(mine, csrf_token(mine))
    assert not is_own_form(mine, csrf_token(other))


def test_a_token_shows_nothing_of_the_secret() -> None:
    assert "a" * 8 not in csrf_token(request(Visitor(actor=NOUR, secret="a" * 64)))


def test_a_token_of_somebody_signed_out_belongs_to_their_visit() -> None:
    visit = "0123456789abcdef" * 2
    again = request(cookie=f"{VISIT_COOKIE}={visit}")
    assert csrf_token(again) == csrf_token(request(cookie=f"{VISIT_COOKIE}={visit}"))
    assert not is_own_form(request(), csrf_token(again))


def test_the_cookie_of_a_visit_does_not_speak_for_a_session() -> None:
    """Whoever can set a cookie on this host cannot choose the token of a person who is signed in."""
    known = csrf_token(request(cookie=f"{VISIT_COOKIE}=chosen"))
    assert not is_own_form(
        request(Visitor(actor=NOUR, secret="s" * 64), cookie=f"{VISIT_COOKIE}=chosen"), known
    )


@given(st.text())
def test_no_text_a_stranger_may_send_is_more_than_wrong(token: str) -> None:
    assert not is_own_form(request(Visitor(actor=NOUR, secret="s" * 64)), token)


def test_a_visit_is_remembered_once_it_has_begun() -> None:
    asked, response = request(), Response()
    remember_visit(asked, response, secure=True)
    assert header_of(response) == ""
    csrf_token(asked)
    remember_visit(asked, response, secure=True)
    assert header_of(response).startswith(f"{VISIT_COOKIE}={asked.scope['grenier.visit']}; ")
    assert "Secure" in header_of(response)
