"""Who may do what: role, relation, class and period together. No I/O."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from workspace.access.model import Clearance, Grant, NewPlace, Place, Places, Rights
from workspace.access.permissions import OF_ROLES, REQUIREMENTS, DataClass, Mode, Permission
from workspace.actor import Actor, Role
from workspace.clock import PARIS
from workspace.errors import Forbidden, Invalid, NotFound
from workspace.i18n import N_


def _rights(reads: str, writes: str) -> Rights:
    return Rights(
        reads=frozenset(DataClass(code) for code in reads.split()),
        writes=frozenset(DataClass(code) for code in writes.split()),
    )


NONE = _rights("", "")

MATRIX = MappingProxyType(
    {
        Role.COORDINATOR: _rights("N0 MS C0 C1 C2 C3 C4 C5", "N0 MS C0 C3 C5"),
        Role.PHYSICIAN: _rights("N0 MS C0 C1 C2 C3 C4", "N0 MS C0 C1 C5"),
        Role.NURSE: _rights("N0 MS C0 C1", "N0 MS C0 C1 C2 C5"),
        Role.PSYCHOMOTRICIAN: _rights("N0 MS C0 C1", "N0 MS C0 C1 C2 C5"),
        Role.PSYCHOLOGIST: _rights("N0 MS C0 C1 C2 C3 C4", "N0 MS C2 C5"),
        Role.CARER: _rights("N0 MS C0 C5", "MS C2 C5"),
        Role.KEY_WORKER: _rights("N0 MS C0 C3 C4 C5", "MS C0 C3 C5"),
        Role.DIRECTOR: _rights("N0 C0 C3", ""),
        Role.YOUNG_ADULT: _rights("N0 C0 C1 C2 C3 C5", "C5"),
    }
)
"""`security.md` 3.1, row by row. Writing a class without reading it is "own": one sees what one wrote.

