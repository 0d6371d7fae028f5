"""PDC001 of the demonstration's territory, and the people of `tests/people.py` around her."""

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

from storage.vault import Vault
from tests.people import People, grant_row
from tests.workspace.dossier.conftest import Operator
from workspace.access import queries as grants
from workspace.clock import FixedClock
from workspace.database import transaction
from workspace.dossier.record import errands as record
from workspace.dossier.record.model import (
    MeasureId,
    MeasureKind,
    ProtectionMeasure,
    RelatedPerson,
    RelatedPersonId,
)
from workspace.exchange import service as exchange
from workspace.ids import DossierId

TERRITORY = Path(__file__).parents[3] / "workspace" / "demo" / "territory"
CLOCK = FixedClock(moment=datetime(2025, 9, 1, 9, tzinfo=UTC))
AROUND = ("nour", "ambre", "noe", "odile", "yann")


async def bring_in(people: People, operator: Operator, *, vault: Vault) -> DossierId:
    """Import the territory; return the dossier of PDC001, with a family, a measure and a circle."""
    assert people
    async with operator("import") as errand:
        assert (await exchange.import_folder(errand, TERRITORY, clock=CLOCK, vault=vault)).written
        dossier = await exchange.dossier_coded(errand, "PDC001", vault=vault)
        family = [
            ("Leila Saidi", "mother", True),
            ("Fatiha Saidi", "grandmother", False),
        ]
        await record.add_people(
            errand,
            [
                (
                    dossier,
                    RelatedPerson(
                        id=RelatedPersonId(uuid4()),
                        name=name,
                        relation=relation,
                        parental_responsibility=holds,
                    ),
                )
                for name, relation, holds in family
            ],
            vault=vault,
        )
        ase = ProtectionMeasure(
            id=MeasureId(uuid4()), kind=MeasureKind.ASE, begins_on=date(2021, 7, 9)
        )
        await record.add_measures(errand, [(dossier, ase)], vault=vault)
    async with operator("demo"), transaction():
        now = datetime.now(UTC)
        await grants.insert([grant_row(name, dossier, now=now) for name in AROUND])
    return dossier
