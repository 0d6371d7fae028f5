"""What the tests of documents ask for."""

import pytest

from tests.workspace.docgen import sample
from workspace.docgen.ppe.model import PPESource


@pytest.fixture
def lou() -> PPESource:
    """An invented child whose PPE has something in every automatic section."""
    return sample.lou()