A role that is absent opens nothing: a parent reads published projections only, the national team and the
administrator no content, a researcher another database, a custodian works off-line.
"""


def rights_of(role: Role) -> Rights:
    """Return what `role` opens in a dossier whose circle it belongs to."""
    return MATRIX.get(role, NONE)


def satisfies(grant: Grant, permission: Permission) -> bool:
    """Tell whether `grant`, taken as live, gives `permission`."""
    return gives(grant.role, grant.rights, permission)


def gives(role: Role, rights: Rights, permission: Permission) -> bool:
    """Tell whether a role with these rights in a dossier has `permission` there."""
    data_class, mode = REQUIREMENTS[permission]
    if role not in OF_ROLES.get(permission, {role}):
        return False
    if mode is Mode.MANAGE:
        return role is Role.COORDINATOR
    if mode is Mode.OWN:
        return role is Role.YOUNG_ADULT
    return data_class in (rights.reads if mode is Mode.READ else rights.writes)


def check_national(actor: Actor) -> None:
    """Raise `Forbidden` for whoever is not of the national team: what holds for every child is theirs to say."""
    if actor.role is not Role.NATIONAL:
        raise Forbidden


def decide(
    actor: Actor, grants: Iterable[Grant], permissions: Iterable[Permission], *, now: datetime
) -> Clearance:
    """Return the clearance `grants` give `actor` at `now`.

    `grants` are those of one account in one dossier. Raises `NotFound` when none is live (the dossier does
    not exist for this person) and `Forbidden` when the circle does not give every one of `permissions`.
    """
    asked = frozenset(permissions)
    live = [grant for grant in grants if grant.account == actor.account and grant.is_live(now)]
    if not live:
        raise NotFound
    for grant in live:
        if all(satisfies(grant, permission) for permission in asked):
            return Clearance(
                actor=actor,
                dossier=grant.dossier,
                permissions=asked,
                rights=grant.rights,
                role=grant.role,
                since_on=grant.since_on,
                purpose=grant.purpose,
            )
    raise Forbidden


LONGEST_PLACE = timedelta(days=365)
"""No place in a circle lasts longer without being renewed (`security.md` 3.1)."""
REMINDER = timedelta(days=30)
"""How long before its end a place is shown as one to renew."""
GIVEN_BY_HAND = frozenset(MATRIX) - {Role.YOUNG_ADULT}
"""Roles a coordinator may let in. Whoever the dossier is about enters by the handing over alone."""


def moment_after(last_on: date, *, now: datetime, today: date) -> datetime:
    """Return when a place ends whose last day is `last_on`, reckoned from the day that is today.

    In a demonstration the day is pinned and moments are real: what counts is how many days are left.
    """
    morning = now.astimezone(PARIS).date() + (last_on - today) + timedelta(days=1)
    return min(datetime.combine(morning, time.min, PARIS), now + LONGEST_PLACE + timedelta(days=1))


def last_day(ends_at: datetime, *, now: datetime, today: date) -> date:
    """Return the last day of a place that ends at `ends_at`: the inverse of `moment_after`."""
    last = (ends_at - timedelta(microseconds=1)).astimezone(PARIS).date()
    return today + (last - now.astimezone(PARIS).date())


def as_place(grant: Grant, *, now: datetime, today: date) -> Place:
    ends_at = min(grant.ended_at or grant.ends_at, grant.ends_at)
    until_on = last_day(ends_at, now=now, today=today)
    return Place(
        grant=grant,
        until_on=until_on,
        is_ending=grant.is_live(now) and until_on <= today + REMINDER,
    )


def in_places(grants: Iterable[Grant], *, now: datetime, today: date) -> Places:
    """Return the places that run, in the order given, and those that are over, the last one first."""
    known = [as_place(grant, now=now, today=today) for grant in grants]
    over = [place for place in known if not place.grant.is_live(now)]
    return Places(
        around=tuple(place for place in known if place.grant.is_live(now)),
        left=tuple(sorted(over, key=lambda place: place.until_on, reverse=True)),
    )


def check_place(new: NewPlace, role: Role | None, around: Iterable[Place], *, today: date) -> None:
    """Raise Invalid unless this person may be let in. `role`: of their account, None without one."""
    fields: dict[str, str] = {}
    if role not in GIVEN_BY_HAND:
        fields["account"] = N_("Choose somebody from the list.")
    elif any(place.grant.account == new.account for place in around):
        fields["account"] = N_(
            "This person is around the child already: renew their place instead."
        )
    if new.since_on > today:
        fields["since_on"] = N_("This day has not come yet.")
    fields |= _until_complaints(new.until_on, today=today)
    if fields:
        raise Invalid(fields)


def check_renewal(until_on: date, *, today: date) -> None:
    """Raise Invalid for a last day that is past, or more than a year away."""
    fields = _until_complaints(until_on, today=today)
    if fields:
        raise Invalid(fields)


def _until_complaints(until_on: date, *, today: date) -> dict[str, str]:
    if until_on < today:
        return {"until_on": N_("This day is past.")}
    if until_on > today + LONGEST_PLACE:
        return {"until_on": N_("A place lasts a year at most; it can be renewed.")}
    return {}


def check_end(place: Place, last_on: date, around: Iterable[Place], *, today: date) -> None:
    """Raise Invalid for an end that is past, later than the place's own, or that leaves nobody to coordinate."""
    fields: dict[str, str] = {}
    if last_on < today:
        fields["last_on"] = N_("This day is past: what was open until today was open.")
    elif last_on > place.until_on:
        fields["last_on"] = N_("The place ends before that day: renew it instead.")
    if place.grant.role is Role.COORDINATOR and not any(
        other.grant.role is Role.COORDINATOR
        and other.grant.account != place.grant.account
        and other.until_on > last_on
        for other in around
    ):
        fields["last_on"] = N_("Somebody must coordinate: let another coordinator in first.")
    if fields:
        raise Invalid(fields)
