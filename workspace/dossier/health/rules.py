"""What may be stated, and how the vaccinations of a child stand. No I/O.

Nothing is ever said to be up to date from what is not known: a dose that was only said, or an empty
page that nobody read in the health book, leaves its vaccine unknown.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields as parts
from dataclasses import replace
from datetime import date, datetime, timedelta

from workspace.dossier.health import allergies, doses, stays
from workspace.dossier.health.doses import Matched
from workspace.dossier.health.model import (
    Allergy,
    AllergyAnswer,
    Awaited,
    BookRead,
    Calendar,
    Choice,
    Decision,
    DoseStatus,
    Fact,
    Health,
    Proof,
    Screening,
    ScreeningDone,
    Statement,
    StatementId,
    StatementKind,
    Status,
    Stay,
    Treatment,
    Vaccination,
    Vaccine,
    VaccineState,
    VaccineStatus,
)
from workspace.dossier.record.ages import add_months
from workspace.errors import Invalid
from workspace.i18n import N_

LONGEST_LINE = 200
LONGEST_TEXT = 2000
ENDING_BEFORE, ENDING_AFTER = timedelta(days=14), timedelta(days=7)
"""How long before its last day the end of a treatment or a contraindication is told, and how long after."""
AROUND = 1
"""Months before its age from which a screening is the one of that age."""
AWAITED_FOR = 24
"""Months after its age during which a screening that is not written is awaited."""
EARLY = timedelta(days=14)
"""A dose that much before its age is asked about."""

_TEXTS = ("in_emergency", "remark", "reason", "reaction")
_NEEDED = {"name": N_("Write a name."), "substance": N_("Write what the child is allergic to.")}
MISSED = (VaccineState.LATE, VaccineState.CATCH_UP)
ORDER = tuple(VaccineState)
"""What needs something done comes first."""


def check_fact(fact: Fact, *, birth: date, today: date) -> None:
    """Raise Invalid naming every field that cannot be."""
    fields = {**_words_refused(fact), **_days_refused(fact, birth=birth, today=today)}
    if (
        isinstance(fact, Decision)
        and fact.choice is Choice.CONTRAINDICATED
        and not fact.certificate_seen
    ):
        fields["certificate_seen"] = N_(
            "A contraindication counts once its certificate was seen. Until then, write nothing here."
        )
    if fields:
        raise Invalid(fields)


def _days_refused(fact: Fact, *, birth: date, today: date) -> dict[str, str]:
    fields: dict[str, str] = {}
    begins = "done_on" if hasattr(fact, "done_on") else "begins_on"
    begins_on: date = getattr(fact, begins)
    if begins_on < birth:
        fields[begins] = N_("This is before the birth.")
    if begins_on > today and not isinstance(fact, Treatment | Stay):
        fields[begins] = N_("This day has not come yet.")
    for name in ("ends_on", "until", "recheck_on"):
        later: date | None = getattr(fact, name, None)
        if later is not None and later < begins_on:
            fields[name] = N_("This is before the first day.")
    return fields


def _words_refused(fact: Fact) -> dict[str, str]:
    is_none = getattr(fact, "is_none", False)
    fields = {
        name: message
        for name, message in _NEEDED.items()
        if not is_none and not getattr(fact, name, "-")
    }
    if isinstance(fact, Allergy) and allergies.is_both(fact):
        fields["is_none"] = allergies.ALONE
    for part in parts(fact):
        value = getattr(fact, part.name)
        longest = LONGEST_TEXT if part.name in _TEXTS else LONGEST_LINE
        if isinstance(value, str) and len(value) > longest:
            fields[part.name] = N_("This is too long.")
    return fields


def doubts(
    new: Fact, *, before: Iterable[Fact], birth: date, calendar: Calendar
) -> tuple[str, ...]:
    """Return what to ask about a dose or a stay before it is kept, as msgids; nothing here refuses it."""
    if isinstance(new, Stay):
        return stays.doubts(new, before)
    if not isinstance(new, Vaccination):
        return ()
    others = [
        each for each in before if isinstance(each, Vaccination) and each.vaccine == new.vaccine
    ]
    found = []
    vaccine = calendar.vaccine(new.vaccine)
    if asked := doses.near(new, others):
        found.append(asked)
    elif vaccine and doses.is_early(vaccine, new, others, birth=birth):
        found.append(N_("The calendar leaves more days after the dose before. Is the day right?"))
    if vaccine and vaccine.doses:
        first = add_months(birth, vaccine.doses[0].opens)
        if new.done_on < first - EARLY:
            found.append(N_("This is earlier than the age of the first dose. Is the day right?"))
    return tuple(found)


def rechecks(facts: Iterable[Fact]) -> tuple[ScreeningDone, ...]:
    """Return the screenings to look at again, the first day first: nothing later was said of the same."""
    last: dict[Screening, ScreeningDone] = {}
    for each in facts:
        if isinstance(each, ScreeningDone):
            before = last.get(each.what)
            if before is None or before.done_on <= each.done_on:
                last[each.what] = each
    return tuple(
        sorted(
            (each for each in last.values() if each.recheck_on is not None),
            key=lambda each: each.recheck_on or date.max,
        )
    )


def ending(facts: Iterable[Fact], *, today: date) -> tuple[Treatment | Decision, ...]:
    """Return the treatments and the decisions on a vaccine that end near `today`, the first to end first.

    One that was said anew since, under the same name or of the same vaccine, ends nothing.
    """
    known = [each for each in facts if isinstance(each, Treatment | Decision)]
    found = [
        (last_on, each)
        for each in known
        if (last_on := last_day(each)) is not None
        and today - ENDING_AFTER <= last_on <= today + ENDING_BEFORE
        and not any(_goes_on(other, each, last_on) for other in known)
    ]
    return tuple(each for _, each in sorted(found, key=lambda pair: pair[0]))


def last_day(fact: Treatment | Decision) -> date | None:
    return fact.ends_on if isinstance(fact, Treatment) else fact.until


def _goes_on(other: Treatment | Decision, each: Treatment | Decision, last_on: date) -> bool:
    if isinstance(other, Treatment) and isinstance(each, Treatment):
        same = other.name.strip().casefold() == each.name.strip().casefold()
    else:
        same = getattr(other, "vaccine", None) == getattr(each, "vaccine", "")
    later = last_day(other)
    return same and (later is None or later > last_on)


def awaited(
    facts: Iterable[Fact],
    expected: Mapping[Screening, Sequence[int]],
    *,
    birth: date,
    today: date,
) -> tuple[Awaited, ...]:
    """Return the screenings expected at an age reached, of which nothing was written since that age.

    `expected`: ages in months, in their order. Of each, the last age reached alone, and for two years: an earlier one
    is not caught up.
    """
    last: dict[Screening, date] = {}
    for each in facts:
        if isinstance(each, ScreeningDone):
            last[each.what] = max(each.done_on, last.get(each.what, each.done_on))
    found = []
    for what, ages in expected.items():
        reached = [months for months in ages if add_months(birth, months) <= today]
        if not reached or today >= add_months(birth, reached[-1] + AWAITED_FOR):
            continue
        if last.get(what, date.min) < add_months(birth, max(0, reached[-1] - AROUND)):
            found.append(Awaited(what=what, months=reached[-1]))
    return tuple(found)


def said_at(health: Health, kinds: Collection[StatementKind]) -> datetime | None:
    """Return when something of `kinds` was last said, amended or withdrawn; None: never."""
    every = (*health.statements, *health.before.values(), *health.withdrawals)
    return max((each.recorded_at for each in every if each.kind in kinds), default=None)


def allergy_answer(allergies: Iterable[Allergy]) -> AllergyAnswer:
    """Return whether allergies are listed, none is known, or nobody said anything."""
    said = list(allergies)
    if any(not each.is_none for each in said):
        return AllergyAnswer.LISTED
    return AllergyAnswer.NONE_KNOWN if said else AllergyAnswer.UNKNOWN


def vaccine_statuses(
    facts: Iterable[Fact],
    *,
    birth: date,
    department: str,
    calendar: Calendar,
    today: date,
) -> tuple[VaccineStatus, ...]:
    """Return how each vaccine of the calendar stands, what needs something done first.

    A vaccine that concerns neither this child nor this place, and was never given, is left out.
    """
    known = list(facts)
    given = sorted(
        (each for each in known if isinstance(each, Vaccination)), key=lambda each: each.done_on
    )
    is_read = any(isinstance(each, BookRead) for each in known)
    decisions = {
        each.vaccine: each
        for each in known
        if isinstance(each, Decision) and (each.until is None or each.until >= today)
    }
    found = []
    for vaccine in calendar.vaccines:
        matched = doses.doses_of(vaccine, given, birth=birth, today=today)
        is_due = concerns(vaccine, birth=birth, department=department, today=today)
        is_given = any(dose.done for dose in matched.planned)
        if not is_due and not matched.others and not is_given:
            continue
        decision = decisions.get(vaccine.code)
        found.append(
            _status(
                vaccine,
                matched if is_due or is_given else replace(matched, planned=()),
                decision,
                is_due=is_due,
                is_read=is_read,
                today=today,
            )
        )
    return tuple(sorted(found, key=lambda each: ORDER.index(each.state)))


def concerns(vaccine: Vaccine, *, birth: date, department: str, today: date) -> bool:
    """Return whether doses of `vaccine` are due to this child at some day not past."""
    if vaccine.status is Status.RECORD:
        return False
    if vaccine.born_from is not None and birth < vaccine.born_from:
        return False
    if vaccine.departments and department not in vaccine.departments:
        return False
    until = vaccine.until_months
    return until is None or today < add_months(birth, until)


def _status(
    vaccine: Vaccine,
    matched: Matched,
    decision: Decision | None,
    *,
    is_due: bool,
    is_read: bool,
    today: date,
) -> VaccineStatus:
    missing = [dose for dose in matched.planned if dose.done is None]
    due = missing[0] if missing and is_due else None
    if decision is not None:
        refused = decision.choice is Choice.REFUSED
        state = VaccineState.REFUSED if refused else VaccineState.CONTRAINDICATED
    elif not is_due:
        state = _past(matched.planned, matched.others)
    else:
        state = _state(matched.planned, missing, is_read=is_read, today=today)
    return VaccineStatus(
        vaccine=vaccine,
        state=state,
        doses=matched.planned,
        others=matched.others,
        doubles=matched.doubles,
        due=due,
        decision=decision,
    )


def _past(doses: Sequence[DoseStatus], others: Sequence[Vaccination]) -> VaccineState:
    """Return the state of a vaccine that is not due: only what was written speaks."""
    done = [*(dose.done for dose in doses if dose.done), *others]
    if any(each.proof is Proof.SAID for each in done):
        return VaccineState.UNKNOWN
    if any(dose.done is None for dose in doses):
        return VaccineState.NOT_DUE
    return VaccineState.UP_TO_DATE


def _state(
    doses: Sequence[DoseStatus], missing: Sequence[DoseStatus], *, is_read: bool, today: date
) -> VaccineState:
    """Return the state of a vaccine that is due: what is missed first, then what is not known."""
    missed = [dose for dose in missing if dose.late_from <= today]
    if missed and not is_read:
        return VaccineState.UNKNOWN
    if missed:
        return VaccineState.LATE if len(missed) == 1 else VaccineState.CATCH_UP
    if any(dose.done is not None and not dose.is_proved for dose in doses):
        return VaccineState.UNKNOWN
    if any(dose.opens_on <= today for dose in missing):
        return VaccineState.TO_DO
    has_one = any(dose.done is not None for dose in doses)
    return VaccineState.UP_TO_DATE if has_one else VaccineState.TO_COME


def standing(
    rows: Iterable[Statement],
) -> tuple[tuple[Statement, ...], dict[StatementId, Statement], tuple[Statement, ...]]:
    """Return what stands, what was amended or withdrawn by its identifier, and the withdrawals."""
    every = list(rows)
    gone = {each.supersedes for each in every if each.supersedes is not None}
    return (
        tuple(each for each in every if each.id not in gone and each.fact is not None),
        {each.id: each for each in every if each.id in gone},
        tuple(each for each in every if each.withdrawn),
    )


def standing_for(wrong: StatementId, health: Health) -> Statement | None:
    """Return what stands in the place of a statement that was amended, once or more; None: it was withdrawn."""
    every = (*health.statements, *health.before.values(), *health.withdrawals)
    after = {each.supersedes: each for each in every if each.supersedes is not None}
    stands = after.get(wrong)
    while stands is not None and stands.id in after:
        stands = after[stands.id]
    return stands if stands is not None and stands.fact is not None else None
