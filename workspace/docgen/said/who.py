"""Who the child is, who decides for them, where they live and who is around, as a sheet says it. No I/O."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workspace.docgen.leaf import Blocks, facts, joined, table
from workspace.docgen.model import Block
from workspace.dossier.record.ages import age_on
from workspace.dossier.record.civil.model import INS_LABELS, Ins
from workspace.dossier.record.model import (
    AUTHORITY_LABELS,
    MEASURE_LABELS,
    PLACEMENT_LABELS,
    RESTRICTION_LABELS,
    SEX_LABELS,
    Child,
    ProtectionMeasure,
    RelatedPerson,
    RestrictionKind,
)
from workspace.dossier.record.rules import current_placement
from workspace.dossier.scales.checking import age_read
from workspace.dossier.scales.wording import ages
from workspace.i18n import format_age, format_date, gettext


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    """Somebody of the circle."""

    name: str
    role: str
    """In words."""
    since_on: date
    lives_there: bool = False
    """They are with the child every day: naming them may say where."""
    phone: str = ""


def is_secret_place(child: Child, today: date) -> bool:
    """Tell whether the place is secret, from everybody or from somebody around the child."""
    now = current_placement(child.placements, today)
    kept = (r for r in child.restrictions if r.kind is RestrictionKind.ADDRESS_SECRET)
    return bool(now and now.restricted) or any(r.holds(today) for r in kept)


def identity(
    child: Child, ins: Ins, today: date, *, organization: str, tells_birth: bool
) -> tuple[Block, ...]:
    """Return who the child is; `tells_birth`: whether whoever makes the sheet reads how early the birth was."""
    who = child.identity
    born = format_date(who.birth_date)
    if who.is_estimated:
        born = gettext("about %(day)s, an estimate", day=born)
    rows = [
        (gettext("Name"), "" if who.is_unnamed and not who.name else who.name),
        (gettext("Born on"), joined(born, who.birth_place)),
        (gettext("Sex"), gettext(SEX_LABELS[who.sex])),
        (gettext("Age"), age(child, today, tells_birth=tells_birth)),
        (gettext("National health identity (INS)"), _ins(ins)),
        (gettext("Followed since"), _followed(child, organization)),
    ]
    if who.other_names:
        rows.insert(1, (gettext("Other names"), ", ".join(who.other_names)))
    if who.deceased_on:
        rows.append((gettext("Died on"), format_date(who.deceased_on)))
    return (facts(rows),)


def age(child: Child, today: date, *, tells_birth: bool) -> str:
    """Return the age on the day, corrected for an early birth as questionnaires take it."""
    born = child.identity.birth_date
    if child.identity.deceased_on or today < born:
        return ""
    lived = age_on(born, today)
    if not tells_birth:
        return format_age(lived.months, lived.days)
    if child.birth.term_weeks is None:
        return gettext(
            "%(age)s; the term of the birth is not known: no correction",
            age=format_age(lived.months, lived.days),
        )
    read = age_read(born, term_weeks=child.birth.term_weeks, on=today)
    return ages(read) if read.weeks_corrected else format_age(lived.months, lived.days)


def _ins(ins: Ins) -> str:
    return joined(gettext(INS_LABELS[ins.status]), ins.number if ins.may_be_sent else "", by="\n")


def _followed(child: Child, organization: str) -> str:
    said = child.inclusion
    ended = (
        gettext("until %(day)s", day=format_date(said.ended_on))
        if said.ended_on is not None
        else ""
    )
    department = gettext("Department %(code)s", code=said.department)
    return joined(format_date(said.admitted_on), ended, organization, department)


def authority(child: Child, today: date, *, hides_place: bool, is_team_copy: bool) -> Blocks:
    """Return who holds parental authority, what was decided, and where the child lives."""
    holders = [
        _holder(child, person, today, is_team_copy=is_team_copy)
        for person in child.people
        if person.parental_responsibility
    ]
    measures = [
        _measure(each)
        for each in child.measures
        if each.begins_on <= today and (each.ends_on is None or each.ends_on > today)
    ]
    nothing = gettext("not written in the dossier")
    return (
        facts(
            [
                (gettext("Parental responsibility"), "\n".join(holders) or nothing),
                (gettext("Measure"), "\n".join(measures) or nothing),
                (gettext("Place"), place(child, today, hides_place=hides_place)),
            ]
        ),
    )


def place(child: Child, today: date, *, hides_place: bool) -> str:
    """Return where the child lives; of a place kept secret, that it is."""
    now = current_placement(child.placements, today)
    if now is None:
        return ""
    since = gettext("since %(day)s", day=format_date(now.begins_on))
    if hides_place:
        return joined(gettext("Not written on this copy: the place is kept secret"), since)
    return joined(gettext(PLACEMENT_LABELS[now.kind]), now.place, since)


def _holder(child: Child, person: RelatedPerson, today: date, *, is_team_copy: bool) -> str:
    """Return a holder with what restricts them; that a place is kept from them is for the team alone."""
    held = [
        gettext(RESTRICTION_LABELS[each.kind])
        + (f" ({each.decided_by})" if each.decided_by else "")
        for each in child.restrictions_of(person, today)
        if is_team_copy or each.kind is not RestrictionKind.ADDRESS_SECRET
    ]
    return joined(joined(person.name, person.relation), *held, by=" \N{EN DASH} ")


def _measure(measure: ProtectionMeasure) -> str:
    until = (
        gettext("until %(day)s", day=format_date(measure.ends_on))
        if measure.ends_on is not None
        else ""
    )
    return joined(
        gettext(MEASURE_LABELS[measure.kind]),
        gettext("since %(day)s", day=format_date(measure.begins_on)),
        until,
        gettext(AUTHORITY_LABELS[measure.authority]).lower() if measure.authority else "",
    )


def circle(around: Iterable[Around]) -> Blocks:
    """Return who is around the child."""
    return table(
        [(gettext("Who"), 3), (gettext("Role"), 3), (gettext("Since"), 2)],
        [(each.name, each.role, format_date(each.since_on)) for each in around],
        otherwise=gettext("Nobody is around this child."),
    )
