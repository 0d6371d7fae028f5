"""One person in front of one browser: they find things by their names, and nothing may complain behind their back."""

from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Locator, Page, Response, expect

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

    def follow(self, name: str) -> None:
        self.link(name).first.click()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def press(self, name: str) -> None:
        self.button(name).click()

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
        expect(self.page.get_by_role("heading", name=title, level=1, exact=True)).to_be_visible()

    def is_told(self, words: str) -> None:
        """Expect the receipt of what was just done."""
        expect(self.page.get_by_role("status").filter(has_text=words)).to_be_visible()

    def keep(self, name: str) -> None:
        self.album.keep(self.page, name)
