"""From a line to the row it says, file by file: columns on one side, the domain on the other."""

from collections.abc import Mapping
from decimal import Decimal

from workspace.actor import Role
from workspace.dossier.care.model import CareKind, Payer
from workspace.dossier.record.model import Birth, Identity, PlacementKind, Sex
from workspace.dossier.record.rules import LONGEST_NAME, LONGEST_PLACE
from workspace.dossier.scales.model import Domain, ScaleCode
from workspace.exchange import faults, measures, values, vocabulary
from workspace.exchange.lines import Line
from workspace.exchange.model import (
    NewAssessment,
    NewCareSession,
    NewChild,
    NewOrganization,
    NewPlacement,
    NewPractitioner,
    NewScaleResponse,
)
from workspace.network.model import OrganizationKind

OWN = ""
"""Stands for the code of one's own establishment where no file says it."""
LONGEST_REMARK = 500
LONGEST_EMAIL = 254
LONGEST_PHONE = 40


def organization(line: Line) -> NewOrganization:
    return NewOrganization(
        line=line.at,
        code=line.needed_code("code"),
        name=line.needed_text("nom", longest=LONGEST_PLACE),
        kind=_organization_kind(line),
        department=line.department("departement"),
        joined_on=line.day("entree_programme"),
    )


def _organization_kind(line: Line) -> OrganizationKind:
    """Return the kind: the list is open, a word that is not on it is kept as OTHER."""
    kinds = vocabulary.ORGANIZATION_KINDS
    kind = kinds.meaning(line.needed_text("type", longest=LONGEST_NAME))
    if kind is None and not line.is_refused:
        line.say("type", faults.OTHER_KIND, expected=kinds.expected)
    return kind or OrganizationKind.OTHER


def practitioner(line: Line) -> NewPractitioner:
    return NewPractitioner(
        line=line.at,
        code=line.needed_code("code"),
        family_name=line.needed_text("nom", longest=LONGEST_NAME),
        given_name=line.text("prenom", longest=LONGEST_NAME),
        role=line.needed_choice("role", vocabulary.ROLES, Role.COORDINATOR),
        organization=line.code("etablissement"),
        specialty=line.text("specialite", longest=LONGEST_NAME),
        internal=line.choice("interne", vocabulary.YES_OR_NO),
        email=_email(line),
        phone=line.text("telephone", longest=LONGEST_PHONE),
        agreement_signed_on=line.day("convention_signee_le"),
        trained_on=line.day("formation_le"),
    )


def _email(line: Line) -> str:
    email = line.text("courriel", longest=LONGEST_EMAIL)
    if email and not values.is_email(email):
        line.say("courriel", faults.NOT_AN_EMAIL)
    return email


def child(line: Line, departments: Mapping[str, str]) -> NewChild:
    """Read a child.

    `departments`: that of each establishment, perhaps "", for a child whose own is not said.
    """
    return _child(line, line.needed_code("etablissement"), departments)


def own_child(line: Line, departments: Mapping[str, str]) -> NewChild:
    """Read a child whom somebody brings into their own establishment; the cell that would say it may be empty.

    `departments`: as for `child`; under `OWN`, that of the establishment.
    """
    establishment = line.code("etablissement") or OWN
    return _child(line, establishment, {establishment: departments[OWN], **departments})


def _child(line: Line, establishment: str, departments: Mapping[str, str]) -> NewChild:
    return NewChild(
        line=line.at,
        code=line.needed_code("code"),
        identity=_identity(line),
        birth=_birth(line),
        admitted_on=line.needed_day("admission_le"),
        organization=establishment,
        department=_department(line, departments.get(establishment)),
        ended_on=line.day("fin_suivi_le"),
        ended_because=line.text("motif_fin_suivi", longest=LONGEST_REMARK),
    )


def _department(line: Line, otherwise: str | None) -> str:
    """`otherwise`: None for an establishment that is not known, which is said elsewhere."""
    if otherwise == "" and not line.raw("departement").strip():
        line.say("departement", faults.NO_VALUE)
    return line.department("departement") or otherwise or ""


def _identity(line: Line) -> Identity:
    return Identity(
        given_name=line.needed_text("prenom", longest=LONGEST_NAME),
        family_name=line.needed_text("nom", longest=LONGEST_NAME),
        birth_date=line.needed_day("date_naissance"),
        sex=line.needed_choice("sexe", vocabulary.SEXES, Sex.INDETERMINATE),
    )


def _birth(line: Line) -> Birth:
    return Birth(
        term_weeks=line.whole_measure("terme_semaines", measures.TERM),
        weight_g=line.whole_measure("poids_naissance_g", measures.BIRTH_WEIGHT),
        length_cm=line.measure("taille_naissance_cm", measures.BIRTH_LENGTH),
        head_cm=line.measure("pc_naissance_cm", measures.BIRTH_HEAD),
    )


def placement(line: Line) -> NewPlacement:
    kind = line.needed_choice("type", vocabulary.PLACEMENT_KINDS, PlacementKind.OTHER)
    return NewPlacement(
        line=line.at,
        child=line.needed_code("enfant"),
        kind=kind,
        place=line.text("lieu", longest=LONGEST_PLACE),
        begins_on=line.needed_day("debut"),
        ends_on=line.day("fin"),
    )


def assessment(line: Line) -> NewAssessment:
    return NewAssessment(
        line=line.at,
        child=line.needed_code("enfant"),
        number=line.needed_whole("numero"),
        done_on=line.needed_day("date"),
        performed_by=line.code("medecin"),
        weight_kg=line.measure("poids_kg", measures.WEIGHT),
        length_cm=line.measure("taille_cm", measures.LENGTH),
        head_cm=line.measure("pc_cm", measures.HEAD),
    )


def scale_response(line: Line) -> NewScaleResponse:
    scale = line.needed_choice("outil", vocabulary.SCALES, ScaleCode.ASQ_SE_2)
    return NewScaleResponse(
        line=line.at,
        child=line.needed_code("enfant"),
        scale=scale,
        months=line.needed_whole("questionnaire_mois"),
        answered_on=line.needed_day("date"),
        points=_points(line, scale),
        answered_by=line.code("rempli_par"),
    )


def _points(line: Line, scale: ScaleCode) -> Mapping[Domain, Decimal]:
    points = {
        domain: score
        for column, domain in vocabulary.DOMAIN_COLUMNS.items()
        if (score := line.number(column)) is not None
    }
    if scale is ScaleCode.ASQ_3 and points.pop(Domain.TOTAL, None) is not None:
        line.say("total", faults.TOTAL_NOT_KEPT, scale=scale.value)
    return points


def session(line: Line) -> NewCareSession:
    kind = line.needed_choice("type", vocabulary.CARE_KINDS, CareKind.PSYCHOMOTOR)
    return NewCareSession(
        line=line.at,
        child=line.needed_code("enfant"),
        kind=kind,
        done_on=line.needed_day("date"),
        payer=line.needed_choice("financeur", vocabulary.PAYERS, Payer.OTHER),
        minutes=line.needed_whole_measure("duree_min", measures.MINUTES),
        practitioner=line.code("professionnel"),
        group=line.code("groupe"),
        hour=line.hour("heure", "date"),
    )
