"""From the fields of the page to a session, or Invalid naming every field."""

from collections.abc import Iterable, Mapping
from datetime import date

from workspace.dossier.care import fields as read
from workspace.dossier.care.entries import Chip, SessionEntry
from workspace.dossier.care.model import Beyond, CareKind, NewSession, Payer, Presence
from workspace.errors import Invalid
from workspace.i18n import N_

MINUTES = N_("Give the length in minutes, such as 45.")


def new_session(
    fields: Mapping[str, str], *, chips: Iterable[str] = ()
) -> tuple[NewSession, tuple[Chip, ...]]:
    """Read `kind`, `done_on`, `minutes`, `payer`, `presence`, and if given `practitioner`, `note`, `beyond`.

    `chips`: every value of the field of that name (`fields.getlist("chips")`). Raises Invalid
    naming all the fields that cannot be read; `entries.check_entry` judges the rest.
    """
    refused: dict[str, str] = {}
    kind = read.choice(CareKind, "kind", fields, refused)
    payer = read.choice(Payer, "payer", fields, refused)
    presence = read.choice(Presence, "presence", fields, refused)
    done_on = read.day("done_on", fields, refused)
    minutes = read.number("minutes", fields, refused, message=MINUTES)
    practitioner = read.somebody("practitioner", fields, refused)
    beyond = read.choice_if_any(Beyond, "beyond", fields, refused)
    chosen = chosen_chips(chips, refused)
    if refused or not (kind and payer and presence and done_on and minutes is not None):
        raise Invalid(refused)
    session = NewSession(
        kind=kind,
        done_on=done_on,
        payer=payer,
        minutes=minutes,
        practitioner=practitioner,
        presence=presence,
        beyond=beyond,
        note=read.plain_text(fields.get("note", "")),
    )
    return session, chosen


def proposed(query: Mapping[str, str], *, today: date) -> dict[str, str]:
    """Return what an address proposes for a session: a day gone by, with whom, how long, whether the child came.

    What cannot be read is left out: the form then proposes what it always does.
    """
    refused: dict[str, str] = {}
    presence = read.choice_if_any(Presence, "presence", query, refused)
    day = read.day_if_any("day", query, refused)
    minutes = query.get("minutes", "")
    practitioner = read.somebody("practitioner", query, refused)
    found = {
        "presence": presence.value if presence else "",
        "done_on": day.isoformat() if day and day <= today else "",
        "minutes": minutes if minutes.isascii() and minutes.isdigit() else "",
        "practitioner": str(practitioner or ""),
    }
    return {name: value for name, value in found.items() if value}


def values_of(entry: SessionEntry) -> dict[str, object]:
    """Return what the fields of the form hold for a session that is there."""
    session = entry.session
    return {
        "kind": session.kind.value,
        "done_on": session.done_on.isoformat(),
        "minutes": str(session.minutes),
        "payer": session.payer.value,
        "presence": session.presence.value,
        "practitioner": str(session.practitioner or ""),
        "beyond": session.beyond.value if session.beyond else "",
        "note": session.note,
        "chips": [chip.value for chip in entry.chips],
    }


def chosen_chips(chosen: Iterable[str], refused: dict[str, str]) -> tuple[Chip, ...]:
    """Return the chips touched; one that does not exist is refused."""
    try:
        return tuple(Chip(code) for code in chosen)
    except ValueError:
        refused["chips"] = N_("Choose among these.")
        return ()
