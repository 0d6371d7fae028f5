"""The leaves of the health book of a child: what each would hold, and each as a PDF, in memory."""

import asyncio
from dataclasses import dataclass
from datetime import date

from storage.vault import Vault
from workspace import i18n
from workspace.access.model import Clearance
from workspace.access.permissions import DataClass, Permission
from workspace.accounts.service import accounts
from workspace.clock import Clock
from workspace.database import transaction
from workspace.docgen import pdf_writer
from workspace.docgen.book import certificates as certifying
from workspace.docgen.book import compose, exam
from workspace.docgen.book.definitions import Certificate, certificates
from workspace.docgen.book.leaves import held
from workspace.docgen.book.model import BookSource, Leaf
from workspace.docgen.making import around, check_worker, maker, record_making
from workspace.docgen.model import Content
from workspace.docgen.ppe.texts import french
from workspace.docgen.said.health import of
from workspace.dossier.assessment import closed as closing
from workspace.dossier.assessment import service as assessment
from workspace.dossier.assessment.model import Progress
from workspace.dossier.growth import service as growth
from workspace.dossier.health import service as health
from workspace.dossier.health.model import BookRead, Decision, Vaccination
from workspace.dossier.protocol import saying
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.exams import ExamState
from workspace.dossier.protocol.model import StepCode, StepStatus
from workspace.dossier.record import service as record
from workspace.dossier.record.civil import service as civil
from workspace.dossier.scales import service as scales
from workspace.errors import NotFound
from workspace.network import service as network
from workspace.network.model import OrganizationKind

NEEDED = (
    Permission.CHILD_READ,
    Permission.ASSESSMENT_READ,
    Permission.ASSESSMENT_FORM_READ,
    Permission.GROWTH_READ,
    Permission.HEALTH_READ,
)
"""The health book is somatic health: who does not read that makes no leaf of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """One leaf on the page that lists them."""

    leaf: Leaf
    held: int
    """Things somebody wrote that it would say; 0: it would only say that nothing is known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """The page of one assessment: which step, and whether it is signed."""

    status: StepStatus
    is_signed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class CertificateStanding:
    """One certificate of the child's calendar."""

    certificate: Certificate
    is_done: bool
    """Its examination was done: only then is there anything to certify."""
    state: ExamState
    examined_on: date | None = None
    send_by: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Book:
    leaves: tuple[Standing, ...]
    vaccinations: int
    """What was written of them: doses, decisions, the book read."""
    certificates: tuple[CertificateStanding, ...]
    pages: tuple[Page, ...]
    """Of the assessments that have a closed part of the page, in their order."""


async def book(clearance: Clearance, *, clock: Clock, vault: Vault) -> Book:
    """Return what each leaf would hold, made now by whoever asks."""
    clearance.require(*NEEDED)
    check_worker(clearance)
    async with transaction():
        source = await source_of(clearance, is_team_copy=False, clock=clock, vault=vault)
        schedule = await protocol.schedule(clearance, clock=clock, vault=vault)
        progress = await assessment.progress(clearance, vault=vault)
        exams = await saying.every_exam(clearance, clock=clock, vault=vault)
    printable = {
        each.version.step
        for each in source.closed
        if each.part.code in exam.ON_THE_PAGE and not each.is_joined
    } & progress.keys()
    return Book(
        certificates=tuple(
            CertificateStanding(
                certificate=certificates()[status.exam.certificate],
                is_done=certifying.is_done(status),
                state=status.state,
                examined_on=certifying.examined_on(status),
                send_by=certifying.send_by(status),
            )
            for status in exams
            if status.exam.certificate
        ),
        vaccinations=sum(
            len(of(source.health, kind)) for kind in (Vaccination, Decision, BookRead)
        ),
        leaves=tuple(Standing(leaf=leaf, held=held(leaf, source)) for leaf in Leaf),
        pages=tuple(
            Page(status=status, is_signed=progress[status.step.code] is Progress.SIGNED)
            for status in schedule
            if status.step.code in printable
        ),
    )


async def make_leaf(
    clearance: Clearance, leaf: Leaf, *, is_team_copy: bool = False, clock: Clock, vault: Vault
) -> bytes:
    """Return one leaf as a PDF; that it was made is recorded."""
    clearance.require(*NEEDED)
    check_worker(clearance)
    with i18n.use_language("fr"):
        async with transaction():
            source = await source_of(clearance, is_team_copy=is_team_copy, clock=clock, vault=vault)
            await record_making(clearance, leaf.value, is_team_copy=is_team_copy, vault=vault)
        content = compose.compose(leaf, source, french().words)
    return await _written(content)


