"""What a child's record accepts, and what it says on a given day. No I/O."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import chain

from workspace.actor import Role
from workspace.dossier.record.ages import add_months
from workspace.dossier.record.inclusion import InclusionRule, age_complaints
from workspace.dossier.record.model import (
    SIGHT_RULE,
    About,
    Birth,
    Identity,
    Inclusion,
    NewChild,
    NewPlacement,
    Placement,
    RelatedPerson,
    Sight,
    SightRule,
)
from workspace.errors import Invalid
from workspace.i18n import N_
from workspace.names import letters

LONGEST_NAME = 100
LONGEST_PLACE = 200
DEPARTMENT = re.compile(r"0[1-9]|1\d|2[1-9AB]|[3-8]\d|9[0-5]|97[1-8]|98[4678]")
"""The departments and what lies overseas, as INSEE numbers them; 20 was Corsica, 2A and 2B today."""
NO_DEPARTMENT = N_(
    "No department has this number: 01 to 95, 2A or 2B for Corsica, 971 to 988 overseas."
)

TERM_WEEKS = (22, 44)
TERM_DAYS = (0, 6)
BIRTH_WEIGHT_G = (200, 8000)
BIRTH_LENGTH_CM = (20, 70)
BIRTH_HEAD_CM = (15, 50)

MOTHERS = frozenset(
    [
        "mere",
        "maman",
        "mother",
        "mum",
        "parturiente",
        "maternel",
        "maternelle",
        "maternels",
        "maternal",
    ]
)
OTHER_MOTHERS = frozenset(
    ["belle", "paternelle", "paternel", "adoptive", "accueil", "foster", "adoptif"]
)
"""Words that say it is not she: a father's mother, an adoptive one."""

Complaints = Iterator[tuple[str, str]]
"""Field and message, in the order they are found."""


def check_new_child(
    new: NewChild,
    *,
    today: date,
    rule: InclusionRule,
    role: Role = Role.COORDINATOR,
) -> None:
    """Raise Invalid naming every field that cannot be true, all at once.

    `rule`: that of the programme on the day of admission; `role`: of whoever enrols.
    """
    born, followed = new.identity.birth_date, new.inclusion
    complaints = chain(
        name_complaints(new.identity),
        _date_complaints("birth_date", born, born=born, today=today),
        birth_complaints(new.birth),
        _inclusion_complaints(followed, born=born, today=today),
        age_complaints(new, role=role, rule=rule),
    )
    if new.placement is not None:
        complaints = chain(
            complaints,
            _placement_complaints(
                new.placement, born=born, ended_on=followed.ended_on, today=today
            ),
        )
    refuse(complaints)


def check_new_placement(
    new: NewPlacement,
    *,
    born: date,
    placements: Iterable[Placement],
    today: date,
    ended_on: date | None = None,
) -> None:
    """Raise Invalid for a move that cannot be: its dates, or another placement on the same days.

    The placement still open is no obstacle: moving ends it (`ended_by`).
    `ended_on`: end of follow-up, if it has ended.
    """
    known = tuple(placements)
    complaints = _placement_complaints(new, born=born, ended_on=ended_on, today=today)
    refuse(chain(complaints, _until_complaints(new, known, today), _overlap_complaints(new, known)))


def current_placement(placements: Iterable[Placement], on: date) -> Placement | None:
    """Return where the child lives at the end of day `on`; the latest begun, should two overlap."""
    lived = [
        placement
        for placement in placements
        if placement.begins_on <= on and (placement.ends_on is None or on < placement.ends_on)
    ]
    return max(lived, key=lambda placement: placement.begins_on, default=None)


def ended_by(new: NewPlacement, placements: Iterable[Placement]) -> Placement | None:
    """Return the open placement as `new` ends it, or None when none was open before."""
    for placement in placements:
        if _gives_way_to(placement, new):
            return replace(placement, ends_on=new.begins_on)
    return None


def kept_names(new: Identity, known: Identity) -> Identity:
    """Return `new` with what only people say of a child, and the name it takes the place of."""
    names = [*known.other_names]
    if letters(new.name) != letters(known.name):
        names.append(known.name)
    others = (name for name in names if letters(name) != letters(new.name))
    return replace(
        new,
        birth_certainty=known.birth_certainty,
        birth_place=new.birth_place or known.birth_place,
        other_names=tuple(dict.fromkeys(others)),
        secret_origins=known.secret_origins,
        deceased_on=known.deceased_on,
    )


def is_mother(person: RelatedPerson) -> bool:
    """Tell whether a related person is the mother, or kin who name her: whom the secret of a birth hides."""
    words = set(letters(person.relation).split())
    if person.about is About.PARENT_1:
        return True
    return bool(words & MOTHERS) and not words & OTHER_MOTHERS


def outlives_follow_up(placement: Placement, inclusion: Inclusion) -> bool:
    """Return whether a placement goes on after the end of follow-up: unusual, kept, flagged."""
    if inclusion.ended_on is None:
        return False
    return placement.ends_on is None or placement.ends_on > inclusion.ended_on


