"""The real browser of the tests: Debian's Chromium, without a window."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

NAMES = ("chromium-headless-shell", "chromium")
"""The shell alone opens a page four times as fast as the whole program, which has windows to draw."""
LONGEST = 30_000
"""Milliseconds anything may take on a busy machine: an act, a page, what is expected to be seen."""
expect.set_options(timeout=LONGEST)


def browser_path() -> str:
    """Return where it is; skip the test that needs it where there is none, fail it where there must be one."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        reason = "Chromium is not installed (make browser)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """Give the browser. While it lives its own event loop runs here: no asynchronous test may meet it."""
    path = browser_path()
    with sync_playwright() as playwright:
        args = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=path, args=args)
        yield browser
        browser.close()
