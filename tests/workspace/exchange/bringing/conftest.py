"""Nour at her page, and the worker's side of what she sends."""

import re
from collections.abc import Awaitable, Callable
from uuid import UUID

import httpx
import pytest

from storage.vault import Vault
from tests.workspace.exchange.test_chosen import table
from tests.workspace.home.conftest import browse, clock, site
from tests.workspace.served import Browser, Files
from workspace.clock import SystemClock
from workspace.database import Door
from workspace.exchange.bringing import working
from workspace.exchange.bringing.model import RequestId
from workspace.jobs.model import JobKind

__all__ = ["browse", "clock", "site"]

Work = Callable[..., Awaitable[None]]


def files(**lines: list[str]) -> Files:
    """Return files to send, each by the lines of its table."""
    return [
        ("files", (f"{name}.csv", table(name, given), "text/csv")) for name, given in lines.items()
    ]


def request_of(answer: httpx.Response) -> str:
    """Return the address a sending leads to."""
    assert answer.status_code == httpx.codes.SEE_OTHER, answer.text
    found = re.fullmatch(r"/import/[0-9a-f-]{36}", answer.headers["location"])
    assert found is not None
    return found[0]


async def send(browser: Browser, **lines: list[str]) -> str:
    return request_of(await browser.post("/import", files=files(**lines)))


@pytest.fixture
def work(worker_door: Door, clock: SystemClock, vault: Vault) -> Work:
    """Do the work that waits for a request, as the worker does."""
    tools = {"door": worker_door, "clock": clock, "vault": vault}
    handlers = {
        JobKind.IMPORT_CHECK: working.checking(**tools),  # type: ignore[arg-type]
        JobKind.IMPORT_WRITE: working.writing(**tools),  # type: ignore[arg-type]
    }

    async def do(address: str, kind: JobKind = JobKind.IMPORT_CHECK) -> None:
        await handlers[kind](RequestId(UUID(address.rpartition("/")[2])))

    return do
