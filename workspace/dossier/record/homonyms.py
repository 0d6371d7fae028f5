"""Children of one name, told apart in a list to choose from."""

from collections import Counter
from collections.abc import Mapping

from workspace.dossier.record.model import Identity
from workspace.i18n import format_date, gettext
from workspace.ids import DossierId
from workspace.names import letters


def told_apart(known: Mapping[DossierId, Identity]) -> dict[DossierId, str]:
    """Return the name of each child; with the day of birth where another one is called the same."""
    called = Counter(letters(identity.name) for identity in known.values())
    return {
        dossier: _born(identity) if called[letters(identity.name)] > 1 else identity.name
        for dossier, identity in known.items()
    }


def _born(identity: Identity) -> str:
    day = format_date(identity.birth_date)
    return gettext("%(name)s, born on %(day)s", name=identity.name, day=day)
