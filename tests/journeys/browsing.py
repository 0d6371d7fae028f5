"""One person in front of one browser: they find things by their names, and nothing may complain behind their back."""

from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Download, Locator, Page, Response, expect

from tests.journeys.album import Album

REFUSED = 400
LONGEST_WALK = 80
"""Presses of Tab after which a field is out of reach."""


@dataclass
class Visit:
    page: Page
    album: Album
    problems: list[str] = field(default_factory=list)
    """What the browser complained about: errors of the console, of scripts, answers that refuse."""

    def __post_init__(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        self.page.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.problems.append(f"{message.type}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= REFUSED:
            self.problems.append(f"{response.status}: {response.url}")

    def go(self, path: str) -> None:
        self.page.goto(path)

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name, exact=True)

    def opens(self, thing: Locator, *, finger: bool = False) -> None:
        """Press what leads to another page; wait until that page is there, with its scripts.

        A press that came back has only asked for the page: what is read next may still be read on the one before.
        """
        thing.wait_for()  # or the page that leads to it would be taken for the one it leads to
        with self.page.expect_navigation():
            thing.tap() if finger else thing.click()

    def follow(self, name: str) -> None:
        self.opens(self.link(name).first)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def press(self, name: str) -> None:
        """Press a button that sends a form, and wait for the page that answers."""
        self.opens(self.button(name))

    def touch(self, name: str) -> None:
        """Press a button that does its work within the page."""
        self.button(name).click()

    def takes(self, thing: Locator) -> Download:
        """Press what gives a file; return it, whole."""
        with self.page.expect_download() as waiting:
            thing.click()
        waiting.value.path()
        return waiting.value

    def in_dossier(self, tab: str) -> Locator:
        """Return the link to a part of the dossier that is open."""
        parts = self.page.get_by_role("navigation", name="Dossier")
        return parts.get_by_role("link", name=tab)

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True)

    def write(self, label: str, words: str) -> None:
        self.field(label).fill(words)

    def choose(self, label: str, option: str) -> None:
        self.field(label).select_option(label=option)

    def tick(self, label: str) -> None:
        """Choose a chip: the box itself lies under its words, so press the words."""
        self.page.get_by_label(label, exact=True).check(force=True)

    def tab_to(self, label: str) -> None:
        """Go to a field of the page on the keyboard alone."""
        wanted = self.field(label)
        for _ in range(LONGEST_WALK):
            if wanted.evaluate("(field) => field === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {label}")

    def region(self, name: str) -> Locator:
        return self.page.get_by_role("region", name=name, exact=True)

    def sees(self, title: str) -> None:
        """Expect the page of this title, whole: its scripts hear the keys."""
        expect(self.page.get_by_role("heading", name=title, level=1, exact=True)).to_be_visible()
        self.page.wait_for_load_state()

    def is_told(self, words: str) -> None:
        """Expect the receipt of what was just done."""
        expect(self.page.get_by_role("status").filter(has_text=words)).to_be_visible()
        self.page.wait_for_load_state()

    def expects_keys(self) -> None:
        """Expect that something in the page has the focus: a key pressed before would go nowhere."""
        expect(self.page.get_by_role("main").locator(":focus")).to_have_count(1)

    def keep(self, name: str) -> None:
        self.album.keep(self.page, name)
