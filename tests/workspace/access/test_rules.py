"""The decision itself: role, relation, class and period, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workspace.access.model import (
    Clearance,
    Grant,
    GrantId,
    NewPlace,
    Place,
    Purpose,
    Rights,
)
from workspace.access.permissions import REQUIREMENTS, DataClass, Mode, Permission
from workspace.access.rules import (
    MATRIX,
    NONE,
    as_place,
    check_end,
    check_place,
    check_renewal,
    decide,
    in_places,
    last_day,
    moment_after,
    rights_of,
    satisfies,
)
from workspace.actor import Actor, Role
from workspace.errors import Forbidden, Invalid, NotFound
from workspace.ids import AccountId, DossierId

NOW = datetime(2025, 3, 4, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)
LOU = DossierId(uuid4())
NOUR = AccountId(uuid4())


def grant(
    role: Role = Role.COORDINATOR,
    *,
    account: AccountId = NOUR,
    begins_at: datetime = NOW - HOUR,
    ends_at: datetime = NOW + HOUR,
    ended_at: datetime | None = None,
    rights: Rights | None = None,
) -> Grant:
    return Grant(
        id=GrantId(uuid4()),
        dossier=LOU,
        account=account,
        role=role,
        rights=rights or rights_of(role),
        purpose="follow-up",
        since_on=date(2021, 7, 9),
        begins_at=begins_at,
        ends_at=ends_at,
        ended_at=ended_at,
    )


def asking(role: Role = Role.COORDINATOR) -> Actor:
    return Actor(account=NOUR, role=role)


def decided(
    *grants: Grant, permissions: tuple[Permission, ...] = (Permission.CHILD_READ,)
) -> Clearance:
    return decide(asking(), grants, permissions, now=NOW)


def test_every_permission_says_what_it_takes() -> None:
    assert set(Permission) == set(REQUIREMENTS)


def test_permissions_and_their_requirements_stand_in_alphabetical_order() -> None:
    names = [permission.name for permission in Permission]
    assert sorted(names) == names
    assert names == [permission.name for permission in REQUIREMENTS]


@pytest.mark.parametrize("permission", list(Permission))
def test_a_permission_named_read_takes_reading_alone(permission: Permission) -> None:
    reads = permission.value.endswith(":read")
    assert reads == (REQUIREMENTS[permission].mode is Mode.READ)


@pytest.mark.parametrize(
    "role",
    [
        Role.PARENT,
        Role.NATIONAL,
        Role.RESEARCHER,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
        Role.CUSTODIAN,
        Role.SERVICE,
    ],
)
def test_a_role_outside_the_matrix_opens_nothing(role: Role) -> None:
    assert NONE == rights_of(role)
    for permission in Permission:
        assert not satisfies(grant(role), permission)


def test_every_role_is_in_the_matrix_or_known_to_open_nothing() -> None:
    outside = {
        "other",
        "parent",
        "national",
        "researcher",
        "auditor",
        "administrator",
        "custodian",
        "service",
    }
    assert outside == {role.value for role in Role} - {role.value for role in MATRIX}


def test_the_clearance_says_who_where_what_and_why() -> None:
    place = grant()
    clearance = decided(place)
    assert asking() == clearance.actor
    assert clearance.dossier == LOU
    assert frozenset({Permission.CHILD_READ}) == clearance.permissions
    assert (place.role, place.rights) == (clearance.role, clearance.rights)
    assert (date(2021, 7, 9), "follow-up") == (clearance.since_on, clearance.purpose)


def test_no_grant_is_no_dossier() -> None:
    with pytest.raises(NotFound):
        decided()


def test_the_grant_of_somebody_else_is_no_grant() -> None:
    with pytest.raises(NotFound):
        decided(grant(account=AccountId(uuid4())))


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(grant(begins_at=NOW + TICK), id="begins a moment later"),
        pytest.param(grant(ends_at=NOW), id="ends now"),
        pytest.param(grant(ends_at=NOW - HOUR), id="has run out"),
        pytest.param(grant(ended_at=NOW), id="was ended now"),
        pytest.param(grant(ended_at=NOW - HOUR), id="was ended"),
    ],
)
def test_a_grant_out_of_its_time_is_no_grant(place: Grant) -> None:
    with pytest.raises(NotFound):
        decided(place)


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(grant(begins_at=NOW), id="begins now"),
        pytest.param(grant(ends_at=NOW + TICK), id="ends a moment later"),
        pytest.param(grant(ended_at=NOW + TICK), id="is ended a moment later"),
    ],
)
def test_a_grant_holds_from_its_first_moment_to_before_its_last(place: Grant) -> None:
    assert decided(place).dossier == LOU


def test_a_place_that_does_not_go_so_far_is_forbidden_not_hidden() -> None:
    with pytest.raises(Forbidden):
        decided(grant(Role.CARER), permissions=(Permission.GROWTH_READ,))


def test_every_permission_asked_must_be_given() -> None:
    place = grant(Role.NURSE)
    assert decided(place, permissions=(Permission.GROWTH_READ,)).role is Role.NURSE
    with pytest.raises(Forbidden):
        decided(place, permissions=(Permission.GROWTH_READ, Permission.PLACEMENT_READ))


def test_two_places_are_not_added_up() -> None:
    director, carer = grant(Role.DIRECTOR), grant(Role.CARER)
    assert decided(carer, director, permissions=(Permission.PLACEMENT_READ,)).role is Role.DIRECTOR
    with pytest.raises(Forbidden):
        decided(carer, director, permissions=(Permission.PLACEMENT_READ, Permission.BOX_READ))


def test_the_role_of_an_account_opens_nothing_without_its_grant() -> None:
    """A coordinator who stands in this circle as a carer is a carer here."""
    with pytest.raises(Forbidden):
        decide(asking(Role.COORDINATOR), [grant(Role.CARER)], [Permission.CIRCLE_MANAGE], now=NOW)


def test_rights_are_those_written_on_the_grant_not_those_of_the_role_today() -> None:
    narrow = Rights(reads=frozenset({DataClass.IDENTITY}), writes=frozenset())
    with pytest.raises(Forbidden):
        decided(grant(rights=narrow), permissions=(Permission.SCALE_READ,))


def test_only_the_coordinator_manages_the_circle() -> None:
    assert {Role.COORDINATOR} == {
        role for role in Role if satisfies(grant(role), Permission.CIRCLE_MANAGE)
    }


def test_only_the_young_adult_owns_the_box() -> None:
    assert {Role.YOUNG_ADULT} == {
        role for role in Role if satisfies(grant(role), Permission.BOX_OWN)
    }


@given(st.sampled_from(list(Role)), st.sampled_from(list(Permission)))
def test_what_is_cleared_is_exactly_what_the_grant_satisfies(
    role: Role, permission: Permission
) -> None:
    place = grant(role)
    if satisfies(place, permission):
        assert decided(place, permissions=(permission,)).permissions == {permission}
    else:
        with pytest.raises(Forbidden):
            decided(place, permissions=(permission,))


def test_a_clearance_gives_only_what_was_asked_for() -> None:
    clearance = decided(grant(), permissions=(Permission.CHILD_READ, Permission.GROWTH_READ))
    clearance.require(Permission.CHILD_READ, Permission.GROWTH_READ)
    with pytest.raises(Forbidden):
        clearance.require(Permission.CHILD_READ, Permission.SCALE_READ)


def test_a_clearance_tells_reading_from_writing() -> None:
    clearance = decided(grant(Role.NURSE))
    assert clearance.may(DataClass.SOMATIC)
    assert clearance.may(DataClass.PSYCHOLOGICAL, Mode.WRITE)
    assert not clearance.may(DataClass.PSYCHOLOGICAL)


# ── Places, in days ──────────────────────────────────────────────────────────────────────────────

TODAY = date(2025, 3, 4)
YEAR = TODAY + timedelta(days=365)


def held(
    role: Role = Role.COORDINATOR, *, until_on: date = YEAR, account: AccountId = NOUR
) -> Place:
    ends_at = moment_after(until_on, now=NOW, today=TODAY)
    return as_place(grant(role, ends_at=ends_at, account=account), now=NOW, today=TODAY)


@given(st.integers(0, 365), st.integers(0, 6 * 365 * 24 * 60))
def test_the_last_day_said_is_the_last_day_that_runs(days: int, minutes: int) -> None:
    now = NOW + timedelta(minutes=minutes)
    ends_at = moment_after(TODAY + timedelta(days=days), now=now, today=TODAY)
    assert last_day(ends_at, now=now, today=TODAY) == TODAY + timedelta(days=days)
    assert now < ends_at <= now + timedelta(days=366)


def test_a_place_is_to_renew_thirty_days_before_its_end() -> None:
    assert held(until_on=TODAY + timedelta(days=30)).is_ending
    assert not held(until_on=TODAY + timedelta(days=31)).is_ending


def test_places_that_are_over_come_after_the_last_one_first() -> None:
    ended = [NOW - timedelta(days=days) for days in (9, 2)]
    found = in_places(
        [grant(ended_at=ended[0]), grant(), grant(ended_at=ended[1])], now=NOW, today=TODAY
    )
    assert len(found.around) == 1
    assert [place.grant.ended_at for place in found.left] == ended[::-1]


def test_a_code_of_an_earlier_time_is_follow_up() -> None:
    assert replace(held(), grant=replace(grant(), purpose="x")).purpose == (
        "The follow-up of the child"
    )


def newcomer(since_on: date = TODAY, until_on: date = YEAR) -> NewPlace:
    return NewPlace(
        account=AccountId(uuid4()), purpose=Purpose.CARE, since_on=since_on, until_on=until_on
    )


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("new", "role", "refused"),
    [
        (newcomer(), Role.CARER, set()),
        (newcomer(), None, {"account"}),
        (newcomer(), Role.PARENT, {"account"}),
        (newcomer(), Role.YOUNG_ADULT, {"account"}),
        (replace(newcomer(), account=NOUR), Role.NURSE, {"account"}),
        (newcomer(TODAY + DAY, TODAY - DAY), None, {"account", "since_on", "until_on"}),
        (newcomer(until_on=YEAR + DAY), Role.NURSE, {"until_on"}),
    ],
)
def test_every_reason_not_to_let_in_is_said_at_once(
    new: NewPlace, role: Role | None, refused: set[str]
) -> None:
    if not refused:
        check_place(new, role, [held()], today=TODAY)
        return
    with pytest.raises(Invalid) as caught:
        check_place(new, role, [held()], today=TODAY)
    assert set(caught.value.fields) == refused


def test_a_renewal_is_a_year_at_most() -> None:
    check_renewal(YEAR, today=TODAY)
    with pytest.raises(Invalid):
        check_renewal(YEAR + DAY, today=TODAY)


def test_an_end_is_today_or_later_and_within_the_place() -> None:
    place = held(Role.NURSE, until_on=TODAY + 9 * DAY)
    check_end(place, TODAY, [], today=TODAY)
    for last_on in (TODAY - DAY, TODAY + 10 * DAY):
        with pytest.raises(Invalid):
            check_end(place, last_on, [], today=TODAY)


def test_a_circle_keeps_a_coordinator_who_stays_longer() -> None:
    other = AccountId(uuid4())
    stays, leaves_too = held(account=other), held(account=other, until_on=TODAY)
    check_end(held(), TODAY, [held(), stays], today=TODAY)
    for around in ([held()], [held(), leaves_too], [held(Role.NURSE, account=other)]):
        with pytest.raises(Invalid):
            check_end(held(), TODAY, around, today=TODAY)
