"""What makes two entries look like one child, in words."""

from workspace.dossier.record.model import Identity
from workspace.dossier.record.twins import BIRTHS_LABELS, NAMES_LABELS, likeness
from workspace.i18n import gettext


def alike_in_words(one: Identity, other: Identity) -> str:
    """Return what is the same and what differs: "close names, born the same day"; "" where nothing is alike."""
    found = likeness(one, other)
    if found is None:
        return ""
    names, births = gettext(NAMES_LABELS[found.names]), gettext(BIRTHS_LABELS[found.births])
    said = f"{names}, {births}"
    return said[:1].upper() + said[1:]
