"""Questionnaires of the demonstration: entered by who writes them, or filled through a link."""

from collections.abc import Mapping
from typing import Any

from workspace.access.permissions import Permission
from workspace.demo.cast import Cast
from workspace.dossier.scales import filling, inviting, service
from workspace.dossier.scales.entries import (
    AnsweredAt,
    Filled,
    Informant,
    NewEntry,
    NewInvitation,
    Respondent,
)
from workspace.exchange import service as exchange
from workspace.ids import DossierId

FRENCH = "fran\u00e7ais"


async def fill(cast: Cast, told: Mapping[str, Any]) -> None:
    for one in told["filled"]:
        await _enter(cast, one)
    for one in told["link"]:
        await _invite(cast, one)


async def _dossier(cast: Cast, one: Mapping[str, Any]) -> DossierId:
    return await exchange.dossier_coded(cast.tools.errand, one["child"], vault=cast.tools.vault)


async def _enter(cast: Cast, one: Mapping[str, Any]) -> None:
    dossier = await _dossier(cast, one)
    new = NewEntry(
        tool=one["tool"],
        months=one["months"],
        answered_on=one["answered_on"],
        informant=Informant(
            respondent=Respondent(one["respondent"]),
            place=AnsweredAt.LIVING_PLACE,
            language=FRENCH,
            knows_since=one["knows_since"],
        ),
        answers={code: tuple(given) for code, given in one["answers"].items()},
        points={},
    )
    async with cast.acting(one["author"]) as actor:
        clearance = await cast.cleared(actor, dossier, Permission.SCALE_ADD)
        await service.enter(clearance, new, clock=cast.tools.clock, vault=cast.tools.vault)


async def _invite(cast: Cast, one: Mapping[str, Any]) -> None:
    dossier = await _dossier(cast, one)
    new = NewInvitation(
        tool=one["tool"],
        months=one["months"],
        called=one["called"],
        respondent=Respondent(one["respondent"]),
        days=14,
    )
    tools = cast.tools
    async with cast.acting(one["author"]) as actor:
        may = (Permission.SCALE_INVITE, Permission.SCALE_READ)
        clearance = await cast.cleared(actor, dossier, *may)
        _, token = await inviting.invite(clearance, new, clock=tools.clock, vault=tools.vault)
    if one.get("finished"):
        said = Filled(
            answers={code: tuple(given) for code, given in one["answers"].items()},
            concerns={code: tuple(ticked) for code, ticked in one["concerns"].items()},
            knows_since=one["knows_since"],
            language=one["language"],
            place=AnsweredAt.LIVING_PLACE,
        )
        await filling.finish(token, said, clock=tools.clock, vault=tools.vault)
