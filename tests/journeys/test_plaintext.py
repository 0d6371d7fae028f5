"""After the journey, what was written about a child lies nowhere in clear: not on disk, not in a dump, not in a log."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.journeys.house import House, wait_until
from tests.journeys.photographs import photograph
from tests.journeys.places import UUID, Correspondent, signed_in
from tests.journeys.searching import Search, as_superuser

GIVEN, FAMILY = "Canarizelle", "Plumebleue-Serinard"
PLACE = "Famille Voliguet"
DIAGNOSIS = "syndrome de Colibrioux"
LETTER = "hypoplasie du tarsomètre gauche"
FILE_NAME = "compte-rendu-mesangerie"
NOTE = "agitation ornithoptique"
CAPTION = "le premier envol du grand tichodrome"
BROUGHT = "Rossignolard-Becfin"
LIVED = (
    "Elle a traversé la poutre",
    "Parfait, je vois Éloïse ce jour-là",
    "La rentrée, devant la grille",
)
WORDS = (GIVEN, FAMILY, PLACE, DIAGNOSIS, LETTER, FILE_NAME, NOTE, CAPTION, BROUGHT, *LIVED)
"""The canaries of this test, and what the story and the conversation wrote before it where they ran."""
LARGE = 3 * 1024 * 1024
"""More than a reader of forms keeps in memory before it turns to a temporary file."""


def does(
    who: Correspondent, path: str, fields: dict[str, str], **files: tuple[str, bytes, str]
) -> str:
    """Send a form that must be taken; return where it leads."""
    answer = who.post(path, fields, **files)
    assert answer.status_code == httpx.codes.SEE_OTHER, answer.text
    return str(answer.headers["location"]).partition("?")[0]


def enrols(nour: Correspondent) -> str:
    """Enrol a child, draft the PPE, keep a photograph; return the page of the child."""
    identity = {"given_name": GIVEN, "family_name": FAMILY, "birth_date": "2023-02-11", "sex": "F"}
    admission = {"admitted_on": "2025-08-20", "department": "62"}
    home = {"kind": "foster_family", "place": PLACE}
    child = does(nour, "/children", {**identity, **admission, **home})
    does(nour, f"{child}/ppe", {})
    does(
        nour,
        f"{child}/memory-box/keepsakes",
        {"kind": "photo", "caption": CAPTION, "happened": "08/2025"},
        content=(f"{FILE_NAME}.jpg", photograph(CAPTION), "image/jpeg"),
    )
    return child


def writes(nour: Correspondent) -> None:
    """Send a message with a large letter, into the conversation of the demonstration."""
    conversation = nour.first(f'href="(/children/{UUID}/conversations/{UUID})"', "/messages")
    letter = f"{LETTER}\n".encode() * (LARGE // len(LETTER))
    does(
        nour,
        f"{conversation}/messages",
        {"id": "0b5a7d1e-54c6-4a55-9a3b-6d40c2d8b001", "body": f"Le {DIAGNOSIS} est confirmé."},
        attachments=(f"{FILE_NAME}.txt", letter, "text/plain"),
    )


def brings(nour: Correspondent) -> None:
    """Bring a large file in: refused first, then corrected, checked and written."""
    head = "code;nom;prenom;sexe;date_naissance;admission_le"
    child = f"C-77;{BROUGHT};Pia;F;11/02/2024;20/08/2025"
    padding = f"# {BROUGHT}{' ' * 1000}\r\n" * (LARGE // 1000)
    wrong, right = (
        f"{head}\r\n{line}\r\n{padding}".encode()
        for line in (child.replace("11/02", "31/02"), child)
    )
    sent = does(nour, "/import", {}, files=(f"{FILE_NAME}.csv", wrong, "text/csv"))
    assert wait_until(lambda: "31/02/2024" in nour.page(sent), within=WORKER)
    does(nour, f"{sent}/files", {}, files=(f"{FILE_NAME}.csv", right, "text/csv"))
    assert wait_until(lambda: f"{sent}/confirmation" in nour.page(sent), within=WORKER)
    does(nour, f"{sent}/confirmation", {})
    assert wait_until(lambda: BROUGHT in nour.page("/children"), within=WORKER)


def notes(juliette: Correspondent) -> None:
    child = juliette.first(f'href="(/children/{UUID})/care/new"', "/")
    kind = {"kind": "psychomotor", "payer": "pegase", "presence": "present"}
    does(
        juliette, f"{child}/care", {**kind, "done_on": "2025-08-29", "minutes": "45", "note": NOTE}
    )


WORKER = 180.0
"""Seconds the worker may take over one file."""
Listing = tuple[int, list[str]]


def listing(folder: Path) -> Listing:
    """Return when a folder last changed, and what is in it: a file made and removed shows in the first."""
    return folder.stat().st_mtime_ns, sorted(path.name for path in folder.iterdir())


@pytest.fixture(scope="module")
def scratch_before(house: House) -> Listing:
    return listing(house.scratch)


@pytest.fixture(scope="module")
def lived_in(house: House, scratch_before: Listing) -> House:  # noqa: ARG001 - looked at before
    """The territory, once every canary was written in its place and is read back."""
    with ExitStack() as stack:
        nour, juliette = (
            stack.enter_context(signed_in(house.origin, login, house.passwords()[login]))
            for login in ("nour", "juliette")
        )
        child = enrols(nour)
        writes(nour)
        brings(nour)
        notes(juliette)
        assert FAMILY in nour.page(child)
        assert CAPTION in nour.page(f"{child}/memory-box")
        assert FAMILY in nour.post("/search", {"q": FAMILY}).text
        assert nour.http.get(f"/children/{GIVEN}").status_code == httpx.codes.NOT_FOUND
    as_superuser(house, "psql", "-c", "checkpoint")
    return house


def test_nothing_is_in_clear_in_the_folder_or_in_the_logs(lived_in: House) -> None:
    """Data, write-ahead log, keys, objects, the server's own words, the folder of temporary files."""
    assert {} == Search(WORDS).found_under(lived_in.watched)


