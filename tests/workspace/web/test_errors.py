"""From an error of the house to an answer: the table is complete, and each row is tried."""

import logging
from collections.abc import Callable

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response

from storage.errors import StorageError
from tests.workspace.served import Site
from workspace.accounts import routes as accounts
from workspace.database import DatabaseBusy
from workspace.errors import Forbidden, Invalid, RateLimited, WorkspaceError
from workspace.web.errors import STATUSES, TITLES, status_of
from workspace.web.policy import Knock, Policy, guarded

TABLE = {
    "Conflict": 409,
    "ContentTooLarge": 413,
    "DatabaseBusy": 503,
    "FieldTampered": 500,
    "Forbidden": 403,
    "FormGone": 404,
    "Invalid": 422,
    "KeyFileExposed": 500,
    "KeyShredded": 410,
    "NotFound": 404,
    "ObjectMissing": 404,
    "ObjectTampered": 500,
    "RateLimited": 429,
    "RootSealed": 500,
    "SignInRequired": 303,
    "StorageError": 500,
    "StorageUnavailable": 503,
    "SudoRequired": 303,
    "SweepRefused": 500,
    "UnknownRoot": 500,
    "WorkspaceError": 500,
}
"""Every error of the house, and how it is answered over HTTP (house plan, section 5)."""

ELSEWHERE = {"_TooFast": "a WebSocket is told 4429"}
"""Errors that no page raises, and where they are answered."""

MAKE: dict[str, Callable[[], Exception]] = {
    "Invalid": lambda: Invalid({"caption": "x"}),
    "RateLimited": lambda: RateLimited(7),
    "DatabaseBusy": DatabaseBusy,
}


def made(name: str) -> Exception:
    if name in MAKE:
        return MAKE[name]()
    (kind,) = (kind for kind in ours() if kind.__name__ == name)
    return kind()


def everybody(root: type[Exception]) -> set[type[Exception]]:
    return {root}.union(*(everybody(kind) for kind in root.__subclasses__()))


def ours() -> set[type[Exception]]:
    found = everybody(WorkspaceError) | everybody(StorageError)
    return {kind for kind in found if kind.__module__.startswith(("workspace.", "storage."))}


def test_the_table_has_every_error_of_the_house() -> None:
    assert set(TABLE) | set(ELSEWHERE) == {kind.__name__ for kind in ours()}


def test_what_is_said_elsewhere_inherits_its_answer() -> None:
    assert {429} == {status_of(kind(1)) for kind in ours() if kind.__name__ in ELSEWHERE}


def test_every_status_has_a_title() -> None:
    assert set(STATUSES.values()) <= set(TITLES)


def test_every_error_has_a_sentence_without_a_name() -> None:
    for kind in ours():
        assert kind.__doc__
        assert kind.__doc__.splitlines()[0].endswith(".")


@pytest.fixture(autouse=True)
def page_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the application one more page, which raises the error its address names."""

    async def fail(request: Request) -> Response:
        raise made(request.path_params["name"])

    page = guarded("/fail/{name}", fail, policy=Policy(Knock.PUBLIC), name="fail")
    monkeypatch.setattr(accounts, "routes", [*accounts.routes, page])


async def test_each_error_is_answered_as_the_table_says(site: Site) -> None:
    found = {}
    async with site.client() as client:
        for name in TABLE:
            response = await client.get(f"/fail/{name}")
            found[name] = response.status_code
            assert response.headers["cache-control"] == "no-store"
    assert TABLE == found


@pytest.mark.parametrize(
    "name", ["Conflict", "Forbidden", "KeyShredded", "NotFound", "StorageUnavailable"]
)
async def test_an_error_is_a_page_in_plain_words(site: Site, name: str) -> None:
    async with site.client() as client:
        response = await client.get(f"/fail/{name}")
    assert response.headers["content-type"].startswith("text/html")
    assert str(made(name)) in response.text
    assert "Traceback" not in response.text


@pytest.mark.parametrize(
    ("name", "after"), [("RateLimited", "7"), ("DatabaseBusy", "5"), ("StorageUnavailable", "5")]
)
async def test_whoever_should_come_back_is_told_when(site: Site, name: str, after: str) -> None:
    async with site.client() as client:
        assert after == (await client.get(f"/fail/{name}")).headers["retry-after"]


@pytest.mark.parametrize(
    ("name", "door"),
    [
        ("SignInRequired", "/sign-in?next=/fail/SignInRequired"),
        ("SudoRequired", "/confirm?next=/fail/SudoRequired"),
    ],
)
async def test_some_errors_lead_to_a_door(site: Site, name: str, door: str) -> None:
    async with site.client() as client:
        assert door == (await client.get(f"/fail/{name}")).headers["location"]


async def test_our_own_faults_are_written_down_without_a_name(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    async with site.client() as client:
        await client.get("/fail/ObjectTampered?child=Lou")
        await client.get("/fail/Forbidden")
    (record,) = [entry for entry in caplog.records if entry.name == "workspace.web.errors"]
    assert logging.ERROR == record.levelno
    assert "ObjectTampered" in record.getMessage()
    assert "Lou" not in record.getMessage()


async def test_an_error_that_has_no_row_is_a_fault_of_ours() -> None:
    assert status_of(ValueError()) == 500


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/static/none/css/base.css", 404),
        ("GET", "/static/..%2f..%2fsettings.py", 404),
        ("GET", "/sign-out", 405),
        ("DELETE", "/sign-in", 405),
        ("GET", "/children/not-a-uuid", 404),
    ],
)
async def test_what_is_not_there_is_the_same_page(
    site: Site, method: str, path: str, status: int
) -> None:
    async with site.client() as client:
        response: httpx.Response = await client.request(method, path)
    assert status == response.status_code
    assert response.headers["content-type"].startswith("text/html")


async def test_an_address_that_is_not_there_reads_like_one_that_is_not_for_you(site: Site) -> None:
    async with site.client() as client:
        pages = {
            (await client.get(path)).text.replace(path, "")
            for path in ("/nowhere", "/fail/NotFound")
        }
    assert len(pages) == 1


def test_forbidden_may_say_why() -> None:
    assert str(Forbidden("Because.")) == "Because."
