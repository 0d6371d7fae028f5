"""What the nurse of the demonstration copied from health books, and the emergency sheets made of it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from workspace.access.permissions import Permission
from workspace.demo.cast import Cast
from workspace.docgen import emergency
from workspace.dossier.health import forms, service
from workspace.dossier.health.definitions import calendar_on
from workspace.dossier.health.model import Fact, StatementKind, Vaccination
from workspace.exchange import service as exchange

AUTHOR = "sacha"


async def copy_books(cast: Cast, told: Mapping[str, Any]) -> None:
    """Write each statement as at the page, in the order it is told; then make the sheets."""
    tools = cast.tools
    facts = list(_facts(told, today=tools.clock.today()))
    dossiers = {
        code: await exchange.dossier_coded(tools.errand, code, vault=tools.vault)
        for code in {code for code, _ in facts}
    }
    async with cast.acting(AUTHOR) as actor:
        for code, fact in facts:
            clearance = await cast.cleared(actor, dossiers[code], Permission.HEALTH_WRITE)
            await service.state(clearance, fact, clock=tools.clock, vault=tools.vault)
        for code in told["sheets"]:
            clearance = await cast.cleared(actor, dossiers[code], *emergency.NEEDED)
            await emergency.make(
                clearance, origin=tools.settings.origin, clock=tools.clock, vault=tools.vault
            )


def _facts(told: Mapping[str, Any], *, today: date) -> Iterator[tuple[str, Fact]]:
    for one in told["statement"]:
        kind = StatementKind(one["kind"])
        yield one["child"], forms.new_fact(kind, one, calendar=calendar_on(today))
    for series in told["doses"]:
        for rank, (vaccine, day) in enumerate(series["doses"], start=1):
            yield (
                series["child"],
                Vaccination(
                    vaccine=vaccine,
                    done_on=date.fromisoformat(day),
                    given_by=series["given_by"],
                    lot=f"X{rank:03}",
                ),
            )
