"""What an assessment asked and was answered, as a sheet says it, and where an answer comes from. No I/O."""

from collections.abc import Iterable, Iterator

from workspace.docgen.leaf import joined
from workspace.dossier.assessment.closed import ClosedPart
from workspace.dossier.assessment.model import (
    SOURCE_LABELS,
    Answer,
    Answers,
    Field,
    FieldCode,
    Kind,
    Part,
)
from workspace.dossier.assessment.wording import about_words, said
from workspace.dossier.protocol.model import INITIAL, StepCode
from workspace.i18n import gettext, mid_sentence


def step_words(step: StepCode, label: str) -> str:
    """Return how an assessment is called, from the label of its step."""
    words = gettext(label)
    return words if step == INITIAL else gettext("Assessment of %(age)s", age=words)


def rows(part: Part, closed: ClosedPart | None) -> Iterator[tuple[str, str, str]]:
    """Return each question that is not veiled, its answer in words, and where that comes from."""
    for field in part.fields:
        if not field.is_veiled:
            yield (_label(part, field), answered(field, closed), source(field, closed))


def _label(part: Part, field: Field) -> str:
    about = about_words(field.about) if field.about is not part.about else ""
    return joined(label(field), f"({mid_sentence(about)})" if about else "", by=" ")


def label(field: Field) -> str:
    """Return the question; what a form adds to it for whoever types ("one a line") is left out."""
    words = gettext(field.label)
    return words.rpartition(",")[0] or words if field.kind is Kind.LINES else words


def answered(field: Field, closed: ClosedPart | None) -> str:
    """Return the answer in words; that nobody wrote one is not that it is not known."""
    answer = _answer(field, closed)
    return said(field, answer) if answer.is_given else gettext("not written in the dossier")


def source(field: Field, closed: ClosedPart | None) -> str:
    found = _answer(field, closed).source
    return gettext(SOURCE_LABELS[found]) if found else ""


def _answer(field: Field, closed: ClosedPart | None) -> Answer:
    return closed.version.answers.get(field.code, Answer()) if closed else Answer()


def given(part: Part, said_of: Answers, codes: Iterable[str]) -> Iterator[tuple[Field, str]]:
    """Return the fields among `codes` that were answered and are not veiled, each with its words."""
    wanted = set(codes)
    for field in part.fields:
        answer = said_of.get(FieldCode(field.code), Answer())
        if field.code in wanted and answer.is_given and not field.is_veiled:
            yield field, said(field, answer)


def every(part: Part, said_of: Answers) -> Iterator[tuple[str, str]]:
    """Return each question of a part that was answered, and its answer in words."""
    for field, words in given(part, said_of, [field.code for field in part.fields]):
        yield label(field), words
