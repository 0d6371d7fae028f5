"""What the demonstration shows of a protocol: a set of ages to come, a few reasons, an examination."""

from collections.abc import Mapping
from datetime import date, timedelta

from workspace.access.permissions import Permission
from workspace.access.service import circle
from workspace.actor import Actor
from workspace.demo.cast import Cast
from workspace.dossier.protocol import applying, saying, service
from workspace.dossier.protocol.exams import ExamState
from workspace.dossier.protocol.model import MissedReason, NewMissed, StepState, StepStatus
from workspace.ids import DossierId

COORDINATOR = "nour"
COMING_SET, COMING_ON = "B", date(2026, 1, 1)
REASONS = (MissedReason.HOSPITAL, MissedReason.MOVED, MissedReason.NO_PRACTITIONER)
MAY = (Permission.CHILD_READ, Permission.ASSESSMENT_READ, Permission.ASSESSMENT_RECORD)


async def change(cast: Cast) -> None:
    """Let the coordinator's establishment follow another set next year, and say why some steps were missed."""
    tools = cast.tools
    async with cast.acting(COORDINATOR) as actor:
        await _say(cast, actor)
    await applying.choose(
        tools.errand,
        "pegase",
        COMING_SET,
        actor.organization,
        valid_from=COMING_ON,
        clock=tools.clock,
        vault=tools.vault,
    )


async def _say(cast: Cast, actor: Actor) -> None:
    """Give the reason of a few assessments long past, and write down one compulsory examination."""
    tools = cast.tools
    around = await circle(actor, Permission.ASSESSMENT_READ, clock=tools.clock)
    schedules = await service.schedules(around, clock=tools.clock, vault=tools.vault)
    for (dossier, status), reason in zip(_missed(schedules), REASONS, strict=False):
        clearance = await cast.cleared(actor, dossier, *MAY)
        new = NewMissed(step=status.step.code, reason=reason)
        await saying.say_missed(clearance, new, clock=tools.clock, vault=tools.vault)
        exams = await saying.exam_schedule(clearance, clock=tools.clock, vault=tools.vault)
        for exam in exams:
            if exam.state is ExamState.NOW:
                day = max(exam.opens_on, tools.clock.today() - timedelta(days=6))
                await saying.say_examined(
                    clearance, exam.exam.code, day, clock=tools.clock, vault=tools.vault
                )


def _missed(
    schedules: Mapping[DossierId, service.Schedule],
) -> list[tuple[DossierId, StepStatus]]:
    """Return the last assessment not done of each child who has one, the most recent first."""
    found = []
    for dossier, schedule in schedules.items():
        given_up = [each for each in schedule if each.state is StepState.NOT_DONE]
        if given_up:
            found.append((dossier, given_up[-1]))
    return sorted(found, key=lambda pair: (pair[1].closes_on, str(pair[0])), reverse=True)
