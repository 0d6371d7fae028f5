"""From what the page sends to a draft, or Invalid."""

import json
from collections.abc import Mapping
from uuid import UUID

from workspace.drafts.model import DraftId, NewDraft, Typed
from workspace.errors import Invalid
from workspace.i18n import N_

UNREADABLE = N_("This form cannot be kept.")


def new_draft(fields: Mapping[str, str]) -> NewDraft:
    """Read `id`, `form`, `revision` and `typed`, JSON: an object of lists of texts."""
    try:
        return NewDraft(
            id=DraftId(UUID(fields["id"])),
            form=fields["form"],
            revision=int(fields["revision"]),
            typed=_typed(json.loads(fields["typed"])),
        )
    except (KeyError, ValueError) as error:
        raise Invalid({"form": UNREADABLE}) from error


def _typed(said: object) -> Typed:
    if not isinstance(said, dict):
        raise ValueError  # noqa: TRY004 - what a browser sends, not a type of ours
    found: dict[str, tuple[str, ...]] = {}
    for name, values in said.items():
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise ValueError
        found[name] = tuple(values)
    return found


def ids(texts: list[str]) -> list[DraftId]:
    try:
        return [DraftId(UUID(text)) for text in texts]
    except ValueError as error:
        raise Invalid({"form": UNREADABLE}) from error
