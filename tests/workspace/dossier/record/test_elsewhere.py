"""A child followed outside one's circle: whoever enrols is told where and whom to call, and nothing else."""

from dataclasses import replace
from datetime import date

import pytest

from storage.vault import Vault
from tests.people import ELSEWHERE, LOU, NURSERY, People, Person
from tests.workspace.dossier.record.cases import NEW_LOU, named
from tests.workspace.dossier.traces import recorded
from workspace.access.model import Errand
from workspace.access.permissions import Permission
from workspace.audit.model import Act
from workspace.clock import SystemClock
from workspace.database import sql, transaction
from workspace.dossier.record import errands, queries, sealing
from workspace.dossier.record import service as record
from workspace.dossier.record.civil import service as civil
from workspace.dossier.record.civil.model import Ins, InsStatus
from workspace.dossier.record.doubles import service
from workspace.dossier.record.doubles.queries import Elsewhere
from workspace.dossier.record.model import BirthCertainty, Identity
from workspace.dossier.record.twins import is_likely_twin
from workspace.errors import Forbidden
from workspace.ids import DossierId

WHO = NEW_LOU.identity
ABOUT = replace(WHO, birth_date=date(2021, 9, 1), birth_certainty=BirthCertainty.UNKNOWN)
NUMBER = "221056204100151"


async def sought(who: Person, identity: Identity, vault: Vault, number: str = "") -> set[Elsewhere]:
    with who.here() as actor:
        return set(await service.elsewhere(actor, identity, number=number, vault=vault))


async def test_a_coordinator_of_elsewhere_is_told_whom_to_call(lou: People, vault: Vault) -> None:
    told = {Elsewhere(organization=NURSERY, coordinator=lou.nour.actor.account)}
    swapped = replace(WHO, given_name="VASSEUR", family_name="Lou Marie")
    assert await sought(lou.stranger, WHO, vault) == told
    assert await sought(lou.stranger, swapped, vault) == told
    assert await sought(lou.stranger, ABOUT, vault) == told, "the year, when the day is an estimate"
    assert not await sought(lou.nour, WHO, vault), "in her own circle it is shown otherwise"
    assert Act.CHILD_SEEK in await recorded(lou)


@pytest.mark.parametrize(
    "identity",
    [
        replace(WHO, given_name="Ambre"),
        replace(WHO, birth_date=date(2021, 5, 25)),
        replace(ABOUT, birth_date=date(2022, 5, 24)),
        replace(WHO, is_unnamed=True),
    ],
)
async def test_less_than_the_names_and_the_birth_tells_nothing(
    lou: People, vault: Vault, identity: Identity
) -> None:
    assert not await sought(lou.stranger, identity, vault)


async def test_an_estimate_is_found_by_whoever_knows_the_day(
    people: People, importing: Errand, vault: Vault, clock: SystemClock
) -> None:
    estimated = replace(NEW_LOU, identity=replace(ABOUT, birth_date=date(2021, 2, 1)))
    estimated = replace(estimated, placement=None)
    await errands.add_many(importing, [(LOU, estimated)], clock=clock, vault=vault)
    assert await sought(people.stranger, WHO, vault)
    assert is_likely_twin(WHO, estimated.identity)
    assert not is_likely_twin(WHO, replace(estimated.identity, birth_date=date(2020, 2, 1)))
    with people.nour.here() as nour:
        enrolled = await record.enrol_child(nour, NEW_LOU, clock=clock, vault=vault)
    assert enrolled.twins == (LOU,)


async def test_the_national_number_is_enough(lou: People, vault: Vault, clock: SystemClock) -> None:
    other = named("Sami", "Roy").identity
    with lou.nour.here():
        clearance = lou.nour.clearance(Permission.CHILD_READ, Permission.CHILD_WRITE)
        ins = Ins(status=InsStatus.RETRIEVED, number=number_of(NUMBER[:13]))
        await civil.write_ins(clearance, ins, clock=clock, vault=vault)
    assert not await sought(lou.stranger, other, vault)
    (found,) = await sought(lou.stranger, other, vault, number=ins.number)
    assert found.organization == NURSERY


def number_of(body: str) -> str:
    return f"{body}{97 - int(body) % 97:02}"


async def test_nobody_else_is_told_and_nothing_else_is(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    for name in ("odile", "ambre", "national", "administrator", "parent"):
        with pytest.raises(Forbidden):
            await sought(lou.by_name[name], WHO, vault)
    bits = queries.bits_of(sealing.day_words(WHO), vault=vault)
    ask = "select * from grenier_followed_elsewhere({}::integer[], {}::integer[], null)"
    with lou.stranger.here():
        async with transaction():
            (row,) = await sql(ask, bits, bits)
            assert await sql(ask, bits[:1], bits[:1]) == []
            assert await sql("select dossier from child") == []
    assert set(row) == {"organization", "coordinator"}
    for name in ("ambre", "national", "auditor"):
        with lou.by_name[name].here():
            async with transaction():
                assert await sql(ask, bits, bits) == [], name
    with lou.stranger.here() as stranger:
        followed = replace(NEW_LOU.inclusion, organization=ELSEWHERE)
        new = replace(NEW_LOU, inclusion=followed, placement=None)
        theirs = (await record.enrol_child(stranger, new, clock=clock, vault=vault)).dossier
    (found,) = await sought(lou.nour, WHO, vault)
    assert (found.organization, found.coordinator) == (ELSEWHERE, lou.stranger.actor.account)
    assert DossierId(theirs) not in {found.organization, found.coordinator}
