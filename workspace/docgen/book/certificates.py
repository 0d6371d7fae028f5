"""The data of a health certificate, gathered for the physician who signs it: what is not known is said. No I/O."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from workspace.docgen.book.definitions import Certificate
from workspace.docgen.book.leaves import hides_place, initial
from workspace.docgen.book.model import BookSource
from workspace.docgen.leaf import (
    LEFT_OUT,
    NOT_KNOWN,
    Blocks,
    Part,
    facts,
    joined,
    leaf,
    made_by,
    paragraph,
    table,
)
from workspace.docgen.model import Content, Notice, Words, text
from workspace.docgen.said import answers, health, who
from workspace.docgen.said.who import age
from workspace.dossier.assessment.closed import ClosedPart
from workspace.dossier.assessment.definitions import form
from workspace.dossier.assessment.model import Field, Group
from workspace.dossier.assessment.model import Part as FormPart
from workspace.dossier.growth.model import INDICATOR_LABELS, INDICATOR_UNITS, Indicator
from workspace.dossier.health.model import Allergy, AllergyAnswer, BookRead, VaccineStatus
from workspace.dossier.health.rules import allergy_answer
from workspace.dossier.health.wording import beyond_in_words, dose_in_words, vaccine_label
from workspace.dossier.protocol.exams import ExamStatus
from workspace.i18n import N_, format_date, format_number, gettext

SENT_WITHIN = timedelta(days=8)
"""From the examination to the sending (CSP R.2132-3)."""
EARLY_WEEKS = 33
"""Completed weeks before which the certificates call a birth premature."""
BY_HAND = N_("to be written by hand")
VACCINES = "=vaccines"
MADE_WITH = "bilan-1"
"""The form whose questions the lists name."""
EXAMINATION = "examination"
"""The part of a form that is the physical examination."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CertificateSource:
    """One certificate of a child whose examination was done."""

    certificate: Certificate
    status: ExamStatus
    book: BookSource
    department: str
    performed_by: str = ""
    """Who made the examination, as it was written when it was said to be done; "" when nobody wrote it."""

    @property
    def closed(self) -> tuple[ClosedPart, ...]:
        """The closed parts of the visit that was the examination."""
        return of_visit(self.book, self.status)

    @property
    def examined_on(self) -> date | None:
        return examined_on(self.status)


class Row(NamedTuple):
    what: str
    said: str
    source: str = ""


def is_done(status: ExamStatus) -> bool:
    """Tell whether the examination was done: written down so, or an assessment was done within its days."""
    return examined_on(status) is not None


def of_visit(book: BookSource, status: ExamStatus) -> tuple[ClosedPart, ...]:
    """Return the closed parts of the assessment done at the examination; nothing for one done elsewhere.

    That of the day written down for the examination, else the assessment that was done within its days.
    """
    steps = {status.same_days}
    if status.done_on is not None:
        steps = {
            each.version.step for each in book.closed if each.version.seen_on == status.done_on
        }
    return tuple(each for each in book.closed if each.version.step in steps)


def examined_on(status: ExamStatus) -> date | None:
    """Return the day of the examination: as it was written down, else that of the assessment within its days."""
    return status.done_on or status.same_on


def send_by(status: ExamStatus) -> date | None:
    """Return the last day of the eight in which the physician sends the certificate."""
    day = examined_on(status)
    return day + SENT_WITHIN if day else None


def compose(source: CertificateSource, words: Words) -> Content:
    """Return the data of the certificate as a document, in the current language."""
    book = source.book
    content = leaf(
        book.child.identity,
        title=gettext(source.certificate.title),
        made=made_by(book.made_by, book.today),
        today=book.today,
        words=words,
        opening=_opening(source),
        parts=[
            Part(title=gettext("The child and the examination"), blocks=_head(source)),
            *(
                Part(title=gettext(section.title), blocks=_section(section.rows, source))
                for section in source.certificate.sections
            ),
        ],
    )
    if not hides_place(book):
        return content
    return who.without_place(content, book.child, book.around, book.organization)


def _opening(source: CertificateSource) -> Blocks:
    by = send_by(source.status)
    deadline = (
        gettext("within 8 days, by %(day)s", day=format_date(by))
        if by
        else gettext("within 8 days")
    )
    lines = [
        gettext(
            "Data gathered for the official form: the physician who examined the child checks and signs it."
        ),
        gettext(
            "It is sent by the physician, %(deadline)s, to the physician in charge of the PMI of the department "
            "(CSP R.2132-3). Department that follows the child: %(code)s; for a child in care, it says which PMI.",
            deadline=deadline,
            code=source.department,
        ),
    ]
    if source.book.are_left_out:
        lines.append(gettext(LEFT_OUT))
    lines += who.place_words(hides=hides_place(source.book), reads=source.book.reads)
    return (Notice(gettext("This is not the certificate"), text("\n".join(lines))),)


def _head(source: CertificateSource) -> Blocks:
    book, day = source.book, source.examined_on
    child = book.child.identity
    return (
        facts(
            [
                (gettext("Name"), child.name),
                (gettext("Born on"), joined(who.born(child), child.birth_place)),
                (gettext("Examined on"), format_date(day) if day else ""),
                (gettext("Age"), age(book.child, day, tells_birth=True) if day else ""),
                _performer(source),
                (gettext("RPPS number"), gettext(BY_HAND)),
                (gettext("Address of the child"), gettext(BY_HAND)),
            ]
        ),
    )


