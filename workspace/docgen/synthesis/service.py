"""Make the individual synthesis of a child: read, recorded, written as a PDF in memory, filed nowhere."""

import asyncio
from collections.abc import Iterable, Sequence

from storage.vault import Vault
from workspace import i18n
from workspace.access.model import Clearance
from workspace.access.permissions import DataClass, Permission
from workspace.accounts.service import accounts
from workspace.clock import Clock
from workspace.database import transaction
from workspace.docgen import pdf_writer
from workspace.docgen.making import around, check_worker, maker, record_making
from workspace.docgen.ppe.texts import french
from workspace.docgen.said.answers import step_words
from workspace.docgen.said.course import Concluded
from workspace.docgen.synthesis.compose import compose
from workspace.docgen.synthesis.model import SynthesisSource
from workspace.dossier.agenda import service as agenda
from workspace.dossier.agenda.model import Encounter
from workspace.dossier.assessment import closed
from workspace.dossier.assessment.view import CONCLUSION, synthesis_of
from workspace.dossier.care import service as care
from workspace.dossier.care.plan import service as plan
from workspace.dossier.care.plan.model import Loop
from workspace.dossier.growth import service as growth
from workspace.dossier.health import service as health
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.model import StepStatus
from workspace.dossier.record import service as record
from workspace.dossier.record.civil import service as civil
from workspace.dossier.scales import service as scales
from workspace.ids import PractitionerId
from workspace.network import service as network

NEEDED = (
    Permission.CHILD_READ,
    Permission.ASSESSMENT_READ,
    Permission.CARE_PLAN_READ,
    Permission.CARE_SESSION_READ,
    Permission.ENCOUNTER_READ,
)
"""What everybody of the circle reads: the rest is in it for those to whom its class is open."""


async def make(
    clearance: Clearance, *, is_team_copy: bool = False, clock: Clock, vault: Vault
) -> bytes:
    """Return the synthesis as a PDF; that it was made, and for whom, is recorded.

    Raises `Forbidden` for whoever the dossier is about: theirs is the archive, where what is not theirs to read is
    redacted.
    """
    clearance.require(*NEEDED)
    check_worker(clearance)
    with i18n.use_language("fr"):
        async with transaction():
            source = await _source(clearance, is_team_copy=is_team_copy, clock=clock, vault=vault)
            await record_making(clearance, "synthesis", is_team_copy=is_team_copy, vault=vault)
        content = compose(source, french().words)
    return await asyncio.to_thread(pdf_writer.write, content)


async def _source(
    clearance: Clearance, *, is_team_copy: bool, clock: Clock, vault: Vault
) -> SynthesisSource:
    child = await record.child(clearance, vault=vault)
    today = clock.today_in(child.inclusion.department)
    schedule = await protocol.schedule(clearance, clock=clock, vault=vault)
    loops = await plan.every_loop(clearance, clock=clock, vault=vault)
    encounters = await agenda.expected(clearance, first=today, vault=vault)
    reads_body = clearance.may(DataClass.SOMATIC)
    found, are_left_out = await _conclusions(clearance, vault=vault) if reads_body else ((), False)
    return SynthesisSource(
        child=child,
        ins=(await civil.civil(clearance, vault=vault)).ins,
        today=today,
        made_by=await maker(clearance, vault=vault),
        reads=clearance.rights.reads,
        is_team_copy=is_team_copy,
        organization=await network.name_of(child.inclusion.organization) or "",
        around=await around(clearance, clock=clock, vault=vault),
        schedule=schedule,
        names=await network.practitioner_names(
            set(_practitioners(schedule, loops, encounters)), vault=vault
        ),
        conclusions=found,
        are_left_out=are_left_out,
        growth=await growth.measurements(clearance, vault=vault) if reads_body else None,
        entries=await scales.standing(clearance, vault=vault)
        if clearance.may(DataClass.PSYCHOLOGICAL)
        else (),
        loops=loops,
        budget=await care.budget(clearance, clock=clock, vault=vault),
        health=await health.health(clearance, clock=clock, vault=vault) if reads_body else None,
        encounters=encounters,
    )


def _practitioners(
    schedule: Sequence[StepStatus], loops: Sequence[Loop], encounters: Sequence[Encounter]
) -> Iterable[PractitionerId]:
    yield from (
        each.assessment.performed_by
        for each in schedule
        if each.assessment and each.assessment.performed_by
    )
    yield from (each.performer for each in loops if each.performer)
    yield from (each.practitioner for each in encounters if each.practitioner)


async def _conclusions(clearance: Clearance, *, vault: Vault) -> tuple[tuple[Concluded, ...], bool]:
    """Return what was concluded, and whether some of it is left out."""
    known = await closed.closed_parts(clearance, only=[CONCLUSION], vault=vault)
    parts = known.parts
    labels = await protocol.step_labels({each.version.step for each in parts})
    names = await accounts({each.version.author for each in parts}, vault=vault)
    found = [(each, synthesis_of(each.version)) for each in parts]
    concluded = tuple(
        Concluded(
            label=step_words(said.step, labels[said.step]),
            seen_on=said.seen_on,
            by=names[said.author].name if said.author in names else "",
            is_signed=each.is_signed,
            summary=said.summary,
            problems=said.problems,
        )
        for each, said in found
    )
    return concluded, known.are_left_out
