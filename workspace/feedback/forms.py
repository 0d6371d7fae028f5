"""From the fields of a page to a word or an answer, or Invalid."""

from collections.abc import Mapping

from workspace.errors import Invalid
from workspace.feedback import rules
from workspace.feedback.model import Kind, NewAnswer, NewFeedback, Outcome
from workspace.i18n import N_

CHOOSE = N_("Choose one of these.")


def new_feedback(fields: Mapping[str, str]) -> NewFeedback:
    """Read `kind`, `page` and `words`. Raises Invalid naming everything: without a kind, the rest is judged too."""
    page, words = fields.get("page", ""), fields.get("words", "")
    if fields.get("kind") not in set(Kind):
        raise Invalid({"kind": CHOOSE} | rules.refusals(page=page, words=words))
    return NewFeedback(kind=Kind(fields["kind"]), page=page, words=words)


def new_answer(fields: Mapping[str, str]) -> NewAnswer:
    """Read `outcome` and, if given, `answer`."""
    if fields.get("outcome") not in set(Outcome):
        raise Invalid({"outcome": CHOOSE})
    return NewAnswer(outcome=Outcome(fields["outcome"]), words=fields.get("answer", ""))
