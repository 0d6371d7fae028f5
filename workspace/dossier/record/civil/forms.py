"""From the fields of the page to a command, or Invalid naming every field."""

from collections.abc import Mapping
from datetime import date

from workspace.dossier.record.civil.model import ChangeReason, Ins, InsStatus, NewIdentity
from workspace.dossier.record.forms import birth, identity
from workspace.dossier.record.model import Birth
from workspace.dossier.record.reading import Reader
from workspace.i18n import N_


def new_identity(fields: Mapping[str, str], *, on: date) -> NewIdentity:
    """Read the fields of an identity as at enrolment, `reason`, and if any `used_names`, one a line."""
    read = Reader(fields)
    said = identity(read, on=on)
    command = NewIdentity(
        given_name=said.given_name,
        family_name=said.family_name,
        birth_date=said.birth_date,
        sex=said.sex,
        reason=read.choice("reason", ChangeReason, ChangeReason.CORRECTION),
        birth_certainty=said.birth_certainty,
        birth_place=said.birth_place,
        is_unnamed=said.is_unnamed,
        used_names=tuple(name for name in read.lines("used_names").split("\n") if name),
    )
    read.refuse()
    return command


def new_birth(fields: Mapping[str, str]) -> Birth:
    """Read what is known of the birth, as at enrolment; what is empty is not known."""
    read = Reader(fields)
    said = birth(read)
    read.refuse()
    return said


def new_ins(fields: Mapping[str, str]) -> Ins:
    """Read `status`, and if known `number` (spaces do not count), `birth_name`, `first_names`, `birth_place_code`."""
    read = Reader(fields)
    command = Ins(
        status=read.choice("status", InsStatus, InsStatus.PROVISIONAL),
        number=read.text("number").replace(" ", "").upper(),
        birth_name=read.text("birth_name"),
        first_names=read.text("first_names"),
        birth_place_code=read.text("birth_place_code").upper(),
    )
    read.refuse()
    return command


def is_sure(fields: Mapping[str, str]) -> None:
    """Raise Invalid unless `sure` is ticked."""
    read = Reader(fields)
    read.refuse_if(
        not read.is_ticked("sure"), "sure", N_("Tick the box: this cannot be undone by a page.")
    )
    read.refuse()
