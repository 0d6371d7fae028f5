"""Every door of the house, knocked at by everybody of the demonstration: what each answers is written in a table.

`answers.txt`: one line a route, one column a person. A form is sent with its token and nothing else, so 422 means
"let in, and asked for its fields"; 303 leads on; 101 and 44xx are those of the WebSocket. Around the child are seven
professions; `maud` is of the national team; `ambre` and `capucine` take part in the conversation; `noah` works there and is around nobody.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from starlette.routing import BaseRoute, Mount
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.journeys.house import House
from tests.journeys.photographs import photograph
from tests.journeys.places import (
    UUID,
    UUID_OF_NOTHING,
    Correspondent,
    Things,
    correspondent,
    link_to_close,
    link_to_fill,
    routes,
    signed_in,
)
from workspace.app import FEATURES, all_routes
from workspace.web.leading import page_of
from workspace.web.policy import GuardedRoute, GuardedWebSocketRoute
from workspace.web.templating import Templates

CHILD = "Alma Fournez"
STRANGER_CODE, STRANGER = "MPE62-INF2", "noah"
STRANGER_PASSWORD = "mesange-tambour-violette-1203"
NOBODY = "nobody"
TABLE = Path(__file__).with_name("answers.txt")
WITH_FILES = {"exchange:send", "exchange:send_corrected", "memorybox:add", "messaging:send"}
"""Forms that carry files: they are sent in parts."""
LAST = "accounts:sign_out"
LONGEST = 60.0
"""Seconds a message may take on a busy machine."""


def table() -> tuple[list[str], dict[str, list[str]]]:
    """Return who the columns are, and the answers of each route."""
    header, *lines = TABLE.read_text("utf-8").splitlines()
    return header.split()[1:], {name: answers for name, *answers in map(str.split, lines)}


PEOPLE, EXPECTED = table()


def doors() -> list[BaseRoute]:
    """Return every route but static files; whoever signs out does it last."""
    found = [route for route in all_routes(Templates(FEATURES)) if not isinstance(route, Mount)]
    return sorted(found, key=lambda route: getattr(route, "name", "") == LAST)


@pytest.fixture(scope="module")
def passwords(house: House) -> Mapping[str, str]:
    """Return everybody's, once the stranger has an account too."""
    opened = house.command("account", STRANGER_CODE, STRANGER, typed=f"{STRANGER_PASSWORD}\n")
    assert opened.returncode == 0, opened.stderr
    return {**house.passwords(), STRANGER: STRANGER_PASSWORD}


def things_made(nour: Correspondent) -> Things:
    """Put one of each thing in the dossier, by the coordinator's own hand; return where they are."""
    child = nour.first(f'href="(/children/{UUID})"[^>]*>{CHILD}<', "/children")
    choices = re.findall(
        f'value="({UUID})"[^>]*>\\s*<span>(?:Ambre|Capucine)',
        nour.page(f"{child}/conversations/new"),
    )
    opened = nour.post(
        f"{child}/conversations", {"members": choices, "subject": "visite", "body": "Bonjour."}
    )
    conversation = opened.headers["location"]
    nour.post(
        f"{conversation}/messages",
        {"id": str(uuid4()), "body": "Le plan."},
        attachments=("plan.txt", b"rue du Port", "text/plain"),
    )
    nour.post(
        f"{child}/memory-box/keepsakes",
        {"kind": "photo", "caption": str(uuid4()), "happened": "2025"},
        content=("a.jpg", photograph(), "image/jpeg"),
    )
    if "/documents/" not in nour.page(f"{child}/documents"):
        nour.post(f"{child}/ppe")
    nour.post(
        f"{child}/care/needs",
        {"discipline": "speech", "found_in": "observation", "stated_on": "2025-08-01"},
    )
    nour.post(f"{child}/journal", {"kind": "sleep", "text": "Calm."})
    nour.post(f"{child}/contact", {"way": "phone"})
    return Things(
        dossier=child.rpartition("/")[2],
        conversation=conversation.rpartition("/")[2],
        attachment=nour.first(f"/attachments/({UUID})", conversation),
        keepsake=nour.first(f"/keepsakes/({UUID})/display", f"{child}/memory-box"),
        document=nour.first(f"/documents/({UUID})", f"{child}/documents"),
        entry=nour.first(f"/journal/({UUID})/amendment", f"{child}/journal"),
        attempt=nour.first(f"/contact/({UUID})/withdrawal", f"{child}/contact"),
        grant=nour.first(f"/circle/({UUID})", f"{child}/circle"),
        encounter=nour.first(f"/appointments/({UUID})", f"{child}/appointments"),
        need=nour.first(f"{child}/care/needs/({UUID})", f"{child}/care/plan"),
        secret=link_to_fill(nour, child),
        link=link_to_close(nour, child),
    )


