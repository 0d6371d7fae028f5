"""A data folder put aside as it was, and opened again: what the releases after it must not lose.

`python -m tests.migrations.keeping NAME` makes a demonstration with the code as it stands and puts it aside, at the closing of a
stage of the work. `kept/NAME/dump.sql.xz` holds the database, `files.tar` the keys and the objects (all people are invented),
`manifest.json` what must be found again.
"""

import asyncio
import hashlib
import json
import lzma
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg

from tests.journeys.house import House, watched_folder
from tests.journeys.places import UUID, Correspondent, signed_in
from workspace.embedded import DataFolder, EmbeddedPostgres

KEPT = Path(__file__).with_name("kept")
PROGRAMS = "pginstall18/bin"
FILES = ("keys", "objects")
FIGURES = ("figures", "--on", "2025-08-31", "--json")
READER = "nour"
MOVING = ("session", "audit_pending", "audit_link", "migration")
"""Tables that live on while a folder opens: sessions come and go, the chain goes on, migrations run."""
CONTENT = re.compile(
    rf'(?:href|src)="(/children/{UUID}/(?:documents|memory-box)/[^"]*{UUID}[^"]*)"'
)


@contextmanager
def database_of(data: Path) -> Iterator[EmbeddedPostgres]:
    """Run the database of a data folder, made if there is none."""
    folder = DataFolder(path=data)
    folder.make()
    server = EmbeddedPostgres(folder)
    server.start()
    try:
        asyncio.run(server.make_roles())
        yield server
    finally:
        server.stop()


def tool(name: str, data: Path, *words: str, given: bytes | None = None) -> bytes:
    """Run one of PostgreSQL's own tools on the database of `data`, as the one who sees all rows."""
    socket = (data / "pg" / "postmaster.pid").read_text("utf-8").splitlines()[4]
    program = next(Path(sys.prefix).rglob(f"{PROGRAMS}/{name}"))
    done = subprocess.run(
        [program, "-h", socket, "-U", "postgres", "-d", "grenier", *words],
        check=False,
        input=given,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


async def tables_of(server: EmbeddedPostgres) -> dict[str, dict[str, str]]:
    """Return each table that holds still, with the digest of all the values of each column."""
    superuser = await asyncpg.connect(server.url("postgres"))
    try:
        rows = await superuser.fetch(
            "select table_name, column_name from information_schema.columns"
            " where table_schema = 'public' and table_name <> all($1) order by 1, 2",
            MOVING,
        )
        found: dict[str, dict[str, str]] = {}
        for table, column in rows:
            digest = await superuser.fetchval(
                f"select count(*) || ' ' || md5(coalesce(string_agg(md5(coalesce({column}::text, '-')), '' order by"  # noqa: S608
                f" md5(coalesce({column}::text, '-'))), '')) from {table}"
            )
            found.setdefault(table, {})[column] = digest
    finally:
        await superuser.close()
    return found


def pages_of(house: House) -> dict[str, str]:
    """Return, by their addresses, the head of every child's page and the SHA-256 of every content around them."""
    found = {}
    with signed_in(house.origin, READER, house.passwords()[READER]) as reader:
        children = sorted(set(re.findall(rf'href="(/children/{UUID})"', reader.page("/children"))))
        for child in children:
            found[child] = head_of(reader, child)
            shown = reader.page(f"{child}/documents") + reader.page(f"{child}/memory-box")
            for content in sorted(set(CONTENT.findall(shown))):
                found[content] = digest_of(reader, content)
    return found


def head_of(reader: Correspondent, path: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", reader.page(path))
    assert found is not None
    return found[1]


def digest_of(reader: Correspondent, path: str) -> str:
    answer = reader.http.get(path)
    answer.raise_for_status()
    return hashlib.sha256(answer.content).hexdigest()


def figures_of(house: House) -> dict[str, Any]:
    done = house.command(*FIGURES)
    assert done.returncode == 0, done.stderr
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def keep(name: str) -> None:
    into = KEPT / name
    into.mkdir(parents=True)
    house = House(watched_folder())
    try:
        house.start()
        pages = pages_of(house)
        house.interrupt()
        figures = figures_of(house)
        with database_of(house.data) as server:
            tables = asyncio.run(tables_of(server))
            dump = tool("pg_dump", house.data)
        (into / "dump.sql.xz").write_bytes(lzma.compress(dump, preset=9))
        with tarfile.open(into / "files.tar", "w") as files:
            for part in FILES:
                files.add(house.data / part, part)
        manifest = {"figures": figures, "tables": tables, "pages": pages}
        (into / "manifest.json").write_text(
            json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
        )
    finally:
        house.close()


def unpack(kept: Path, data: Path) -> None:
    """Make `data` the folder that was put aside: its keys and objects, its database as it was dumped."""
    data.mkdir()
    with tarfile.open(kept / "files.tar") as files:
        files.extractall(data, filter="data")
    (data / "keys").chmod(0o700)
    with database_of(data):
        dump = lzma.decompress((kept / "dump.sql.xz").read_bytes())
        tool("psql", data, "-q", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", given=dump)


if __name__ == "__main__":
    keep(sys.argv[1])
