"""From the rows of a folder to the commands of the rooms, once codes are identifiers. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass

from workspace.dossier.care.model import NewSession
from workspace.dossier.growth.model import GrowthMeasurement
from workspace.dossier.protocol.definitions import protocol
from workspace.dossier.protocol.model import NewAssessment as Assessed
from workspace.dossier.record.model import Inclusion
from workspace.dossier.record.model import NewChild as Enrolled
from workspace.dossier.record.model import NewPlacement as Placed
from workspace.dossier.scales.model import NewResponse
from workspace.exchange.model import (
    NewAssessment,
    NewCareSession,
    NewChild,
    NewOrganization,
    NewPlacement,
    NewPractitioner,
    NewScaleResponse,
)
from workspace.ids import DossierId, OrganizationId, PractitionerId
from workspace.network.model import Contact
from workspace.network.model import NewOrganization as Known
from workspace.network.model import NewPractitioner as Listed


@dataclass(frozen=True, kw_only=True)
class Codes:
    """What the codes of a folder stand for."""

    organizations: Mapping[str, OrganizationId]
    practitioners: Mapping[str, PractitionerId]
    """A code that only an earlier folder could explain may be missing."""
    dossiers: Mapping[str, DossierId]

    def practitioner(self, code: str | None) -> PractitionerId | None:
        return None if code is None else self.practitioners.get(code)


def organization(row: NewOrganization) -> Known:
    return Known(
        code=row.code,
        name=row.name,
        kind=row.kind,
        department=row.department,
        joined_on=row.joined_on,
    )


def practitioner(row: NewPractitioner, organizations: Mapping[str, OrganizationId]) -> Listed:
    return Listed(
        contact=Contact(
            family_name=row.family_name,
            given_name=row.given_name,
            email=row.email,
            phone=row.phone,
        ),
        role=row.role,
        organization=organizations[row.organization] if row.organization else None,
        specialty=row.specialty,
        internal=row.internal,
        agreement_signed_on=row.agreement_signed_on,
        trained_on=row.trained_on,
    )


def child(row: NewChild, organizations: Mapping[str, OrganizationId]) -> Enrolled:
    return Enrolled(
        identity=row.identity,
        birth=row.birth,
        inclusion=Inclusion(
            admitted_on=row.admitted_on,
            organization=organizations[row.organization],
            department=row.department,
            ended_on=row.ended_on,
            ended_because=row.ended_because or None,
        ),
    )


def placement(row: NewPlacement) -> Placed:
    return Placed(kind=row.kind, place=row.place, begins_on=row.begins_on, ends_on=row.ends_on)


def assessment(row: NewAssessment, codes: Codes) -> Assessed:
    return Assessed(
        step=protocol().numbered(row.number).code,
        done_on=row.done_on,
        performed_by=codes.practitioner(row.performed_by),
    )


def measurement(row: NewAssessment, codes: Codes) -> GrowthMeasurement:
    return GrowthMeasurement(
        measured_on=row.done_on,
        weight_kg=row.weight_kg,
        length_cm=row.length_cm,
        head_cm=row.head_cm,
        measured_by=codes.practitioner(row.performed_by),
    )


def is_measured(row: NewAssessment) -> bool:
    return any(value is not None for value in (row.weight_kg, row.length_cm, row.head_cm))


def response(row: NewScaleResponse, codes: Codes) -> NewResponse:
    return NewResponse(
        scale=row.scale,
        questionnaire_months=row.months,
        answered_on=row.answered_on,
        points=row.points,
        answered_by=codes.practitioner(row.answered_by),
    )


def session(row: NewCareSession, codes: Codes, *, came: int) -> NewSession:
    """`came`: how many children came to it, by the lines of its group."""
    return NewSession(
        kind=row.kind,
        done_on=row.done_on,
        payer=row.payer,
        minutes=row.minutes,
        practitioner=codes.practitioner(row.practitioner),
        shared_by=came,
    )
