"""Every piece of the design system in a real browser: axe finds nothing, nothing overflows."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from statistics import median
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Route

from tests.browser import opened_browser
from workspace.web.middleware import CONTENT_SECURITY_POLICY
from workspace.web.shell import Place, Shell, Theme
from workspace.web.static_files import MEDIA_TYPES
from workspace.web.templating import WORKSPACE, Templates

FAINT, SEEN = 4, 16
"""Steps of grey, of 255: what nobody sees, and what is seen without looking for it."""
ORIGIN = "http://grenier.test"
SHELL = Shell(
    person="Camille Vasseur",
    role_label="Coordinator",
    organization="Maison de la petite enfance",
    banner="Demonstration",
    notice="Kept",
    reason="Because",
    places=tuple(
        Place(href=f"/{key}", label=label, count=4, current=key == "t", key=key)
        for key, label in {"t": "Today", "c": "Children", "m": "Messages", "d": "Documents"}.items()
    ),
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with opened_browser() as browser:
        yield browser


DRAFTS = re.compile(r"/drafts(\?|/|$)")
"""Where what is typed is kept for whoever types it."""
NO_DRAFT: dict[str, object] = {
    "token": "",
    "who": SHELL.person,
    "drafts": [],
    "id": "0f0f0f0f-0000-4000-8000-000000000000",
    "revision": 1,
    "when": "now",
}


def open_guide(chromium: Browser, theme: Theme, width: int) -> tuple[Page, list[str]]:
    """Open the style guide under our own policy; returns the page and what the browser complained of."""
    templates = Templates()
    shell = Shell(**{**SHELL.__dict__, "theme": theme})
    context = {
        "shell": shell,
        "today": date(2025, 3, 4),
        "now": datetime(2025, 3, 4, 9, tzinfo=UTC),
    }
    guide = templates.render("styleguide.html", context)

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path == "/":
            policy = {"content-security-policy": CONTENT_SECURITY_POLICY}
            route.fulfill(body=guide, content_type="text/html; charset=utf-8", headers=policy)
            return
        if path.startswith("/drafts"):
            route.fulfill(json=NO_DRAFT)
            return
        name = path.removeprefix(f"/static/{templates.release}/")
        content = templates.static_files.content(name)
        route.fulfill(body=content, content_type=MEDIA_TYPES[f".{name.rsplit('.', 1)[1]}"])

    page = chromium.new_page(viewport={"width": width, "height": 800})
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text))
    page.route("**/*", answer)
    page.goto(f"{ORIGIN}/")
    return page, complaints


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360, 320])
def test_axe_finds_nothing_and_nothing_overflows(
    chromium: Browser, theme: Theme, width: int
) -> None:
    page, complaints = open_guide(chromium, theme, width)
    violations = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert complaints == []
    page.close()


def test_axe_sees_what_is_wrong(chromium: Browser) -> None:
    page, _ = open_guide(chromium, "light", 1280)
    page.evaluate("document.querySelector('label[for=field-name]').remove()")
    violations = Axe().run(page).response["violations"]
    assert "label" in [rule["id"] for rule in violations]
    page.close()


def shades(region: Locator) -> tuple[float, float]:
    """Return how far the left and the right edge of a region are from the colour it lies on, 0 to 255."""
    picture = Image.open(BytesIO(region.screenshot())).convert("L")

    def grey(x: int) -> float:
        """Of a column of the picture, what most of it is: neither a letter, a line, nor a rounded corner."""
        return median(picture.crop((x, 16, x + 1, picture.height - 16)).tobytes())

    beneath = grey(picture.width // 2)
    return abs(grey(3) - beneath), abs(grey(picture.width - 4) - beneath)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_table_wider_than_the_screen_says_on_which_side_there_is_more(
    chromium: Browser, theme: Theme
) -> None:
    page, _ = open_guide(chromium, theme, 360)
    wide = page.get_by_role("region", name="Forfaits de l’année")
    assert wide.evaluate("each => each.scrollWidth > each.clientWidth")
    left, right = shades(wide)
    assert (left < FAINT, right > SEEN) == (True, True)
    wide.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert wide.evaluate("each => each.scrollLeft") > 0, "by the keyboard too"
    wide.evaluate("each => each.scrollTo({left: 9999, behavior: 'instant'})")
    page.wait_for_timeout(300)
    left, right = shades(wide)
    assert (left > SEEN, right < FAINT) == (True, True)
    page.close()
    page, _ = open_guide(chromium, theme, 1280)
    assert max(shades(page.get_by_role("region", name="Échelles"))) < FAINT, "all is in sight"
    page.close()


def test_keys_lead_to_the_search_and_to_the_places(chromium: Browser) -> None:
    page, _ = open_guide(chromium, "light", 1280)
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("gc")
    assert page.input_value("#search") == "gc"
    page.evaluate("document.activeElement.blur()")
    page.route("**/c", lambda route: route.fulfill(body="there"))
    with page.expect_navigation(url="**/c"):
        page.keyboard.type("gc")
    page.close()


def test_a_menu_closes_on_escape_and_gives_the_focus_back(chromium: Browser) -> None:
    page, _ = open_guide(chromium, "light", 360)
    page.click(".me summary")
    page.focus(".me-panel button")
    page.keyboard.press("Escape")
    assert page.evaluate("document.querySelector('.me').open") is False
    assert page.evaluate("document.activeElement.parentElement.className") == "me"
    page.close()


def test_what_was_typed_stays_when_the_network_is_away(chromium: Browser) -> None:
    page, _ = open_guide(chromium, "light", 360)
    page.fill("#field-name", "Lou-Anne")
    page.fill("#field-day", "2025-03-03")
    page.route(DRAFTS, lambda route: route.abort())
    sent: list[str] = []
    page.on("request", lambda r: sent.append(r.method) if not DRAFTS.search(r.url) else None)
    page.click("form[data-draft] .button.strong")
    page.wait_for_selector("[data-draft-line]")
    assert "POST" not in sent
    assert page.input_value("#field-name") == "Lou-Anne"
    page.unroute(DRAFTS)
    page.click("form[data-draft] .button.strong")
    page.wait_for_url("**/#forms")
    assert sent.count("POST") == 1
    page.close()


def test_every_colour_of_the_day_has_its_colour_of_the_night() -> None:
    folder = WORKSPACE / "web" / "static" / "css"
    apart = {
        "sans",
        "serif",
        "mono",
        "radius",
        "radius-large",
        "gap",
        "gutter",
        "target",
        "measure",
    }

    def names(sheet: str) -> set[str]:
        lines = (folder / sheet).read_text().splitlines()
        return {line.strip()[2:].split(":")[0] for line in lines if line.startswith("    --")}

    assert names("base.css") - apart | names("tokens.css") == names("dark.css")
