"""Bring in the files somebody chose, into their own establishment: the same as a folder, within their own limits."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Final

from storage.vault import Vault
from workspace.access.model import Errand
from workspace.clock import Clock
from workspace.dossier.protocol.definitions import protocol
from workspace.exchange import rules
from workspace.exchange.chosen import Chosen, open_chosen
from workspace.exchange.desk import Desk
from workspace.exchange.own import Bringer, Own, own_problems
from workspace.exchange.reading import Progress, Reading, Rows, read_rows, report_of
from workspace.exchange.receipt import Receipt, Tally
from workspace.exchange.report import Report
from workspace.exchange.standing import look_up
from workspace.exchange.writing import Finish, write
from workspace.i18n import PARIS

MOST_LINES: Final = 50_000
"""Of one file: two and a half times what a thousand children bring."""


async def import_chosen(
    errand: Errand,
    bringer: Bringer,
    files: Sequence[Chosen],
    *,
    dry_run: bool,
    finish: Finish | None = None,
    progress: Progress | None = None,
    clock: Clock,
    vault: Vault,
) -> Receipt:
    """Read files and write them in one transaction, under the promises of `service.import_folder`.

    What is another establishment's, and every child around whom the bringer has no coordinator's
    place, is refused. Reading is done in a thread: whatever else this process does goes on.
    `progress` may be called from it. Raises `Conflict` when somebody changed meanwhile what the
    codes stand for: to be tried again.
    """
    told = progress or (lambda _label, _done, _all: None)
    read = await asyncio.to_thread(
        lambda: read_rows(
            open_chosen(files),
            own_department=bringer.department,
            most_lines=MOST_LINES,
            progress=told,
        )
    )
    own = await look_up(errand, bringer, read.batch, clock=clock, vault=vault)
    today = clock.now().astimezone(PARIS).date()
    report = await asyncio.to_thread(_checked, read, own, today)
    if not report.accepted:
        return Tally().receipt(report, written=False)
    desk = Desk(
        errand=errand, vault=vault, clock=clock, progress=told, total=len(read.batch), own=own
    )
    return await write(Reading(read.batch, report), desk, dry_run=dry_run, finish=finish)


def _checked(read: Rows, own: Own, today: date) -> Report:
    named = own.named(read.named, read.files)
    problems = [
        *rules.check(read.batch, named, protocol=protocol(), today=today, known=own.known),
        *own_problems(read.batch, named, own),
    ]
    return report_of(read, problems)
