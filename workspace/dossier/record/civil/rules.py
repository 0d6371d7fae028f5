"""What is accepted of a child's identity. No I/O."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from workspace.dossier.record.ages import majority_on
from workspace.dossier.record.civil.model import Ins, InsStatus, NewIdentity
from workspace.dossier.record.inclusion import OF_AGE
from workspace.dossier.record.model import Birth, Identity, Inclusion
from workspace.dossier.record.rules import (
    LONGEST_NAME,
    birth_complaints,
    name_complaints,
    refuse,
)
from workspace.i18n import N_
from workspace.names import letters

NUMBER = re.compile(r"[1-478]\d{4}(?:\d{2}|2[AB])\d{6}\d{2}")
"""Sex, year and month of birth, department and town, order, then a key of two digits."""
PLACE_CODE = re.compile(r"(?:\d{2}|2[AB])\d{3}")
CORSICA = {"2A": "19", "2B": "18"}
KEY_BASE = 97
WITH_NUMBER = frozenset({InsStatus.RETRIEVED, InsStatus.QUALIFIED})

Complaints = Iterator[tuple[str, str]]


def changed(known: Identity, new: NewIdentity) -> Identity:
    """Return who the child is now; a name that is no longer theirs stays among the others."""
    name = f"{new.given_name} {new.family_name}".strip()
    others = [*known.other_names, *new.used_names]
    if not known.is_unnamed:
        others.append(known.name)
    kept = {letters(other): other for other in others if letters(other) != letters(name)}
    return Identity(
        given_name=new.given_name,
        family_name=new.family_name,
        birth_date=new.birth_date,
        sex=new.sex,
        birth_certainty=new.birth_certainty,
        birth_place=new.birth_place,
        is_unnamed=new.is_unnamed,
        other_names=tuple(kept.values()),
        secret_origins=known.secret_origins,
        deceased_on=known.deceased_on,
    )


def check_identity(identity: Identity, inclusion: Inclusion, *, today: date) -> None:
    """Raise Invalid for a name or a day of birth that cannot be."""
    refuse(_identity_complaints(identity, inclusion, today=today))


def _identity_complaints(identity: Identity, inclusion: Inclusion, *, today: date) -> Complaints:
    yield from name_complaints(identity)
    if identity.birth_date > today:
        yield "birth_date", N_("This day has not come yet.")
    if identity.birth_date > inclusion.admitted_on:
        yield "birth_date", N_("The child was admitted before that day.")
    if inclusion.admitted_on >= majority_on(identity.birth_date):
        yield "birth_date", OF_AGE
    if any(len(name) > LONGEST_NAME for name in identity.other_names):
        yield "used_names", N_("This name is too long.")
    if len(identity.birth_place) > LONGEST_NAME:
        yield "birth_place", N_("This is too long.")


def check_birth(birth: Birth) -> None:
    """Raise Invalid for what is not possible at birth."""
    refuse(birth_complaints(birth))


def completed(known: Birth, said: Birth) -> Birth:
    """Return what is known once `said` is; what it does not say, or what cannot be, leaves what was known.

    Days of term stay with weeks that have not changed.
    """
    wrong = {field for field, _ in birth_complaints(said)}
    new = {
        field: getattr(said, field)
        for field in ("term_weeks", "weight_g", "length_cm", "head_cm")
        if getattr(said, field) is not None and field not in wrong
    }
    birth = replace(known, **new)
    is_same_term = birth.term_weeks == known.term_weeks
    days = known.term_days if is_same_term and not said.term_days else said.term_days
    return replace(birth, term_days=days)


def check_ins(ins: Ins) -> None:
    """Raise Invalid for a number that is none, or does not go with its status."""
    refuse(_ins_complaints(ins))


def _ins_complaints(ins: Ins) -> Complaints:
    if ins.number and not is_number(ins.number):
        yield (
            "number",
            N_("This number is not right: 15 characters, the last two are a key. Please check it."),
        )
    if ins.number and ins.status not in WITH_NUMBER:
        yield "number", N_("A number goes with an identity that was retrieved or qualified.")
    if not ins.number and ins.status in WITH_NUMBER:
        yield "number", N_("This status needs the number that was retrieved.")
    if ins.birth_place_code and not PLACE_CODE.fullmatch(ins.birth_place_code):
        yield "birth_place_code", N_("Please give the five characters of the town's INSEE code.")
    for field, text in (("birth_name", ins.birth_name), ("first_names", ins.first_names)):
        if len(text) > LONGEST_NAME:
            yield field, N_("This is too long.")


def is_number(text: str) -> bool:
    """Tell whether a number of 15 characters bears its own key."""
    if not NUMBER.fullmatch(text):
        return False
    body, key = text[:13], text[13:]
    department = body[5:7]
    digits = body[:5] + CORSICA.get(department, department) + body[7:]
    return KEY_BASE - int(digits) % KEY_BASE == int(key)
