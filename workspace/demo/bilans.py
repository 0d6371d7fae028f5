"""Assessments as their people filled them: one signed, with words added since; another half filled."""

from collections.abc import Mapping
from typing import Any, Final

from workspace.access.permissions import Permission
from workspace.demo.cast import Cast
from workspace.dossier.assessment import service
from workspace.dossier.assessment.model import (
    Answer,
    Answers,
    FieldCode,
    NewVersion,
    PartCode,
    Rest,
    Source,
)
from workspace.dossier.protocol.model import StepCode
from workspace.exchange import service as exchange

UNKNOWN: Final = "?"
PERMISSIONS: Final = (
    Permission.CHILD_READ,
    Permission.ASSESSMENT_FORM_READ,
    Permission.ASSESSMENT_FILL,
)
SIGN: Final = (
    *PERMISSIONS,
    Permission.ASSESSMENT_RECORD,
    Permission.ASSESSMENT_SIGN,
    Permission.GROWTH_WRITE,
)


async def fill(cast: Cast, told: Mapping[str, Any]) -> None:
    """Fill one assessment part by part, each by the person who is named, then sign it and add to it."""
    dossier = await exchange.dossier_coded(cast.tools.errand, told["child"], vault=cast.tools.vault)
    clock, vault = cast.tools.clock, cast.tools.vault
    step = StepCode(told["step"])
    for part in told["part"]:
        async with cast.acting(part["author"]) as actor:
            clearance = await cast.cleared(actor, dossier, *PERMISSIONS)
            code = PartCode(part["code"])
            known: Answers = {}
            if part.get("keeps_known"):
                opened = await service.open_part(clearance, step, code, clock=clock, vault=vault)
                known = opened.answers
            new = NewVersion(
                step=step,
                part=code,
                answers={**known, **_answers(part)},
                seen_on=told["seen_on"],
                rest=Rest.NORMAL if part.get("rest_normal") else None,
            )
            if part.get("draft"):
                await service.save_part(clearance, new, clock=clock, vault=vault)
            else:
                _, doubts = await service.close_part(clearance, new, clock=clock, vault=vault)
                assert not doubts, doubts
    if "signed_by" in told:
        async with cast.acting(told["signed_by"]) as actor:
            clearance = await cast.cleared(actor, dossier, *SIGN)
            await service.sign(clearance, step, clock=clock, vault=vault)
    for one in told.get("addendum", ()):
        async with cast.acting(one["author"]) as actor:
            clearance = await cast.cleared(actor, dossier, *PERMISSIONS)
            await service.add_to(
                clearance, step, PartCode(one["part"]), one["text"], clock=clock, vault=vault
            )


def _answers(part: Mapping[str, Any]) -> Answers:
    notes = part.get("notes", {})
    source = Source(part["source"]) if "source" in part else None
    return {
        FieldCode(code): Answer(
            value="" if value == UNKNOWN else tuple(value) if isinstance(value, list) else value,
            is_unknown=value == UNKNOWN,
            note=notes.get(code, ""),
            source=source,
        )
        for code, value in part["answers"].items()
    }
