"""The appointments of the demonstration: some inside the network, some outside, some gone by."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from workspace.access.permissions import Permission
from workspace.demo.cast import Cast
from workspace.dossier.agenda import service as agenda
from workspace.dossier.agenda.model import (
    EncounterKind,
    EncounterState,
    NewEncounter,
    PlaceKind,
)
from workspace.exchange import service as exchange
from workspace.ids import PractitionerId
from workspace.notices import service as notices
from workspace.notices.model import Reach


async def set_appointments(cast: Cast, told: Mapping[str, Any]) -> None:
    """Let each author set theirs, and say what became of those gone by."""
    tools = cast.tools
    known = []
    for one in told["appointment"]:
        dossier = await exchange.dossier_coded(tools.errand, one["child"], vault=tools.vault)
        practitioner = (
            await exchange.practitioner_coded(tools.errand, one["code"], vault=tools.vault)
            if "code" in one
            else None
        )
        known.append((one, dossier, practitioner))
    for author in sorted({one["author"] for one in told["appointment"]}):
        async with cast.acting(author) as actor:
            for one, dossier, practitioner in known:
                if one["author"] == author:
                    clearance = await cast.cleared(
                        actor, dossier, Permission.ENCOUNTER_PLAN, Permission.ENCOUNTER_READ
                    )
                    new = _new(one, practitioner, today=tools.clock.today())
                    said = await agenda.plan(clearance, new, clock=tools.clock, vault=tools.vault)
                    if "becomes" in one:
                        state = EncounterState(one["becomes"])
                        await agenda.settle(
                            clearance, said.id, state, clock=tools.clock, vault=tools.vault
                        )


async def give_addresses(cast: Cast, people: Iterable[Mapping[str, str]]) -> None:
    """Let a few people say where a mail may tell them that something waits; none leaves a demonstration."""
    for one in people:
        async with cast.acting(one["login"]) as actor:
            said = Reach(address=one["address"])
            await notices.keep_my_reach(actor, said, clock=cast.tools.clock, vault=cast.tools.vault)


def _new(
    one: Mapping[str, Any], practitioner: PractitionerId | None, *, today: date
) -> NewEncounter:
    return NewEncounter(
        kind=EncounterKind(one["kind"]),
        state=EncounterState(one.get("state", "planned")),
        day=today + timedelta(days=one["in_days"]) if "in_days" in one else None,
        at=one.get("at"),
        minutes=one["minutes"],
        place_kind=PlaceKind(one["place_kind"]),
        place=one.get("place", ""),
        title=one.get("title", ""),
        practitioner=practitioner,
        with_whom=one.get("with_whom", ""),
        bring=one.get("bring", ""),
        note=one.get("note", ""),
    )
