"""A folder brought in, all of it or none, once."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import People, account_of
from tests.workspace.exchange.folders import PAS_DE_CALAIS
from workspace.access.model import Errand
from workspace.clock import FixedClock
from workspace.exchange.service import import_folder

CLOCK = FixedClock(moment=datetime(2025, 9, 1, 9, tzinfo=UTC))


async def test_smoke(importing: Errand, vault: Vault) -> None:
    started = time.perf_counter()
    receipt = await import_folder(importing, PAS_DE_CALAIS, clock=CLOCK, vault=vault)
    print(receipt.added, receipt.written, time.perf_counter() - started)
    started = time.perf_counter()
    again = await import_folder(importing, PAS_DE_CALAIS, clock=CLOCK, vault=vault)
    print(again.added, again.amended, again.unchanged, time.perf_counter() - started)
    assert again.changes == 0
