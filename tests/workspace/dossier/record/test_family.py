"""The people around Lou: rules, verbs against the database, and what stays closed."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import asyncpg
import pytest

from storage.vault import Vault
from tests.people import LOU, People
from tests.workspace.dossier.record.cases import named
from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.clock import SystemClock
from workspace.database import sql, transaction
from workspace.dossier.record import service as record
from workspace.dossier.record import writing
from workspace.dossier.record.family import rules, service
from workspace.dossier.record.family.model import (
    Holder,
    NewPerson,
    NewRestriction,
    NewSibling,
)
from workspace.dossier.record.model import (
    About,
    RelatedPersonId,
    Restriction,
    RestrictionId,
    RestrictionKind,
)
from workspace.dossier.record.rules import is_mother
from workspace.errors import Conflict, Forbidden, Invalid, NotFound

TODAY, BORN = date(2025, 3, 4), date(2021, 5, 24)
MOTHER = NewPerson(
    name="Nadia Vasseur",
    relation="mother",
    about=About.PARENT_1,
    parental_responsibility=True,
    contact="06 00 00 00 00",
)
UNCLE = NewPerson(name="Karim Vasseur", relation="uncle", about=About.THIRD)
NO_CONTACT = NewRestriction(
    person=RelatedPersonId(UUID(int=0)),
    kind=RestrictionKind.NO_CONTACT,
    begins_on=date(2024, 5, 2),
    decided_by="Juge des enfants, Arras",
)


def mine(people: People) -> Clearance:
    return people.nour.clearance(
        Permission.CHILD_READ,
        Permission.CHILD_WRITE,
        Permission.FAMILY_READ,
        Permission.FAMILY_WRITE,
    )


def fields(error: pytest.ExceptionInfo[Invalid]) -> set[str]:
    return set(error.value.fields)


# ── Rules ────────────────────────────────────────────────────────────────────────────────────────


def test_words_have_a_length() -> None:
    rules.check_person(MOTHER, secret_origins=False)
    long = replace(UNCLE, name="x" * 101, relation="x" * 101, contact="x" * 1001, words="x" * 1001)
    with pytest.raises(Invalid) as refused:
        rules.check_person(long, secret_origins=True)
    assert fields(refused) == {"name", "relation", "contact", "words"}
    with pytest.raises(Invalid) as refused:
        rules.check_sibling(NewSibling(name="x" * 101, words="x" * 1001))
    assert fields(refused) == {"name", "words"}
    rules.check_sibling(NewSibling(name="Sami"))


@pytest.mark.parametrize(
    ("mail", "holds", "is_refused"),
    [
        ("", False, False),
        ("nadia@example.org", True, False),
        ("nadia@example.org", False, True),
        ("nadia@example", True, True),
        ("nadia@example.org, karim@example.org", True, True),
    ],
)
def test_only_who_holds_parental_authority_is_written_to(
    mail: str, holds: bool, is_refused: bool
) -> None:
    new = replace(MOTHER, mail=mail, parental_responsibility=holds)
    if not is_refused:
        rules.check_person(new, secret_origins=False)
        return
    with pytest.raises(Invalid) as refused:
        rules.check_person(new, secret_origins=False)
    assert fields(refused) == {"mail"}


@pytest.mark.parametrize(
    ("kind", "may"), [(kind, kind is RestrictionKind.ADDRESS_SECRET) for kind in RestrictionKind]
)
def test_a_restriction_silences_while_it_holds(kind: RestrictionKind, may: bool) -> None:
    held = Restriction(
        id=RestrictionId(UUID(int=1)),
        person=RelatedPersonId(UUID(int=7)),
        kind=kind,
        begins_on=TODAY,
        ends_on=TODAY + timedelta(days=1),
    )
    holder = Holder(
        dossier=LOU, person=held.person, mail="n@example.org", is_mother=True, restrictions=(held,)
    )
    assert rules.may_be_told(holder, secret_origins=False, on=TODAY) is may
    assert rules.may_be_told(holder, secret_origins=False, on=TODAY - timedelta(days=1))
    assert rules.may_be_told(holder, secret_origins=False, on=TODAY + timedelta(days=1))


def test_who_a_birth_in_secret_hides_is_not_written_to() -> None:
    holder = Holder(
        dossier=LOU, person=RelatedPersonId(UUID(int=7)), mail="n@example.org", is_mother=True
    )
    assert not rules.may_be_told(holder, secret_origins=True, on=TODAY)
    assert rules.may_be_told(replace(holder, is_mother=False), secret_origins=True, on=TODAY)


@pytest.mark.parametrize(
    "person",
    [
        MOTHER,
        replace(MOTHER, about=About.THIRD, relation="m\u00e8re de naissance"),
        replace(MOTHER, relation="?"),
    ],
)
def test_the_mother_of_a_child_born_in_secret_is_not_written(person: NewPerson) -> None:
    with pytest.raises(Invalid) as refused:
        rules.check_person(person, secret_origins=True)
    assert fields(refused) == {"name"}
    rules.check_person(UNCLE, secret_origins=True)


@pytest.mark.parametrize(
    ("relation", "hidden"),
    [
        ("m\u00e8re", True),
        ("grand-m\u00e8re maternelle", True),
        ("oncle maternel", True),
        ("grand-m\u00e8re paternelle", False),
        ("belle-m\u00e8re", False),
        ("m\u00e8re adoptive", False),
        ("p\u00e8re", False),
    ],
)
def test_kin_who_name_the_mother_are_hidden_with_her(relation: str, hidden: bool) -> None:
    person = rules.as_written(replace(UNCLE, relation=relation))
    assert is_mother(person) is hidden


def test_a_restriction_is_somebodys_and_has_its_days() -> None:
    somebody = rules.as_written(UNCLE, id_=RelatedPersonId(UUID(int=7)))
    right = replace(NO_CONTACT, person=somebody.id)
    rules.check_restriction(right, people=[somebody], born=BORN, today=TODAY)
    wrong = replace(
        right,
        begins_on=TODAY + timedelta(days=1),
        ends_on=TODAY,
        decided_by="x" * 101,
        words="x" * 1001,
    )
    with pytest.raises(Invalid) as refused:
        rules.check_restriction(wrong, people=[], born=BORN, today=TODAY)
    assert fields(refused) == {"person", "begins_on", "ends_on", "decided_by", "words"}
    before = replace(right, begins_on=BORN - timedelta(days=1))
    with pytest.raises(Invalid) as refused:
        rules.check_restriction(before, people=[somebody], born=BORN, today=TODAY)
    assert fields(refused) == {"begins_on"}


# ── Verbs ────────────────────────────────────────────────────────────────────────────────────────


async def test_a_restriction_follows_a_person_through_corrections(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    clearance = mine(lou)
    with lou.nour.here():
        person = await service.add_person(clearance, MOTHER, clock=clock, vault=vault)
        new = replace(NO_CONTACT, person=person.key)
        restriction = await service.add_restriction(clearance, new, clock=clock, vault=vault)
        right = replace(MOTHER, name="Nadia Berthe")
        await service.correct_person(clearance, person.id, right, clock=clock, vault=vault)
        with pytest.raises(NotFound):
            await service.correct_person(clearance, person.id, right, clock=clock, vault=vault)
        child = await record.child(clearance, vault=vault)
        family = await service.family(clearance, vault=vault)
    (said,) = child.people
    assert (said.name, said.contact, said.about) == (
        "Nadia Berthe",
        "06 00 00 00 00",
        About.PARENT_1,
    )
    assert child.restrictions_of(said, TODAY) == (restriction,)
    assert child.restrictions_of(said, date(2024, 5, 1)) == ()
    assert [each.name for each in family.former] == ["Nadia Vasseur"]


async def test_a_restriction_ends_once(lou: People, vault: Vault, clock: SystemClock) -> None:
    clearance = mine(lou)
    with lou.nour.here():
        person = await service.add_person(clearance, MOTHER, clock=clock, vault=vault)
        new = replace(NO_CONTACT, person=person.key)
        added = await service.add_restriction(clearance, new, clock=clock, vault=vault)
        with pytest.raises(Invalid):
            await service.end_restriction(clearance, added.id, BORN, vault=vault)
        await service.end_restriction(clearance, added.id, TODAY, vault=vault)
        with pytest.raises(Conflict):
            await service.end_restriction(clearance, added.id, TODAY, vault=vault)
        with pytest.raises(NotFound):
            await service.end_restriction(clearance, RestrictionId(UUID(int=1)), TODAY, vault=vault)
        child = await record.child(clearance, vault=vault)
    assert child.restrictions_of(child.people[0], TODAY) == ()
    assert len(child.restrictions_of(child.people[0], TODAY - timedelta(days=1))) == 1


async def test_a_person_written_by_mistake_is_set_aside(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    clearance = mine(lou)
    with lou.nour.here():
        person = await service.add_person(clearance, UNCLE, clock=clock, vault=vault)
        await service.correct_person(clearance, person.id, None, clock=clock, vault=vault)
        family = await service.family(clearance, vault=vault)
    assert (family.people, [each.name for each in family.former]) == ((), ["Karim Vasseur"])


async def test_a_secret_birth_hides_the_mother_from_every_reading(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    clearance = mine(lou)
    with lou.nour.here():
        await service.add_person(clearance, MOTHER, clock=clock, vault=vault)
        wrong = await service.add_person(clearance, MOTHER, clock=clock, vault=vault)
        await service.correct_person(clearance, wrong.id, None, clock=clock, vault=vault)
        await service.add_person(clearance, UNCLE, clock=clock, vault=vault)
        known = await record.identity(clearance, vault=vault)
        async with transaction():
            await writing.update_identity(LOU, replace(known, secret_origins=True), vault=vault)
        child = await record.child(clearance, vault=vault)
        people = await record.related_people(clearance, vault=vault)
        family = await service.family(clearance, vault=vault)
    for read in (child.people, people, family.people):
        assert [each.name for each in read] == ["Karim Vasseur"]
    assert family.former == ()
    assert family.is_secret


async def test_siblings_are_linked_in_both_dossiers_and_named_by_whoever_wrote(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    with lou.nour.here() as nour:
        new = named("Sami", "Vasseur")
        other = (await record.enrol_child(nour, new, clock=clock, vault=vault)).dossier
        theirs = replace(mine(lou), dossier=other)
        linked = await service.add_sibling(
            mine(lou), NewSibling(name=""), theirs, clock=clock, vault=vault
        )
        with pytest.raises(Conflict):
            await service.add_sibling(
                mine(lou), NewSibling(name=""), mine(lou), clock=clock, vault=vault
            )
        await service.add_sibling(
            mine(lou), NewSibling(name="Ines"), None, clock=clock, vault=vault
        )
        here = (await service.family(mine(lou), vault=vault)).siblings
        there = (await service.family(theirs, vault=vault)).siblings
        await service.withdraw_sibling(mine(lou), linked.id, clock=clock, vault=vault)
        with pytest.raises(NotFound):
            await service.withdraw_sibling(mine(lou), linked.id, clock=clock, vault=vault)
        left = (await service.family(mine(lou), vault=vault)).siblings
    assert [(s.name, s.dossier) for s in here] == [("Sami Vasseur", other), ("Ines", None)]
    assert [(s.name, s.dossier) for s in there] == [("Lou Vasseur", LOU)]
    assert [s.name for s in left] == ["Ines"]


async def test_who_only_reads_writes_nothing(lou: People, vault: Vault, clock: SystemClock) -> None:
    claimed = replace(mine(lou), actor=lou.salome.actor, role=lou.salome.actor.role)
    with lou.salome.here():
        with pytest.raises(Forbidden):
            await service.add_person(
                lou.salome.clearance(Permission.FAMILY_READ), UNCLE, clock=clock, vault=vault
            )
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await service.add_person(claimed, UNCLE, clock=clock, vault=vault)


async def test_who_reads_no_social_class_sees_no_row(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    with lou.nour.here():
        person = await service.add_person(mine(lou), MOTHER, clock=clock, vault=vault)
        new = replace(NO_CONTACT, person=person.key)
        await service.add_restriction(mine(lou), new, clock=clock, vault=vault)
        await service.add_sibling(
            mine(lou), NewSibling(name="Ines"), None, clock=clock, vault=vault
        )
    for reader, seen in ((lou.diane, 1), (lou.odile, 0), (lou.noe, 0), (lou.stranger, 0)):
        with reader.here():
            for table in ("authority_restriction", "sibling"):
                async with transaction():
                    rows = await sql(f"select count(*) as n from {table}")  # noqa: S608 - ours
                assert rows[0]["n"] == seen, (reader.name, table)
