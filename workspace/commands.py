"""What the commands do, once their words have been checked."""

import argparse
import gc
import getpass
import json
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import MappingProxyType
from uuid import uuid4

import asyncpg
import uvicorn

from storage.errors import StorageError
from workspace.accounts.model import NewAccount
from workspace.accounts.passwords import Passwords
from workspace.accounts.service import open_account
from workspace.actor import Role
from workspace.app import create_app, open_vault
from workspace.audit.service import verify
from workspace.clock import SystemClock
from workspace.cohort import rules as cohort_rules
from workspace.cohort import service as cohort
from workspace.database import AWAY, DatabaseBusy, Door, engine, transaction
from workspace.embedded import EmbeddedUnavailable
from workspace.errors import Invalid, NotFound
from workspace.exchange import service as exchange
from workspace.exchange.receipt import Receipt
from workspace.exchange.report import Problem
from workspace.i18n import gettext
from workspace.ids import AccountId
from workspace.in_force import run_growth, run_protocol, run_rates, run_thresholds, run_vaccines
from workspace.installation import installation, make_ready
from workspace.mandate import Refused, Tools, errand
from workspace.migrate import MigrationFailed
from workspace.network import service as network
from workspace.settings import Settings
from workspace.worker import work


def server(app: object, *, host: str, port: int) -> uvicorn.Server:
    """Return the web server: no access log (addresses are nobody's business), WebSockets without deflate."""
    return uvicorn.Server(
        uvicorn.Config(
            app,  # type: ignore[arg-type]
            host=host,
            port=port,
            access_log=False,
            log_level="warning",
            server_header=False,
            ws="websockets-sansio",
            ws_max_size=64 * 1024,
            ws_per_message_deflate=False,
            ws_ping_interval=25,
            timeout_graceful_shutdown=5,
        )
    )


def collect_seldom() -> None:
    """Leave what is loaded out of the collection of garbage, and collect seldom.

    A page, or a line of a folder, makes thousands of objects that die with it: a collector that walked everything
    loaded in the middle of one page in twenty made it the slowest.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


async def run_serve(asked: argparse.Namespace) -> int:
    settings = Settings.from_environ(os.environ, roles=("app", "door"))
    web = server(create_app(settings), host=asked.host, port=asked.port)
    collect_seldom()
    await web.serve()
    return 0


async def run_worker(_: argparse.Namespace) -> int:
    settings = Settings.from_environ(os.environ, roles=("worker",))
    door = Door(settings.worker_database_url)
    await engine.connect(settings.worker_database_url, size=4)
    try:
        await work(
            settings,
            door=door,
            vault=open_vault(settings),
            clock=SystemClock(pinned=settings.today),
        )
    finally:
        await engine.close_connection_pool()
        await door.close()
    return 0


async def run_migrate(_: argparse.Namespace) -> int:
    settings = Settings.from_environ(os.environ, roles=("owner",))
    try:
        changed = await make_ready(settings)
    except MigrationFailed as error:
        raise Refused(str(error)) from error
    print(
        "The database is up to date." if changed else "Nothing to do: the database was up to date."
    )
    return 0


async def run_sweep(asked: argparse.Namespace) -> int:
    async with installation(os.environ) as settings, errand(settings, "worker") as tools:
        report = await tools.vault.sweep(
            older_than=timedelta(hours=asked.older_than), now=tools.clock.now()
        )
    print(
        f"{report.staged} never kept, {report.discarded} given up, {report.orphans} orphans: deleted."
    )
    return 0


async def run_verify(_: argparse.Namespace) -> int:
    async with installation(os.environ) as settings, errand(settings, "worker") as tools:
        found = await verify(vault=tools.vault)
    if found.broken_at is not None:
        raise Refused(f"The chain of the audit stops holding at entry {found.broken_at}.")
    if not found.holds:
        raise Refused(
            f"The audit does not hold: {found.unfollowed} entries outside the chain, {found.unlike} altered."
        )
    print("The chain of the audit holds.")
    return 0


def say_problem(problem: Problem) -> None:
    """Print one line of the report: where, what, what to do. It is the operator's own terminal."""
    place = ", ".join(
        part
        for part in (
            problem.file,
            gettext("line %(number)s", number=problem.line) if problem.line else "",
            problem.column or "",
            f"\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}{problem.value}"
            "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"
            if problem.value
            else "",
        )
        if part
    )
    print(f"{place}: {problem.message(gettext)} {problem.remedy(gettext)}")


def say_receipt(receipt: Receipt) -> None:
    for problem in (*receipt.report.errors, *receipt.report.notices, *receipt.notices):
        say_problem(problem)
    for file in receipt.report.read:
        print(
            gettext(
                "%(file)s: %(added)s added, %(amended)s amended, %(unchanged)s unchanged",
                file=file,
                added=receipt.added.get(file, 0),
                amended=receipt.amended.get(file, 0),
                unchanged=receipt.unchanged.get(file, 0),
            )
        )


