"""What whoever opens a dossier knows first, to each what their classes open; the sheet a carer finds in one click."""

import re

import pytest

from storage.vault import Vault
from tests.people import LOU, People, account_of
from tests.workspace.dossier.conftest import Operator
from tests.workspace.home.conftest import Browse
from tests.workspace.home.test_agenda import kept
from workspace.actor import Role
from workspace.network import service as network
from workspace.network.model import Contact, NewPractitioner

pytestmark = pytest.mark.usefixtures("followed")

PAGE = f"/children/{LOU}"
SAID = (
    ("allergy", {"substance": "Peanut", "severity": "severe", "done_on": "2025-01-01"}),
    (
        "treatment",
        {"name": "Pen", "dose": "once", "begins_on": "2025-01-01", "is_emergency": "yes"},
    ),
    ("treatment", {"name": "Iron", "begins_on": "2025-01-01"}),
    ("condition", {"name": "Valve", "category": "device", "begins_on": "2025-01-01"}),
    (
        "screening",
        {
            "what": "hearing",
            "result": "recheck",
            "done_on": "2025-01-01",
            "recheck_on": "2025-03-01",
        },
    ),
    ("book", {"done_on": "2025-01-01"}),
)
SOMATIC = (
    "Peanut",
    "emergency treatment",
    "Treatments: Iron",
    "Valve",
    "Hearing: to look",
    "vaccines",
)


def to_know(text: str) -> str:
    found = re.search(r'aria-labelledby="to-know">(.*?)</section>', text, re.DOTALL)
    return found[1] if found else ""


async def test_a_child_is_known_at_first_sight_as_far_as_classes_go(
    browse: Browse, people: People
) -> None:
    assert "Allergies" in to_know((await browse(people.ambre).get(PAGE)).text), "silence is said"
    for kind, fields in SAID:
        answer = await browse(people.noe).post(
            f"{PAGE}/health/new/{kind}", {"source": "physician", **fields}
        )
        assert answer.status_code == 303, answer.text
    await kept(browse, people.nour)
    need = {"discipline": "speech", "found_in": "observation", "stated_on": "2025-03-01"}
    assert (await browse(people.nour).post(f"{PAGE}/care/needs", need)).status_code == 303

    doctor = to_know((await browse(people.ambre).get(PAGE)).text)
    carer = to_know((await browse(people.odile).get(PAGE)).text)

    for words in (*SOMATIC, "Speech therapy", "Dr Ozenne"):
        assert words in doctor, words
    for words in SOMATIC:
        assert words not in carer, words
    for words in ("Speech therapy", "Dr Ozenne"):
        assert words in carer, words
    assert doctor.index("Peanut") < doctor.index("Valve") < doctor.index("Dr Ozenne")


async def test_the_sheet_says_whom_to_call_and_when_it_is_to_be_made_again(
    browse: Browse, people: People, operator: Operator, vault: Vault
) -> None:
    async with operator("import") as errand:
        contact = Contact(family_name="Hermant", given_name="Ambre", phone="03 21 00 00 01")
        new = NewPractitioner(contact=contact, role=Role.PHYSICIAN)
        (ambre,) = await network.add_many(errand, [new], vault=vault)
        await network.link_account(errand, ambre, account_of("ambre"))
    noe, nour, odile = browse(people.noe), browse(people.nour), browse(people.odile)
    kind, fields = SAID[0]
    await noe.post(f"{PAGE}/health/new/{kind}", {"source": "physician", **fields})

    assert "none was made" in (await nour.get("/")).text
    assert "No emergency sheet was made yet" in (await noe.get(PAGE + "/health")).text
    assert "03 21 00 00 01" in (await nour.get(PAGE + "/emergency-sheet")).text
    assert (await nour.post(PAGE + "/emergency-sheet")).status_code == 303
    assert "Emergency sheets to make again" not in (await nour.get("/")).text

    home = (await odile.get("/")).text
    (link,) = re.findall(rf'href="({PAGE}/documents/[^"]+)" aria-label="Emergency sheet', home)
    assert (await odile.get(link)).status_code == 200
    assert "Emergency sheet of" in to_know((await odile.get(PAGE)).text)

    kind, fields = SAID[1]
    await noe.post(f"{PAGE}/health/new/{kind}", {"source": "physician", **fields})
    assert "something changed since the sheet" in (await nour.get("/")).text
    assert "changed since" in (await noe.get(PAGE + "/health")).text
