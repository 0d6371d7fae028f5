"""What the dossier holds, put as the PPE takes it. No database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from tests.people import LOU, NURSERY
from workspace.access.model import Clearance, Grant, GrantId
from workspace.access.permissions import DataClass
from workspace.access.rules import rights_of
from workspace.accounts.model import Account
from workspace.actor import Actor, Role
from workspace.docgen.ppe.model import PPESource
from workspace.docgen.source import MOST_COMING, Known, ppe_source
from workspace.dossier.care.entries import SessionEntry
from workspace.dossier.care.model import (
    CareKind,
    CareSession,
    Payer,
    Presence,
    SessionBudget,
    SessionId,
)
from workspace.dossier.documents.model import Document, DocumentKind
from workspace.dossier.growth.model import GrowthMeasurement, Indicator
from workspace.dossier.growth.reading import Growth
from workspace.dossier.growth.rules import growth_points
from workspace.dossier.protocol.definitions import protocol
from workspace.dossier.protocol.model import Assessment, AssessmentId, StepState, StepStatus
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
from workspace.dossier.scales.model import (
    Domain,
    DomainResult,
    ResponseId,
    ScaleCode,
    ScaleResponse,
    Zone,
)
from workspace.i18n import use_language
from workspace.ids import AccountId, DocumentId, PractitionerId

TODAY = date(2025, 3, 4)
BORN = date(2021, 5, 10)
DOCTOR = PractitionerId(uuid4())
YEAR = SessionBudget(begins_on=date(2024, 7, 9), ends_on=date(2025, 7, 9), used=1, ceiling=15)
NURSERY_STAY = Placement(
    id=PlacementId(uuid4()),
    kind=PlacementKind.RESIDENTIAL_NURSERY,
    place="The nursery",
    begins_on=date(2021, 7, 9),
    ends_on=date(2022, 6, 30),
)
FOSTER_STAY = Placement(
    id=PlacementId(uuid4()),
    kind=PlacementKind.FOSTER_FAMILY,
    place="At Odile's",
    begins_on=date(2022, 6, 30),
)
CHILD = Child(
    dossier=LOU,
    identity=Identity(given_name="Lou", family_name="Delattre", birth_date=BORN, sex=Sex.FEMALE),
    birth=Birth(),
    inclusion=Inclusion(admitted_on=date(2021, 7, 9), organization=NURSERY, department="62"),
    placements=(NURSERY_STAY, FOSTER_STAY),
    measures=(
        ProtectionMeasure(id=MeasureId(uuid4()), kind=MeasureKind.ASE, begins_on=date(2021, 7, 9)),
    ),
    people=(
        RelatedPerson(
            id=RelatedPersonId(uuid4()), relation="mother", name="Ana", parental_responsibility=True
        ),
        RelatedPerson(
            id=RelatedPersonId(uuid4()), relation="aunt", name="Ines", parental_responsibility=False
        ),
    ),
)


def known(**other: object) -> Known:
    """Return a dossier where nothing but the child is known, and what is given."""
    nothing = Known(
        child=CHILD,
        organization="The nursery",
        circle=(),
        accounts={},
        schedule=(),
        growth=Growth(measurements=(), points={}, sex=Sex.FEMALE),
        responses=(),
        sessions=(),
        budget=YEAR,
        documents=(),
        practitioners={},
    )
    return replace(nothing, **other)  # type: ignore[arg-type]


def clearance(role: Role = Role.COORDINATOR) -> Clearance:
    return Clearance(
        actor=Actor(account=AccountId(uuid4()), role=role),
        dossier=LOU,
        permissions=frozenset(),
        rights=rights_of(role),
        role=role,
        since_on=TODAY,
        purpose="follow-up",
    )


def source(found: Known, *, role: Role = Role.COORDINATOR) -> PPESource:
    with use_language("en"):
        return ppe_source(clearance(role), found, version=3, today=TODAY)


def circle_of(*people: tuple[str, Role]) -> tuple[list[Grant], dict[AccountId, Account]]:
    grants, accounts = [], {}
    for name, role in people:
        account = AccountId(uuid4())
        accounts[account] = Account(id=account, role=role, organization=NURSERY, name=name)
        grants.append(
            Grant(
                id=GrantId(uuid4()),
                dossier=LOU,
                account=account,
                role=role,
                rights=rights_of(role),
                purpose="follow-up",
                since_on=TODAY,
                begins_at=datetime(2021, 7, 9, tzinfo=UTC),
                ends_at=datetime(2026, 7, 9, tzinfo=UTC),
            )
        )
    return grants, accounts


def test_who_the_child_is_and_where_they_live() -> None:
    found = source(known())
    assert (found.child.name, found.child.birth_date, found.child.sex) == (
        "Lou Delattre",
        BORN,
        "Female",
    )
    assert found.department == "Department 62"
    assert (found.version, found.drafted_on) == (3, TODAY)
    assert found.period.ends_on == found.next_update_on == date(2026, 3, 4)
    assert ["The nursery", "At Odile's"] == [stay.place for stay in found.placements]
    assert found.current_placement
    assert found.current_placement.place == "At Odile's"
    assert ["ASE"] == [measure.kind for measure in found.measures]


def test_a_secret_address_restricts_the_whole_document() -> None:
    assert not source(known()).restricted
    hidden = tuple(replace(stay, restricted=stay.ends_on is None) for stay in CHILD.placements)
    assert source(known(child=replace(CHILD, placements=hidden))).restricted


def test_an_address_kept_from_one_parent_restricts_it_too_and_is_not_told() -> None:
    holder = next(person for person in CHILD.people if person.parental_responsibility)
    kept = Restriction(
        id=RestrictionId(uuid4()),
        person=holder.id,
        kind=RestrictionKind.ADDRESS_SECRET,
        begins_on=TODAY,
    )
    found = source(known(child=replace(CHILD, restrictions=(kept,))))
    assert found.restricted
    assert [each.restriction for each in found.holders if each.name == holder.name] == [""]
    ended = replace(kept, ends_on=TODAY)
    assert not source(known(child=replace(CHILD, restrictions=(ended,)))).restricted


def test_a_holder_is_told_with_what_restricts_them() -> None:
    holder = next(person for person in CHILD.people if person.parental_responsibility)
    limited = Restriction(
        id=RestrictionId(uuid4()),
        person=holder.id,
        kind=RestrictionKind.LIMITED,
        begins_on=date(2024, 5, 2),
        decided_by="Juge des enfants",
    )
    found = source(known(child=replace(CHILD, restrictions=(limited,))))
    (told,) = [each for each in found.holders if each.name == holder.name]
    assert told.restriction == "Parental authority limited (Juge des enfants)"
    assert told.decided_on == date(2024, 5, 2)


def test_a_child_who_lives_nowhere_known_has_no_current_place() -> None:
    found = source(known(child=replace(CHILD, placements=(NURSERY_STAY,))))
    assert found.current_placement is None


def test_holders_of_authority_are_not_the_other_people_who_matter() -> None:
    found = source(known())
    assert ["Ana"] == [person.name for person in found.holders]
    assert ["Ines"] == [person.name for person in found.important_people]


def test_the_circle_is_named_and_the_physician_of_the_programme_is_not_the_attending_one() -> None:
    circle, accounts = circle_of(
        ("Nour", Role.COORDINATOR),
        ("Ambre", Role.PHYSICIAN),
        ("Odile", Role.CARER),
        ("Yann", Role.KEY_WORKER),
        ("Second", Role.COORDINATOR),
        ("Gone", Role.NURSE),
    )
    del accounts[circle[-1].account]

    found = source(known(circle=circle, accounts=accounts))

    assert (found.coordinator, found.key_worker, found.attending_physician) == ("Nour", "Yann", "")
    assert ["Nour", "Ambre", "Odile", "Yann", "Second"] == [one.name for one in found.care_team]
    assert ["Odile"] == [one.name for one in found.care_team if one.at_placement]
    assert found.care_team[1].role == "Physician"


def status(turn: int, state: StepState, *, by: PractitionerId | None = None) -> StepStatus:
    step = protocol().steps[turn]
    is_done = state in {StepState.DONE, StepState.CAUGHT_UP}
    return StepStatus(
        step=step,
        state=state,
        opens_on=TODAY,
        target_on=TODAY,
        closes_on=TODAY,
        assessment=Assessment(
            id=AssessmentId(uuid4()), step=step.code, done_on=TODAY, performed_by=by
        )
        if is_done
        else None,
    )


def test_what_was_done_says_by_whom_where_that_is_known() -> None:
    schedule = [
        status(0, StepState.DONE, by=DOCTOR),
        status(1, StepState.CAUGHT_UP),
        status(2, StepState.DONE, by=PractitionerId(uuid4())),
        status(3, StepState.NOT_DONE),
        status(4, StepState.NOT_APPLICABLE),
    ]
    found = source(known(schedule=schedule, practitioners={DOCTOR: "Dr Vidal"}))
    assert ["Dr Vidal", "", ""] == [done.by for done in found.assessments_done]
    assert found.assessments_coming == ()


def test_what_comes_is_the_next_few() -> None:
    waiting = (StepState.LATE, StepState.TO_PLAN, StepState.PLANNED, StepState.UPCOMING)
    schedule = [status(turn, waiting[turn % 4]) for turn in range(MOST_COMING + 2)]
    found = source(known(schedule=schedule))
    assert len(found.assessments_coming) == MOST_COMING
    assert found.assessments_done == ()


def grown(*taken: GrowthMeasurement) -> Growth:
    points = {
        indicator: growth_points(taken, indicator, birth=BORN, sex=Sex.FEMALE, term_weeks=None)
        for indicator in Indicator
    }
    return Growth(measurements=taken, points=points, sex=Sex.FEMALE)


def test_growth_is_the_latest_measures_with_their_deviations_and_a_curve_of_each() -> None:
    taken = tuple(
        GrowthMeasurement(
            measured_on=date(2022, month, 10),
            weight_kg=Decimal(8),
            length_cm=Decimal(70) if month > 6 else None,
        )
        for month in range(1, 11)
    )
    found = source(known(growth=grown(*taken)))

    assert [date(2022, month, 10) for month in range(3, 11)] == [
        point.measured_on for point in found.growth
    ]
    assert (found.growth[0].weight, found.growth[0].height, found.growth[0].head) == (8, None, None)
    assert found.growth[0].weight_z is not None
    assert found.growth[0].height_z is None
    assert found.growth[-1].height_z is not None
    assert ["Weight for age", "Length or height for age"] == [
        figure.caption.split(" \N{EN DASH} ")[0] for figure in found.growth_figures
    ]
    assert all(figure.svg.startswith("<svg") and figure.alt for figure in found.growth_figures)


def test_nothing_measured_draws_nothing() -> None:
    found = source(known())
    assert (found.growth, found.growth_figures) == ((), ())


def answered(
    scale: ScaleCode, on: date, *results: tuple[Domain, Decimal | None, Zone]
) -> ScaleResponse:
    return ScaleResponse(
        id=ResponseId(uuid4()),
        scale=scale,
        questionnaire_months=12,
        answered_on=on,
        results=tuple(DomainResult(domain=d, points=p, zone=z) for d, p, z in results),
        thresholds_version="1",
    )


def test_scales_give_the_classes_of_the_last_answer_to_each_tool() -> None:
    found = source(
        known(
            responses=[
                answered(
                    ScaleCode.ASQ_SE_2, date(2022, 5, 1), (Domain.TOTAL, Decimal(90), Zone.REFER)
                ),
                answered(
                    ScaleCode.ASQ_SE_2,
                    date(2023, 5, 1),
                    (Domain.TOTAL, Decimal(30), Zone.REASSURING),
                ),
                answered(
                    ScaleCode.ASQ_3,
                    date(2023, 5, 1),
                    (Domain.COMMUNICATION, Decimal("42.5"), Zone.ON_SCHEDULE),
                    (Domain.FINE_MOTOR, None, Zone.NOT_SCORABLE),
                ),
            ]
        )
    )
    assert [
        ("ASQ:SE-2", "", "30", "Reassuring"),
        ("ASQ-3", "Communication", "42.5", "On schedule"),
        ("ASQ-3", "Fine motor", "", "Cannot be interpreted"),
    ] == [(each.tool, each.domain, each.total, each.class_label) for each in found.scales]
    assert found.scales[0].interval == "12 months"


def held(
    on: date,
    *,
    kind: CareKind = CareKind.PSYCHOMOTOR,
    payer: Payer = Payer.PEGASE,
    presence: Presence = Presence.PRESENT,
) -> SessionEntry:
    return SessionEntry(
        session=CareSession(
            id=SessionId(uuid4()), kind=kind, done_on=on, payer=payer, minutes=45, presence=presence
        )
    )


def test_sessions_of_the_year_are_counted_by_kind_and_payer() -> None:
    sessions: Sequence[SessionEntry] = [
        held(YEAR.begins_on),
        held(date(2025, 1, 7)),
        held(date(2025, 1, 14), payer=Payer.COMMON_LAW),
        held(date(2025, 1, 21), kind=CareKind.PSYCHOLOGY),
        held(date(2025, 1, 28), presence=Presence.ABSENT),
        held(YEAR.ends_on),
        held(date(2024, 7, 8)),
    ]
    found = source(known(sessions=sessions))
    assert [
        ("Psychomotor therapy", 2, 15, "PEGASE"),
        ("Psychomotor therapy", 1, None, "Common-law health care"),
        ("Psychology", 1, 15, "PEGASE"),
    ] == [(each.kind, each.count, each.ceiling, each.payer) for each in found.sessions]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.COORDINATOR, ["Health", "Judgment", "Notes"]),
        (Role.KEY_WORKER, ["Judgment"]),
    ],
)
def test_documents_are_those_whose_class_the_drafter_reads(role: Role, expected: list[str]) -> None:
    filed = [
        Document(
            id=DocumentId(UUID(int=number)),
            dossier=LOU,
            kind=DocumentKind.RECEIVED,
            data_class=data_class,
            title=title,
            file_name="x.pdf",
            content_type="application/pdf",
            length=1,
            edition=uuid4(),
            version=1,
            supersedes=None,
            created_by=AccountId(uuid4()),
            created_at=datetime(2025, 1, 7, 9, tzinfo=UTC),
        )
        for number, (title, data_class) in enumerate(
            {
                "Health": DataClass.SOMATIC,
                "Judgment": DataClass.SOCIAL,
                "Notes": DataClass.PSYCHOLOGICAL,
            }.items()
        )
    ]
    found = source(known(documents=filed), role=role)
    assert expected == [document.title for document in found.documents]
    assert all(document.dated_on == date(2025, 1, 7) for document in found.documents)
