"""Where a command works: the installation the environment names, else the embedded one of the data folder."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

from storage.root_file import create_passphrase_file, create_root_file
from workspace.dossier.assessment.named import add_folders
from workspace.embedded import DataFolder, EmbeddedPostgres, embedded_settings
from workspace.migrate import is_current, migrate
from workspace.settings import Settings, SettingsIncomplete

OF_THE_FOLDER = frozenset({"GRENIER_DATA", "GRENIER_TODAY"})
"""What may be said of an embedded installation; any other setting names a real one."""
ORIGIN = "http://localhost:8000"


def data_folder(environ: Mapping[str, str]) -> DataFolder:
    """Return the folder of the embedded installation: GRENIER_DATA, else `.grenier` here."""
    return DataFolder(path=Path(environ.get("GRENIER_DATA", ".grenier")).expanduser().resolve())


async def make_ready(settings: Settings) -> bool:
    """Make root key and schema where they are missing; return True when the schema was changed."""
    if not settings.root_key_file.exists():
        create_root_file(settings.root_key_file, settings.passphrase_file)
    if await is_current(settings.owner_database_url):
        return False
    await migrate(settings.owner_database_url)
    return True


@asynccontextmanager
async def embedded(
    folder: DataFolder, *, origin: str, today: date | None
) -> AsyncIterator[Settings]:
    """Start the embedded server of `folder`, or join it where it runs, made ready; leave it as it was found."""
    if not folder.passphrase_file.exists():
        create_passphrase_file(folder.passphrase_file)
    postgres = EmbeddedPostgres(folder)
    await asyncio.to_thread(postgres.start)
    try:
        await postgres.make_roles()
        settings = embedded_settings(folder, postgres, origin=origin, today=today)
        await make_ready(settings)
        yield settings
    finally:
        await asyncio.to_thread(postgres.stop)


@asynccontextmanager
async def installation(environ: Mapping[str, str]) -> AsyncIterator[Settings]:
    """Yield the settings `environ` gives; where it names no installation, those of the data folder."""
    if {name for name in environ if name.startswith("GRENIER_")} - OF_THE_FOLDER:
        named = Settings.from_environ(environ, roles=("worker",))
        add_folders(instruments=named.instruments, forms=named.forms)
        yield named
        return
    folder = data_folder(environ)
    folder.make()
    async with embedded(folder, origin=ORIGIN, today=pinned_day(environ)) as settings:
        yield settings


def pinned_day(environ: Mapping[str, str]) -> date | None:
    """Return GRENIER_TODAY. Raises `SettingsIncomplete` for what is not a date."""
    asked = environ.get("GRENIER_TODAY", "")
    try:
        return date.fromisoformat(asked) if asked else None
    except ValueError as error:
        raise SettingsIncomplete("GRENIER_TODAY is not a date such as 2025-09-01") from error
