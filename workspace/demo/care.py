"""What the children of the demonstration need, and who was asked: stated and answered through the services."""

from collections.abc import Mapping
from typing import Any

from workspace.access.permissions import Permission
from workspace.demo.cast import Cast
from workspace.dossier.care.plan import service
from workspace.dossier.care.plan.model import (
    Discipline,
    FoundIn,
    Frequency,
    Move,
    NeedId,
    NewNeed,
    NewStep,
    Outcome,
    Plan,
    Refusal,
    Words,
)
from workspace.dossier.record.voices import SaidBy
from workspace.exchange import service as exchange
from workspace.ids import DossierId
from workspace.network import service as network
from workspace.network.model import NewPractice

MAY = (Permission.CHILD_READ, Permission.CARE_PLAN_READ, Permission.CARE_PLAN_ADD)


async def need(cast: Cast, one: Mapping[str, Any]) -> None:
    """Let somebody state a need, and the others say what followed."""
    tools = cast.tools
    dossier = await exchange.dossier_coded(tools.errand, one["child"], vault=tools.vault)
    async with cast.acting(one["author"]) as actor:
        clearance = await cast.cleared(actor, dossier, *MAY)
        stated = await service.state_need(
            clearance, _new_need(one), clock=tools.clock, vault=tools.vault
        )
    for step in one.get("step", ()):
        await _follow(cast, dossier, stated, step)


async def practice(cast: Cast, one: Mapping[str, Any]) -> None:
    """Let somebody say how soon a professional can be seen, and where."""
    tools = cast.tools
    who = await exchange.practitioner_coded(tools.errand, one["of"], vault=tools.vault)
    new = NewPractice(waiting_weeks=one.get("weeks"), visits_homes=one.get("homes"))
    async with cast.acting(one["author"]) as actor:
        await network.state_practice(actor, who, new, clock=tools.clock, vault=tools.vault)


def _new_need(one: Mapping[str, Any]) -> NewNeed:
    return NewNeed(
        discipline=Discipline(one["discipline"]),
        found_in=FoundIn(one["found_in"]),
        stated_on=one["stated_on"],
        plan=Plan(
            sessions=one.get("sessions"),
            frequency=Frequency(one["frequency"]) if "frequency" in one else None,
            review_on=one.get("review_on"),
        ),
        words=Words(
            need=one["need"],
            goal=one["goal"],
            said_by=SaidBy(one.get("said_by", SaidBy.WRITER)),
        ),
    )


async def _follow(cast: Cast, dossier: DossierId, need_: NeedId, one: Mapping[str, Any]) -> None:
    tools = cast.tools
    asked = None
    if "to" in one:
        asked = await exchange.practitioner_coded(tools.errand, one["to"], vault=tools.vault)
    new = NewStep(
        move=Move(one["move"]),
        on=one["on"],
        performer=asked,
        asked=one.get("asked", ""),
        refusal=Refusal(one["refusal"]) if "refusal" in one else None,
        outcome=Outcome(one["outcome"]) if "outcome" in one else None,
        words=Words(sentence=one.get("sentence", "")),
    )
    async with cast.acting(one["author"]) as actor:
        clearance = await cast.cleared(actor, dossier, *MAY)
        await service.add_step(clearance, need_, new, clock=tools.clock, vault=tools.vault)
