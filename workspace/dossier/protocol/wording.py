"""A protocol and a change of it in plain words: ages, windows, examinations, whom it concerns."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from workspace.dossier.protocol.applying import Proposal
from workspace.dossier.protocol.changes import CHANGE_LABELS, Impact, StepChange
from workspace.dossier.protocol.definitions.compulsory import exams
from workspace.dossier.protocol.faults import DAYS_OF_A_MONTH, Fault
from workspace.dossier.protocol.model import USUAL_FORM, Protocol, ProtocolStep, StepCode
from workspace.dossier.protocol.parsing import Definition
from workspace.dossier.protocol.versions import Book
from workspace.dossier.protocol.windows import Window
from workspace.dossier.record.model import Age
from workspace.i18n import N_, format_age, format_date, format_days, gettext, ngettext, paired
from workspace.ids import OrganizationId

EXAM = re.compile(r"EX_\w+")
FEW = 11
"""Under this number a count of children is not said to who follows none of them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One assessment of a protocol as the page shows it."""

    code: StepCode
    label: str
    window: str
    exams: str
    scales: str
    form: str
    """Code of the form it opens, where it is not the usual one."""


def rows(protocol: Protocol) -> tuple[Row, ...]:
    """Return the table of a protocol: what, when, which examination falls here, which questionnaires."""
    return tuple(
        Row(
            code=step.code,
            label=gettext(step.label),
            window=_window(protocol, step),
            exams=_exams(step),
            scales=_scales(step),
            form="" if step.form == USUAL_FORM else step.form,
        )
        for step in protocol.steps
    )


def windows_of(definition: Definition) -> dict[StepCode, str]:
    """Return the days of each assessment in words, by code: in the usual set, else in one that has it."""
    usual = definition.in_set(definition.default_set)
    protocols = (*definition.sets.values(), usual)
    return {step.code: _window(each, step) for each in protocols for step in each.steps}


DELAY_LABELS: Final[Mapping[str, str]] = {
    "initial_due_days_after_admission": N_("Days after admission to do the initial assessment"),
    "followup_end_age_months": N_("Age at which follow-up ends, in months"),
    "admission_before_age_months": N_("Age before which a child is admitted, in months"),
    "lead_days": N_("Days before its window at which an assessment is to be booked"),
    "lead_days_under_6m": N_("The same, before the age of six months"),
    "missed_in_a_row": N_("Assessments missed in a row: perhaps lost from sight"),
    "silence_months": N_("Months without news: perhaps lost from sight"),
    "contact_attempts": N_("Attempts to make contact: lost from sight"),
    "contact_attempts_days": N_("Days over which these attempts are made"),
}
"""By the key of a definition."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One assessment, or one delay, that a definition says otherwise than the one before it."""

    label: str
    before: str
    after: str


def differences(before: Definition | None, after: Definition) -> tuple[Difference, ...]:
    """Return what `after` says otherwise: by age, each assessment once for the sets that say the same of it; delays."""
    found: dict[tuple[int, Difference], list[str]] = {}
    for letter in sorted(after.sets.keys() | (before.sets.keys() if before else set())):
        old, new = _said(before, letter), _said(after, letter)
        for code in old.keys() | new.keys():
            if old.get(code) != new.get(code):
                months, difference = _difference(old.get(code), new.get(code))
                found.setdefault((months, difference), []).append(letter)
    in_order = sorted(found.items(), key=lambda each: (each[0][0], each[1], each[0][1].label))
    steps = (
        difference
        if len(letters) == len(after.sets)
        else replace(difference, label=_in_sets(difference.label, letters))
        for (_, difference), letters in in_order
    )
    return (*steps, *(_delays_changed(before, after) if before else ()))


def _delays_changed(before: Definition, after: Definition) -> Iterator[Difference]:
    was, now = _delays_of(before), _delays_of(after)
    for key, number in now.items():
        if number != was[key]:
            yield Difference(
                label=gettext(DELAY_LABELS[key]), before=_number(was[key]), after=_number(number)
            )


def _delays_of(definition: Definition) -> dict[str, int | None]:
    """Return the delays of a definition; the first days of all are those of the initial assessment, said with it."""
    protocol = definition.in_set(definition.default_set)
    return {
        "followup_end_age_months": protocol.followed_until_months,
        "admission_before_age_months": protocol.admitted_before_months,
        "lead_days": protocol.lead_days,
        "lead_days_under_6m": protocol.lead_days_under_6_months,
        "missed_in_a_row": protocol.sight.missed_in_a_row,
        "silence_months": protocol.sight.silence_months,
        "contact_attempts": protocol.sight.attempts,
        "contact_attempts_days": protocol.sight.attempts_days,
    }


def _number(said: int | None) -> str:
    return gettext("not said") if said is None else str(said)


class _Said(NamedTuple):
    """One assessment in one set: its age in months, its label, the rest in words."""

    months: int
    label: str
    words: str


def _difference(old: _Said | None, new: _Said | None) -> tuple[int, Difference]:
    named = new or old
    assert named is not None, "one of the two says it"
    was = gettext("not asked") if old is None else old.words
    if old is not None and old.label != named.label:
        was = f"{old.label}, {was}"
    now = gettext("no longer asked") if new is None else new.words
    return named.months, Difference(label=named.label, before=was, after=now)


def _said(definition: Definition | None, letter: str) -> dict[StepCode, _Said]:
    if definition is None or letter not in definition.sets:
        return {}
    protocol = definition.sets[letter]
    return {
        step.code: _Said(
            step.target_months or 0,
            gettext(step.label),
            ", ".join(filter(None, (_window(protocol, step), _scales(step), _form(step)))),
        )
        for step in protocol.steps
    }


