"""Each leaf of the health book from what is known: days and sources beside every line, silence said. No I/O."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from workspace.access.permissions import DataClass
from workspace.docgen.book import newborn
from workspace.docgen.book.model import BookSource, Leaf
from workspace.docgen.leaf import Blocks, Part, facts, joined, named, paragraph, table
from workspace.docgen.said import answers, growth, health, scales, who
from workspace.docgen.said.health import of
from workspace.dossier.assessment.closed import ClosedPart
from workspace.dossier.assessment.definitions import form
from workspace.dossier.health.model import (
    RESULT_LABELS,
    SCREENING_LABELS,
    Allergy,
    Condition,
    Screening,
    ScreeningDone,
    Stay,
    Treatment,
)
from workspace.dossier.protocol.model import INITIAL
from workspace.dossier.record.model import Birth
from workspace.i18n import format_date, format_number, gettext, mid_sentence, ngettext

PERINATAL = ("pregnancy", "exposures", "birth", "first_week")
OF_SCREENING: Mapping[str, Screening] = {
    "hearing_newborn": Screening.HEARING,
    "hearing": Screening.HEARING,
    "vision": Screening.VISION,
    "acuity": Screening.VISION,
    "blood_spot": Screening.BLOOD_SPOT,
    "language": Screening.LANGUAGE,
    "teeth": Screening.TEETH,
    "neurodevelopment": Screening.TND,
    "lead_risk": Screening.LEAD,
    "tuberculosis_risk": Screening.TB,
}
"""The questions of the assessments that are a screening, by their code."""
MILESTONES = (
    "tone",
    "gross_motor",
    "fine_motor",
    "language",
    "walks",
    "walked_months",
    "neurodevelopment",
    "pm_tone",
    "pm_gross",
    "pm_fine",
    "pm_body",
)
OF_TEETH = ("teeth", "teeth_before")
BEFORE = ("hospital_stays", "accidents", "allergies", "treatments", "specialists")


class Found(NamedTuple):
    """One line of a leaf: when, what, how it was found, and where it is written."""

    on: date
    what: str
    words: str
    where: str


def parts_of(leaf: Leaf, source: BookSource) -> tuple[Part, ...]:
    """Return what a leaf says, part after part."""
    return FILL[leaf](source)


# ── Identity and contacts ────────────────────────────────────────────────────────────────────────


def _identity(source: BookSource) -> tuple[Part, ...]:
    hides = hides_place(source)
    return (
        Part(
            title=gettext("Identity"),
            blocks=who.identity(
                source.child,
                source.ins,
                source.today,
                organization="" if hides else source.organization,
                tells_birth=True,
            ),
        ),
        Part(title=gettext("Allergies"), blocks=health.allergies(source.health)),
        Part(
            title=gettext("Contacts"),
            blocks=who.contacts(
                source.child,
                source.around,
                source.today,
                pmi=source.pmi,
                reads_family=source.may_read(DataClass.SOCIAL),
                is_team_copy=source.is_team_copy,
            ),
        ),
    )


def hides_place(source: BookSource) -> bool:
    """Tell whether the place is left unnamed on this copy (`who.hides_place`)."""
    return who.hides_place(
        source.child, source.today, reads=source.reads, is_team_copy=source.is_team_copy
    )


# ── Perinatal period ─────────────────────────────────────────────────────────────────────────────


def _perinatal(source: BookSource) -> tuple[Part, ...]:
    birth = Part(title=gettext("What the record holds of the birth"), blocks=_birth(source))
    asked = (part for part in form(on=source.today).parts if part.code in PERINATAL)
    return (
        birth,
        *(
            Part(title=gettext(part.label), blocks=_history(source, part.code))
            for part in asked
            if source.may_read(part.data_class)
        ),
    )


def _birth(source: BookSource) -> Blocks:
    known = source.child.birth
    term = ""
    if known.term_weeks is not None:
        term = ngettext("%(num)d week", "%(num)d weeks", known.term_weeks, num=known.term_weeks)
        days = ngettext("%(num)d day", "%(num)d days", known.term_days, num=known.term_days)
        term = joined(term, days if known.term_days else "", by=" ")
    return (
        facts(
            [
                (gettext("Term"), term),
                (gettext("Weight at birth"), f"{known.weight_g} g" if known.weight_g else ""),
                (
                    gettext("Length at birth"),
                    f"{format_number(known.length_cm)} cm" if known.length_cm else "",
                ),
                (
                    gettext("Head circumference at birth"),
                    f"{format_number(known.head_cm)} cm" if known.head_cm else "",
                ),
            ]
        ),
    )


def _history(source: BookSource, code: str) -> Blocks:
    """Return one part of the initial assessment, question by question, or that it is not closed."""
    closed = initial(source, code)
    if closed is None:
        return (
            paragraph(
                gettext("This part of the initial assessment is not closed: nothing of it is here.")
            ),
        )
    return (
        paragraph(_standing(closed, source)),
        *table(
            [(gettext("Question"), 5), (gettext("Answer"), 4), (gettext("Source"), 2.4)],
            answers.rows(closed.part, closed),
            otherwise="",
        ),
    )


def initial(source: BookSource, code: str) -> ClosedPart | None:
    """Return a part of the initial assessment, where it is closed and open."""
    return next(
        (each for each in source.closed if each.version.step == INITIAL and each.part.code == code),
        None,
    )


def _standing(closed: ClosedPart, source: BookSource) -> str:
    """Return by whom and when a part was closed, and whether what it says is signed."""
    version = closed.version
    by = source.names.get(version.author, "")
    signed = gettext("signed") if closed.is_signed else gettext("provisional: not signed")
    return joined(gettext("Written on %(day)s", day=format_date(version.seen_on)), by, signed)


# ── Screenings, teeth, development ───────────────────────────────────────────────────────────────


def screenings(source: BookSource) -> list[tuple[Screening, Found]]:
    """Return what was screened, said on the page of health or found at an assessment, the latest first."""
    said = [
        (
            each.what,
            Found(
                each.done_on,
                gettext(SCREENING_LABELS[each.what]),
                joined(
                    gettext(RESULT_LABELS[each.result]),
                    each.remark,
                    gettext("to recheck on %(day)s", day=format_date(each.recheck_on))
                    if each.recheck_on
                    else "",
                ),
                gettext("Page of health"),
            ),
        )
        for each in of(source.health, ScreeningDone)
    ]
    found = [
        (OF_SCREENING[field.code], _found(closed, answers.label(field), words, source))
        for closed in source.closed
        for field, words in answers.given(closed.part, closed.version.answers, OF_SCREENING)
    ]
    return sorted([*said, *found], key=lambda each: each[1].on, reverse=True)


def _found(closed: ClosedPart, what: str, words: str, source: BookSource) -> Found:
    step = closed.version.step
    where = answers.step_words(step, source.labels[step])
    unsigned = "" if closed.is_signed else gettext("provisional: not signed")
    return Found(closed.version.seen_on, what, words, joined(where, unsigned))


def _screenings(source: BookSource) -> tuple[Part, ...]:
    found = screenings(source)
    known = {what for what, _ in found}
    silent = [
        mid_sentence(gettext(SCREENING_LABELS[what])) for what in Screening if what not in known
    ]
    blocks = _lines((each for _, each in found), gettext("No screening is written."))
    if silent:
        nothing = gettext("Nothing is written of: %(what)s.", what=", ".join(silent))
        blocks = (*blocks, paragraph(nothing))
    told = newborn.in_words(source.child.identity.birth_date)
    return (
        Part(title=gettext("Screenings"), blocks=(*blocks, paragraph(told)) if told else blocks),
    )


def _lines(found: Iterable[Found], otherwise: str) -> Blocks:
    return table(
        [
            (gettext("Day"), 2),
            (gettext("What"), 3),
            (gettext("Result"), 4),
            (gettext("Where it is written"), 3),
        ],
        [(format_date(each.on), each.what, each.words, each.where) for each in found],
        otherwise=otherwise,
    )


def teeth(source: BookSource) -> list[Found]:
    """Return what was seen of the teeth."""
    said = [each for what, each in screenings(source) if what is Screening.TEETH]
    before = [
        _found(closed, answers.label(field), words, source)
        for closed in source.closed
        for field, words in answers.given(closed.part, closed.version.answers, OF_TEETH)
        if field.code not in OF_SCREENING
    ]
    return sorted([*said, *before], key=lambda each: each.on, reverse=True)


def _teeth(source: BookSource) -> tuple[Part, ...]:
    nothing = gettext("Nothing is written of the teeth.")
    return (Part(title=gettext("Mouth and teeth"), blocks=_lines(teeth(source), nothing)),)


def milestones(source: BookSource) -> list[Found]:
    """Return what each assessment found of the development, one line an assessment and a part."""
    return list(_milestones(source))


def _milestones(source: BookSource) -> Iterator[Found]:
    for closed in source.closed:
        words = [
            named(answers.label(field), mid_sentence(said))
            for field, said in answers.given(closed.part, closed.version.answers, MILESTONES)
        ]
        if words:
            yield _found(closed, gettext(closed.part.label), "\n".join(words), source)


def _development(source: BookSource) -> tuple[Part, ...]:
    nothing = gettext("No assessment has said anything of the development yet.")
    found = Part(
        title=gettext("What the assessments found"), blocks=_lines(milestones(source), nothing)
    )
    if not source.may_read(DataClass.PSYCHOLOGICAL):
        return (found,)
    return (
        found,
        Part(
            title=gettext("Scales of development"),
            blocks=scales.classes(source.entries, last=None),
        ),
    )


# ── Growth, lists ────────────────────────────────────────────────────────────────────────────────


def _curves(source: BookSource) -> tuple[Part, ...]:
    return (
        Part(title=gettext("Last values"), blocks=growth.last_values(source.growth)),
        Part(
            title=gettext("Growth curves"),
            blocks=growth.curves(source.growth) or (paragraph(gettext("No measurement yet.")),),
        ),
        Part(title=gettext("Every measure"), blocks=growth.every_value(source.growth)),
    )


def _lists(source: BookSource) -> tuple[Part, ...]:
    known, today = source.health, source.today
    return (
        Part(title=gettext("Allergies"), blocks=health.allergies(known)),
        Part(title=gettext("Treatments"), blocks=health.treatments(known, today, every=True)),
        Part(
            title=gettext("Conditions and devices"),
            blocks=health.conditions(known, today, every=True),
        ),
        Part(title=gettext("Hospital stays"), blocks=health.stays(known, today)),
        Part(title=gettext("Health before placement"), blocks=_before(source)),
    )


def _before(source: BookSource) -> Blocks:
    closed = initial(source, "before")
    if closed is None:
        return _history(source, "before")
    rows = [
        (answers.label(field), words)
        for field, words in answers.given(closed.part, closed.version.answers, BEFORE)
    ]
    if not rows:
        return (paragraph(gettext("Nothing was written.")),)
    return (paragraph(_standing(closed, source)), facts(rows))


# ── What a leaf would hold ───────────────────────────────────────────────────────────────────────


def held(leaf: Leaf, source: BookSource) -> int:
    """Return how many things a leaf says that somebody wrote; 0: it would only say that nothing is known."""
    return HELD[leaf](source)


def _held_of_birth(source: BookSource) -> int:
    closed = (initial(source, code) for code in PERINATAL)
    answered = sum(
        len(
            list(
                answers.given(
                    each.part, each.version.answers, (field.code for field in each.part.fields)
                )
            )
        )
        for each in closed
        if each is not None
    )
    return answered + (source.child.birth != Birth())


def _held_of_lists(source: BookSource) -> int:
    stated = sum(len(of(source.health, kind)) for kind in (Allergy, Treatment, Condition, Stay))
    closed = initial(source, "before")
    return stated + (
        len(list(answers.given(closed.part, closed.version.answers, BEFORE))) if closed else 0
    )


def _held_of_curves(source: BookSource) -> int:
    return len({point.measured_on for of_one in source.growth.points.values() for point in of_one})


FILL: Mapping[Leaf, Callable[[BookSource], tuple[Part, ...]]] = {
    Leaf.IDENTITY: _identity,
    Leaf.PERINATAL: _perinatal,
    Leaf.SCREENINGS: _screenings,
    Leaf.CURVES: _curves,
    Leaf.TEETH: _teeth,
    Leaf.LISTS: _lists,
    Leaf.DEVELOPMENT: _development,
}
HELD: Mapping[Leaf, Callable[[BookSource], int]] = {
    Leaf.IDENTITY: lambda _source: 1,
    Leaf.PERINATAL: _held_of_birth,
    Leaf.SCREENINGS: lambda source: len(screenings(source)),
    Leaf.CURVES: _held_of_curves,
    Leaf.TEETH: lambda source: len(teeth(source)),
    Leaf.LISTS: _held_of_lists,
    Leaf.DEVELOPMENT: lambda source: len(milestones(source)) + len(source.entries),
}