async def run_import(asked: argparse.Namespace) -> int:
    if not asked.folder.is_dir():
        raise Refused(f"{asked.folder} is not a folder.")
    async with installation(os.environ) as settings, errand(settings, "import") as tools:
        collect_seldom()
        receipt = await exchange.import_folder(
            tools.errand,
            asked.folder,
            dry_run=asked.dry_run,
            progress=bar,
            clock=tools.clock,
            vault=tools.vault,
        )
    say_receipt(receipt)
    if receipt.report.errors:
        raise Refused(gettext("Nothing was written: the folder holds errors."))
    print(
        gettext("Nothing was written: this was a dry run.")
        if asked.dry_run
        else gettext("Written.")
    )
    return 0


async def run_figures(asked: argparse.Namespace) -> int:
    async with installation(os.environ) as settings, errand(settings, "figures") as tools:
        try:
            found = await cohort.figures(
                tools.errand, asked.on, asked.establishment, vault=tools.vault
            )
        except NotFound as error:
            raise Refused(f"No establishment has the code {asked.establishment}.") from error
    said = cohort_rules.as_json(found)
    if asked.json:
        print(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        for key, value in said.items():
            print(f"{key:<24} {value}")
            if key in cohort_rules.DEFINITIONS:
                print(f"{'':<24} {gettext(cohort_rules.DEFINITIONS[key])}")
    return 0


async def run_account(asked: argparse.Namespace) -> int:
    """Open the account of an imported practitioner; the password is read from the terminal, or one line of input."""
    password = _typed_password()
    async with installation(os.environ) as settings, errand(settings, "import") as tools:
        try:
            name = await open_practitioner_account(tools, asked.code, asked.login, password)
        except NotFound as error:
            raise Refused(f"No imported practitioner has the code {asked.code}.") from error
        except Invalid as error:
            raise Refused(
                " ".join(gettext(message) for message in error.fields.values())
            ) from error
    print(gettext("The account of %(name)s is open.", name=name))
    return 0


def _typed_password() -> str:
    if sys.stdin.isatty():
        return getpass.getpass(gettext("Password: "))
    return sys.stdin.readline().rstrip("\n")


async def run_team(asked: argparse.Namespace) -> int:
    """Open an account of the national team: who it is, then the password, from the terminal or two lines of input."""
    if sys.stdin.isatty():
        print(gettext("First and last name: "), end="", flush=True, file=sys.stderr)
    name = sys.stdin.readline().strip()
    if not name:
        raise Refused(gettext("Say whose account it is."))
    password = _typed_password()
    async with installation(os.environ) as settings, errand(settings, "import") as tools:
        try:
            await open_national_account(tools, asked.login, name, password)
        except Invalid as error:
            raise Refused(
                " ".join(gettext(message) for message in error.fields.values())
            ) from error
    print(gettext("The account of %(name)s is open.", name=name))
    return 0


async def open_national_account(tools: Tools, login: str, name: str, password: str) -> None:
    """Open an account of the national team, which is around no child. Raises Invalid as `open_account` does."""
    new = NewAccount(
        id=AccountId(uuid4()),
        role=Role.NATIONAL,
        organization=None,
        name=name,
        login=login,
        password=password,
    )
    await open_account(new, passwords=Passwords(), vault=tools.vault)


async def open_practitioner_account(tools: Tools, code: str, login: str, password: str) -> str:
    """Open an account for whom `code` stands for, with a place around each child they are with; return their name."""
    practitioner = await exchange.practitioner_coded(tools.errand, code, vault=tools.vault)
    who = await network.practitioner(practitioner, vault=tools.vault)
    account = AccountId(uuid4())
    async with transaction():
        await open_account(
            NewAccount(
                id=account,
                role=who.role,
                organization=who.organization,
                name=who.name,
                login=login,
                password=password,
            ),
            passwords=Passwords(),
            vault=tools.vault,
        )
        await exchange.open_circles_for(
            tools.errand, practitioner, account, clock=SystemClock(), vault=tools.vault
        )
    return who.name


def bar(label: str, done: int, total: int) -> None:
    """Draw a progress bar on one line of the error output, where it does not mix with results."""
    width = 30
    filled = width * done // max(total, 1)
    end = "\n" if done >= total else "\r"
    print(
        f"  {gettext(label):<32} [{'#' * filled}{'.' * (width - filled)}] {done}/{total}",
        end=end,
        flush=True,
        file=sys.stderr,
    )


COMMANDS: MappingProxyType[str, Callable[[argparse.Namespace], Awaitable[int]]] = MappingProxyType(
    {
        "account": run_account,
        "team": run_team,
        "figures": run_figures,
        "growth": run_growth,
        "import": run_import,
        "migrate": run_migrate,
        "protocol": run_protocol,
        "rates": run_rates,
        "serve": run_serve,
        "sweep": run_sweep,
        "thresholds": run_thresholds,
        "vaccines": run_vaccines,
        "verify": run_verify,
        "worker": run_worker,
    }
)


async def run(asked: argparse.Namespace) -> int:
    """Run the command that was asked; a database that cannot be reached is one sentence."""
    try:
        return await COMMANDS[asked.verb](asked)
    except (EmbeddedUnavailable, StorageError) as error:
        raise Refused(str(error)) from error
    except (FileNotFoundError, PermissionError) as error:
        if error.filename is None:
            raise Refused("The database cannot be reached.") from error
        raise Refused(f"{error.filename}: {error.strerror}.") from error
    except (DatabaseBusy, *AWAY, asyncpg.InvalidCatalogNameError) as error:
        raise Refused(f"The database cannot be reached ({type(error).__name__}).") from error
