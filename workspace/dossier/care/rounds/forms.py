"""From the fields of the pages to several sessions, or to a note; Invalid naming every field."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from workspace.dossier.care import fields as read
from workspace.dossier.care.entries import Chip
from workspace.dossier.care.forms import MINUTES, chosen_chips
from workspace.dossier.care.model import Beyond, CareKind, Payer, Presence
from workspace.dossier.care.rounds.model import Attendance, NewRound
from workspace.errors import Invalid
from workspace.i18n import N_
from workspace.ids import DossierId

PRESENCE, NOTE, CHIPS, BEYOND = "presence-", "note-", "chips-", "beyond-"


def new_round(fields: Mapping[str, str], *, many: Callable[[str], Sequence[str]]) -> NewRound:
    """Read `kind`, `done_on`, `minutes`, `payer`, `group`, and what is said of each child.

    Of a child: `presence-<id>`, `note-<id>`, `chips-<id>`, `beyond-<id>`. Without a presence the child was not
    there to be expected: nothing is noted. `many`: every value of a field (`fields.getlist`).
    """
    refused: dict[str, str] = {}
    kind = read.choice(CareKind, "kind", fields, refused)
    done_on = read.day("done_on", fields, refused)
    minutes = read.number("minutes", fields, refused, message=MINUTES)
    payer = read.choice_if_any(Payer, "payer", fields, refused)
    practitioner = read.somebody("practitioner", fields, refused)
    children = tuple(_attendances(fields, many, refused))
    if refused or not (kind and done_on and minutes is not None):
        raise Invalid(refused)
    return NewRound(
        kind=kind,
        done_on=done_on,
        minutes=minutes,
        payer=payer,
        practitioner=practitioner,
        is_group=fields.get("group") == "yes",
        children=children,
    )


def sure_of(fields: Mapping[str, str], day: date) -> frozenset[DossierId]:
    """Return the children of whom one more session of that day is known to be another one: `sure`, "day id id"."""
    said, *children = fields.get("sure", "").split() or [""]
    if said != day.isoformat():
        return frozenset()
    try:
        return frozenset(DossierId(UUID(child)) for child in children)
    except ValueError:
        return frozenset()


def _attendances(
    fields: Mapping[str, str], many: Callable[[str], Sequence[str]], refused: dict[str, str]
) -> Iterable[Attendance]:
    for name, said in fields.items():
        if not name.startswith(PRESENCE) or not said:
            continue
        child = name.removeprefix(PRESENCE)
        try:
            dossier, presence = DossierId(UUID(child)), Presence(said)
        except ValueError:
            refused["children"] = N_("Choose among these.")
            continue
        note = read.plain_text(fields.get(NOTE + child, ""))
        off: dict[str, str] = {}
        chips = chosen_chips(many(CHIPS + child), off)
        beyond = read.choice_if_any(Beyond, BEYOND + child, fields, off)
        if off:
            refused["children"] = N_("Choose among these.")
            continue
        yield Attendance(dossier=dossier, presence=presence, note=note, chips=chips, beyond=beyond)


def note(fields: Mapping[str, str], *, chips: Iterable[str]) -> tuple[str, tuple[Chip, ...]]:
    """Read a note: a sentence, chips, or the button that says there is nothing to add."""
    refused: dict[str, str] = {}
    chosen = chosen_chips(chips, refused)
    if refused:
        raise Invalid(refused)
    if fields.get("nothing") == "yes":
        return "", ()
    said = read.plain_text(fields.get("note", ""))
    if not said and not chosen:
        raise Invalid(
            {"note": N_("Touch a word, write a line, or say that there is nothing to add.")}
        )
    return said, chosen