def lost_to_follow_up(
    inclusion: Inclusion,
    *,
    on: date,
    seen_on: date | None,
    missed_in_a_row: int,
    attempts: Iterable[date] = (),
    rule: SightRule = SIGHT_RULE,
) -> Sight:
    """Return whether the child is still in sight (the programme team's proposal, reversible).

    Potentially lost: two assessments missed in a row, or twelve months without an assessment, a
    session or a contact (`seen_on`: the last of them), or since the child came back. Lost: and three
    attempts to make contact since then, documented, over sixty days or more. `rule`: the numbers, as the
    protocol says them.
    """
    if inclusion.ended_on is not None and inclusion.ended_on <= on:
        return Sight.ENDED
    since = max(seen_on or inclusion.admitted_on, inclusion.back_on or date.min)
    if missed_in_a_row < rule.missed_in_a_row and on < add_months(since, rule.silence_months):
        return Sight.SEEN
    tried = sorted(day for day in attempts if since < day <= on)
    enough = len(tried) >= rule.attempts
    spread = enough and (tried[-1] - tried[0]).days >= rule.attempts_days
    return Sight.LOST if spread else Sight.POTENTIALLY_LOST


def refuse(complaints: Iterable[tuple[str, str]]) -> None:
    fields: dict[str, str] = {}
    for field, message in complaints:
        fields.setdefault(field, message)
    if fields:
        raise Invalid(fields)


def name_complaints(identity: Identity) -> Complaints:
    names = {"given_name": identity.given_name, "family_name": identity.family_name}
    for field, name in names.items():
        if not name.strip() and not identity.is_unnamed:
            yield field, N_("Please write a name.")
        if len(name) > LONGEST_NAME:
            yield field, N_("This name is too long.")


def _date_complaints(field: str, day: date, *, born: date, today: date) -> Complaints:
    if day < born:
        yield field, N_("This is before the birth.")
    if day > today:
        yield field, N_("This day has not come yet.")


def birth_complaints(birth: Birth) -> Complaints:
    known: tuple[tuple[str, int | Decimal | None, tuple[int, int]], ...] = (
        ("term_weeks", birth.term_weeks, TERM_WEEKS),
        ("weight_g", birth.weight_g, BIRTH_WEIGHT_G),
        ("length_cm", birth.length_cm, BIRTH_LENGTH_CM),
        ("head_cm", birth.head_cm, BIRTH_HEAD_CM),
    )
    for field, value, (least, most) in known:
        if value is not None and not least <= value <= most:
            yield field, N_("This is not possible at birth. Please check the value and its unit.")
    least, most = TERM_DAYS
    if not least <= birth.term_days <= most:
        yield "term_days", N_("Days beyond the weeks go from 0 to 6.")
    elif birth.term_days and birth.term_weeks is None:
        yield "term_weeks", N_("Please give the weeks with the days.")


def of_department(code: str) -> Complaints:
    if not DEPARTMENT.fullmatch(code):
        yield "department", NO_DEPARTMENT


def _inclusion_complaints(inclusion: Inclusion, *, born: date, today: date) -> Complaints:
    yield from _date_complaints("admitted_on", inclusion.admitted_on, born=born, today=today)
    yield from of_department(inclusion.department)
    if inclusion.ended_on is not None:
        if inclusion.ended_on < inclusion.admitted_on:
            yield "ended_on", N_("Follow-up cannot end before admission.")
        yield from _date_complaints("ended_on", inclusion.ended_on, born=born, today=today)


def _placement_complaints(
    new: NewPlacement, *, born: date, ended_on: date | None, today: date
) -> Complaints:
    if len(new.place) > LONGEST_PLACE:
        yield "place", N_("This is too long.")
    yield from _date_complaints("begins_on", new.begins_on, born=born, today=today)
    if ended_on is not None and new.begins_on > ended_on:
        yield "begins_on", N_("Follow-up had already ended on that day.")
    if new.ends_on is not None and new.ends_on < new.begins_on:
        yield "ends_on", N_("A placement cannot end before it begins.")


def _until_complaints(new: NewPlacement, known: Iterable[Placement], today: date) -> Complaints:
    """Find what is against the end of a stay: it has one when it came before the place the child lives in."""
    if new.ends_on is None:
        return
    if new.ends_on > today:
        yield "ends_on", N_("This day has not come yet.")
    if any(_gives_way_to(placement, new) for placement in known):
        yield (
            "ends_on",
            N_(
                "The child was in another place then. Leave this empty for a move, or write a short stay."
            ),
        )


def _overlap_complaints(new: NewPlacement, placements: Iterable[Placement]) -> Complaints:
    for placement in placements:
        if _is_same_move(placement, new):
            yield "begins_on", N_("This very move is already recorded.")
        if _gives_way_to(placement, new) or not _share_a_day(placement, new):
            continue
        if placement.ends_on is None and placement.begins_on == new.begins_on:
            yield (
                "begins_on",
                N_(
                    "A move is already recorded on this day. If there were two, tick the box below."
                ),
            )
        yield "begins_on", N_("Another placement is already recorded on these days.")


def _is_same_move(placement: Placement, new: NewPlacement) -> bool:
    said = (placement.kind, placement.begins_on, letters(placement.place))
    return said == (new.kind, new.begins_on, letters(new.place))


def _gives_way_to(placement: Placement, new: NewPlacement) -> bool:
    """Tell whether a move ends `placement`; one begun the same day only if there were two moves."""
    if placement.ends_on is not None:
        return False
    same_day = new.moved_twice and placement.begins_on == new.begins_on
    return placement.begins_on < new.begins_on or same_day


def _share_a_day(one: Placement, other: NewPlacement) -> bool:
    return (one.ends_on is None or other.begins_on < one.ends_on) and (
        other.ends_on is None or one.begins_on < other.ends_on
    )
