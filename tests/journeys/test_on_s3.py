"""An installation as an administrator makes it: PostgreSQL by URL, objects on a real S3 server, the commands by hand."""

import asyncio
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest

from storage.minio_objects import PART_BYTES, MinioObjectStore
from storage.root_file import create_passphrase_file
from tests.conftest import Database
from tests.contracts.test_object_store import ACCESS_KEY, SECRET_KEY, s3_endpoint
from tests.journeys.house import ROOT, House, wait_until, watched_folder
from tests.journeys.photographs import photograph
from tests.journeys.places import UUID, Correspondent, signed_in
from tests.journeys.searching import Search

__all__ = ["s3_endpoint"]

PASSWORD = "mesange-tambour-violette-1203"
CAPTION = "le premier envol du grand tichodrome"
LETTER = b"hypoplasie du tarsometre gauche\n" * (2 * PART_BYTES // 32)
"""Large enough to need several parts."""
LONGEST_START = 300.0


@dataclass(frozen=True, kw_only=True)
class Installation:
    house: House
    bucket: MinioObjectStore
    settings: dict[str, str]

    def run(self, *words: str, typed: str | None = None) -> None:
        done = self.house.command(*words, typed=typed, **self.settings)
        assert done.returncode == 0, done.stderr

    @contextmanager
    def serving(self) -> Iterator[None]:
        with self.house.log.open("ab") as log:
            web = subprocess.Popen(
                [sys.executable, "-m", "workspace", "serve", "--port", str(self.house.port)],
                cwd=ROOT,
                env=self.house.environment(**self.settings),
                stdout=log,
                stderr=log,
            )
        try:
            assert wait_until(self._answers, within=LONGEST_START), self.house.log.read_text()
            yield
        finally:
            web.terminate()
            web.wait(LONGEST_START)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.house.origin}/livez").is_success
        except httpx.TransportError:
            return False


@pytest.fixture
async def installation(database: Database, s3_endpoint: str) -> AsyncIterator[Installation]:
    house = House(watched_folder())
    keys = house.watched / "keys"
    create_passphrase_file(keys / "passphrase")
    name = f"bucket-{secrets.token_hex(6)}"
    bucket = MinioObjectStore(s3_endpoint, name, access_key=ACCESS_KEY, secret_key=SECRET_KEY)
    await bucket.make_bucket()
    yield Installation(
        house=house,
        bucket=bucket,
        settings={
            "GRENIER_DATABASE_URL": database.url("grenier_app"),
            "GRENIER_DOOR_DATABASE_URL": database.url("grenier_door"),
            "GRENIER_WORKER_DATABASE_URL": database.url("grenier_worker"),
            "GRENIER_OWNER_DATABASE_URL": database.url("grenier_owner"),
            "GRENIER_ROOT_KEY_PATH": str(keys / "root"),
            "GRENIER_PASSPHRASE_FILE": str(keys / "passphrase"),
            "GRENIER_ORIGIN": house.origin,
            "GRENIER_TODAY": "2025-09-01",
            "GRENIER_S3_ENDPOINT": s3_endpoint,
            "GRENIER_S3_BUCKET": name,
            "GRENIER_S3_ACCESS_KEY": ACCESS_KEY,
            "GRENIER_S3_SECRET_KEY": SECRET_KEY,
        },
    )
    shutil.rmtree(house.watched)


def lives_there(nour: Correspondent) -> dict[str, bytes]:
    """Keep a photograph, send a large letter, draft the PPE; return the address of each and what it must give back."""
    child = nour.first(f'href="(/children/{UUID})"', "/children")
    picture = photograph()
    nour.post(
        f"{child}/memory-box/keepsakes",
        {"kind": "photo", "caption": CAPTION, "happened": "08/2025"},
        content=("a.jpg", picture, "image/jpeg"),
    )
    nour.post(f"{child}/ppe")
    kept = nour.first(f"({child}/memory-box/keepsakes/{UUID})", f"{child}/memory-box")
    return {f"{kept}/original": picture, **sends_a_letter(nour, child)}


def sends_a_letter(nour: Correspondent, child: str) -> dict[str, bytes]:
    member = nour.first(f'name="members" value="({UUID})"', f"{child}/conversations/new")
    opened = nour.post(
        f"{child}/conversations", {"members": [member], "subject": "courrier", "body": "Voici."}
    )
    conversation = opened.headers["location"]
    nour.post(
        f"{conversation}/messages",
        {"id": "0b5a7d1e-54c6-4a55-9a3b-6d40c2d8b001", "body": "Le courrier."},
        attachments=("courrier.txt", LETTER, "text/plain"),
    )
    return {nour.first(f"({conversation}/attachments/{UUID})", conversation): LETTER}


def a_day_on_s3(installation: Installation) -> None:
    """Do everything through the commands and the pages; each content comes back as it went."""
    installation.run("migrate")
    installation.run("import", "workspace/demo/territory")
    for code, login in (("MPE62-COO1", "nour"), ("MPE62-MED2", "ambre")):
        installation.run("account", code, login, typed=f"{PASSWORD}\n")
    with installation.serving(), signed_in(installation.house.origin, "nour", PASSWORD) as nour:
        given = lives_there(nour)
        installation.run("sweep", "--older-than", "0")
        assert given == {path: nour.http.get(path).content for path in given}
        assert {b"%PDF", b"PK\x03\x04"} == {document[:4] for document in documents(nour)}
    installation.run("verify")


def documents(nour: Correspondent) -> list[bytes]:
    paths = re.findall(f'href="(/children/{UUID}/documents/{UUID})"', nour.page("/documents"))
    return [nour.http.get(path).content for path in paths]


async def test_what_is_kept_on_s3_comes_back_and_lies_there_encrypted(
    installation: Installation,
) -> None:
    await asyncio.to_thread(a_day_on_s3, installation)
    search, objects = Search([CAPTION, "hypoplasie du tarsometre"]), 0
    async for stat in installation.bucket.list():
        content = b"".join([piece async for piece in installation.bucket.get(stat.id)])
        assert content.startswith(b"GRN1")
        assert set() == search.found_in(content)
        objects += 1
    assert objects >= 6
    assert {} == search.found_under(installation.house.watched)
