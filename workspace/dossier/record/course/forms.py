"""From the fields of the page to a command, or Invalid naming every field."""

from collections.abc import Mapping
from datetime import date

from workspace.dossier.record.course.model import (
    NewAdmission,
    NewDepartment,
    NewExit,
    NewMeasure,
    NewProgramme,
    NewReturn,
    NewShortStay,
    ShortStayKind,
)
from workspace.dossier.record.events import ExitReason
from workspace.dossier.record.model import About, Authority, MeasureKind
from workspace.dossier.record.reading import Reader


def new_exit(fields: Mapping[str, str]) -> NewExit:
    """Read `ended_on`, `reason`, and if given `words` and whom they are about, `about`."""
    read = Reader(fields)
    command = NewExit(
        ended_on=read.day("ended_on"),
        reason=read.choice("reason", ExitReason, ExitReason.ERROR),
        words=read.lines("words"),
        about=about(read),
        is_younger=read.is_ticked("is_younger"),
    )
    read.refuse()
    return command


def new_return(fields: Mapping[str, str]) -> NewReturn:
    """Read `back_on`, `words`, and if asked `exception`."""
    read = Reader(fields)
    command = NewReturn(
        back_on=read.day("back_on"),
        words=read.lines("words"),
        exception=read.text("exception") or None,
        about=about(read),
    )
    read.refuse()
    return command


def new_admission(fields: Mapping[str, str]) -> NewAdmission:
    """Read `admitted_on`, and if given `words`, `exception`."""
    read = Reader(fields)
    command = NewAdmission(
        admitted_on=read.day("admitted_on"),
        words=read.lines("words"),
        exception=read.text("exception") or None,
        about=about(read),
    )
    read.refuse()
    return command


def about(read: Reader) -> About:
    """Read whom the words are about: the child, unless somebody else is chosen."""
    return read.choice_if_any("about", About) or About.CHILD


def new_department(fields: Mapping[str, str]) -> NewDepartment:
    """Read `since_on`, `department`, and if given `words`."""
    read = Reader(fields)
    command = NewDepartment(
        since_on=read.day("since_on"),
        department=read.needed("department").upper(),
        words=read.lines("words"),
        about=about(read),
    )
    read.refuse()
    return command


def new_programme(fields: Mapping[str, str]) -> NewProgramme:
    """Read `since_on`, `programme`, and if given `words`."""
    read = Reader(fields)
    command = NewProgramme(
        since_on=read.day("since_on"),
        programme=read.needed("programme"),
        words=read.lines("words"),
    )
    read.refuse()
    return command


def new_short_stay(fields: Mapping[str, str]) -> NewShortStay:
    """Read `kind`, `begins_on`, and if known `place`, `ends_on`, `restricted`."""
    read = Reader(fields)
    command = NewShortStay(
        kind=read.choice("kind", ShortStayKind, ShortStayKind.OTHER),
        place=read.text("place"),
        begins_on=read.day("begins_on"),
        ends_on=read.day_if_any("ends_on"),
        restricted=read.is_ticked("restricted"),
        is_far=read.is_ticked("is_far"),
    )
    read.refuse()
    return command


def new_measure(fields: Mapping[str, str]) -> NewMeasure:
    """Read `kind`, `begins_on`, and if known `authority`, `decided_on`, `ends_on`, `words`."""
    read = Reader(fields)
    command = NewMeasure(
        kind=read.choice("kind", MeasureKind, MeasureKind.ASE),
        begins_on=read.day("begins_on"),
        ends_on=read.day_if_any("ends_on"),
        authority=read.choice_if_any("authority", Authority),
        decided_on=read.day_if_any("decided_on"),
        words=read.text("words"),
    )
    read.refuse()
    return command


def end(fields: Mapping[str, str]) -> date:
    """Read `ends_on`."""
    read = Reader(fields)
    ends_on = read.day("ends_on")
    read.refuse()
    return ends_on