def _form(step: ProtocolStep) -> str:
    return "" if step.form == USUAL_FORM else gettext("form %(code)s", code=step.form)


def _in_sets(label: str, letters: list[str]) -> str:
    return gettext("%(label)s (set %(sets)s)", label=label, sets=", ".join(letters))


def age_of(protocol: Protocol) -> str:
    """Return the age until which a programme follows a child."""
    return format_age(protocol.followed_until_months, 0)


def change(each: StepChange) -> str:
    """Return one change as it is said: "5 years: other days, from … to …"."""
    said = gettext(
        "%(step)s: %(change)s",
        step=gettext(each.step.label),
        change=gettext(CHANGE_LABELS[each.change]).lower(),
    )
    return f"{said}, {_days(each.after)}" if each.after else said


def few(count: int) -> str:
    """Return a count, or that it is small: nobody is to be guessed from it."""
    if 0 < count < FEW:
        return gettext("fewer than %(limit)s", limit=FEW)
    return str(count)


def impact_in_words(
    found: Proposal, names: Mapping[OrganizationId, str], book: Book
) -> Iterator[str]:
    """Yield the lines that say whom a change concerns: counts, by establishment, then by step."""
    if found.definition is not None:
        yield gettext(
            "%(name)s, version %(version)s: it can be read, with %(count)s assessments.",
            name=found.definition.name,
            version=found.definition.version,
            count=len(found.definition.in_set(found.definition.default_set).steps),
        )
    concerned = found.impact.children.total()
    yield gettext(
        "From %(day)s: the next assessments of %(count)s children out of %(followed)s change.",
        day=format_date(found.valid_from),
        count=concerned,
        followed=found.impact.followed,
    )
    for where, count in sorted(
        found.impact.children.items(), key=lambda item: names.get(item[0], "")
    ):
        said = ngettext("%(num)d child", "%(num)d children", count, num=count)
        yield "  " + paired(names.get(where, str(where)), said)
    yield from (f"  {line}" for line in steps_in_words(found.impact, book, found))


def steps_in_words(impact: Impact, book: Book, found: Proposal | None = None) -> Iterator[str]:
    """Yield each assessment that changes and how, with its number of children."""
    labels = _labels(found.definition if found else None)
    for (kind, code), count in sorted(impact.steps.items()):
        label = gettext(labels.get(code) or book.label_of(code))
        said = ngettext("%(num)d child", "%(num)d children", count, num=count)
        yield paired(gettext(CHANGE_LABELS[kind]), f"{label}, {said}")


def children_by_establishment(
    impact: Impact, names: Mapping[OrganizationId, str]
) -> list[tuple[str, str]]:
    """Return the lines of a table: establishment, children concerned, small counts unsaid."""
    return sorted((names.get(where, ""), few(count)) for where, count in impact.children.items())


def steps_counted(
    impact: Impact, book: Book, definition: Definition | None
) -> list[tuple[str, str, str]]:
    """Return the lines of a table: assessment, what becomes of it, children, small counts unsaid."""
    labels = _labels(definition)
    return [
        (gettext(labels.get(code) or book.label_of(code)), gettext(CHANGE_LABELS[kind]), few(count))
        for (kind, code), count in sorted(impact.steps.items(), key=lambda each: each[0][::-1])
    ]


def _labels(definition: Definition | None) -> dict[StepCode, str]:
    sets = definition.sets.values() if definition else ()
    return {step.code: step.label for protocol in sets for step in protocol.steps}


@dataclass(frozen=True, kw_only=True, slots=True)
class FaultSaid:
    """One thing wrong with a definition, in words."""

    place: str
    message: str
    remedy: str


def faults_in_words(faults: Iterable[Fault]) -> tuple[FaultSaid, ...]:
    """Return each fault once: what several sets of ages share is one thing to correct."""
    said = (
        FaultSaid(
            place=_place(fault.place),
            message=gettext(fault.message, **fault.params),
            remedy=gettext(fault.remedy, **fault.params),
        )
        for fault in faults
    )
    return tuple(dict.fromkeys(said))


def _place(place: str) -> str:
    is_set = re.fullmatch(r"set (\w)", place)
    return gettext("set %(set)s of ages", set=is_set[1]) if is_set else gettext(place)


def _window(protocol: Protocol, step: ProtocolStep) -> str:
    if step.opens is None or step.closes is None:
        return gettext("within %(days)s days of admission", days=protocol.initial_due_days)
    first = _age(step.opens)
    if step.closes.days >= DAYS_OF_A_MONTH:
        eve_of = _age(Age(months=step.closes.months + 1))
        return gettext(
            "from the age of %(first)s to the day before %(last)s", first=first, last=eve_of
        )
    return gettext("from the age of %(first)s to %(last)s", first=first, last=_age(step.closes))


def _age(age: Age) -> str:
    """Return an age to the day: "10 months and 15 days"."""
    if not age.months or not age.days:
        return format_age(age.months, age.days)
    months, days = format_age(age.months, 0), format_days(age.days)
    return gettext("%(months)s and %(days)s", months=months, days=days)


def _days(span: Window) -> str:
    return gettext(
        "from %(first)s to %(last)s",
        first=format_date(span.opens_on),
        last=format_date(span.closes_on),
    )


def _exams(step: ProtocolStep) -> str:
    labels = {exam.code: exam.label for exam in exams()}
    codes = EXAM.findall(step.exam)
    return ", ".join(gettext(labels[code]) for code in codes if code in labels)


def _scales(step: ProtocolStep) -> str:
    months = {"ASQ-3": step.asq3_months, "ASQ-SE-2": step.asqse2_months}
    return ", ".join(
        gettext("%(scale)s of %(months)s months", scale=code, months=months[code])
        if months.get(code)
        else code
        for code in step.scales
    )
