"""The calendar of compulsory examinations, read from the data file beside this one."""

import tomllib
from functools import cache
from importlib.resources import files

from workspace.dossier.protocol.exams import Exam
from workspace.dossier.protocol.faults import parse_age
from workspace.i18n import N_

EXAMS = (
    N_("Within 8 days of birth"),
    N_("During the 2nd week"),
    N_("Before the end of the 1st month"),
    N_("During the 2nd month"),
    N_("During the 3rd month"),
    N_("During the 4th month"),
    N_("During the 5th month"),
    N_("During the 6th month"),
    N_("During the 9th month"),
    N_("During the 12th month"),
    N_("During the 13th month"),
    N_("Between 16 and 18 months"),
    N_("During the 24th or the 25th month"),
    N_("During the 3rd year"),
    N_("During the 4th year"),
    N_("During the 5th year"),
    N_("During the 6th year"),
    N_("During the 7th year"),
    N_("Between 8 and 9 years"),
    N_("Between 11 and 13 years"),
    N_("Between 15 and 16 years"),
)
"""The labels of the data file, marked for translation."""


@cache
def exams() -> tuple[Exam, ...]:
    """Return the examinations in the order of their ages, those of every calendar together."""
    source = tomllib.loads((files(__package__) / "exams.toml").read_text(encoding="utf-8"))
    return tuple(
        Exam(
            **{
                **entry,
                "age_from": parse_age(entry["age_from"]),
                "age_to": parse_age(entry["age_to"]),
            }
        )
        for entry in source["exam"]
    )
