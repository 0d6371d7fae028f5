"""What a draft may be, and whose dossier it is about. No I/O."""

import re
from datetime import timedelta
from uuid import UUID

from workspace.drafts.model import NewDraft
from workspace.errors import Invalid
from workspace.i18n import N_
from workspace.ids import DossierId

LONGEST_FORM = 200
LONGEST_TYPED = 200_000
"""Characters of all the fields together."""
MOST_VERSIONS = 20
"""Of one form: beyond, the oldest gives way."""
KEPT = timedelta(days=90)
"""How long a draft waits for whoever began it."""

FORM = re.compile(r"[a-z0-9-]{1,60}:/[\w/.?=&-]*")
IN_DOSSIER = re.compile(r":/children/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:/|$)")
SECRETS = frozenset({"csrf_token", "password"})
"""Fields that are never kept."""


def check(new: NewDraft) -> None:
    """Raise Invalid for a form that has no such name, or more than a form holds."""
    if len(new.form) > LONGEST_FORM or not FORM.fullmatch(new.form):
        raise Invalid({"form": N_("This form cannot be kept.")})
    held = sum(len(name) + sum(map(len, values)) for name, values in new.typed.items())
    if held > LONGEST_TYPED or new.revision < 0 or SECRETS & set(new.typed):
        raise Invalid({"typed": N_("This is too long to be kept: send it, or shorten it.")})


def dossier_of(form: str) -> DossierId | None:
    """Return the dossier a form writes in, by its address; None for one that is in no dossier."""
    found = IN_DOSSIER.search(form)
    return DossierId(UUID(found[1])) if found else None