def test_nothing_is_in_clear_in_a_dump(lived_in: House) -> None:
    assert set() == Search(WORDS).found_in(as_superuser(lived_in, "pg_dump", "--inserts"))


def test_no_temporary_file_is_made_for_what_is_written(
    lived_in: House, scratch_before: Listing
) -> None:
    assert scratch_before == listing(lived_in.scratch)


def test_every_object_is_a_container(lived_in: House) -> None:
    objects = [path for path in (lived_in.data / "objects").rglob("*") if path.is_file()]
    assert len(objects) > 50
    assert {b"GRN1"} == {path.read_bytes()[:4] for path in objects}


def test_a_temporary_file_made_and_removed_is_noticed(tmp_path: Path) -> None:
    before = listing(tmp_path)
    time.sleep(0.05)  # a file system has its own idea of now
    (tmp_path / "spooled").touch()
    (tmp_path / "spooled").unlink()
    assert before != listing(tmp_path)


PLANTED = "perroquet témoin"


@pytest.fixture
def planted(lived_in: House) -> Iterator[dict[str, Path]]:
    """The same word in each of those places, deliberately in clear."""
    places = {
        "objects": lived_in.data / "objects" / "planted",
        "scratch": lived_in.scratch / "planted",
        "log": lived_in.watched / "planted.log",
    }
    for path in places.values():
        path.write_text(f"before {PLANTED} after", "utf-16" if path.name == "planted" else "utf-8")
    table = f"create table planted as select repeat('{PLANTED} ', 3) as words"
    as_superuser(lived_in, "psql", "-c", table, "-c", "checkpoint")
    yield places
    as_superuser(lived_in, "psql", "-c", "drop table planted")
    for path in places.values():
        path.unlink()


def test_the_search_finds_what_is_planted_in_each_place(
    lived_in: House, planted: dict[str, Path]
) -> None:
    search = Search([PLANTED])
    found = search.found_under(lived_in.watched)
    assert {str(path) for path in planted.values()} <= set(found)
    in_database = {
        Path(path).relative_to(lived_in.data / "pg").parts[0] for path in found if "/pg/" in path
    }
    assert {"base", "pg_wal"} <= in_database
    assert {PLANTED} == search.found_in(as_superuser(lived_in, "pg_dump", "--inserts"))


@pytest.mark.parametrize(
    "content",
    [
        b"a perroquet t\xc3\xa9moin b",
        "PERROQUET TÉMOIN".encode("utf-16-le"),
        b"70657272 6f717565742074c3a96d6f696e".replace(b" ", b""),
        b"cGVycm9xdWV0IHTDqW1vaW4=",
        b"xxx,perroquet%20t%C3%A9moin",
    ],
    ids=["plain", "sixteen bits", "hexadecimal", "base64", "address"],
)
def test_a_word_is_found_however_it_is_written(content: bytes) -> None:
    assert {PLANTED} == Search([PLANTED]).found_in(content)
