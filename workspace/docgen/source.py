"""A child's dossier, as the PPE takes it: every automatic section filled from what is known."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workspace.access.model import Clearance, Grant
from workspace.accounts.model import ROLE_LABELS, Account
from workspace.actor import Role
from workspace.docgen.ppe import model as ppe
from workspace.docgen.ppe.rules import next_due
from workspace.dossier.care.entries import SessionEntry
from workspace.dossier.care.model import KIND_LABELS as CARE_LABELS
from workspace.dossier.care.model import PAYER_LABELS, CareKind, Payer, Presence, SessionBudget
from workspace.dossier.documents.model import Document
from workspace.dossier.growth.curves import describe
from workspace.dossier.growth.model import Indicator
from workspace.dossier.growth.reading import Growth
from workspace.dossier.growth.wording import (
    TITLES,
    described,
    in_words,
    reference_in_words,
)
from workspace.dossier.protocol.model import StepState, StepStatus
from workspace.dossier.record.model import (
    PLACEMENT_LABELS,
    RESTRICTION_LABELS,
    SEX_LABELS,
    Child,
    Placement,
    RelatedPerson,
    Restriction,
    RestrictionKind,
)
from workspace.dossier.record.rules import current_placement
from workspace.dossier.scales.model import (
    DOMAIN_LABELS,
    SCALE_LABELS,
    ZONE_LABELS,
    Domain,
    ScaleResponse,
)
from workspace.i18n import day_of, format_number, gettext, ngettext
from workspace.ids import AccountId, PractitionerId

DONE = frozenset({StepState.DONE, StepState.CAUGHT_UP})
COMING = frozenset({StepState.TO_PLAN, StepState.PLANNED, StepState.UPCOMING, StepState.LATE})
MOST_COMING = 4
LATEST_POINTS = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What the dossier holds on the day of the document, read with the drafter's own rights."""

    child: Child
    organization: str
    circle: Sequence[Grant]
    accounts: Mapping[AccountId, Account]
    schedule: Sequence[StepStatus]
    growth: Growth
    responses: Sequence[ScaleResponse]
    sessions: Sequence[SessionEntry]
    budget: SessionBudget
    documents: Sequence[Document]
    practitioners: Mapping[PractitionerId, str]


def ppe_source(clearance: Clearance, known: Known, *, version: int, today: date) -> ppe.PPESource:
    """Return the source of version `version` of the PPE, drafted on `today`; words in the current language.

    Left blank, because the dossier does not hold it yet: the attending physician (whoever follows the child in
    the programme is not), and what people write themselves. A place that is kept secret, from everybody or from
    one of the parents, restricts the whole document: parents read it.
    """
    child = known.child
    current = current_placement(child.placements, today)
    by_role = _names_by_role(known)
    return ppe.PPESource(
        department=gettext("Department %(code)s", code=child.inclusion.department),
        organization=known.organization,
        child=ppe.ChildIdentity(
            given_name=child.identity.given_name,
            family_name=child.identity.family_name,
            birth_date=child.identity.birth_date,
            sex=gettext(SEX_LABELS[child.identity.sex]),
        ),
        version=version,
        drafted_on=today,
        restricted=_is_restricted(child, current, today),
        period=ppe.Period(starts_on=today, ends_on=next_due(today, child.identity.birth_date)),
        next_update_on=next_due(today, child.identity.birth_date),
        holders=_holders(child, today),
        important_people=_important_people(child),
        placements=tuple(_placement(placement) for placement in child.placements),
        current_placement=_placement(current) if current else None,
        care_team=_care_team(known),
        key_worker=by_role.get(Role.KEY_WORKER, ""),
        coordinator=by_role.get(Role.COORDINATOR, ""),
        measures=_measures(child),
        assessments_done=_done(known),
        assessments_coming=_coming(known),
        growth=_points(known.growth),
        growth_figures=_figures(known.growth),
        scales=_scales(known.responses),
        sessions=_sessions(known),
        documents=tuple(
            ppe.DocumentReference(title=document.title, dated_on=day_of(document.created_at))
            for document in known.documents
            if clearance.may(document.data_class)
        ),
    )


def _is_restricted(child: Child, current: Placement | None, today: date) -> bool:
    """Tell whether the place is secret, from everybody or from somebody around the child."""
    kept = (r for r in child.restrictions if r.kind is RestrictionKind.ADDRESS_SECRET)
    return bool(current and current.restricted) or any(r.holds(today) for r in kept)


def _holders(child: Child, today: date) -> tuple[ppe.HolderOfAuthority, ...]:
    return tuple(
        _holder(person, child.restrictions_of(person, today))
        for person in child.people
        if person.parental_responsibility
    )


def _holder(person: RelatedPerson, held: Sequence[Restriction]) -> ppe.HolderOfAuthority:
    """Return a holder with what restricts them; that an address is kept from them is not theirs to read."""
    told = [r for r in held if r.kind is not RestrictionKind.ADDRESS_SECRET]
    said = (
        gettext(RESTRICTION_LABELS[r.kind]) + (f" ({r.decided_by})" if r.decided_by else "")
        for r in told
    )
    return ppe.HolderOfAuthority(
        name=person.name,
        relation=person.relation,
        restriction=", ".join(said),
        decided_on=max((r.begins_on for r in told), default=None),
    )


