"""The path of Lou through its verbs, against the database: nothing written is lost."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date

import asyncpg
import pytest

from storage.vault import Vault
from tests.people import LOU, People
from tests.workspace.dossier.record.cases import FOSTERED, NEW_LOU, NURSED, named
from tests.workspace.dossier.traces import recorded
from workspace.access.model import Clearance, Errand
from workspace.access.permissions import Permission
from workspace.audit.model import Act
from workspace.clock import SystemClock
from workspace.database import sql, transaction
from workspace.dossier.record import errands
from workspace.dossier.record import service as record
from workspace.dossier.record.course import amending, service
from workspace.dossier.record.course.model import (
    NewDepartment,
    NewExit,
    NewMeasure,
    NewProgramme,
    NewReturn,
    NewShortStay,
    ShortStayKind,
)
from workspace.dossier.record.course.rules import set_aside
from workspace.dossier.record.events import EventKind, ExitReason
from workspace.dossier.record.model import (
    Authority,
    MeasureKind,
    NewPlacement,
    PlacementKind,
)
from workspace.dossier.record.rules import current_placement
from workspace.dossier.record.turns import Away, Earlier
from workspace.errors import Conflict, Forbidden, Invalid, NotFound

TODAY = date(2025, 3, 4)
EXIT = NewExit(ended_on=date(2024, 1, 1), reason=ExitReason.MOVED_AWAY, words="To Lille.")
HOSPITAL = NewShortStay(kind=ShortStayKind.HOSPITAL, place="CHU", begins_on=date(2025, 2, 1))
OPP = NewMeasure(
    kind=MeasureKind.OPP,
    begins_on=date(2021, 7, 9),
    authority=Authority.PROSECUTOR,
    decided_on=date(2021, 7, 8),
    words="TJ Arras, 21/118",
)


def coordinating(people: People) -> Clearance:
    return people.nour.clearance(
        Permission.CHILD_READ,
        Permission.FOLLOW_UP_MANAGE,
        Permission.MEASURE_WRITE,
        Permission.PLACEMENT_READ,
        Permission.PLACEMENT_WRITE,
    )


async def test_an_exit_and_a_return_are_two_acts_and_both_stay(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    mine = coordinating(lou)
    with lou.nour.here():
        await service.end_follow_up(mine, EXIT, clock=clock, vault=vault)
        ended = (await record.follow_up(mine, vault=vault)).inclusion
        back = NewReturn(back_on=date(2024, 6, 1), words="Back in the department.")
        await service.resume_follow_up(mine, back, clock=clock, vault=vault)
        resumed = (await record.follow_up(mine, vault=vault)).inclusion
        course = await service.course(mine, vault=vault)
    assert (ended.ended_on, ended.ended_because) == (date(2024, 1, 1), "moved_away")
    assert (resumed.ended_on, resumed.ended_because) == (None, None)
    assert (ended.away, resumed.away) == ((), (Away(date(2024, 1, 1), date(2024, 6, 1)),))
    for name, told in (("malik", resumed.away), ("odile", resumed.away), ("stranger", None)):
        person = lou.by_name[name]
        with person.here():
            async with transaction():
                rows = await sql("select * from grenier_turns()")
                assert bool(rows) is (told is not None), name
                if told is not None:
                    theirs = await record.follow_up(person.clearance(), vault=vault)
                    assert theirs.inclusion.away == told, (
                        "everybody around reckons the same schedule"
                    )
    assert [(e.kind, e.code, e.words) for e in course.events] == [
        (EventKind.EXIT, "moved_away", "To Lille."),
        (EventKind.RETURN, "", "Back in the department."),
    ]
    assert {e.written_by for e in course.events} == {lou.nour.actor.account}


async def test_an_earlier_exit_is_corrected_between_its_days_and_the_one_that_stands_stays(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    mine = coordinating(lou)
    last = NewExit(ended_on=date(2024, 9, 1), reason=ExitReason.LOST)
    with lou.nour.here():
        await service.end_follow_up(mine, EXIT, clock=clock, vault=vault)
        back = NewReturn(back_on=date(2024, 6, 1), words="Back.")
        await service.resume_follow_up(mine, back, clock=clock, vault=vault)
        await service.end_follow_up(mine, last, clock=clock, vault=vault)
        first, _ = await amending.exits(mine, vault=vault)
        right = replace(EXIT, ended_on=date(2024, 2, 1))
        await amending.correct_exit(mine, first.id, right, clock=clock, vault=vault)
        found = (await record.follow_up(mine, vault=vault)).inclusion
        again = replace(last, ended_on=date(2024, 10, 1), reason=ExitReason.MOVED_AWAY)
        await amending.correct_exit(mine, None, again, clock=clock, vault=vault)
        moved = (await record.follow_up(mine, vault=vault)).inclusion
    assert (found.ended_on, found.ended_because) == (date(2024, 9, 1), "lost")
    assert found.away == (Away(date(2024, 2, 1), date(2024, 6, 1)),)
    assert (moved.ended_on, moved.ended_because) == (date(2024, 10, 1), "moved_away")


async def test_the_exit_a_folder_wrote_is_kept_when_the_child_returns(
    lou: People, importing: Errand, vault: Vault, clock: SystemClock
) -> None:
    left = replace(NEW_LOU.inclusion, ended_on=date(2024, 1, 1), ended_because="retour")
    await errands.amend_many(importing, [(LOU, replace(NEW_LOU, inclusion=left))], vault=vault)
    mine = coordinating(lou)
    with lou.nour.here():
        back = NewReturn(back_on=date(2024, 6, 1), words="Back.")
        await service.resume_follow_up(mine, back, clock=clock, vault=vault)
        course = await service.course(mine, vault=vault)
    assert [(e.kind, e.happened_on, e.words) for e in course.events] == [
        (EventKind.EXIT, date(2024, 1, 1), "retour"),
        (EventKind.RETURN, date(2024, 6, 1), "Back."),
    ]


async def test_a_death_is_written_on_the_identity_and_lifted_by_a_return(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    mine = coordinating(lou)
    died = replace(EXIT, reason=ExitReason.DEATH)
    with lou.nour.here():
        await service.end_follow_up(mine, died, clock=clock, vault=vault)
        assert (await record.identity(mine, vault=vault)).deceased_on == date(2024, 1, 1)
        back = NewReturn(back_on=date(2024, 1, 2), words="The wrong child.")
        await service.resume_follow_up(mine, back, clock=clock, vault=vault)
        assert (await record.identity(mine, vault=vault)).deceased_on is None


async def test_another_department_is_responsible_and_the_first_is_remembered(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    mine = coordinating(lou)
    with lou.nour.here():
        new = NewDepartment(since_on=date(2024, 9, 1), department="59")
        await service.change_department(mine, new, clock=clock, vault=vault)
        course = await service.course(mine, vault=vault)
    assert course.inclusion.department == "59"
    assert [e.code for e in course.events] == ["62>59"]


async def test_another_programme_follows_and_the_path_says_since_when(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    mine = coordinating(lou)
    new = NewProgramme(since_on=date(2024, 9, 1), programme="mille-jours", words="Agreed.")
    with lou.nour.here():
        await service.change_programme(mine, new, defined={"mille-jours"}, clock=clock, vault=vault)
        course = await service.course(mine, vault=vault)
    assert course.inclusion.programme == "mille-jours"
    assert course.inclusion.earlier == (Earlier("pegase", date(2021, 7, 9), date(2024, 9, 1)),)
    assert [(e.kind, e.code, e.words) for e in course.events] == [
        (EventKind.PROGRAMME, "mille-jours", "Agreed.")
    ]
    assert Act.PROGRAMME_CHANGE in await recorded(lou)


async def test_a_folder_does_not_take_the_child_back_to_the_programme_before(
    lou: People, importing: Errand, vault: Vault, clock: SystemClock
) -> None:
    mine = coordinating(lou)
    new = NewProgramme(since_on=date(2024, 9, 1), programme="mille-jours")
    with lou.nour.here():
        await service.change_programme(mine, new, defined={"mille-jours"}, clock=clock, vault=vault)
    await errands.amend_many(importing, [(LOU, NEW_LOU)], vault=vault)
    with lou.nour.here():
        followed = await record.follow_up(mine, vault=vault)
    assert followed.inclusion.programme == "mille-jours"


async def test_only_who_coordinates_changes_the_programme(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    theirs = lou.ambre.clearance(Permission.CHILD_READ)
    new = NewProgramme(since_on=date(2024, 9, 1), programme="mille-jours")
    with lou.ambre.here(), pytest.raises(Forbidden):
        await service.change_programme(
            theirs, new, defined={"mille-jours"}, clock=clock, vault=vault
        )


async def test_a_short_stay_leaves_the_main_place_as_it_is(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    mine = coordinating(lou)
    with lou.nour.here():
        stay = await service.add_short_stay(mine, HOSPITAL, clock=clock, vault=vault)
        with pytest.raises(Invalid):
            await service.add_short_stay(mine, HOSPITAL, clock=clock, vault=vault)
        back_on = date(2025, 2, 4)
        await service.end_short_stay(mine, stay.id, back_on, clock=clock, vault=vault)
        with pytest.raises(Conflict):
            await service.end_short_stay(mine, stay.id, back_on, clock=clock, vault=vault)
        child = await record.child(mine, vault=vault)
        again = await service.add_short_stay(
            mine, replace(HOSPITAL, begins_on=back_on), clock=clock, vault=vault
        )
        await service.withdraw_short_stay(mine, again.id, clock=clock, vault=vault)
        course = await service.course(mine, vault=vault)
    home = current_placement(child.placements, date(2025, 2, 2))
    assert home is not None
    assert (home.kind, home.ends_on) == (NURSED.kind, None)
    first, second = course.short_stays
    assert (first.what.place, first.what.ends_on, first.superseded_at) == ("CHU", back_on, None)
    assert second.superseded_at is not None


async def test_a_correction_takes_the_place_and_what_was_written_stays(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    mine = coordinating(lou)
    right = replace(FOSTERED, place="Famille Roussel", begins_on=date(2022, 7, 4))
    with lou.nour.here():
        wrong = await record.move(mine, FOSTERED, clock=clock, vault=vault)
        await service.correct_placement(mine, wrong.id, right, clock=clock, vault=vault)
        child = await record.child(mine, vault=vault)
        course = await service.course(mine, vault=vault)
        with pytest.raises(NotFound):
            await service.correct_placement(mine, wrong.id, right, clock=clock, vault=vault)
    assert [(p.place, p.begins_on, p.ends_on) for p in child.placements] == [
        ("Maison des Erables", date(2021, 7, 9), date(2022, 7, 4)),
        ("Famille Roussel", date(2022, 7, 4), None),
    ]
    aside = {each.what.begins_on: each for each in set_aside(course)}
    assert aside[date(2022, 6, 30)].what.ends_on is None
    assert aside[date(2022, 6, 30)].by == lou.nour.actor.account
    assert aside[date(2021, 7, 9)].what.ends_on == date(2022, 6, 30)


async def test_a_move_that_never_was_is_set_aside(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    mine = coordinating(lou)
    with lou.nour.here():
        wrong = await record.move(mine, FOSTERED, clock=clock, vault=vault)
        await service.correct_placement(mine, wrong.id, None, clock=clock, vault=vault)
        (only,) = (await record.child(mine, vault=vault)).placements
    assert (only.place, only.ends_on) == ("Maison des Erables", None)


async def test_two_moves_on_one_day_are_kept_in_their_order(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    mine = coordinating(lou)
    day = date(2025, 3, 3)
    first = NewPlacement(kind=PlacementKind.HEALTH, place="CHU", begins_on=day)
    second = NewPlacement(kind=PlacementKind.FOSTER_FAMILY, place="Roussel", begins_on=day)
    with lou.nour.here():
        await record.move(mine, first, clock=clock, vault=vault)
        for wrong in (first, second):
            with pytest.raises(Invalid) as refused:
                await record.move(mine, wrong, clock=clock, vault=vault)
            assert {"begins_on"} == set(refused.value.fields)
        await record.move(mine, replace(second, moved_twice=True), clock=clock, vault=vault)
        placements = await record.placements(mine, vault=vault)
    assert [(p.place, p.ends_on) for p in placements] == [
        ("Maison des Erables", day),
        ("CHU", day),
        ("Roussel", None),
    ]
    lives = current_placement(placements, TODAY)
    assert lives is not None
    assert lives.place == "Roussel"


async def test_a_measure_is_added_ended_and_corrected(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    mine = coordinating(lou)
    with lou.nour.here():
        measure = await service.add_measure(mine, OPP, clock=clock, vault=vault)
        ended_on = date(2021, 7, 24)
        await service.end_measure(mine, measure.id, ended_on, clock=clock, vault=vault)
        with pytest.raises(Conflict):
            await service.end_measure(mine, measure.id, ended_on, clock=clock, vault=vault)
        right = replace(OPP, authority=Authority.JUVENILE_JUDGE, ends_on=ended_on)
        await service.correct_measure(mine, measure.id, right, clock=clock, vault=vault)
        (said,) = (await record.child(mine, vault=vault)).measures
        await service.correct_measure(mine, said.id, None, clock=clock, vault=vault)
        child = await record.child(mine, vault=vault)
        course = await service.course(mine, vault=vault)
    assert (said.authority, said.ends_on, said.words) == (
        Authority.JUVENILE_JUDGE,
        ended_on,
        "TJ Arras, 21/118",
    )
    assert child.measures == ()
    assert len(set_aside(course)) == 2


async def test_an_end_that_was_written_is_not_written_over(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    """The database refuses it, whatever SQL somebody of the circle gets to run."""
    mine = coordinating(lou)
    with lou.nour.here():
        measure = await service.add_measure(
            mine, replace(OPP, ends_on=TODAY), clock=clock, vault=vault
        )
        await service.correct_measure(mine, measure.id, OPP, clock=clock, vault=vault)
        for change in ("ends_on = '2030-01-01'", "superseded_at = null"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with transaction():
                    await sql(
                        f"update protection_measure set {change} where superseded_at is not null"  # noqa: S608 - ours
                    )


async def test_an_exception_is_written_with_its_reason(
    people: People, vault: Vault, clock: SystemClock
) -> None:
    five = replace(
        named("Noe", "Payen", born=date(2016, 1, 1)),
        exception="elder_sibling",
        accepted_late_because="Elder brother of Lou.",
    )
    with people.nour.here() as nour:
        dossier = (await record.enrol_child(nour, five, clock=clock, vault=vault)).dossier
        mine = people.nour.clearance(Permission.PLACEMENT_READ, dossier=dossier)
        (event,) = (await service.course(mine, vault=vault)).events
    assert (event.kind, event.code, event.words) == (
        EventKind.EXCEPTION,
        "elder_sibling",
        "Elder brother of Lou.",
    )


@pytest.mark.parametrize(
    "verb",
    [
        lambda c, k, v: service.end_follow_up(c, EXIT, clock=k, vault=v),
        lambda c, k, v: service.add_short_stay(c, HOSPITAL, clock=k, vault=v),
        lambda c, k, v: service.add_measure(c, OPP, clock=k, vault=v),
        lambda c, _, v: service.course(c, vault=v),
    ],
)
async def test_nobody_writes_a_path_without_the_right(
    lou: People,
    vault: Vault,
    clock: SystemClock,
    verb: Callable[[Clearance, SystemClock, Vault], Awaitable[object]],
) -> None:
    with lou.odile.here(), pytest.raises(Forbidden):
        await verb(lou.odile.clearance(Permission.CHILD_READ), clock, vault)


async def test_the_database_lets_only_who_coordinates_end_follow_up(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    claimed = replace(coordinating(lou), actor=lou.yann.actor, role=lou.yann.actor.role)
    with lou.yann.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
        await service.end_follow_up(claimed, EXIT, clock=clock, vault=vault)