async def make_exam(clearance: Clearance, step: StepCode, *, clock: Clock, vault: Vault) -> bytes:
    """Return the page of one assessment as a PDF. Raises `NotFound` while none of its parts is closed."""
    clearance.require(*NEEDED)
    check_worker(clearance)
    with i18n.use_language("fr"):
        async with transaction():
            view = await assessment.open_assessment(clearance, step, clock=clock, vault=vault)
            if not exam.is_ready(view):
                raise NotFound
            child = await record.child(clearance, vault=vault)
            wrote = {version.author for _, version in exam.shown(view)}
            wrote |= {each.author for each in view.addenda}
            wrote |= {view.signature.signed_by} if view.signature else set()
            known = await accounts(wrote, vault=vault)
            source = exam.ExamSource(
                child=child,
                today=clock.today_in(child.inclusion.department),
                made_by=await maker(clearance, vault=vault),
                view=view,
                names={account: who.name for account, who in known.items()},
                growth=await growth.measurements(clearance, vault=vault),
                reads=clearance.rights.reads,
                around=await around(clearance, clock=clock, vault=vault),
                organization=await network.name_of(child.inclusion.organization) or "",
            )
            await record_making(clearance, f"exam {step}", vault=vault)
        content = exam.compose(source, french().words)
    return await _written(content)


async def make_certificate(clearance: Clearance, code: str, *, clock: Clock, vault: Vault) -> bytes:
    """Return the data of a health certificate as a PDF, for the physician who signs it.

    Raises `NotFound` for one that does not exist, or whose examination nobody said was done.
    """
    clearance.require(*NEEDED)
    check_worker(clearance)
    with i18n.use_language("fr"):
        async with transaction():
            exams = await saying.every_exam(clearance, clock=clock, vault=vault)
            status = next((each for each in exams if each.exam.certificate == code), None)
            if status is None or not certifying.is_done(status):
                raise NotFound
            read = await source_of(clearance, is_team_copy=False, clock=clock, vault=vault)
            schedule = await protocol.schedule(clearance, clock=clock, vault=vault)
            source = certifying.CertificateSource(
                certificate=certificates()[code],
                status=status,
                book=read,
                department=read.child.inclusion.department,
                performed_by=await _performer(
                    schedule, certifying.examined_on(status), vault=vault
                ),
            )
            await record_making(clearance, code, vault=vault)
        content = certifying.compose(source, french().words)
    return await _written(content)


async def _performer(schedule: protocol.Schedule, on: date | None, *, vault: Vault) -> str:
    """Return who made the assessment of that day, as it was said to be done; "" when nobody said by whom."""
    made = [each.assessment for each in schedule if each.assessment and each.done_on == on]
    by = next((each.performed_by for each in made if each.performed_by), None)
    return (await network.practitioner_names([by], vault=vault)).get(by, "") if by else ""


async def _written(content: Content) -> bytes:
    return await asyncio.to_thread(pdf_writer.write, content)


async def source_of(
    clearance: Clearance, *, is_team_copy: bool, clock: Clock, vault: Vault
) -> BookSource:
    """Read what the leaves are made from, inside the caller's transaction."""
    child = await record.child(clearance, vault=vault)
    closed = await closing.closed_parts(clearance, vault=vault)
    wrote = {each.version.author for each in closed.parts}
    signed = {each.signature.signed_by for each in closed.parts if each.signature}
    known = await accounts(wrote | signed, vault=vault)
    department = child.inclusion.department
    return BookSource(
        child=child,
        ins=(await civil.civil(clearance, vault=vault)).ins,
        today=clock.today_in(department),
        made_by=await maker(clearance, vault=vault),
        reads=clearance.rights.reads,
        is_team_copy=is_team_copy,
        organization=await network.name_of(child.inclusion.organization) or "",
        around=await around(clearance, clock=clock, vault=vault),
        pmi=[
            each.name
            for each in await network.organizations()
            if each.kind is OrganizationKind.PMI and each.department == department
        ],
        growth=await growth.measurements(clearance, vault=vault),
        health=await health.health(clearance, clock=clock, vault=vault),
        closed=closed.parts,
        are_left_out=closed.are_left_out,
        entries=await scales.standing(clearance, vault=vault)
        if clearance.may(DataClass.PSYCHOLOGICAL)
        else (),
        labels=await protocol.step_labels({each.version.step for each in closed.parts}),
        names={account: who.name for account, who in known.items()},
    )
