"""People of the directory in words, for lists to choose from."""

from workspace.accounts.model import ROLE_LABELS
from workspace.i18n import gettext, mid_sentence, ngettext
from workspace.network.model import Practice, Practitioner


def with_profession(who: Practitioner) -> str:
    """Return a name and what the person does: two of one name are told apart."""
    return f"{who.name}, {who.specialty or mid_sentence(gettext(ROLE_LABELS[who.role]))}"


def practice(said: Practice | None) -> str:
    """Return how soon somebody can be seen, and where; empty where nobody said."""
    if said is None:
        return ""
    return ", ".join(filter(None, (_wait(said.waiting_weeks), _homes(said.visits_homes))))


def _wait(weeks: int | None) -> str:
    if weeks is None:
        return ""
    if not weeks:
        return gettext("no wait")
    return ngettext("about %(num)d week to wait", "about %(num)d weeks to wait", weeks, num=weeks)


def _homes(visits: bool | None) -> str:
    if visits is None:
        return ""
    return gettext("comes to the home") if visits else gettext("does not come to the home")
