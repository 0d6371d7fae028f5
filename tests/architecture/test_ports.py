"""The ports of the servers that tests start are theirs alone."""

import socket

import pytest

from tests.ports import EACH, LOWEST, MOST, free_port, given_away


def test_no_connection_is_given_one_of_ours() -> None:
    assert not set(given_away()) & set(range(LOWEST, LOWEST + EACH * MOST))


def test_each_process_of_the_suite_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw1")
    assert LOWEST + EACH <= free_port() < LOWEST + 2 * EACH


def test_one_that_is_taken_is_passed_over() -> None:
    port = free_port()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        found = {free_port() for _ in range(EACH - 1)}
    assert port not in found
