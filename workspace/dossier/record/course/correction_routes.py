"""Forms that correct an act about follow-up: the day of admission, an exit."""

from collections.abc import Sequence
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.dossier.record import hands
from workspace.dossier.record import service as record
from workspace.dossier.record.bases import Hand, base_of
from workspace.dossier.record.course import amending, forms
from workspace.dossier.record.definitions import inclusion_rule
from workspace.dossier.record.doors import Do, Fields, Show, shown
from workspace.dossier.record.events import EXIT_LABELS, InclusionEvent, exit_words
from workspace.dossier.record.inclusion import Waived, is_late_admission
from workspace.dossier.record.model import ABOUT_LABELS
from workspace.dossier.record.pointed import named
from workspace.errors import NotFound
from workspace.web.toolbox import toolbox


async def show_admission(
    request: Request, clearance: Clearance, values: Fields, errors: Fields, status: int
) -> Response:
    follow_up = await record.follow_up(clearance, vault=toolbox(request).vault)
    known = follow_up.inclusion.admitted_on
    rule = inclusion_rule(on=known, ages=follow_up.inclusion.ages)
    return await shown(
        request,
        clearance,
        "admission",
        {"admitted_on": known.isoformat(), **values},
        errors,
        status,
        known=known,
        base=base_of(known),
        hand=await hands.of_admission(clearance) if "base" in errors else None,
        late=is_late_admission(follow_up.birth_date, known, rule=rule),
        exceptions=rule.exceptions_for(clearance.role, Waived.ADMISSION),
        abouts=ABOUT_LABELS,
    )


async def correct_admission(request: Request, clearance: Clearance, fields: Fields) -> None:
    tools = toolbox(request)
    new, base = forms.new_admission(fields), fields.get("base")
    await amending.correct_admission(
        clearance, new, base=base, clock=tools.clock, vault=tools.vault
    )


async def show_exit(
    request: Request, clearance: Clearance, values: Fields, errors: Fields, status: int
) -> Response:
    """Show the correction of the exit that `of` names, else of the one that stands."""
    vault = toolbox(request).vault
    follow_up = await record.follow_up(clearance, vault=vault)
    inclusion = follow_up.inclusion
    wanted = named(values)
    exits = await amending.exits(clearance, vault=vault)
    found = [each for each in exits if wanted in {None, each.id, each.root}]
    is_folders = wanted is None and inclusion.ended_on not in {each.happened_on for each in found}
    known = _of_folder(inclusion.ended_on, inclusion.ended_because) if is_folders else _said(found)
    day, reason, words, about = known
    stated = {"ended_on": day.isoformat(), "reason": reason, "words": words, "about": about}
    return await shown(
        request,
        clearance,
        "correct_exit",
        values if errors else {**stated, **values},
        errors,
        status,
        known=known,
        base=base_of((reason, day, words)),
        hand=Hand(found[-1].written_by, found[-1].written_at)
        if found and found[-1].supersedes
        else None,
        reasons=EXIT_LABELS,
        abouts=ABOUT_LABELS,
        exit_words=exit_words,
    )


Known = tuple[date, str, str, str]
"""The day of an exit, the code of its reason, its words, whom they are about."""


def _of_folder(ended_on: date | None, because: str | None) -> Known:
    if ended_on is None:
        raise NotFound
    return ended_on, "", because or "", ""


def _said(found: Sequence[InclusionEvent]) -> Known:
    if not found:
        raise NotFound
    event = found[-1]
    return event.happened_on, event.code, event.words, event.about.value if event.about else ""


async def correct_exit(request: Request, clearance: Clearance, fields: Fields) -> None:
    tools = toolbox(request)
    wanted, new = named(fields), forms.new_exit(fields)
    await amending.correct_exit(
        clearance, wanted, new, base=fields.get("base"), clock=tools.clock, vault=tools.vault
    )


FORMS: Sequence[tuple[str, str, Show, Do]] = (
    ("/admission", "admission", show_admission, correct_admission),
    ("/exit/correction", "exit_correction", show_exit, correct_exit),
)
"""Address, name, what shows the form, what does it."""
