"""What was written of one's health, questionnaires and care, as lists of facts.

Not the words of sessions, nor observations, needs and messages: they speak of other people too, and are read with
somebody (`law.md` 4).
"""

from collections.abc import Iterable
from datetime import date

from storage.vault import Vault
from workspace.access.model import Clearance
from workspace.clock import Clock
from workspace.dossier.care import service as care
from workspace.dossier.care.model import KIND_LABELS, PRESENCE_LABELS
from workspace.dossier.health import service as health
from workspace.dossier.health.model import KIND_LABELS as STATEMENT_LABELS
from workspace.dossier.health.telling import told
from workspace.dossier.scales import service as scales
from workspace.dossier.scales.wording import domain, questionnaire, result
from workspace.handover.model import List
from workspace.i18n import N_, gettext
from workspace.ids import PractitionerId
from workspace.network import service as network

STATEMENTS = (N_("From"), N_("Until"), N_("Kind"), N_("What"), N_("In words"))
READINGS = (N_("Day"), N_("Questionnaire"), N_("Domain"), N_("Reading"))
SESSIONS = (N_("Day"), N_("Care"), N_("You were"), N_("With"))


async def of_health(clearance: Clearance, *, clock: Clock, vault: Vault) -> List:
    """Return each statement that stands: vaccinations, allergies, treatments, stays, screenings, the oldest first."""
    found = await health.health(clearance, clock=clock, vault=vault)
    rows: list[tuple[str | date, ...]] = []
    for each in found.statements:
        if each.fact is not None:
            what, since, until, rest = told(each.fact, found.calendar)
            kind = gettext(STATEMENT_LABELS[each.kind])
            rows.append((since or "", until or "", kind, what, rest))
    return _list(STATEMENTS, sorted(rows, key=lambda row: str(row[0])))


async def of_questionnaires(clearance: Clearance, *, vault: Vault) -> List:
    """Return how each questionnaire that stands reads, a line a domain, the oldest first."""
    rows = [
        (
            entry.answered_on,
            questionnaire(entry.tool, entry.months),
            domain(entry.tool, found.domain),
            result(entry.tool, entry.months, found),
        )
        for entry in await scales.standing(clearance, vault=vault)
        for found in entry.results
    ]
    return _list(READINGS, sorted(rows))


async def of_sessions(clearance: Clearance, *, vault: Vault) -> List:
    """Return each session that was held or missed: the day, the care, with whom; nothing that was noted of it."""
    entries = await care.sessions(clearance, vault=vault)
    names = await _names((each.session.practitioner for each in entries), vault=vault)
    rows = [
        (
            entry.session.done_on,
            gettext(KIND_LABELS[entry.session.kind]),
            gettext(PRESENCE_LABELS[entry.session.presence]),
            names.get(entry.session.practitioner, "") if entry.session.practitioner else "",
        )
        for entry in entries
    ]
    return _list(SESSIONS, sorted(rows))


def _list(headings: Iterable[str], rows: Iterable[tuple[str | date, ...]]) -> List:
    return List(headings=tuple(map(gettext, headings)), rows=tuple(rows))


async def _names(
    who: Iterable[PractitionerId | None], *, vault: Vault
) -> dict[PractitionerId, str]:
    known = {each for each in who if each is not None}
    return dict(await network.practitioner_names(known, vault=vault))
