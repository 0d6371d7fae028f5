"""A press has only asked for a page; whoever follows a link stands on the page it leads to."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.album import Album
from tests.journeys.browsing import Visit
from tests.ports import free_port

LATE, NEVER = 1.0, 120.0
"""Seconds between the head of a page and what stands on it."""
DOOR = b"<!doctype html><html lang=en><title>Door</title><a href=/room>Room</a> <a href=/held>Held room</a>"
ROOM = b"<!doctype html><html lang=en><title>Room</title><h1>Room</h1><p>One</p><p>Two</p>"


let_go = Event()
"""What a page that is held waits for."""


class Slow(BaseHTTPRequestHandler):
    """A server on a busy machine: the head comes at once, the page later."""

    def do_GET(self) -> None:
        page = DOOR if self.path == "/" else ROOM
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(page)))
        self.end_headers()
        self.wfile.flush()
        if page is ROOM:
            let_go.wait(NEVER if self.path == "/held" else LATE)
        self.wfile.write(page)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the library
        """Say nothing."""


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """Somebody in front of the door of a slow house."""
    let_go.clear()
    with ThreadingHTTPServer(("127.0.0.1", free_port()), Slow) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        context = chromium.new_context(base_url=f"http://127.0.0.1:{server.server_port}")
        found = Visit(context.new_page(), Album())
        found.go("/")
        yield found
        context.close()
        server.shutdown()


def test_whoever_follows_a_link_stands_on_the_page_it_leads_to(visit: Visit) -> None:
    visit.follow("Room")
    assert visit.page.locator("p").count() == 2


def test_whoever_only_presses_it_does_not_yet(visit: Visit) -> None:
    """The negative control: what is read at once is not what the page will show."""
    visit.link("Held room").click()
    assert visit.page.locator("p").count() == 0
    let_go.set()
    expect(visit.page.locator("p")).to_have_count(2)
