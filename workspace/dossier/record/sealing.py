"""What of a record is encrypted, under which purpose, and in which writing. No I/O.

The writings are kept for as long as a dossier is: a name in them is never changed, only added.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from workspace.dossier.record.model import (
    Birth,
    BirthCertainty,
    Identity,
    RelatedPerson,
    Sex,
)
from workspace.names import letters

IDENTITY: Final = "child:encrypted_identity:{}"
TWIN: Final = "child:twin_index"
BIRTH: Final = "birth:encrypted_birth:{}"
FORMER_BIRTH: Final = "birth_statement:encrypted_birth:{}"
ENDED_BECAUSE: Final = "inclusion:encrypted_ended_because:{}"
PLACE: Final = "placement:encrypted_place:{}"
PERSON: Final = "related_person:encrypted_person:{}"
MAIL: Final = "related_person:encrypted_mail:{}"
MEASURE: Final = "protection_measure:encrypted_words:{}"
SHORT_STAY: Final = "short_stay:encrypted_place:{}"
EVENT: Final = "inclusion_event:encrypted_words:{}"
RESTRICTION: Final = "authority_restriction:encrypted_words:{}"
SIBLING: Final = "sibling:encrypted_sibling:{}"
FORMER: Final = "identity_statement:encrypted_identity:{}"
INS: Final = "ins_identity:encrypted_traits:{}"
INS_NUMBER: Final = "ins_identity:number_index"


def identity_text(identity: Identity) -> str:
    deceased_on = identity.deceased_on
    return written(
        {
            "given_name": identity.given_name,
            "family_name": identity.family_name,
            "birth_date": identity.birth_date.isoformat(),
            "sex": identity.sex.value,
            "birth_certainty": identity.birth_certainty.value,
            "birth_place": identity.birth_place,
            "is_unnamed": identity.is_unnamed,
            "other_names": list(identity.other_names),
            "secret_origins": identity.secret_origins,
            "deceased_on": deceased_on.isoformat() if deceased_on else None,
        }
    )


def identity_of(text: str) -> Identity:
    """Read an identity; what was written before a name was asked says nothing of it."""
    said = json.loads(text)
    deceased_on = said.get("deceased_on")
    return Identity(
        given_name=said["given_name"],
        family_name=said["family_name"],
        birth_date=date.fromisoformat(said["birth_date"]),
        sex=Sex(said["sex"]),
        birth_certainty=BirthCertainty(said.get("birth_certainty", BirthCertainty.EXACT)),
        birth_place=said.get("birth_place", ""),
        is_unnamed=said.get("is_unnamed", False),
        other_names=tuple(said.get("other_names", ())),
        secret_origins=said.get("secret_origins", False),
        deceased_on=date.fromisoformat(deceased_on) if deceased_on else None,
    )


def birth_text(birth: Birth) -> str:
    return written(
        {
            "term_weeks": birth.term_weeks,
            "term_days": birth.term_days,
            "weight_g": birth.weight_g,
            "length_cm": _decimal_text(birth.length_cm),
            "head_cm": _decimal_text(birth.head_cm),
        }
    )


def birth_of(text: str) -> Birth:
    said = json.loads(text)
    return Birth(
        term_weeks=said["term_weeks"],
        term_days=said.get("term_days", 0),
        weight_g=said["weight_g"],
        length_cm=_decimal_of(said["length_cm"]),
        head_cm=_decimal_of(said["head_cm"]),
    )


def person_text(person: RelatedPerson) -> str:
    return written(
        {
            "name": person.name,
            "relation": person.relation,
            "contact": person.contact,
            "words": person.words,
        }
    )


def mail_text(person: RelatedPerson, *, is_mother: bool) -> str:
    """Return where somebody is written to, and whether the secret of a birth would hide them."""
    return json.dumps({"mail": person.mail, "is_mother": is_mother}, separators=(",", ":"))


def twin_words(identity: Identity) -> Iterator[str]:
    """Give what two entries of one child have in common, however the rest is spelt.

    Each word of the names with the day of birth, and with the year: swapped names share all of them, a
    composed name cut short shares one. An estimate is marked as one.
    """
    yield from day_words(identity)
    yield from year_words(identity)
    if identity.is_estimated:
        yield from about_words(identity)


def day_words(identity: Identity) -> Iterator[str]:
    """Give each word of the names with the day of birth."""
    yield from _with(identity.birth_date.isoformat(), identity)


def year_words(identity: Identity) -> Iterator[str]:
    """Give each word of the names with the year: what is looked for when the day is an estimate."""
    yield from _with(str(identity.birth_date.year), identity)


def about_words(identity: Identity) -> Iterator[str]:
    """Give the words by which only a child whose day of birth is an estimate is found."""
    yield from _with(f"about {identity.birth_date.year}", identity)


def sought_words(identity: Identity) -> Iterator[str]:
    """Give what a double of this child has one of: the day, or the year where one of the two is an estimate."""
    yield from day_words(identity)
    yield from year_words(identity) if identity.is_estimated else about_words(identity)


def near_words(identity: Identity) -> Iterator[str]:
    """Give what a double has one of whose day of birth was written nearly the same: the years it may be of."""
    year = identity.birth_date.year
    decade = year - year % 10
    for each in sorted({*range(decade, decade + 10), year - 1, year + 1}):
        yield from _with(str(each), identity)


def _with(when: str, identity: Identity) -> Iterator[str]:
    words = letters(" ".join((identity.name, *identity.other_names))).split()
    for word in sorted(set(words)):
        yield f"{when} {word}"


def written(said: Mapping[str, str | int | list[str] | None]) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _decimal_text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _decimal_of(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