@pytest.fixture(scope="module")
def things(house: House, passwords: Mapping[str, str]) -> Things:
    with signed_in(house.origin, "nour", passwords["nour"]) as nour:
        return things_made(nour)


@contextmanager
def visiting(house: House, login: str, passwords: Mapping[str, str]) -> Iterator[Correspondent]:
    if login == NOBODY:
        with correspondent(house.origin) as found:
            yield found
    else:
        with signed_in(house.origin, login, passwords[login]) as found:
            yield found


def answer(who: Correspondent, route: BaseRoute, things: Things) -> str:
    """Knock at one door; return what it says."""
    if isinstance(route, GuardedWebSocketRoute):
        return answer_live(who, things.in_path(route.path))
    assert isinstance(route, GuardedRoute)
    path = things.in_path(route.path)
    if "GET" in (route.methods or ()):
        return str(who.http.get(path).status_code)
    if route.name in WITH_FILES:
        return str(who.post(path, nothing=("", b"", "text/plain")).status_code)
    return str(who.post(path).status_code)


def answer_live(who: Correspondent, path: str) -> str:
    """Return 101 when messages come, else the code the connection is closed with."""
    origin = str(who.http.base_url).rstrip("/")
    cookies = "; ".join(f"{name}={value}" for name, value in who.http.cookies.items())
    with connect(
        origin.replace("http://", "ws://") + path,
        origin=Origin(origin),
        additional_headers={"cookie": cookies},
        open_timeout=LONGEST,
    ) as socket:
        try:
            socket.send('{"type": "resume", "after": 0}')
            socket.recv(timeout=LONGEST)
        except ConnectionClosed as closed:
            return str(closed.rcvd.code if closed.rcvd else None)
    return "101"


def test_every_door_is_in_the_table_and_no_other() -> None:
    assert {getattr(route, "name", None) for route in doors()} == set(EXPECTED)
    assert {len(PEOPLE)} == {len(answers) for answers in EXPECTED.values()}


def test_whoever_has_a_form_refused_may_see_the_page_it_leads_back_to() -> None:
    """A refused form is reloaded by GET: where nothing is shown at its address, it leads to its page."""
    shown = {pattern(each): each.name for each in routes() if "GET" in (each.methods or ())}
    kept_out = {
        each.name
        for each in routes()
        if pattern(each) not in shown
        for column, said in enumerate(EXPECTED[each.name])
        if said == "422" and EXPECTED[shown[page_of(doors(), pattern(each)) or ""]][column] != "200"
    }
    assert kept_out == {"growth:withdraw"}, "asked of a measure that never was"


def pattern(route: GuardedRoute) -> str:
    """Return an address of `route`: with the same identifier everywhere."""
    return re.sub(r"{\w+(:uuid)?}", UUID_OF_NOTHING, route.path)


def test_everybody_of_the_demonstration_is_in_the_table(house: House) -> None:
    assert {*house.passwords(), STRANGER, NOBODY} == set(PEOPLE)


@pytest.mark.parametrize("login", sorted(PEOPLE, key="nour".__eq__))  # she takes things away
def test_each_door_answers_as_written(
    house: House, passwords: Mapping[str, str], things: Things, login: str
) -> None:
    column = PEOPLE.index(login)
    with visiting(house, login, passwords) as who:
        answers = {route.name: answer(who, route, things) for route in doors()}  # type: ignore[attr-defined]
    assert {name: said[column] for name, said in EXPECTED.items()} == answers
