"""What whoever opens a dossier must know before anything else, each line leading to where it is written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from storage.vault import Vault
from workspace.access.model import Circle, Clearance
from workspace.access.permissions import DataClass
from workspace.clock import Clock, zone_of
from workspace.docgen import emergency
from workspace.dossier.agenda.model import EncounterKind
from workspace.dossier.assessment import service as assessment
from workspace.dossier.assessment.view import Synthesis
from workspace.dossier.care.plan import service as plan
from workspace.dossier.care.plan.model import Loop
from workspace.dossier.documents.model import Filed
from workspace.dossier.growth.model import GrowthAlert
from workspace.dossier.health import service as health
from workspace.dossier.health.model import (
    SEVERITY_LABELS,
    Allergy,
    AllergyAnswer,
    Condition,
    Fact,
    Health,
    Severity,
    StatementKind,
    Treatment,
)
from workspace.dossier.health.rules import MISSED, allergy_answer, rechecks
from workspace.home import telling
from workspace.home.agenda import Entry, expected_from_today
from workspace.home.wording import Badge
from workspace.i18n import day_of, format_date, format_day, gettext

AHEAD: Final = timedelta(days=366)
"""How far the next appointment outside the network is looked for."""
FEW: Final = 3
"""Needs, or alerts, before "and more"."""


class Known(NamedTuple):
    """One thing to know: in words, its state, and the page of the child that says more."""

    words: str
    path: str
    badge: Badge | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ToKnow:
    known: tuple[Known, ...]
    synthesis: Synthesis | None = None
    """What the last conclusion of an assessment says; None where there is none, or it is closed to who asks."""


async def to_know(
    clearance: Clearance,
    department: str,
    *,
    alerts: Iterable[GrowthAlert],
    plans: Circle,
    appointments: Circle,
    clock: Clock,
    vault: Vault,
) -> ToKnow:
    """Return what there is to know of a child, as far as classes are open to who asks.

    `alerts`: what growth says, read already. `plans`, `appointments`: this dossier where whoever asks may read its
    care plan, its appointments; else no dossier.
    """
    today = clock.today_in(department)
    found: list[Known] = []
    synthesis = None
    if clearance.may(DataClass.SOMATIC):
        known = await health.health(clearance, clock=clock, vault=vault)
        synthesis = await assessment.last_synthesis(clearance, vault=vault)
        found += of_health(known, today)
        found += [
            Known(telling.alert(each), "/growth", Badge("waiting", gettext("growth")))
            for each in list(alerts)[:FEW]
        ]
        found += _missed(known, today)
    elif clearance.may(DataClass.PRACTICAL):
        newest = await emergency.newest(clearance, vault=vault)
        found += of_sheet(newest.get(clearance.dossier), department)
    if plans.dossiers:
        loops = await plan.open_loops(plans, clock=clock, vault=vault)
        found += of_needs(loops.get(clearance.dossier, ()))
    if appointments.dossiers:
        followed = {clearance.dossier: department}
        found += next_outside(
            await expected_from_today(appointments, followed, ahead=AHEAD, clock=clock, vault=vault)
        )
    return ToKnow(known=tuple(found), synthesis=synthesis)


def of_move(names: Iterable[str]) -> Iterator[Known]:
    """Ask who coordinates whether those who were around before the last move still are."""
    said = ", ".join(names)
    if said:
        words = gettext(
            "Around since before the last move, still to be confirmed or ended: %(names)s",
            names=said,
        )
        yield Known(words, "/circle", Badge("waiting", gettext("circle")))


def of_health(known: Health, today: date) -> Iterator[Known]:
    """Return allergies, or that none is known, or that nobody said; then what an emergency asks for."""

    def facts(kind: StatementKind) -> list[Fact]:
        return [each.fact for each in known.of(kind) if each.fact is not None]

    yield from _allergies(
        each for each in facts(StatementKind.ALLERGY) if isinstance(each, Allergy)
    )
    treatments = [
        each
        for each in facts(StatementKind.TREATMENT)
        if isinstance(each, Treatment) and each.is_current(today)
    ]
    for each in treatments:
        if each.is_emergency:
            said = ", ".join(part for part in (each.name, each.dose) if part)
            yield Known(said, "/health#treatments", Badge("late", gettext("emergency treatment")))
    for condition in facts(StatementKind.CONDITION):
        if isinstance(condition, Condition) and condition.is_current(today):
            said = " \N{MIDDLE DOT} ".join(
                part for part in (condition.name, condition.in_emergency) if part
            )
            yield Known(said, "/health#conditions", Badge("waiting", gettext("condition")))
    others = [each.name for each in treatments if not each.is_emergency]
    if others:
        words = gettext("Treatments: %(names)s", names=", ".join(others))
        yield Known(words, "/health#treatments")


def _allergies(said: Iterable[Allergy]) -> Iterator[Known]:
    known, path = list(said), "/health#allergies"
    match allergy_answer(known):
        case AllergyAnswer.UNKNOWN:
            yield Known(gettext("Allergies"), path, Badge("waiting", gettext("not known")))
        case AllergyAnswer.NONE_KNOWN:
            yield Known(gettext("No known allergy"), path)
        case AllergyAnswer.LISTED:
            for each in known:
                if not each.is_none:
                    yield Known(_allergy(each), path, _severity(each))


def _allergy(each: Allergy) -> str:
    said = ", ".join(part for part in (each.substance, each.reaction) if part)
    return gettext("Allergy: %(what)s", what=said)


def _severity(each: Allergy) -> Badge:
    words = gettext(SEVERITY_LABELS[each.severity]).lower()
    return Badge("late" if each.severity is Severity.SEVERE else "waiting", words)


def _missed(known: Health, today: date) -> Iterator[Known]:
    """Return the vaccines late or to catch up, and the screenings whose day to look again has come."""
    missed = [each for each in known.vaccines if each.state in MISSED]
    if missed:
        words = telling.and_more(telling.vaccine(missed[0], today), len(missed) - 1)
        yield Known(words, "/health#due", Badge("late", gettext("vaccines")))
    for each in rechecks(each.fact for each in known.of(StatementKind.SCREENING) if each.fact):
        if each.recheck_on is not None and each.recheck_on <= today:
            badge = Badge("late", gettext("screening"))
            yield Known(telling.recheck(each), "/health#screenings", badge)


def of_sheet(filed: Filed | None, department: str) -> Iterator[Known]:
    """Return the emergency sheet, for whoever reads nothing else of somatic health."""
    if filed is not None:
        filed_on = day_of(filed.at, zone=zone_of(department))
        words = gettext("Emergency sheet of %(day)s", day=format_date(filed_on))
        yield Known(words, f"/documents/{filed.id}", Badge("done", gettext("to have at hand")))


def of_needs(loops: Iterable[Loop]) -> Iterator[Known]:
    """Return the needs for care that are open, the first few by name."""
    still = list(loops)
    for rank, each in enumerate(still[:FEW], start=1):
        more = len(still) - FEW if rank == FEW else 0
        words = telling.and_more(telling.loop(each), max(more, 0))
        yield Known(words, f"/care/needs/{each.need.id}", Badge("waiting", gettext("care")))


def next_outside(entries: Iterable[Entry]) -> Iterator[Known]:
    """Return the first appointment outside the network of those to come."""
    for each in entries:
        is_outside = each.encounter is not None and each.encounter.kind is EncounterKind.SPECIALIST
        if is_outside and each.day is not None:
            said = [format_day(each.day, today=each.today), each.words, each.who]
            words = " \N{MIDDLE DOT} ".join(part for part in said if part)
            yield Known(words, each.href.removeprefix(f"/children/{each.dossier}"))
            return
