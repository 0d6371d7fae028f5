"""What a word about a page may be, and an answer. No I/O."""

import re
from typing import Final

from workspace.errors import Invalid
from workspace.feedback.model import NewAnswer, NewFeedback, Outcome
from workspace.i18n import N_

LONGEST: Final = 4000
PAGE: Final = re.compile(r"(?:[a-z_]+:[a-z0-9_]+)?")
TOO_LONG: Final = N_("This is too long: four thousand characters at most.")


def check(new: NewFeedback) -> None:
    """Raise Invalid for what `refusals` names."""
    refused = refusals(page=new.page, words=new.words)
    if refused:
        raise Invalid(refused)


def refusals(*, page: str, words: str) -> dict[str, str]:
    """Return what is wrong, by field: words that say nothing or too much, a page that is no route."""
    refused: dict[str, str] = {}
    if not words.strip():
        refused["words"] = N_("Say it in a few words.")
    elif len(words) > LONGEST:
        refused["words"] = TOO_LONG
    if not PAGE.fullmatch(page):
        refused["page"] = N_("This is no page of Grenier.")
    return refused


def check_answer(new: NewAnswer) -> None:
    """Raise Invalid for an answer that is too long, or that declines without a reason."""
    if len(new.words) > LONGEST:
        raise Invalid({"answer": TOO_LONG})
    if new.outcome is Outcome.DECLINED and not new.words.strip():
        raise Invalid({"answer": N_("Say why: whoever wrote it reads your answer.")})
