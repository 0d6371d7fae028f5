"""The record through its verbs, against the database, as the people around Lou."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from storage.vault import Vault
from tests.people import ELSEWHERE, LOU, People, Person
from tests.workspace.dossier.record.cases import FOSTERED, NEW_LOU, NURSED, named
from workspace.access.model import Circle, Errand
from workspace.access.permissions import Permission
from workspace.access.service import circle
from workspace.clock import SystemClock
from workspace.database import sql, transaction
from workspace.dossier.record import errands, service
from workspace.dossier.record.civil import service as civil
from workspace.dossier.record.model import (
    Age,
    Birth,
    MeasureId,
    MeasureKind,
    NewChild,
    Placement,
    PlacementKind,
    ProtectionMeasure,
    RelatedPerson,
    RelatedPersonId,
    Sex,
)
from workspace.dossier.record.summaries import ChildSummary, FollowUp
from workspace.errors import Forbidden, Invalid, NotFound
from workspace.ids import DossierId

MOTHER = RelatedPerson(
    id=RelatedPersonId(UUID(int=11)),
    relation="mother",
    name="Nadia V.",
    parental_responsibility=True,
)
OPP = ProtectionMeasure(
    id=MeasureId(UUID(int=12)), kind=MeasureKind.OPP, begins_on=date(2021, 7, 9)
)


async def circle_of(person: Person) -> Circle:
    return await circle(person.actor, Permission.CHILD_READ, clock=SystemClock())


async def test_a_coordinator_enrols_a_child(
    people: People, vault: Vault, clock: SystemClock
) -> None:
    with people.nour.here() as nour:
        enrolled = await service.enrol_child(nour, NEW_LOU, clock=clock, vault=vault)
        clearance = people.nour.clearance(Permission.CHILD_READ, dossier=enrolled.dossier)
        child = await service.child(clearance, vault=vault)
        mine = await circle_of(people.nour)
    assert enrolled.twins == ()
    assert enrolled.dossier in mine.dossiers
    assert NEW_LOU.identity == child.identity
    assert NEW_LOU.birth == child.birth
    assert NEW_LOU.inclusion == child.inclusion
    assert [(NURSED.kind, NURSED.place, NURSED.begins_on, None)] == [
        (place.kind, place.place, place.begins_on, place.ends_on) for place in child.placements
    ]


async def test_a_child_may_be_enrolled_before_the_place_is_known(
    people: People, vault: Vault, clock: SystemClock
) -> None:
    new = replace(NEW_LOU, placement=None)
    with people.nour.here() as nour:
        dossier = (await service.enrol_child(nour, new, clock=clock, vault=vault)).dossier
        child = await service.child(
            people.nour.clearance(Permission.CHILD_READ, dossier=dossier), vault=vault
        )
    assert child.placements == ()


async def test_who_does_not_coordinate_cannot_enrol(
    people: People, vault: Vault, clock: SystemClock
) -> None:
    with people.ambre.here() as ambre, pytest.raises(Forbidden):
        await service.enrol_child(ambre, NEW_LOU, clock=clock, vault=vault)


async def test_a_coordinator_enrols_in_their_own_establishment_only(
    people: People, vault: Vault, clock: SystemClock
) -> None:
    elsewhere = replace(NEW_LOU, inclusion=replace(NEW_LOU.inclusion, organization=ELSEWHERE))
    with people.nour.here() as nour, pytest.raises(Forbidden):
        await service.enrol_child(nour, elsewhere, clock=clock, vault=vault)
    nobody = replace(people.nour.actor, organization=None)
    with people.nour.here(), pytest.raises(Forbidden):
        await service.enrol_child(nobody, NEW_LOU, clock=clock, vault=vault)


async def test_an_enrolment_that_cannot_be_leaves_nothing(
    people: People, vault: Vault, clock: SystemClock
) -> None:
    inclusion = replace(NEW_LOU.inclusion, admitted_on=date(2030, 1, 1), department="Paris")
    with people.nour.here() as nour:
        with pytest.raises(Invalid) as refused:
            await service.enrol_child(
                nour, replace(NEW_LOU, inclusion=inclusion), clock=clock, vault=vault
            )
        assert {LOU} == set((await circle_of(people.nour)).dossiers)
    assert {"admitted_on", "department"} <= set(refused.value.fields)


async def test_a_coordinator_cannot_accept_a_child_of_five(
    people: People, vault: Vault, clock: SystemClock
) -> None:
    late = replace(named("Noe", "Payen", born=date(2016, 1, 1)), accepted_late_because="please")
    with people.nour.here() as nour, pytest.raises(Invalid) as refused:
        await service.enrol_child(nour, late, clock=clock, vault=vault)
    assert {"admitted_on"} == set(refused.value.fields)


@pytest.mark.parametrize(
    ("name", "expected"),
    [(("Loup", "Vasseur"), 1), (("VASSEUR", "Lou"), 1), (("Lou", "Payen"), 0)],
)
async def test_a_likely_double_is_reported_and_enrolled_all_the_same(
    lou: People, vault: Vault, clock: SystemClock, name: tuple[str, str], expected: int
) -> None:
    identity = replace(NEW_LOU.identity, given_name=name[0], family_name=name[1])
    with lou.nour.here() as nour:
        enrolled = await service.enrol_child(
            nour, replace(NEW_LOU, identity=identity), clock=clock, vault=vault
        )
        mine = await circle_of(lou.nour)
    assert (LOU,) * expected == enrolled.twins
    assert {LOU, enrolled.dossier} == set(mine.dossiers)


async def test_a_double_in_another_circle_is_not_told(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    new = replace(NEW_LOU, inclusion=replace(NEW_LOU.inclusion, organization=ELSEWHERE))
    with lou.stranger.here() as stranger:
        assert (await service.enrol_child(stranger, new, clock=clock, vault=vault)).twins == ()


async def test_children_are_listed_in_french_order(
    people: People, importing: Errand, vault: Vault, clock: SystemClock
) -> None:
    names = [
        ("Zoe", "Saint-Omer"),
        ("\u00c9lise", "Payen"),
        ("Eden", "PAYEN"),
        ("Ode", "Saint Ange"),
    ]
    with people.nour.here() as nour:
        for given_name, family_name in names:
            await service.enrol_child(
                nour, named(given_name, family_name), clock=clock, vault=vault
            )
    await errands.add_many(importing, [(LOU, NEW_LOU)], clock=clock, vault=vault)
    with people.nour.here():
        found = await service.children(await circle_of(people.nour), clock=clock, vault=vault)
    assert [child.identity.given_name for child in found] == [
        "Eden",
        "\u00c9lise",
        "Ode",
        "Zoe",
        "Lou",
    ]


async def test_a_summary_says_the_age_and_the_place_of_today(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    with lou.nour.here():
        (found,) = await service.children(await circle_of(lou.nour), clock=clock, vault=vault)
    assert found.placement is not None
    expected = ChildSummary(
        dossier=LOU,
        identity=NEW_LOU.identity,
        age=Age(months=45, days=8),
        inclusion=NEW_LOU.inclusion,
        placement=Placement(
            id=found.placement.id, kind=NURSED.kind, place=NURSED.place, begins_on=NURSED.begins_on
        ),
        opened_on=found.opened_on,
    )
    assert expected == found
    assert found.opened_on is not None


async def test_a_nurse_lists_children_without_their_places(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    with lou.noe.here():
        (found,) = await service.children(await circle_of(lou.noe), clock=clock, vault=vault)
    assert found.placement is None


async def test_a_day_before_the_birth_gives_no_age(lou: People, vault: Vault) -> None:
    early = SystemClock(pinned=date(2020, 3, 4))
    with lou.nour.here():
        (found,) = await service.children(await circle_of(lou.nour), clock=early, vault=vault)
    assert Age(months=0) == found.age


async def test_each_part_of_a_child_opens_with_its_class(
    lou: People, importing: Errand, vault: Vault
) -> None:
    await errands.add_people(importing, [(LOU, MOTHER)], vault=vault)
    await errands.add_measures(importing, [(LOU, OPP)], vault=vault)
    parts = {}
    for person in (lou.ambre, lou.noe, lou.odile, lou.yann):
        with person.here():
            child = await service.child(person.clearance(Permission.CHILD_READ), vault=vault)
        parts[person.name] = (
            child.birth.term_weeks,
            len(child.placements),
            child.measures,
            child.people,
        )
    everything = (34, 1, (OPP,), (MOTHER,))
    assert {
        "ambre": everything,
        "noe": (34, 0, (), ()),
        "odile": (None, 0, (), ()),
        "yann": (None, *everything[1:]),
    } == parts


async def test_a_child_without_a_record_is_not_found(people: People, vault: Vault) -> None:
    with people.nour.here(), pytest.raises(NotFound):
        await service.child(people.nour.clearance(Permission.CHILD_READ), vault=vault)


async def test_reading_needs_the_permission_that_was_asked(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    bare = lou.nour.clearance()
    with lou.nour.here():
        for reading in (service.child, service.placements, service.related_people):
            with pytest.raises(Forbidden):
                await reading(bare, vault=vault)
        with pytest.raises(Forbidden):
            await service.move(bare, FOSTERED, clock=clock, vault=vault)


async def test_related_people_are_closed_to_a_nurse(lou: People, vault: Vault) -> None:
    with lou.noe.here(), pytest.raises(Forbidden):
        await service.related_people(lou.noe.clearance(Permission.CHILD_READ), vault=vault)


async def test_related_people_are_read_by_the_key_worker(
    lou: People, importing: Errand, vault: Vault
) -> None:
    await errands.add_people(importing, [(LOU, MOTHER)], vault=vault)
    with lou.yann.here():
        found = await service.related_people(lou.yann.clearance(Permission.CHILD_READ), vault=vault)
    assert found == (MOTHER,)


async def test_a_move_ends_the_placement_that_was_open(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    clearance = lou.nour.clearance(Permission.PLACEMENT_READ, Permission.PLACEMENT_WRITE)
    with lou.nour.here():
        moved = await service.move(clearance, FOSTERED, clock=clock, vault=vault)
        found = await service.placements(clearance, vault=vault)
    assert [(NURSED.place, FOSTERED.begins_on), (FOSTERED.place, None)] == [
        (placement.place, placement.ends_on) for placement in found
    ]
    assert moved == found[1]


async def test_a_move_ends_every_placement_a_folder_left_open(
    lou: People, importing: Errand, vault: Vault, clock: SystemClock
) -> None:
    other = replace(NURSED, begins_on=date(2021, 8, 1))
    await errands.place_many(importing, [(LOU, other)], vault=vault)
    clearance = lou.nour.clearance(Permission.PLACEMENT_READ, Permission.PLACEMENT_WRITE)
    with lou.nour.here():
        await service.move(clearance, FOSTERED, clock=clock, vault=vault)
        found = await service.placements(clearance, vault=vault)
    assert [FOSTERED.begins_on, FOSTERED.begins_on, None] == [
        placement.ends_on for placement in found
    ]


async def test_a_move_that_cannot_be_changes_nothing(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    clearance = lou.nour.clearance(Permission.PLACEMENT_READ, Permission.PLACEMENT_WRITE)
    with lou.nour.here():
        with pytest.raises(Invalid) as refused:
            await service.move(
                clearance, replace(FOSTERED, begins_on=date(2021, 1, 1)), clock=clock, vault=vault
            )
        found = await service.placements(clearance, vault=vault)
    assert {"begins_on"} == set(refused.value.fields)
    assert [placement.ends_on for placement in found] == [None]


async def test_follow_up_tells_the_term_to_whom_health_is_open(lou: People, vault: Vault) -> None:
    known = {}
    for person in (lou.noe, lou.odile):
        with person.here():
            one = await service.follow_up(person.clearance(), vault=vault)
            many = await service.follow_ups(await circle_of(person), vault=vault)
        assert {LOU: one} == many
        known[person.name] = one
    followed = FollowUp(birth_date=date(2021, 5, 24), sex=Sex.FEMALE, inclusion=NEW_LOU.inclusion)
    born = NEW_LOU.birth
    assert {"noe": replace(followed, term_weeks=34, at_birth=born), "odile": followed} == known


async def test_every_reading_and_writing_is_recorded(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    clearance = lou.nour.clearance(
        Permission.CHILD_READ, Permission.PLACEMENT_READ, Permission.PLACEMENT_WRITE
    )
    with lou.nour.here() as nour:
        await service.enrol_child(nour, named("Noe", "Payen"), clock=clock, vault=vault)
        await service.children(await circle_of(lou.nour), clock=clock, vault=vault)
        await service.child(clearance, vault=vault)
        await service.placements(clearance, vault=vault)
        await service.related_people(clearance, vault=vault)
        await service.move(clearance, FOSTERED, clock=clock, vault=vault)
    with lou.auditor.here():
        async with transaction():
            rows = await sql("select act from audit_event order by ordinal")
    assert [row["act"] for row in rows] == [
        "dossier:child:enrol",
        "dossier:child:list",
        "dossier:child:read",
        "dossier:child:read",
        "dossier:child:read",
        "dossier:placement:add",
    ]


async def test_an_amended_child_is_read_anew(
    lou: People, importing: Errand, vault: Vault, clock: SystemClock
) -> None:
    left = replace(NEW_LOU.inclusion, ended_on=date(2024, 1, 1), ended_because="home")
    amended = replace(named("Lou-Anne", "Vasseur"), inclusion=left, birth=Birth(weight_g=2000))
    await errands.amend_many(importing, [(LOU, amended)], vault=vault)
    with lou.nour.here():
        child = await service.child(lou.nour.clearance(Permission.CHILD_READ), vault=vault)
        enrolled = await service.enrol_child(
            lou.nour.actor, named("Lou Anne", "Vaseur"), clock=clock, vault=vault
        )
        births = await civil.births(lou.nour.clearance(Permission.CHILD_READ), vault=vault)
    assert [each.birth for each in births.former] == [NEW_LOU.birth]
    renamed = replace(amended.identity, other_names=("Lou Vasseur",))
    assert (renamed, amended.birth, amended.inclusion) == (
        child.identity,
        child.birth,
        child.inclusion,
    )
    assert enrolled.twins == (LOU,), "the index follows the name"


async def test_an_amended_placement_keeps_its_kind_and_first_day(
    lou: People, importing: Errand, vault: Vault
) -> None:
    ended = replace(FOSTERED, ends_on=date(2023, 1, 1))
    (id_,) = await errands.place_many(importing, [(LOU, FOSTERED)], vault=vault)
    await errands.amend_placements(
        importing, [(LOU, id_, replace(ended, place="Elsewhere"))], vault=vault
    )
    with lou.nour.here():
        found = await service.placements(lou.nour.clearance(Permission.PLACEMENT_READ), vault=vault)
    expected = Placement(
        id=id_,
        kind=FOSTERED.kind,
        place="Elsewhere",
        begins_on=FOSTERED.begins_on,
        ends_on=ended.ends_on,
    )
    assert expected == found[-1]


async def test_dossiers_are_told_by_establishment(lou: People, importing: Errand) -> None:
    assert lou
    found = await errands.dossiers_of(importing)
    assert {NEW_LOU.inclusion.organization: [(LOU, date(2021, 7, 9))]} == found


async def test_trajectories_leave_the_places_closed(
    lou: People, importing: Errand, vault: Vault
) -> None:
    everybody = await errands.trajectories(importing, vault=vault)
    with lou.nour.here():
        mine = await errands.trajectories_in(await circle_of(lou.nour), vault=vault)
    with lou.stranger.here():
        none = await errands.trajectories_in(await circle_of(lou.stranger), vault=vault)
    assert everybody == mine
    assert none == {}
    assert [stay.place for stay in everybody[LOU].placements] == [""]


async def test_many_children_are_written_at_once(
    importing: Errand, vault: Vault, clock: SystemClock
) -> None:
    many: list[tuple[DossierId, NewChild]] = [
        (DossierId(uuid4()), named(f"Child{number}", "Payen")) for number in range(30)
    ]
    await errands.add_many(importing, many, clock=clock, vault=vault)
    assert {dossier for dossier, _ in many} == set(
        await errands.trajectories(importing, vault=vault)
    )


async def test_a_name_is_told_to_the_circle(lou: People, vault: Vault) -> None:
    with lou.odile.here():
        clearance = lou.odile.clearance(Permission.CHILD_READ)
        assert NEW_LOU.identity == await service.identity(clearance, vault=vault)
        assert {LOU: "Lou Vasseur"} == await service.names(await circle_of(lou.odile), vault=vault)
    with lou.stranger.here():
        assert await service.names(await circle_of(lou.stranger), vault=vault) == {}


async def test_the_followed_are_counted_until_the_day_it_ends(
    lou: People, importing: Errand, vault: Vault, clock: SystemClock
) -> None:
    left = replace(NEW_LOU.inclusion, ended_on=date(2025, 3, 5), ended_because="home")
    await errands.amend_many(importing, [(LOU, replace(NEW_LOU, inclusion=left))], vault=vault)
    with lou.nour.here():
        mine = await circle_of(lou.nour)
        assert await service.count_followed(mine, clock=clock) == 1
        day_after = SystemClock(pinned=date(2025, 3, 5))
        assert await service.count_followed(mine, clock=day_after) == 0


async def test_a_move_leaves_a_placement_that_has_ended(
    lou: People, importing: Errand, vault: Vault, clock: SystemClock
) -> None:
    ended = replace(NURSED, begins_on=date(2021, 6, 1), ends_on=date(2021, 7, 9))
    await errands.place_many(importing, [(LOU, ended)], vault=vault)
    clearance = lou.nour.clearance(Permission.PLACEMENT_READ, Permission.PLACEMENT_WRITE)
    with lou.nour.here():
        await service.move(clearance, FOSTERED, clock=clock, vault=vault)
        found = await service.placements(clearance, vault=vault)
    ends = [placement.ends_on for placement in found]
    assert ends == [ended.ends_on, FOSTERED.begins_on, None]


async def test_of_two_places_begun_on_one_day_and_never_ended_the_same_comes_first(
    lou: People, importing: Errand, vault: Vault
) -> None:
    """Else the figures of one folder would not be those of the same folder elsewhere."""
    assert lou
    days = [FOSTERED.begins_on + timedelta(days=n) for n in range(12)]
    two = (FOSTERED, replace(FOSTERED, kind=PlacementKind.HOME))
    pairs = [replace(each, begins_on=day) for day in days for each in two]
    await errands.place_many(importing, [(LOU, each) for each in pairs], vault=vault)
    lived = (await errands.trajectories(importing, vault=vault))[LOU].placements
    orders = {tuple(each.kind for each in lived if each.begins_on == day) for day in days}
    assert orders == {(PlacementKind.FOSTER_FAMILY, PlacementKind.HOME)}


async def test_likely_twins_are_told_to_an_import(
    lou: People, importing: Errand, vault: Vault
) -> None:
    assert lou
    swapped = replace(NEW_LOU.identity, given_name="Vasseur", family_name="Lou")
    other_day = replace(NEW_LOU.identity, birth_date=date(2021, 5, 25))
    found = await errands.likely_twins(importing, [swapped, other_day], vault=vault)
    assert found == ((LOU,), ())
