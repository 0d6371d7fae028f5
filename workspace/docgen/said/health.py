"""What is known of a child's health, each thing with whom it comes from and its day, as a sheet says it. No I/O."""

from datetime import date
from typing import TypeVar

from workspace.docgen.leaf import Blocks, bullets, joined, paragraph, table
from workspace.docgen.model import BulletList, Run
from workspace.dossier.health.model import (
    CONDITION_LABELS,
    SEVERITY_LABELS,
    SOURCE_LABELS,
    Allergy,
    AllergyAnswer,
    BookRead,
    Condition,
    Fact,
    Health,
    Stay,
    Treatment,
)
from workspace.dossier.health.rules import allergy_answer
from workspace.dossier.health.wording import next_in_words, state_in_words, vaccine_label
from workspace.i18n import format_date, gettext

F = TypeVar("F", bound=Fact)


def of(health: Health, kind: type[F]) -> list[F]:
    """Return what stands of one kind, in the order it was said."""
    return [each.fact for each in health.statements if isinstance(each.fact, kind)]


def allergies(health: Health) -> Blocks:
    """Return the allergies, or that none is known and who said so, or that nobody was asked."""
    known = of(health, Allergy)
    answer = allergy_answer(known)
    if answer is AllergyAnswer.UNKNOWN:
        return (paragraph(gettext("Not known: nobody has said anything yet")),)
    if answer is AllergyAnswer.NONE_KNOWN:
        return (paragraph(joined(gettext("No known allergy"), _said_by(known[-1])) + "."),)
    return (
        BulletList(
            tuple(
                (
                    Run(each.substance, strong=True),
                    Run(
                        ", "
                        + joined(
                            each.reaction,
                            gettext(SEVERITY_LABELS[each.severity]).lower(),
                            each.since,
                            _said_by(each),
                        )
                    ),
                )
                for each in known
                if not each.is_none
            )
        ),
    )


def _said_by(allergy: Allergy) -> str:
    source = gettext(SOURCE_LABELS[allergy.source]).lower()
    return joined(source, format_date(allergy.done_on))


def treatments(health: Health, today: date, *, every: bool = False) -> Blocks:
    """Return the treatments that run, those of an emergency first; `every`: those that are over too."""
    known = [each for each in of(health, Treatment) if every or each.is_current(today)]
    ordered = sorted(
        known, key=lambda each: (not each.is_current(today), not each.is_emergency, each.begins_on)
    )
    return bullets(
        (
            joined(
                (gettext("EMERGENCY: ") if each.is_emergency else "") + each.name,
                each.dose,
                each.prescriber,
                period(each.begins_on, each.ends_on, today),
            )
            for each in ordered
        ),
        otherwise=gettext("No treatment is written."),
    )


def conditions(health: Health, today: date, *, every: bool = False) -> Blocks:
    known = [each for each in of(health, Condition) if every or each.is_current(today)]
    return bullets(
        (
            joined(
                joined(
                    each.name,
                    gettext(CONDITION_LABELS[each.category]).lower(),
                    period(each.begins_on, each.ends_on, today),
                ),
                each.in_emergency,
                by="\n",
            )
            for each in known
        ),
        otherwise=gettext("No condition is written."),
    )


def stays(health: Health, today: date) -> Blocks:
    known = sorted(of(health, Stay), key=lambda each: each.begins_on, reverse=True)
    return bullets(
        (
            joined(
                each.place or gettext("Hospital"),
                each.reason,
                period(each.begins_on, each.ends_on, today),
            )
            for each in known
        ),
        otherwise=gettext("No hospital stay is written."),
    )


def period(first: date, last: date | None, today: date = date.max) -> str:
    """Return from when to when something is; `today`: what begins after it is not said to be since then."""
    if last is None:
        day = format_date(first)
        return (
            gettext("since %(day)s", day=day)
            if first <= today
            else gettext("from %(day)s", day=day)
        )
    return gettext("from %(first)s to %(last)s", first=format_date(first), last=format_date(last))


def vaccinations(health: Health, today: date) -> Blocks:
    """Return how each vaccine stands: "up to date" from what was seen alone; and whether the book was read."""
    blocks = table(
        [(gettext("Vaccine"), 4), (gettext("State"), 3), (gettext("Next"), 4)],
        [
            (vaccine_label(each.vaccine), state_in_words(each, today), next_in_words(each))
            for each in health.vaccines
        ],
        otherwise=gettext("No vaccine is due to this child."),
    )
    return (*blocks, paragraph(book(health)))


def book(health: Health) -> str:
    """Return when the health book was read whole; or that nobody did, and what follows from it."""
    read = of(health, BookRead)
    if not read:
        return gettext(
            "Nobody has read the vaccination pages of the health book whole: "
            "what is not written here may have been done."
        )
    day = format_date(max(each.done_on for each in read))
    return gettext("The vaccination pages of the health book were read whole on %(day)s.", day=day)
