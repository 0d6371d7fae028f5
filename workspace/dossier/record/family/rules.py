"""What is accepted of the people around a child. No I/O."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final
from uuid import UUID

from workspace.dossier.record.family.model import Holder, NewPerson, NewRestriction, NewSibling
from workspace.dossier.record.model import (
    RelatedPerson,
    RelatedPersonId,
    Restriction,
    RestrictionKind,
)
from workspace.dossier.record.rules import LONGEST_NAME, is_mother, refuse
from workspace.i18n import N_
from workspace.notices.rules import is_address

LONGEST_WORDS = 1000
TOO_LONG = N_("This is too long.")
ENDS_TOO_SOON = N_("This cannot end before it begins.")

SILENCED: Final = frozenset(
    {
        RestrictionKind.WITHDRAWN,
        RestrictionKind.DELEGATED,
        RestrictionKind.LIMITED,
        RestrictionKind.NO_CONTACT,
    }
)
"""Restrictions under which nobody is written to. Whoever is not told where the child lives is: no mail says a place."""

Complaints = Iterator[tuple[str, str]]


def check_person(new: NewPerson, *, secret_origins: bool) -> None:
    """Raise Invalid for somebody without a name or a relation, or whom a secret birth hides."""
    refuse(_person_complaints(new, secret_origins=secret_origins))


def _person_complaints(new: NewPerson, *, secret_origins: bool) -> Complaints:
    for field, text in (("name", new.name), ("relation", new.relation)):
        if len(text) > LONGEST_NAME:
            yield field, TOO_LONG
    for field, text in (("contact", new.contact), ("words", new.words)):
        if len(text) > LONGEST_WORDS:
            yield field, TOO_LONG
    if new.mail and not is_address(new.mail):
        yield "mail", N_("Give an address such as name@example.org.")
    elif new.mail and not new.parental_responsibility:
        yield (
            "mail",
            N_(
                "Only who holds parental authority is written to: tick that they do, or leave this empty."
            ),
        )
    if secret_origins and is_mother(as_written(new)):
        yield (
            "name",
            N_("This child was born in secret: who the mother is is not written in the dossier."),
        )


def as_written(new: NewPerson, *, id_: RelatedPersonId | None = None) -> RelatedPerson:
    """Return the person a command writes; a nameless identifier serves for a judgement only."""
    return RelatedPerson(
        id=id_ or RelatedPersonId(UUID(int=0)),
        relation=new.relation,
        name=new.name,
        parental_responsibility=new.parental_responsibility,
        about=new.about,
        contact=new.contact,
        words=new.words,
        mail=new.mail,
    )


def is_silenced(restrictions: Iterable[Restriction], *, on: date) -> bool:
    """Tell whether what was decided about somebody forbids to write to them on a day."""
    return any(each.kind in SILENCED and each.holds(on) for each in restrictions)


def may_be_told(holder: Holder, *, secret_origins: bool, on: date) -> bool:
    """Tell whether a holder is written to on a day; never a mother kept secret, nor kin who name her."""
    if secret_origins and holder.is_mother:
        return False
    return not is_silenced(holder.restrictions, on=on)


def check_restriction(
    new: NewRestriction, *, people: Iterable[RelatedPerson], born: date, today: date
) -> None:
    """Raise Invalid for a restriction of nobody, of nobody's deciding, or on days that cannot be."""
    refuse(_restriction_complaints(new, people=people, born=born, today=today))


def _restriction_complaints(
    new: NewRestriction, *, people: Iterable[RelatedPerson], born: date, today: date
) -> Complaints:
    if new.person not in {person.key for person in people}:
        yield "person", N_("Please choose one of the answers.")
    if new.begins_on < born:
        yield "begins_on", N_("This is before the birth.")
    if new.begins_on > today:
        yield "begins_on", N_("This day has not come yet.")
    if new.ends_on is not None and new.ends_on < new.begins_on:
        yield "ends_on", ENDS_TOO_SOON
    if len(new.decided_by) > LONGEST_NAME:
        yield "decided_by", TOO_LONG
    if len(new.words) > LONGEST_WORDS:
        yield "words", TOO_LONG


def check_sibling(new: NewSibling) -> None:
    """Raise Invalid for a name or words that are too long."""
    refuse(_sibling_complaints(new))


def _sibling_complaints(new: NewSibling) -> Complaints:
    if len(new.name) > LONGEST_NAME:
        yield "name", TOO_LONG
    if len(new.words) > LONGEST_WORDS:
        yield "words", TOO_LONG
