"""After the journey, what was written about a child lies nowhere in clear: not on disk, not in a dump, not in a log."""

from dataclasses import dataclass

import httpx
import pytest

from tests.journeys.house import House
from tests.journeys.photographs import photograph
from tests.journeys.places import UUID, Correspondent, signed_in
from tests.journeys.searching import Search, as_superuser

pytestmark = pytest.mark.xdist_group("journeys")

GIVEN, FAMILY = "Canarizelle", "Plumebleue-Serinard"
PLACE = "Famille Voliguet"
DIAGNOSIS = "syndrome de Colibrioux"
NOTE = "agitation ornithoptique"
CAPTION = "le premier envol du grand tichodrome"
FILE_NAME = "compte-rendu-mesangerie"
LETTER = "hypoplasie du bréchet gauche"
LIVED = ("Elle a traversé la poutre", "Parfait, je vois Éloïse ce jour-là", "La rentrée, devant la grille")
CANARIES = (GIVEN, FAMILY, PLACE, DIAGNOSIS, NOTE, CAPTION, FILE_NAME, LETTER, *LIVED)
"""Words of this test, and words that the story and the conversation wrote before it when they ran."""
LARGE = 3 * 1024 * 1024
"""More than what form readers keep in memory before they turn to a temporary file."""


@dataclass(frozen=True)
class Author:
    """Somebody who writes about the child, and must be believed: each act has to succeed."""

    who: Correspondent
    child: str = ""

    def does(self, path: str, fields: dict[str, str], **files: tuple[str, bytes, str]) -> str:
        answer = self.who.post(self.child + path, fields, **files)
        assert answer.status_code == httpx.codes.SEE_OTHER, answer.text
        return answer.headers["location"].partition("?")[0]


def writes_everything(nour: Correspondent) -> str:
    """Enrol a child, and write each canary where its kind belongs; return the page of the child."""
    child = enrolled(nour)
    author = Author(nour, child)
    author.does(
        "/care",
        {"kind": "psychology", "presence": "present", "done_on": "2025-09-01", "minutes": "45", "payer": "pegase"},
    )
    author.does("/ppe", {})
    author.does(
        "/memory-box/keepsakes",
        {"kind": "photo", "caption": CAPTION, "happened": "08/2025"},
        content=(f"{FILE_NAME}.jpg", photograph(CAPTION), "image/jpeg"),
    )
    return child


def enrolled(nour: Correspondent) -> str:
    return Author(nour).does(
        "/children",
        {
            "given_name": GIVEN,
            "family_name": FAMILY,
            "birth_date": "2023-02-11",
            "sex": "female",
            "admitted_on": "2025-08-20",
            "department": "62",
            "kind": "foster_family",
            "place": PLACE,
        },
    )
