"""People of the directory in words, for lists to choose from."""

from workspace.accounts.model import ROLE_LABELS
from workspace.i18n import gettext
from workspace.network.model import Practitioner


def with_profession(who: Practitioner) -> str:
    """Return a name and what the person does: two of one name are told apart."""
    return f"{who.name}, {who.specialty or gettext(ROLE_LABELS[who.role]).lower()}"
