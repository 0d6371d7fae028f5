"""What of a record is encrypted, under which purpose, and in which writing. No I/O.

The writings are kept for as long as a dossier is: a name in them is never changed, only added.
"""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from workspace.dossier.record.model import Birth, Identity, Sex
from workspace.names import letters

IDENTITY: Final = "child:encrypted_identity:{}"
TWIN: Final = "child:twin_index"
BIRTH: Final = "birth:encrypted_birth:{}"
ENDED_BECAUSE: Final = "inclusion:encrypted_ended_because:{}"
PLACE: Final = "placement:encrypted_place:{}"
PERSON: Final = "related_person:encrypted_person:{}"


def identity_text(identity: Identity) -> str:
    return written(
        {
            "given_name": identity.given_name,
            "family_name": identity.family_name,
            "birth_date": identity.birth_date.isoformat(),
            "sex": identity.sex.value,
        }
    )


def identity_of(text: str) -> Identity:
    said = json.loads(text)
    return Identity(
        given_name=said["given_name"],
        family_name=said["family_name"],
        birth_date=date.fromisoformat(said["birth_date"]),
        sex=Sex(said["sex"]),
    )


def birth_text(birth: Birth) -> str:
    return written(
        {
            "term_weeks": birth.term_weeks,
            "weight_g": birth.weight_g,
            "length_cm": _decimal_text(birth.length_cm),
            "head_cm": _decimal_text(birth.head_cm),
        }
    )


def birth_of(text: str) -> Birth:
    said = json.loads(text)
    return Birth(
        term_weeks=said["term_weeks"],
        weight_g=said["weight_g"],
        length_cm=_decimal_of(said["length_cm"]),
        head_cm=_decimal_of(said["head_cm"]),
    )


def twin_words(identity: Identity) -> Iterator[str]:
    """Give what two entries of one child have in common, however the rest is spelt.

    Each word of the names with the day of birth: swapped names share all of them, a composed name
    cut short shares one.
    """
    words = letters(f"{identity.given_name} {identity.family_name}").split()
    for word in sorted(set(words)):
        yield f"{identity.birth_date.isoformat()} {word}"


def written(said: dict[str, str | int | None]) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _decimal_text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _decimal_of(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
