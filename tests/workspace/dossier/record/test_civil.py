"""Who Lou is over time: rules of identity and of the national number, verbs against the database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import asyncpg
import pytest

from storage.vault import Vault
from tests.people import LOU, People, Person
from tests.workspace.dossier.record.cases import NEW_LOU, named
from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.clock import SystemClock
from workspace.database import sql, transaction
from workspace.dossier.record import service as record
from workspace.dossier.record.bases import base_of
from workspace.dossier.record.civil import service
from workspace.dossier.record.civil.model import ChangeReason, Ins, InsStatus, NewIdentity
from workspace.dossier.record.civil.rules import (
    changed,
    check_identity,
    check_ins,
    completed,
    is_number,
)
from workspace.dossier.record.doubles import service as doubles
from workspace.dossier.record.model import Birth, BirthCertainty, Identity, Sex
from workspace.dossier.record.rules import kept_names
from workspace.errors import Forbidden, Invalid

TODAY = date(2025, 3, 4)
KNOWN = NEW_LOU.identity
ADOPTED = NewIdentity(
    given_name="Louise",
    family_name="Martin",
    birth_date=KNOWN.birth_date,
    sex=Sex.FEMALE,
    reason=ChangeReason.ADOPTION,
)
NUMBER = "221056204100151"
"""Of nobody: 13 digits and the key reckoned from them."""
QUALIFIED = Ins(
    status=InsStatus.QUALIFIED,
    number=NUMBER,
    birth_name="VASSEUR",
    first_names="LOU NADIA",
    birth_place_code="62041",
)


def mine(people: People) -> Clearance:
    return people.nour.clearance(
        Permission.CHILD_READ,
        Permission.CHILD_WRITE,
        Permission.DOSSIER_MERGE,
        Permission.ORIGINS_PROTECT,
    )


def fields(error: pytest.ExceptionInfo[Invalid]) -> set[str]:
    return set(error.value.fields)


# ── Names ────────────────────────────────────────────────────────────────────────────────────────


def test_the_name_before_an_adoption_is_kept_and_not_twice() -> None:
    adopted = changed(KNOWN, replace(ADOPTED, used_names=("Lili", "LILI")))
    assert (adopted.name, adopted.other_names) == ("Louise Martin", ("LILI", "Lou Vasseur"))
    again = changed(adopted, replace(ADOPTED, given_name="Lou", family_name="Vasseur"))
    assert again.other_names == ("LILI", "Louise Martin")


def test_what_a_child_was_called_for_now_is_not_kept_as_a_name() -> None:
    nameless = replace(KNOWN, given_name="", family_name="Child born on 1 May", is_unnamed=True)
    assert changed(nameless, ADOPTED).other_names == ()
    assert not changed(nameless, ADOPTED).is_unnamed


def test_a_folder_does_not_take_back_what_people_wrote() -> None:
    known = replace(
        changed(KNOWN, ADOPTED),
        secret_origins=True,
        birth_certainty=BirthCertainty.UNKNOWN,
        birth_place="Arras",
    )
    brought = kept_names(KNOWN, known)
    assert (brought.name, brought.other_names) == ("Lou Vasseur", ("Louise Martin",))
    assert brought.secret_origins
    assert (brought.birth_certainty, brought.birth_place) == (BirthCertainty.UNKNOWN, "Arras")


def judged(identity: Identity) -> set[str]:
    try:
        check_identity(identity, NEW_LOU.inclusion, today=TODAY)
    except Invalid as error:
        return set(error.fields)
    return set()


def test_an_identity_that_cannot_be_is_refused() -> None:
    assert not judged(KNOWN)
    assert judged(replace(KNOWN, given_name="", family_name="")) == {"given_name", "family_name"}
    assert not judged(replace(KNOWN, given_name="", is_unnamed=True))
    assert judged(replace(KNOWN, birth_date=date(2021, 7, 10))) == {"birth_date"}
    assert judged(replace(KNOWN, birth_date=date(2025, 3, 5))) == {"birth_date"}
    assert judged(replace(KNOWN, birth_date=date(2003, 7, 9))) == {"birth_date"}
    assert not judged(replace(KNOWN, birth_date=date(2003, 7, 10)))
    long = replace(KNOWN, other_names=("x" * 101,), birth_place="x" * 101)
    assert judged(long) == {"used_names", "birth_place"}


# ── The national number ──────────────────────────────────────────────────────────────────────────


def key(body: str) -> str:
    digits = body.replace("2A", "19").replace("2B", "18")
    return f"{body}{97 - int(digits) % 97:02}"


@pytest.mark.parametrize(
    "body", ["2210562041001", "1990697410012", "221052A004001", "221052B033002"]
)
def test_a_number_bears_its_key(body: str) -> None:
    number = key(body)
    assert is_number(number)
    wrong_key = f"{body}{(int(number[13:]) % 97) + 1:02}"
    assert not is_number(wrong_key)
    assert not is_number(number[:-1])
    assert not is_number("9" + number[1:])


def test_a_number_goes_with_its_status() -> None:
    number = key("2210562041001")
    check_ins(Ins())
    check_ins(replace(QUALIFIED, number=number))
    for status in (InsStatus.PROVISIONAL, InsStatus.VALIDATED):
        with pytest.raises(Invalid) as refused:
            check_ins(replace(QUALIFIED, number=number, status=status))
        assert fields(refused) == {"number"}
        check_ins(Ins(status=status))
    wrong = Ins(
        status=InsStatus.RETRIEVED,
        birth_place_code="Arras",
        birth_name="x" * 101,
        first_names="x" * 101,
    )
    with pytest.raises(Invalid) as refused:
        check_ins(wrong)
    assert fields(refused) == {"number", "birth_place_code", "birth_name", "first_names"}
    with pytest.raises(Invalid) as refused:
        check_ins(replace(QUALIFIED, number="123"))
    assert fields(refused) == {"number"}


def test_only_a_qualified_identity_is_sent() -> None:
    assert [status for status in InsStatus if Ins(status=status).may_be_sent] == [
        InsStatus.QUALIFIED
    ]


# ── Verbs ────────────────────────────────────────────────────────────────────────────────────────


async def test_a_change_of_name_keeps_the_one_before(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    with lou.nour.here():
        await service.change_identity(mine(lou), ADOPTED, clock=clock, vault=vault)
        found = await service.civil(mine(lou), vault=vault)
        with pytest.raises(Invalid):
            await service.change_identity(
                mine(lou), replace(ADOPTED, family_name=""), clock=clock, vault=vault
            )
    assert (found.identity.name, found.identity.other_names) == (
        "Louise Martin",
        ("Lou Vasseur",),
    )
    (former,) = found.former
    assert (former.identity.name, former.reason, former.written_by) == (
        "Lou Vasseur",
        ChangeReason.ADOPTION,
        lou.nour.actor.account,
    )


async def test_the_former_name_finds_a_double_too(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    with lou.nour.here() as nour:
        await service.change_identity(mine(lou), ADOPTED, clock=clock, vault=vault)
        enrolled = await record.enrol_child(nour, NEW_LOU, clock=clock, vault=vault)
    assert enrolled.twins == (LOU,)


async def test_the_secret_of_origins_is_kept_for_good(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    with lou.nour.here():
        await service.protect_origins(mine(lou), clock=clock, vault=vault)
        await service.change_identity(mine(lou), ADOPTED, clock=clock, vault=vault)
        assert (await record.identity(mine(lou), vault=vault)).secret_origins


async def test_a_number_is_in_one_dossier_unless_they_are_joined(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    ins = replace(QUALIFIED, number=key("2210562041001"))
    with lou.nour.here() as nour:
        await service.write_ins(mine(lou), ins, clock=clock, vault=vault)
        await service.write_ins(mine(lou), ins, clock=clock, vault=vault)
        assert (await service.civil(mine(lou), vault=vault)).ins == ins
        new = named("Loulou", "Vasseur")
        other = (await record.enrol_child(nour, new, clock=clock, vault=vault)).dossier
        theirs = replace(mine(lou), dossier=other)
        with pytest.raises(Invalid) as refused:
            await service.write_ins(theirs, ins, clock=clock, vault=vault)
        assert fields(refused) == {"number"}
        await doubles.join(mine(lou), theirs, clock=clock, vault=vault)
        await service.write_ins(theirs, ins, clock=clock, vault=vault)


async def test_no_number_is_written_in_clear(lou: People, vault: Vault, clock: SystemClock) -> None:
    ins = replace(QUALIFIED, number=key("2210562041001"))
    with lou.nour.here():
        await service.write_ins(mine(lou), ins, clock=clock, vault=vault)
        async with transaction():
            (row,) = await sql("select * from ins_identity")
    written = "".join(map(str, row.values())).encode() + bytes(row["encrypted_traits"])
    assert ins.number.encode() not in written
    assert b"VASSEUR" not in written
    assert b"qualifiee" in written, "the negative control: a status is there to be found"


async def test_who_may_not_change_an_identity_does_not(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    with lou.odile.here():
        with pytest.raises(Forbidden):
            await service.change_identity(
                lou.odile.clearance(Permission.CHILD_READ), ADOPTED, clock=clock, vault=vault
            )
        claimed = replace(mine(lou), actor=lou.odile.actor, role=lou.odile.actor.role)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await service.change_identity(claimed, ADOPTED, clock=clock, vault=vault)


# ── The birth ────────────────────────────────────────────────────────────────────────────────────


def test_what_is_said_of_a_birth_completes_what_was_known() -> None:
    known = Birth(term_weeks=32, term_days=4, weight_g=1800)
    assert completed(known, Birth()) == known
    assert completed(known, Birth(term_weeks=32, length_cm=Decimal(41))) == replace(
        known, length_cm=Decimal(41)
    )
    assert completed(known, Birth(term_weeks=33)) == Birth(term_weeks=33, weight_g=1800)
    assert completed(known, Birth(term_weeks=33, term_days=2)).term_days == 2
    assert completed(known, Birth(length_cm=Decimal(400))) == known, "what cannot be says nothing"


def at_birth(person: Person) -> Clearance:
    return person.clearance(Permission.CHILD_READ, Permission.BIRTH_WRITE)


async def test_a_birth_stated_later_is_what_is_read_and_the_one_before_stays(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    stated = Birth(term_weeks=31, term_days=4, weight_g=1610)
    with lou.noe.here():
        await service.state_birth(at_birth(lou.noe), stated, clock=clock, vault=vault)
        await service.state_birth(at_birth(lou.noe), stated, clock=clock, vault=vault)
        followed = await record.follow_up(at_birth(lou.noe), vault=vault)
        births = await service.births(at_birth(lou.noe), vault=vault)
        wrong = replace(stated, term_weeks=None, weight_g=16)
        with pytest.raises(Invalid) as refused:
            await service.state_birth(at_birth(lou.noe), wrong, clock=clock, vault=vault)
        assert fields(refused) == {"term_weeks", "weight_g"}
        async with transaction():
            (row,) = await sql("select encrypted_birth from birth_statement")
    assert (followed.term_weeks, followed.rounded_term) == (31, 32)
    assert births.birth == stated
    (former,) = births.former
    assert (former.birth, former.written_by) == (NEW_LOU.birth, lou.noe.actor.account)
    assert b"2114" not in bytes(row["encrypted_birth"])


async def test_two_who_state_a_birth_at_once_are_told_and_both_stay(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    shown = base_of(NEW_LOU.birth)
    mine_, theirs = Birth(term_weeks=33), Birth(term_weeks=35)
    with lou.noe.here():
        await service.state_birth(at_birth(lou.noe), theirs, base=shown, clock=clock, vault=vault)
    with lou.ambre.here():
        doctor = at_birth(lou.ambre)
        with pytest.raises(Invalid) as refused:
            await service.state_birth(doctor, mine_, base=shown, clock=clock, vault=vault)
        assert fields(refused) == {"base"}
        await service.state_birth(doctor, theirs, base=shown, clock=clock, vault=vault)
        now = base_of(theirs)
        await service.state_birth(doctor, mine_, base=now, clock=clock, vault=vault)
        births = await service.births(doctor, vault=vault)
    assert (births.birth, [each.birth for each in births.former]) == (
        mine_,
        [theirs, NEW_LOU.birth],
    )


async def test_who_does_not_write_somatic_health_states_no_birth(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    with lou.nour.here():
        with pytest.raises(Forbidden):
            await service.state_birth(mine(lou), Birth(), clock=clock, vault=vault)
        claimed = replace(at_birth(lou.noe), actor=lou.nour.actor)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await service.state_birth(claimed, Birth(), clock=clock, vault=vault)
    with lou.odile.here(), pytest.raises(Forbidden):
        await service.births(lou.odile.clearance(Permission.CHILD_READ), vault=vault)
