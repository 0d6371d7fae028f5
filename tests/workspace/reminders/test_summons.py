"""Holders of parental authority are invited to an assessment, unless what was decided forbids to write to them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import date

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People, account_of
from tests.workspace.dossier.conftest import followed, operator
from tests.workspace.reminders.test_waiting import House, house, planned
from tests.workspace.served import Site
from workspace.access.model import Errand
from workspace.access.permissions import Permission
from workspace.accounts.service import open_service_session
from workspace.database import Door, acting_as, sql, transaction
from workspace.dossier.record.civil import service as civil
from workspace.dossier.record.course import service as course
from workspace.dossier.record.course.model import NewExit
from workspace.dossier.record.events import ExitReason
from workspace.dossier.record.family import service as family
from workspace.dossier.record.family.model import NewPerson, NewRestriction
from workspace.dossier.record.model import About, RelatedPerson, RestrictionKind
from workspace.notices import service as notices
from workspace.notices.model import NewNotice, NoticeKind

__all__ = ["followed", "house", "operator"]

pytestmark = pytest.mark.usefixtures("followed")

SOON = date(2025, 3, 24)
MOTHER = NewPerson(
    name="Nadia Delattre",
    relation="mother",
    about=About.PARENT_1,
    parental_responsibility=True,
    mail="nadia@example.org",
)
FATHER = replace(
    MOTHER, name="Idris Delattre", relation="father", about=About.PARENT_2, mail="idris@example.org"
)
UNCLE = NewPerson(name="Karim Delattre", relation="uncle", about=About.THIRD)
DOING = (
    Permission.CHILD_READ,
    Permission.CHILD_WRITE,
    Permission.FAMILY_READ,
    Permission.FAMILY_WRITE,
    Permission.FOLLOW_UP_MANAGE,
    Permission.ORIGINS_PROTECT,
    Permission.PLACEMENT_READ,
    Permission.PLACEMENT_WRITE,
)
Happens = Callable[[People, House, Vault, RelatedPerson], Awaitable[None]]


async def written(
    people: People, house: House, vault: Vault, *new: NewPerson
) -> tuple[RelatedPerson, ...]:
    with people.nour.here():
        clearance = people.nour.clearance(*DOING)
        return tuple(
            [
                await family.add_person(clearance, each, clock=house.clock, vault=vault)
                for each in new
            ]
        )


async def became(house: House) -> list[tuple[str, str | None]]:
    rows = await house.owner.fetch(
        "select state, because from notice where kind = 'summons' order by queued_at, key"
    )
    return [(row["state"], row["because"]) for row in rows]


async def test_the_holders_who_have_an_address_are_invited_once(
    people: People, house: House, vault: Vault
) -> None:
    await written(people, house, vault, MOTHER, FATHER, UNCLE, replace(MOTHER, mail=""))
    await planned(people, house.clock, vault, SOON)
    await house.remind()
    await house.remind()
    await house.send()
    assert sorted(house.box.to) == ["idris@example.org", "nadia@example.org", "odile@example.org"]
    assert await became(house) == [("accepted", None)] * 2


def restricted(kind: RestrictionKind) -> Happens:
    async def happens(people: People, house: House, vault: Vault, who: RelatedPerson) -> None:
        new = NewRestriction(
            person=who.key,
            kind=kind,
            begins_on=date(2025, 3, 4),
            decided_by="Juge des enfants, Arras",
        )
        with people.nour.here():
            clearance = people.nour.clearance(*DOING)
            await family.add_restriction(clearance, new, clock=house.clock, vault=vault)

    return happens


@pytest.mark.parametrize(
    ("kind", "is_told"),
    [(kind, kind is RestrictionKind.ADDRESS_SECRET) for kind in RestrictionKind],
)
async def test_a_restriction_takes_the_invitation_back_before_it_leaves(
    people: People, house: House, vault: Vault, kind: RestrictionKind, is_told: bool
) -> None:
    """Whoever is not told where the child lives is invited: the mail says no place."""
    (who,) = await written(people, house, vault, FATHER)
    await planned(people, house.clock, vault, SOON)
    await house.remind()
    assert await became(house) == [("queued", None)]
    await restricted(kind)(people, house, vault, who)
    await house.send()
    assert await became(house) == [("accepted" if is_told else "expired", None)]
    assert ("idris@example.org" in house.box.to) is is_told


async def test_whoever_is_restricted_already_is_not_even_asked_for(
    people: People, house: House, vault: Vault
) -> None:
    (who,) = await written(people, house, vault, FATHER)
    await restricted(RestrictionKind.NO_CONTACT)(people, house, vault, who)
    await planned(people, house.clock, vault, SOON)
    await house.remind()
    assert await became(house) == []
    with people.nour.here():
        clearance = people.nour.clearance(*DOING)
        (held,) = (await family.family(clearance, vault=vault)).restrictions
        await family.end_restriction(clearance, held.id, date(2025, 3, 4), vault=vault)
    await house.remind()
    assert await became(house) == [("queued", None)], "what ended restricts nobody"


async def set_aside(people: People, house: House, vault: Vault, who: RelatedPerson) -> None:
    with people.nour.here():
        clearance = people.nour.clearance(*DOING)
        await family.correct_person(clearance, who.id, None, clock=house.clock, vault=vault)


async def no_holder(people: People, house: House, vault: Vault, who: RelatedPerson) -> None:
    right = replace(FATHER, parental_responsibility=False, mail="")
    with people.nour.here():
        clearance = people.nour.clearance(*DOING)
        await family.correct_person(clearance, who.id, right, clock=house.clock, vault=vault)


async def moved(people: People, house: House, vault: Vault, who: RelatedPerson) -> None:
    assert who
    await planned(people, house.clock, vault, date(2025, 4, 30))


async def dead(people: People, house: House, vault: Vault, who: RelatedPerson) -> None:
    assert who
    new = NewExit(reason=ExitReason.DEATH, ended_on=date(2025, 3, 4))
    with people.nour.here():
        clearance = people.nour.clearance(*DOING)
        await course.end_follow_up(clearance, new, clock=house.clock, vault=vault)


@pytest.mark.parametrize(
    ("happens", "end"),
    [
        (set_aside, ("not_sent", "no_address")),
        (no_holder, ("not_sent", "no_address")),
        (moved, ("expired", None)),
        (dead, ("expired", None)),
    ],
)
async def test_an_invitation_that_is_true_no_more_does_not_leave(
    people: People, house: House, vault: Vault, happens: Happens, end: tuple[str, str | None]
) -> None:
    (who,) = await written(people, house, vault, FATHER)
    await planned(people, house.clock, vault, SOON)
    await house.remind()
    await happens(people, house, vault, who)
    await house.send()
    assert await became(house) == [end]
    assert "idris@example.org" not in house.box.to


async def test_nobody_is_told_of_the_days_of_a_child_who_died(
    people: People, house: House, vault: Vault
) -> None:
    (who,) = await written(people, house, vault, FATHER)
    await planned(people, house.clock, vault, SOON)
    await dead(people, house, vault, who)
    await house.remind()
    assert await house.owner.fetch("select key from notice where starts_with(key, 'L-03')") == []


async def test_a_corrected_address_is_the_one_that_is_written_to(
    people: People, house: House, vault: Vault
) -> None:
    (who,) = await written(people, house, vault, FATHER)
    await planned(people, house.clock, vault, SOON)
    await house.remind()
    with people.nour.here():
        clearance = people.nour.clearance(*DOING)
        right = replace(FATHER, mail="right@example.org")
        await family.correct_person(clearance, who.id, right, clock=house.clock, vault=vault)
    await house.send()
    assert "right@example.org" in house.box.to
    assert "idris@example.org" not in house.box.to


async def test_the_mother_of_a_child_born_in_secret_is_written_to_no_more(
    people: People, house: House, vault: Vault
) -> None:
    await written(people, house, vault, MOTHER, FATHER)
    await planned(people, house.clock, vault, SOON)
    await house.remind()
    with people.nour.here():
        clearance = people.nour.clearance(*DOING)
        await civil.protect_origins(clearance, clock=house.clock, vault=vault)
    await house.send()
    assert sorted(house.box.to) == ["idris@example.org", "odile@example.org"]


async def test_the_page_of_the_appointments_says_which_holder_was_invited(
    people: People, house: House, vault: Vault, site: Site
) -> None:
    await written(people, house, vault, FATHER)
    await planned(people, house.clock, vault, SOON)
    await house.remind()
    path = f"/children/{LOU}/appointments"
    asked = "recalled on 4 March 2025, to: "
    nour = (await site.browser(people.nour).get(path)).text
    assert f"{asked}Idris Delattre, holder of parental authority" in nour
    malik = (await site.browser(people.malik).get(path)).text
    assert f"{asked}holder of parental authority" in malik
    assert "Idris" not in malik, "who is around the child is not told to everybody"
    people_ = (await site.browser(people.nour).get(f"/children/{LOU}/people")).text
    assert "Is invited to the assessments by mail." in people_


@pytest.fixture
async def worker(worker_door: Door) -> AsyncIterator[Errand]:
    actor, secret = await open_service_session("worker", door=worker_door)
    with acting_as(secret):
        yield Errand(actor=actor, purpose="worker")


async def test_the_database_refuses_an_invitation_to_whoever_holds_no_authority(
    people: People, house: House, vault: Vault, worker: Errand
) -> None:
    who, uncle = await written(people, house, vault, FATHER, UNCLE)
    new = NewNotice(
        account=None,
        person=who.key,
        kind=NoticeKind.SUMMONS,
        dossier=LOU,
        key="L-03/x/2025-03-24/one",
        expires_at=house.clock.now(),
    )
    assert await notices.tell_many(worker, [new], clock=house.clock) == 1
    for wrong in (
        replace(new, key="two", person=uncle.key),
        replace(new, key="three", person=None),
        replace(new, key="four", account=account_of("odile")),
    ):
        with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.CheckViolationError)):
            await notices.tell_many(worker, [wrong], clock=house.clock)
    with people.nour.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
        await notices.tell(
            people.nour.clearance(), [replace(new, key="five")], clock=house.clock, vault=vault
        )


async def test_nobody_but_the_worker_reads_where_holders_are_written_to(
    people: People, house: House, vault: Vault, database: Database
) -> None:
    assert database
    (who,) = await written(people, house, vault, FATHER)
    await restricted(RestrictionKind.NO_CONTACT)(people, house, vault, who)
    with people.nour.here():
        async with transaction():
            found = await sql("select * from grenier_holders({}::uuid[])", [LOU])
            held = await sql("select * from grenier_restrictions({}::uuid[])", [LOU])
    assert (found, held) == ([], [])
