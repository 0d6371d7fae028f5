"""Who the child is, who decides for them, where they live and who is around, as a sheet says it. No I/O."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from workspace.access.permissions import DataClass
from workspace.actor import Role
from workspace.docgen import veil
from workspace.docgen.leaf import Blocks, called, facts, joined, table
from workspace.docgen.model import Block, Content
from workspace.docgen.veil import ways_to_say, words
from workspace.dossier.record.ages import age_on
from workspace.dossier.record.civil.model import INS_LABELS, Ins
from workspace.dossier.record.model import (
    AUTHORITY_LABELS,
    MEASURE_LABELS,
    PLACEMENT_LABELS,
    RESTRICTION_LABELS,
    SEX_LABELS,
    Child,
    Identity,
    PlacementKind,
    ProtectionMeasure,
    RelatedPerson,
    RestrictionKind,
)
from workspace.dossier.record.rules import current_placement
from workspace.dossier.scales.checking import age_read
from workspace.dossier.scales.wording import ages
from workspace.i18n import N_, format_age, format_date, gettext

HIDDEN = N_("[not named on this copy]")
OF_SOMEBODY = frozenset(
    {PlacementKind.FOSTER_FAMILY, PlacementKind.TRUSTED_PERSON, PlacementKind.ADOPTION}
)
"""Places that bear the name of who lives there: each of its words may be theirs."""
ORDINARY = frozenset(
    {
        "famille",
        "maison",
        "chez",
        "accueil",
        "d'accueil",
        "madame",
        "monsieur",
        "tiers",
        "digne",
        "confiance",
    }
)
"""Words such a place bears that are nobody's name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    """Somebody of the circle."""

    name: str
    role: str
    """In words."""
    since_on: date
    is_of: Role | None = None
    lives_there: bool = False
    """They are with the child every day: naming them may say where."""
    phone: str = ""


def is_secret_place(child: Child, today: date) -> bool:
    """Tell whether the place is secret, from everybody or from somebody around the child."""
    now = current_placement(child.placements, today)
    kept = (r for r in child.restrictions if r.kind is RestrictionKind.ADDRESS_SECRET)
    return bool(now and now.restricted) or any(r.holds(today) for r in kept)


def hides_place(
    child: Child, today: date, *, reads: Collection[DataClass], is_team_copy: bool
) -> bool:
    """Tell whether a copy leaves the place unnamed: it is secret, or whether it is is closed to whoever makes it."""
    if is_team_copy:
        return False
    return DataClass.SOCIAL not in reads or is_secret_place(child, today)


def secrets(child: Child, around: Iterable[Around], organization: str) -> Iterator[str]:
    """Return every name that may say where the child lives; those of the family stay."""
    names = (child.identity.name, *(person.name for person in child.people))
    kept = {word for name in names for word in words(name)}
    yield organization
    for each in child.placements:
        yield each.place
        if each.kind in OF_SOMEBODY:
            yield from ways_to_say(each.place, kept=kept | ORDINARY)
    for who in around:
        if who.lives_there:
            yield from ways_to_say(who.name, kept=kept)


def place_words(*, hides: bool, reads: Collection[DataClass]) -> tuple[str, ...]:
    """Return what a copy says of the place it does not name; names alone are searched, free words are to be read."""
    if not hides:
        return ()
    if DataClass.SOCIAL in reads:
        return (
            gettext(
                "The place is kept secret: its names are left out. "
                "Read what people wrote in their own words before you hand this copy on."
            ),
        )
    return (
        gettext(
            "Whether the place is secret is not open to whoever made it: who lives with the child is not named. "
            "Read what people wrote in their own words before you hand this copy on."
        ),
    )


def without_place(
    content: Content, child: Child, around: Iterable[Around], organization: str
) -> Content:
    """Return a copy to hand over, on which nothing names a place that is secret (`hides_place`)."""
    return veil.without(content, secrets(child, around, organization), gettext(HIDDEN))


def identity(
    child: Child, ins: Ins, today: date, *, organization: str, tells_birth: bool
) -> tuple[Block, ...]:
    """Return who the child is; `tells_birth`: whether whoever makes the sheet reads how early the birth was."""
    who = child.identity
    rows = [
        (gettext("Name"), who.name),
        (gettext("Born on"), joined(born(who), who.birth_place)),
        (gettext("Sex"), gettext(SEX_LABELS[who.sex])),
        (gettext("National health identity (INS)"), _ins(ins)),
        (gettext("Followed since"), _followed(child, organization)),
    ]
    if who.deceased_on:
        rows.append((gettext("Died on"), format_date(who.deceased_on)))
    else:
        rows.insert(3, (gettext("Age"), age(child, today, tells_birth=tells_birth)))
    if who.other_names:
        rows.insert(1, (gettext("Other names"), ", ".join(who.other_names)))
    return (facts(rows),)


def born(identity: Identity) -> str:
    """Return the day of birth; of one that is estimated, that it is."""
    day = format_date(identity.birth_date)
    return gettext("about %(day)s, an estimate", day=day) if identity.is_estimated else day


def age(child: Child, today: date, *, tells_birth: bool) -> str:
    """Return the age on the day, corrected for an early birth as questionnaires take it."""
    born = child.identity.birth_date
    if today < born:
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
    measures = [_measure(each) for each in child.measures if each.holds(today)]
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


def consenting(child: Child, today: date) -> list[str]:
    """Return who may consent for the child, on a sheet that goes from hand to hand.

    A holder whose authority was withdrawn is not named. Of one under any other decision it is said to ask first, never
    what was decided.
    """
    found = []
    for person in child.people:
        kinds = {each.kind for each in child.restrictions_of(person, today)}
        if person.parental_responsibility and RestrictionKind.WITHDRAWN not in kinds:
            first = gettext("ask whoever coordinates before calling") if kinds else ""
            found.append(joined(person.name, person.relation, first))
    return found


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


def contacts(
    child: Child,
    around: Sequence[Around],
    today: date,
    *,
    pmi: Sequence[str],
    reads_family: bool,
    is_team_copy: bool,
) -> Blocks:
    """Return whom to call; where the child lives, who with, and how to reach the family, for the team alone."""
    rows = [
        (gettext("Physician of the follow-up"), _of_role(around, Role.PHYSICIAN)),
        (gettext("PMI of the department"), "\n".join(pmi)),
        (gettext("Coordination"), _of_role(around, Role.COORDINATOR)),
    ]
    if reads_family:
        holders = (
            [
                joined(_holder(child, person, today, is_team_copy=True), person.contact)
                for person in child.people
                if person.parental_responsibility
            ]
            if is_team_copy
            else consenting(child, today)
        )
        rows.append((gettext("Parental responsibility"), "\n".join(holders)))
    if is_team_copy:
        carers = [called(each.name, each.phone) for each in around if each.lives_there]
        rows.append(
            (
                gettext("Where the child lives"),
                joined(place(child, today, hides_place=False), *carers, by="\n"),
            )
        )
    return (facts(rows),)


def _of_role(around: Iterable[Around], role: Role) -> str:
    return "\n".join(called(each.name, each.phone) for each in around if each.is_of is role)
