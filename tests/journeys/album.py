"""The screenshots of the journey, on a desk and on a telephone; written only when they are asked for."""

import io
import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from tests.journeys.house import ROOT

DESK = (1280, 800)
TELEPHONE = (360, 740)
FOLDER = ROOT / "docs" / "screenshots"
COLOURS = 256
RESIZED, LONGEST_RESIZE = 50, 200
"""Milliseconds between two looks at a window that takes another size; how many looks."""


class Album:
    """`GRENIER_SCREENSHOTS=1` writes `docs/screenshots/<name>-<width>.png`; a normal run leaves the tree alone."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._writes = os.environ.get("GRENIER_SCREENSHOTS") == "1"

    def keep(self, page: Page, name: str) -> None:
        """Look at the page in both sizes: nothing may stick out; keep the picture when asked."""
        page.wait_for_load_state()
        size = page.viewport_size
        for width, height in (DESK, TELEPHONE):
            page.set_viewport_size({"width": width, "height": height})
            assert sticks_out(page) <= 0, f"{name} scrolls sideways at {width}"
            if self._writes:
                shot = page.screenshot(animations="disabled", caret="hide")
                write_small(shot, self._folder / f"{name}-{width}.png")
        if size is not None:
            page.set_viewport_size(size)


def sticks_out(page: Page) -> int:
    """Return by how many pixels the page is wider than its window, once the window has the size it was given."""
    size = page.viewport_size
    assert size is not None
    for _ in range(LONGEST_RESIZE):
        window, content = page.locator("html").evaluate("page => [innerWidth, page.scrollWidth]")
        if window == size["width"]:
            return int(content - window)
        page.wait_for_timeout(RESIZED)
    raise AssertionError(f"the window does not become {size['width']} pixels wide")


def write_small(shot: bytes, path: Path) -> None:
    """Write a screenshot with as many colours as a page needs: a third of the size."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