def _important_people(child: Child) -> tuple[ppe.ImportantPerson, ...]:
    return tuple(
        ppe.ImportantPerson(name=person.name, relation=person.relation)
        for person in child.people
        if not person.parental_responsibility
    )


def _names_by_role(known: Known) -> dict[Role, str]:
    found: dict[Role, str] = {}
    for grant in known.circle:
        if grant.account in known.accounts:
            found.setdefault(grant.role, known.accounts[grant.account].name)
    return found


def _placement(placement: Placement) -> ppe.Placement:
    return ppe.Placement(
        kind=gettext(PLACEMENT_LABELS[placement.kind]),
        place=placement.place,
        starts_on=placement.begins_on,
        ends_on=placement.ends_on,
    )


def _measures(child: Child) -> tuple[ppe.ProtectionMeasure, ...]:
    return tuple(
        ppe.ProtectionMeasure(
            kind=measure.kind.value, starts_on=measure.begins_on, ends_on=measure.ends_on
        )
        for measure in child.measures
    )


def _care_team(known: Known) -> tuple[ppe.CareTeamMember, ...]:
    return tuple(
        ppe.CareTeamMember(
            name=known.accounts[grant.account].name,
            role=gettext(ROLE_LABELS[grant.role]),
            at_placement=grant.role is Role.CARER,
        )
        for grant in known.circle
        if grant.account in known.accounts
    )


def _done(known: Known) -> tuple[ppe.AssessmentDone, ...]:
    return tuple(
        ppe.AssessmentDone(
            label=gettext(status.step.label),
            done_on=status.done_on,
            by=known.practitioners.get(status.assessment.performed_by, "")
            if status.assessment and status.assessment.performed_by
            else "",
        )
        for status in known.schedule
        if status.state in DONE
    )


def _coming(known: Known) -> tuple[ppe.AssessmentComing, ...]:
    waiting = [status for status in known.schedule if status.state in COMING]
    return tuple(
        ppe.AssessmentComing(
            label=gettext(status.step.label), opens_on=status.opens_on, closes_on=status.closes_on
        )
        for status in waiting[:MOST_COMING]
    )


def _points(growth: Growth) -> tuple[ppe.GrowthPoint, ...]:
    """Return the latest measures with their z-scores, oldest first."""
    z = {
        (indicator, point.measured_on): point.z
        for indicator, points in growth.points.items()
        for point in points
    }

    def figure(value: Decimal | None) -> float | None:
        return None if value is None else float(value)

    return tuple(
        ppe.GrowthPoint(
            measured_on=taken.measured_on,
            weight=figure(taken.weight_kg),
            weight_z=figure(z.get((Indicator.WEIGHT, taken.measured_on))),
            height=figure(taken.length_cm),
            height_z=figure(z.get((Indicator.LENGTH, taken.measured_on))),
            head=figure(taken.head_cm),
            head_z=figure(z.get((Indicator.HEAD, taken.measured_on))),
        )
        for taken in growth.measurements[-LATEST_POINTS:]
    )


def _figures(growth: Growth) -> tuple[ppe.GrowthFigure, ...]:
    return tuple(
        ppe.GrowthFigure(
            svg=growth.curve(indicator, in_words),
            alt=described(describe(indicator, growth.points[indicator])),
            caption=f"{gettext(TITLES[indicator])} \N{EN DASH} {reference_in_words(growth.reference(indicator))}",
        )
        for indicator in (Indicator.WEIGHT, Indicator.LENGTH)
        if growth.points.get(indicator)
    )


def _scales(responses: Sequence[ScaleResponse]) -> tuple[ppe.ScaleResult, ...]:
    """Return the results of the last response to each tool."""
    latest: dict[str, ScaleResponse] = {}
    for response in responses:
        latest[response.scale.value] = response
    return tuple(
        ppe.ScaleResult(
            tool=SCALE_LABELS[response.scale],
            interval=ngettext(
                "%(num)s month",
                "%(num)s months",
                response.questionnaire_months,
                num=response.questionnaire_months,
            ),
            scored_on=response.answered_on,
            domain="" if result.domain is Domain.TOTAL else gettext(DOMAIN_LABELS[result.domain]),
            total=format_number(result.points) if result.points is not None else "",
            class_label=gettext(ZONE_LABELS[result.zone]),
        )
        for response in latest.values()
        for result in response.results
    )


def _sessions(known: Known) -> tuple[ppe.SessionSummary, ...]:
    """Count the sessions of the year that were held, by kind and by who pays.

    The ceiling is that of the programme, which counts its two kinds together: no other payer has one.
    """
    budget = known.budget
    held = Counter(
        (entry.session.kind, entry.session.payer)
        for entry in known.sessions
        if entry.session.presence is Presence.PRESENT
        and budget.begins_on <= entry.session.done_on < budget.ends_on
    )
    return tuple(
        ppe.SessionSummary(
            kind=gettext(CARE_LABELS[kind]),
            count=held[kind, payer],
            ceiling=budget.ceiling if payer is Payer.PEGASE else None,
            payer=gettext(PAYER_LABELS[payer]),
        )
        for kind in CareKind
        for payer in Payer
        if held[kind, payer]
    )