def _performer(source: CertificateSource) -> tuple[str, str]:
    """Return the physician who signed; else who made the examination, or closed its part, and that nobody signed."""
    names = source.book.names
    signed = next((each.signature for each in source.closed if each.signature), None)
    if signed is not None:
        return gettext("Physician"), names.get(signed.signed_by, "")
    wrote = [each.version.author for each in source.closed if each.part.code == EXAMINATION]
    by = source.performed_by or ", ".join(names.get(each, "") for each in wrote[:1])
    if not by:
        return gettext("Physician"), ""
    return gettext("Examined by"), joined(by, gettext("not signed yet"))


def _section(rows: tuple[str, ...], source: CertificateSource) -> Blocks:
    if rows == (VACCINES,):
        return _vaccines(source)
    columns = [(gettext("Question"), 5), (gettext("Answer"), 4), (gettext("Source"), 3)]
    return table(columns, [row(each, source) for each in rows], otherwise="")


def row(asked: str, source: CertificateSource) -> Row:
    """Return one line of the certificate: what the forms say, what is reckoned, or what is left to the hand."""
    if asked.startswith("?"):
        return Row(gettext(asked[1:]), gettext(BY_HAND))
    if asked.startswith("="):
        return RECKONED[asked[1:]](source)
    part, field = _question(asked, source.book.today)
    closed = _closed(part, source)
    if closed is not None:
        field = next((each for each in closed.part.fields if each.code == field.code), field)
    if not source.book.may_read(part.data_class):
        return Row(answers.label(field), gettext("not open to whoever made it"))
    if field.is_veiled:
        return Row(answers.label(field), gettext("kept secret"))
    return Row(
        answers.label(field),
        answers.answered(field, closed),
        _where(field, closed),
    )


def _question(asked: str, on: date) -> tuple[FormPart, Field]:
    """Return a question of the form in force; where a form of an installation left it out, as it was shipped."""
    code, _, field_code = asked.partition(".")
    known = (part for each in (form(on=on), form(MADE_WITH)) for part in each.parts)
    return next(
        (part, field)
        for part in known
        if part.code == code
        for field in part.fields
        if field.code == field_code
    )


def _where(field: Field, closed: ClosedPart | None) -> str:
    """Return where an answer comes from, and since when it is written; nothing of a question nobody answered."""
    if closed is None or not list(answers.given(closed.part, closed.version.answers, [field.code])):
        return ""
    return joined(answers.source(field, closed), format_date(closed.version.seen_on))


def _closed(part: FormPart, source: CertificateSource) -> ClosedPart | None:
    """Return a part as it was closed: of the history, at the initial assessment; else, at the examination."""
    if part.group is Group.HISTORY:
        return initial(source.book, part.code)
    return next((each for each in source.closed if each.part.code == part.code), None)


def _measured(indicator: Indicator) -> Callable[[CertificateSource], Row]:
    def read(source: CertificateSource) -> Row:
        points = source.book.growth.points.get(indicator, ())
        found = next((each for each in points if each.measured_on == source.examined_on), None)
        label = gettext(INDICATOR_LABELS[indicator])
        if found is None:
            return Row(label, gettext("not written in the dossier"))
        words = f"{format_number(found.value)} {INDICATOR_UNITS[indicator]}"
        return Row(label, words, format_date(found.measured_on))

    return read


def _prematurity(source: CertificateSource) -> Row:
    weeks = source.book.child.birth.term_weeks
    label = gettext("Born before 33 weeks")
    if weeks is None:
        return Row(label, gettext(NOT_KNOWN))
    said = gettext("Yes") if weeks < EARLY_WEEKS else gettext("No")
    return Row(label, gettext("%(said)s, at %(weeks)s weeks", said=said, weeks=weeks))


def _allergies(source: CertificateSource) -> Row:
    """Return the allergies said until the day of the examination."""
    until = source.examined_on or date.max
    known = [each for each in health.of(source.book.health, Allergy) if each.done_on <= until]
    label = gettext("Allergies written, of food or not")
    match allergy_answer(known):
        case AllergyAnswer.UNKNOWN:
            return Row(label, gettext("Not known: nobody has said anything yet"))
        case AllergyAnswer.NONE_KNOWN:
            return Row(label, gettext("No known allergy"), format_date(known[-1].done_on))
        case AllergyAnswer.LISTED:
            named = [each for each in known if not each.is_none]
            last = max(each.done_on for each in named)
            return Row(label, ", ".join(each.substance for each in named), format_date(last))


RECKONED: Mapping[str, Callable[[CertificateSource], Row]] = {
    "weight": _measured(Indicator.WEIGHT),
    "length": _measured(Indicator.LENGTH),
    "head": _measured(Indicator.HEAD),
    "bmi": _measured(Indicator.BMI),
    "prematurity": _prematurity,
    "allergies": _allergies,
}


def _vaccines(source: CertificateSource) -> Blocks:
    """Return each dose that is written; of a vaccine without one, what its silence means: the book was read, or not."""
    book = source.book
    nothing = (
        gettext("none written; the health book was read whole")
        if health.of(book.health, BookRead)
        else gettext("not known: the health book was not read whole")
    )
    return (
        *table(
            [(gettext("Vaccine"), 4), (gettext("Doses"), 7)],
            [
                (vaccine_label(each.vaccine), _doses(each, source.examined_on) or nothing)
                for each in book.health.vaccines
            ],
            otherwise=gettext("No vaccine is due to this child."),
        ),
        paragraph(health.book(book.health)),
    )


def _doses(status: VaccineStatus, until: date | None) -> str:
    """Return the doses given until the day of the examination; all of them where that is not known."""
    last = until or date.max
    return "\n".join(
        [
            *(
                dose_in_words(each)
                for each in status.doses
                if each.done and each.done.done_on <= last
            ),
            *beyond_in_words(status, last),
        ]
    )
