"""What nobody answered in a part that is closed: said, never left to look normal. No I/O."""

from workspace.dossier.assessment.model import Answer, Answers, Field, Kind, Part
from workspace.dossier.assessment.rules import NEEDED
from workspace.i18n import N_

NO = "no"
NOTHING_YET = N_("Nothing is answered here yet.")


def left_to_say(part: Part, *, months: int) -> dict[str, str]:
    """Return what stops a part from being closed of which nothing was answered: what is needed, else all of it."""
    asked = part.asked(months)
    needed = {str(field.code): NEEDED for field in asked if field.required}
    return needed or {str(field.code): NOTHING_YET for field in asked[:1]}


def unanswered(part: Part, answers: Answers, *, months: int) -> tuple[Field, ...]:
    """Return the questions of that age that nobody answered: left blank, which is neither normal nor "not known".

    A remark that nobody made is no question left, nor is what only follows from a "yes".
    """
    return tuple(
        field
        for field in part.asked(months)
        if not answers.get(field.code, Answer()).is_given
        and field.kind is not Kind.WORDS
        and not field.is_veiled
        and not _follows_a_no(part, field, answers)
    )


def _follows_a_no(part: Part, field: Field, answers: Answers) -> bool:
    """Tell whether a question goes further into another one (`injuries`, `injuries_where`) whose answer is no."""
    return any(
        each.kind is Kind.YES_NO
        and field.code.startswith(f"{each.code}_")
        and answers.get(each.code, Answer()).value == NO
        for each in part.fields
    )
