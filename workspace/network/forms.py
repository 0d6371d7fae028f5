"""From the fields of the page to somebody of the directory, or Invalid naming every field."""

import unicodedata
from collections.abc import Mapping
from uuid import UUID

from workspace.actor import Role
from workspace.errors import Invalid
from workspace.i18n import N_
from workspace.ids import OrganizationId
from workspace.network.model import Contact, NewPractice, NewPractitioner


def new_practitioner(fields: Mapping[str, str]) -> NewPractitioner:
    """Read `family_name`, `given_name`, `specialty`, `phone`, `email`, `organization`. The rules judge the rest."""
    chosen = fields.get("organization", "").strip()
    try:
        organization = OrganizationId(UUID(chosen)) if chosen else None
    except ValueError as error:
        raise Invalid({"organization": N_("Choose one of the list.")}) from error
    return NewPractitioner(
        contact=Contact(
            family_name=_plain(fields.get("family_name", "")),
            given_name=_plain(fields.get("given_name", "")),
            email=_plain(fields.get("email", "")),
            phone=_plain(fields.get("phone", "")),
        ),
        role=Role.OTHER,
        organization=organization,
        specialty=_plain(fields.get("specialty", "")),
        internal=None if organization else False,
    )


def new_practice(fields: Mapping[str, str]) -> NewPractice:
    """Read `waiting_weeks`, empty for what nobody knows, and `visits_homes`, "yes", "no" or empty."""
    weeks = fields.get("waiting_weeks", "").strip()
    if weeks and not (weeks.isascii() and weeks.isdigit()):
        raise Invalid({"waiting_weeks": N_("Give a number of weeks, from 0 to 260.")})
    return NewPractice(
        waiting_weeks=int(weeks.lstrip("0")[:6] or 0) if weeks else None,
        visits_homes={"yes": True, "no": False}.get(fields.get("visits_homes", "")),
    )


def _plain(text: str) -> str:
    """Compose accents, make every space one, tabs and new lines too, drop what has no shape (control characters)."""
    words = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(sign for sign in words if unicodedata.category(sign) != "Cc")
