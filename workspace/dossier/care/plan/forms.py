"""From the fields of the pages to a need or a step, or Invalid naming every field."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from workspace.dossier.care import fields as read
from workspace.dossier.care.plan.model import (
    Discipline,
    FoundIn,
    Frequency,
    Move,
    NewNeed,
    NewStep,
    Outcome,
    Plan,
    Refusal,
    Words,
)
from workspace.dossier.record.model import About
from workspace.dossier.record.voices import SaidBy
from workspace.errors import Invalid
from workspace.i18n import N_

SESSIONS = N_("Give a number of sessions, such as 10.")


def new_need(fields: Mapping[str, str]) -> NewNeed:
    """Read `discipline`, `found_in`, `stated_on`, and if given the words, the plan, `source`, `performer`, `asked`."""
    refused: dict[str, str] = {}
    discipline = read.choice(Discipline, "discipline", fields, refused)
    found_in = read.choice(FoundIn, "found_in", fields, refused)
    stated_on = read.day("stated_on", fields, refused)
    words, plan = _words(fields, refused), _plan(fields, refused)
    performer, asked = read.somebody("performer", fields, refused), _asked(fields)
    _, source = found_at(f"{fields.get('found_in', '')}:{fields.get('source', '')}")
    if refused or not (discipline and found_in and stated_on):
        raise Invalid(refused)
    return NewNeed(
        discipline=discipline,
        found_in=found_in,
        source=source,
        stated_on=stated_on,
        plan=plan,
        words=words,
        performer=performer,
        asked=asked,
    )


def _asked(fields: Mapping[str, str]) -> str:
    return " ".join(read.plain_text(fields.get("asked", "")).split())


def found_at(said: str) -> tuple[FoundIn | None, UUID | None]:
    """Read where a need was found, as an address says it: "scale:<identifier>". What cannot be read is None."""
    kind, _, identifier = said.partition(":")
    try:
        found_in = FoundIn(kind)
    except ValueError:
        return None, None
    try:
        return found_in, UUID(identifier)
    except ValueError:
        return found_in, None


def new_step(fields: Mapping[str, str], *, today: date) -> NewStep:
    """Read `move` and what goes with it; a step without a day is of today."""
    refused: dict[str, str] = {}
    move = read.choice(Move, "move", fields, refused)
    on = read.day_if_any("on", fields, refused)
    performer = read.somebody("performer", fields, refused)
    refusal = read.choice_if_any(Refusal, "refusal", fields, refused)
    outcome = read.choice_if_any(Outcome, "outcome", fields, refused)
    words, plan = _words(fields, refused), _plan(fields, refused)
    if refused or move is None:
        raise Invalid(refused)
    return NewStep(
        move=move,
        on=on or today,
        performer=performer,
        asked=_asked(fields),
        plan=plan,
        refusal=refusal,
        outcome=outcome,
        words=words,
    )


def _plan(fields: Mapping[str, str], refused: dict[str, str]) -> Plan:
    is_counted = bool(fields.get("sessions", "").strip())
    return Plan(
        sessions=read.number("sessions", fields, refused, message=SESSIONS) if is_counted else None,
        frequency=read.choice_if_any(Frequency, "frequency", fields, refused),
        review_on=read.day_if_any("review_on", fields, refused),
    )


def _words(fields: Mapping[str, str], refused: dict[str, str]) -> Words:
    return Words(
        need=read.plain_text(fields.get("need", "")),
        goal=read.plain_text(fields.get("goal", "")),
        said_by=read.choice_if_any(SaidBy, "said_by", fields, refused),
        about=read.choice_if_any(About, "about", fields, refused) or About.CHILD,
        sentence=read.plain_text(fields.get("sentence", "")),
    )
