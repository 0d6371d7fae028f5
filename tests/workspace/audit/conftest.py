"""The worker, who chains."""

import pytest

from workspace.accounts.service import open_service_session
from workspace.database import Door


@pytest.fixture
async def worker(worker_door: Door) -> str:
    """The secret of the worker's session."""
    _, secret = await open_service_session("worker", door=worker_door)
    return secret
