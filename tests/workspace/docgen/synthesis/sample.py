"""Lou as a synthesis takes her: with nothing known, and what a test adds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

from tests.people import LOU, NURSERY
from workspace.access.permissions import DataClass
from workspace.docgen.model import Content
from workspace.docgen.ppe.texts import french
from workspace.docgen.said.who import Around
from workspace.docgen.synthesis.compose import compose
from workspace.docgen.synthesis.model import SynthesisSource
from workspace.dossier.growth.alerts import alerts
from workspace.dossier.growth.model import GrowthMeasurement
from workspace.dossier.growth.reading import Growth
from workspace.dossier.growth.rules import Reckoning
from workspace.dossier.health.definitions import calendar_on
from workspace.dossier.health.model import KIND_OF, Fact, Health, Statement, StatementId
from workspace.dossier.health.rules import vaccine_statuses
from workspace.dossier.record.civil.model import Ins
from workspace.dossier.record.model import (
    Birth,
    Child,
    Identity,
    Inclusion,
    MeasureId,
    MeasureKind,
    Placement,
    PlacementId,
    PlacementKind,
    ProtectionMeasure,
    RelatedPerson,
    RelatedPersonId,
    Restriction,
    RestrictionId,
    RestrictionKind,
    Sex,
)
from workspace.i18n import use_language
from workspace.ids import AccountId

TODAY, BORN = date(2025, 3, 4), date(2024, 1, 10)
EVERYTHING = frozenset(DataClass)

MOTHER = RelatedPerson(
    id=RelatedPersonId(uuid4()),
    relation="mother",
    name="Ines Delattre",
    parental_responsibility=True,
)
FOSTER = Placement(
    id=PlacementId(uuid4()),
    kind=PlacementKind.FOSTER_FAMILY,
    place="Famille Gosselin",
    begins_on=date(2024, 6, 1),
)
ORDER = ProtectionMeasure(id=MeasureId(uuid4()), kind=MeasureKind.OPP, begins_on=date(2024, 2, 1))
KEPT_FROM_HER = Restriction(
    id=RestrictionId(uuid4()),
    person=MOTHER.key,
    kind=RestrictionKind.ADDRESS_SECRET,
    begins_on=date(2024, 6, 1),
    decided_by="the judge",
)
CARER = Around(
    name="Odile Gosselin", role="Foster carer", since_on=date(2024, 6, 1), lives_there=True
)
DOCTOR = Around(name="Ambre Hermant", role="Physician", since_on=date(2024, 2, 1))


def child(**changes: object) -> Child:
    return replace(
        Child(
            dossier=LOU,
            identity=Identity(
                given_name="Lou", family_name="Delattre", birth_date=BORN, sex=Sex.FEMALE
            ),
            birth=Birth(term_weeks=32),
            inclusion=Inclusion(
                admitted_on=date(2024, 2, 1), organization=NURSERY, department="62"
            ),
            placements=(FOSTER,),
            measures=(ORDER,),
            people=(MOTHER,),
        ),
        **changes,  # type: ignore[arg-type]
    )


def health(*facts: Fact) -> Health:
    calendar = calendar_on(TODAY)
    return Health(
        statements=tuple(
            Statement(
                id=StatementId(uuid4()),
                kind=KIND_OF[type(fact)],
                fact=fact,
                recorded_by=AccountId(uuid4()),
                recorded_at=datetime(2025, 3, 1, tzinfo=UTC),
            )
            for fact in facts
        ),
        before={},
        vaccines=vaccine_statuses(
            facts, birth=BORN, department="62", calendar=calendar, today=TODAY
        ),
        calendar=calendar,
    )


def growth(*weights: tuple[date, str]) -> Growth:
    taken = [
        GrowthMeasurement(measured_on=day, weight_kg=Decimal(weight)) for day, weight in weights
    ]
    reckoning = Reckoning(birth=BORN, sex=Sex.FEMALE, term_weeks=32)
    points = reckoning.all_points(taken)
    return Growth(
        measurements=tuple(taken),
        points=points,
        sex=Sex.FEMALE,
        alerts=alerts(points),
        is_corrected=any(
            point.age_days != point.reference_days for of in points.values() for point in of
        ),
    )


def source(**changes: object) -> SynthesisSource:
    return replace(
        SynthesisSource(
            child=child(),
            ins=Ins(),
            today=TODAY,
            made_by="Nour Zielinski, coordinatrice",
            reads=EVERYTHING,
            organization="Maison de la petite enfance",
            around=(DOCTOR, CARER),
            names={},
            growth=growth(),
            health=health(),
        ),
        **changes,  # type: ignore[arg-type]
    )


def composed(**changes: object) -> Content:
    with use_language("fr"):
        return compose(source(**changes), french().words)


def titles(content: Content) -> Sequence[str]:
    return [section.title for section in content.sections]
