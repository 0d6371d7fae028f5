"""The fields of each form: their words, what they hold, what may be chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workspace.dossier.health.model import (
    CHOICE_LABELS,
    CONDITION_LABELS,
    PROOF_LABELS,
    RESULT_LABELS,
    SCREENING_LABELS,
    SEVERITY_LABELS,
    SOURCE_LABELS,
    StatementKind,
)
from workspace.i18n import N_


class Widget(StrEnum):
    LINE = "line"
    TEXT = "text"
    DAY = "day"
    CHOICE = "choice"
    LIST = "list"
    CHECK = "check"


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    name: str
    label: str
    """msgid"""
    widget: Widget = Widget.LINE
    required: bool = False
    hint: str = ""
    """msgid"""
    options: Mapping[Any, str] | None = None


def _day(name: str, label: str, *, required: bool = False) -> Field:
    return Field(name=name, label=label, widget=Widget.DAY, required=required)


VACCINE = Field(name="vaccine", label=N_("Vaccine"), widget=Widget.LIST, required=True)
DAY = _day("done_on", N_("Day"), required=True)
FIRST_DAY = _day("begins_on", N_("First day"), required=True)
LAST_DAY = _day("ends_on", N_("Last day, if it is over"))

FIELDS: Mapping[StatementKind, tuple[Field, ...]] = {
    StatementKind.VACCINATION: (
        VACCINE,
        DAY,
        Field(
            name="proof",
            label=N_("Proof"),
            widget=Widget.CHOICE,
            required=True,
            options=PROOF_LABELS,
        ),
        Field(
            name="dose",
            label=N_("Dose"),
            hint=N_("Such as D1 or R1. Left empty: counted by its day."),
        ),
        Field(name="product", label=N_("Product")),
        Field(name="lot", label=N_("Lot"), hint=N_("Left empty: not known.")),
        Field(name="given_by", label=N_("Given by")),
    ),
    StatementKind.BOOK: (DAY,),
    StatementKind.DECISION: (
        VACCINE,
        Field(
            name="choice",
            label=N_("Why it is not given"),
            widget=Widget.CHOICE,
            required=True,
            options=CHOICE_LABELS,
        ),
        DAY,
        Field(name="certificate_seen", label=N_("The certificate was seen"), widget=Widget.CHECK),
        _day("until", N_("Until, if it is for a time")),
        Field(name="said_by", label=N_("Said by")),
    ),
    StatementKind.ALLERGY: (
        Field(
            name="is_none",
            label=N_("No known allergy"),
            widget=Widget.CHECK,
            hint=N_("An answer in itself: somebody was asked, and none is known."),
        ),
        Field(name="substance", label=N_("Allergic to")),
        Field(
            name="severity",
            label=N_("How severe"),
            widget=Widget.CHOICE,
            options=SEVERITY_LABELS,
        ),
        Field(name="reaction", label=N_("What happens")),
        Field(name="since", label=N_("Since")),
        Field(
            name="source",
            label=N_("Said by"),
            widget=Widget.CHOICE,
            required=True,
            options=SOURCE_LABELS,
        ),
        DAY,
    ),
    StatementKind.TREATMENT: (
        Field(name="name", label=N_("Treatment"), required=True),
        Field(name="dose", label=N_("Dose, and when")),
        Field(
            name="is_emergency",
            label=N_("Emergency treatment, to be given at once in a crisis"),
            widget=Widget.CHECK,
        ),
        FIRST_DAY,
        LAST_DAY,
        Field(name="prescriber", label=N_("Prescribed by")),
    ),
    StatementKind.CONDITION: (
        Field(name="name", label=N_("Name"), required=True),
        Field(
            name="category",
            label=N_("Kind"),
            widget=Widget.CHOICE,
            required=True,
            options=CONDITION_LABELS,
        ),
        Field(
            name="in_emergency",
            label=N_("What to do in an emergency"),
            widget=Widget.TEXT,
            hint=N_("As the physician wrote it: it is printed on the emergency sheet."),
        ),
        _day("begins_on", N_("Known since"), required=True),
        LAST_DAY,
    ),
    StatementKind.STAY: (
        _day("begins_on", N_("First day"), required=True),
        _day("ends_on", N_("Last day, if it is over")),
        Field(name="place", label=N_("Hospital")),
        Field(name="reason", label=N_("Reason")),
    ),
    StatementKind.SCREENING: (
        Field(
            name="what",
            label=N_("Screening"),
            widget=Widget.CHOICE,
            required=True,
            options=SCREENING_LABELS,
        ),
        Field(
            name="result",
            label=N_("Result"),
            widget=Widget.CHOICE,
            required=True,
            options=RESULT_LABELS,
        ),
        DAY,
        _day("recheck_on", N_("To recheck on")),
        Field(name="remark", label=N_("Remark"), widget=Widget.TEXT),
    ),
}

TITLES: Mapping[StatementKind, str] = {
    StatementKind.VACCINATION: N_("Add a vaccination"),
    StatementKind.BOOK: N_("The health book was read"),
    StatementKind.DECISION: N_("A vaccine is not given"),
    StatementKind.ALLERGY: N_("Allergies"),
    StatementKind.TREATMENT: N_("Add a treatment"),
    StatementKind.CONDITION: N_("Add a condition or a device"),
    StatementKind.STAY: N_("Add a hospital stay"),
    StatementKind.SCREENING: N_("Add a screening"),
}
LEADS: Mapping[StatementKind, str] = {
    StatementKind.BOOK: N_(
        "Once every vaccination of the health book is copied here, say so: what is not there was not"
        " done, and what is late can be told from what is not known."
    ),
}
