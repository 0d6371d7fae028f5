"""One page of a child's health to hand over or to print, from what the dossier holds. No I/O.

An extract: it holds what is needed to act, and says that it does not replace the health book.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workspace.docgen.figures import code
from workspace.docgen.leaf import Part, leaf, made_by
from workspace.docgen.model import (
    Block,
    BulletList,
    Column,
    Content,
    Fact,
    Facts,
    Figure,
    Notice,
    Paragraph,
    Run,
    Table,
    Text,
    Words,
    text,
)
from workspace.docgen.said import who
from workspace.dossier.health.model import (
    CONDITION_LABELS,
    SEVERITY_LABELS,
    SOURCE_LABELS,
    Allergy,
    AllergyAnswer,
    Condition,
    Health,
    StatementKind,
    Treatment,
)
from workspace.dossier.health.rules import allergy_answer
from workspace.dossier.health.wording import (
    against,
    beyond_in_words,
    next_in_words,
    planned_in_words,
    state_in_words,
    vaccine_label,
)
from workspace.dossier.record.model import Child
from workspace.i18n import format_date, gettext


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetSource:
    child: Child
    health: Health
    today: date
    version: int = 0
    """Of an emergency sheet, which is filed."""
    made_by: str = ""
    """Of a sheet that is filed nowhere: who makes it, and their role, in words."""
    physicians: Sequence[str] = ()
    coordinators: Sequence[str] = ()
    organization: str = ""
    address: str = ""
    """Where the sheet of the day opens, to who is around the child: no name is in it."""
    knows_family: bool = True
    """Whether whoever makes the sheet may read who holds parental responsibility."""


def emergency_sheet(source: SheetSource, words: Words) -> Content:
    """Return the emergency sheet, in the current language."""
    sections = (
        (gettext("Allergies"), _allergies(source)),
        (gettext("Treatments"), _treatments(source)),
        (gettext("Conditions and devices"), _conditions(source)),
        (gettext("Who may consent, whom to call"), _people(source)),
        *_still(source.address),
    )
    return _sheet(
        source,
        words,
        title=gettext("Emergency sheet"),
        opening=(
            Notice(
                gettext("In danger: call 15 or 112"),
                text(
                    gettext(
                        "A life in danger is cared for at once: no consent is waited for. "
                        "A child in danger from somebody: 119, day and night."
                    )
                ),
            ),
        ),
        sections=sections,
        made=gettext(
            "version %(number)s of %(day)s", number=source.version, day=format_date(source.today)
        ),
    )


def vaccination_sheet(source: SheetSource, words: Words) -> Content:
    """Return the table of vaccinations, in the current language."""
    rows = tuple(
        (
            text(f"{vaccine_label(status.vaccine)} ({against(status.vaccine)})"),
            text(
                "\n".join(
                    [
                        *(planned_in_words(dose, status, source.today) for dose in status.doses),
                        *beyond_in_words(status),
                    ]
                )
                or "\N{EN DASH}"
            ),
            text(state_in_words(status, source.today)),
            text(next_in_words(status) or "\N{EN DASH}"),
        )
        for status in source.health.vaccines
    )
    columns = (
        Column(gettext("Against"), 3),
        Column(gettext("Doses"), 5),
        Column(gettext("State"), 2),
        Column(gettext("Next"), 2.4),
    )
    told: tuple[Block, ...] = (
        Table(columns, rows),
        Paragraph(
            text(
                gettext(
                    "Calendar: %(name)s. A dose that was only said never counts as up to date.",
                    name=source.health.calendar.name,
                )
            )
        ),
    )
    return _sheet(
        source,
        words,
        title=gettext("Vaccinations"),
        opening=(),
        sections=((gettext("Vaccinations"), told),),
        made=made_by(source.made_by, source.today),
    )


def _sheet(
    source: SheetSource,
    words: Words,
    *,
    title: str,
    opening: tuple[Block, ...],
    sections: Sequence[tuple[str, tuple[Block, ...]]],
    made: str,
) -> Content:
    return leaf(
        source.child.identity,
        title=title,
        made=made,
        today=source.today,
        words=words,
        parts=[Part(title=heading, blocks=blocks) for heading, blocks in sections],
        opening=opening,
    )


def _still(address: str) -> tuple[tuple[str, tuple[Block, ...]], ...]:
    """Return the section that leads to the sheet of the day, where there is an address to lead to."""
    if not address:
        return ()
    return ((gettext("Is this still the sheet of the day?"), (_sign(address),)),)


def _sign(address: str) -> Figure:
    caption = gettext(
        "Scan it: the sheet of the day opens, to whoever is around the child and signs in."
    )
    return Figure(
        svg=code(address),
        alt=gettext("A code to scan that leads to %(address)s", address=address),
        caption=caption,
        is_small=True,
    )


def _allergies(source: SheetSource) -> tuple[Block, ...]:
    said = [each.fact for each in source.health.of(StatementKind.ALLERGY)]
    known = [fact for fact in said if isinstance(fact, Allergy)]
    answer = allergy_answer(known)
    if answer is AllergyAnswer.UNKNOWN:
        return (Paragraph((Run(gettext("Not known: nobody has said anything yet"), strong=True),)),)
    if answer is AllergyAnswer.NONE_KNOWN:
        last = known[-1]
        by = gettext(SOURCE_LABELS[last.source]).lower()
        words = gettext("No known allergy")
        return (Paragraph(text(f"{words} ({by}, {format_date(last.done_on)}).")),)
    return (BulletList(tuple(_allergy(each) for each in known if not each.is_none)),)


def _allergy(allergy: Allergy) -> Text:
    severity = gettext(SEVERITY_LABELS[allergy.severity]).lower()
    said = ", ".join(part for part in (allergy.reaction, severity) if part)
    return (Run(allergy.substance, strong=True), Run(gettext(": %(said)s", said=said)))


def _treatments(source: SheetSource) -> tuple[Block, ...]:
    facts = [each.fact for each in source.health.of(StatementKind.TREATMENT)]
    current = [
        fact for fact in facts if isinstance(fact, Treatment) and fact.is_current(source.today)
    ]
    if not current:
        return (Paragraph(text(gettext("No treatment is written."))),)
    first = sorted(current, key=lambda each: not each.is_emergency)
    return (BulletList(tuple(_treatment(each) for each in first)),)


def _treatment(treatment: Treatment) -> Text:
    mark = gettext("EMERGENCY: ") if treatment.is_emergency else ""
    said = ", ".join(part for part in (treatment.dose, treatment.prescriber) if part)
    return (Run(f"{mark}{treatment.name}", strong=True), *text(f", {said}" if said else ""))


def _conditions(source: SheetSource) -> tuple[Block, ...]:
    facts = [each.fact for each in source.health.of(StatementKind.CONDITION)]
    current = [
        fact for fact in facts if isinstance(fact, Condition) and fact.is_current(source.today)
    ]
    if not current:
        return (Paragraph(text(gettext("No condition is written."))),)
    return (BulletList(tuple(_condition(each) for each in current)),)


def _condition(condition: Condition) -> Text:
    kind = gettext(CONDITION_LABELS[condition.category]).lower()
    act = f"\n{condition.in_emergency}" if condition.in_emergency else ""
    return (Run(condition.name, strong=True), Run(f" ({kind}){act}"))


def _people(source: SheetSource) -> tuple[Block, ...]:
    holders = who.consenting(source.child, source.today)
    is_held = any(person.parental_responsibility for person in source.child.people)
    unknown = gettext("not written in the dossier")
    if not source.knows_family or (is_held and not holders):
        holders = [gettext("ask whoever coordinates")]
    facts = (
        (gettext("Parental responsibility"), "\n".join(holders)),
        (gettext("Physician of the follow-up"), "\n".join(source.physicians)),
        (gettext("Coordination"), "\n".join([*source.coordinators, source.organization])),
    )
    return (
        Facts(tuple(Fact(label, text(value.strip() or unknown)) for label, value in facts)),
        Paragraph(
            text(
                gettext(
                    "For care that can wait, those who hold parental responsibility consent, or "
                    "whoever a judge said; child welfare services know who."
                )
            )
        ),
    )
