"""Ports for the servers that tests start: never one that a connection of somebody else may be given meanwhile."""

import os
import socket
from itertools import count
from pathlib import Path

LOWEST, EACH, MOST = 12_000, 1_000, 20
"""Where ours begin, how many each process of the suite has of its own, how many processes find room."""
GIVEN_AWAY = Path("/proc/sys/net/ipv4/ip_local_port_range")
"""The ports the system gives to whoever connects; it says so on Linux."""

_tries = count(os.getpid())  # where another suite on this machine has begun elsewhere


def free_port() -> int:
    """Return a port nobody listens at, below those the system gives away, apart for each process of the suite."""
    for _ in range(EACH):
        port = _first() + next(_tries) % EACH
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise AssertionError("every port is taken")


def _first() -> int:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return LOWEST + int(worker) % MOST * EACH


def given_away() -> range:
    """Return the ports the system may give to any connection."""
    if not GIVEN_AWAY.exists():
        return range(49_152, 65_536)
    lowest, highest = map(int, GIVEN_AWAY.read_text("ascii").split())
    return range(lowest, highest + 1)
