"""What others did in dossiers since somebody last looked: counts, of what is open to who asks, one query a wing."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from workspace.access import service as access
from workspace.access.model import Circle, Clearance
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.agenda import service as agenda
from workspace.dossier.care import service as care
from workspace.dossier.care.plan import service as plan
from workspace.dossier.documents import service as documents
from workspace.dossier.growth import service as growth
from workspace.dossier.health import service as health
from workspace.dossier.journal import contacts
from workspace.dossier.journal import service as journal
from workspace.dossier.protocol import service as protocol
from workspace.dossier.record import news as record
from workspace.dossier.scales import service as scales
from workspace.i18n import ngettext
from workspace.ids import DossierId
from workspace.messaging import service as messaging
from workspace.news import Seen


class Sort(NamedTuple):
    """How so many of one sort are said, and the page of the child where they are."""

    say: Callable[[int], str]
    path: str


SORTS: Final[Mapping[str, Sort]] = {
    "assessment": Sort(
        lambda n: ngettext("%(num)d assessment", "%(num)d assessments", n, num=n), "/assessments"
    ),
    "planned": Sort(
        lambda n: ngettext("%(num)d day set", "%(num)d days set", n, num=n), "/assessments"
    ),
    "undone": Sort(
        lambda n: ngettext(
            "%(num)d assessment taken back", "%(num)d assessments taken back", n, num=n
        ),
        "/assessments",
    ),
    "appointment": Sort(
        lambda n: ngettext(
            "%(num)d appointment set or moved", "%(num)d appointments set or moved", n, num=n
        ),
        "/appointments",
    ),
    "cancelled": Sort(
        lambda n: ngettext(
            "%(num)d appointment cancelled", "%(num)d appointments cancelled", n, num=n
        ),
        "/appointments",
    ),
    "settled": Sort(
        lambda n: ngettext("%(num)d appointment settled", "%(num)d appointments settled", n, num=n),
        "/appointments",
    ),
    "session": Sort(lambda n: ngettext("%(num)d session", "%(num)d sessions", n, num=n), "/care"),
    "session_corrected": Sort(
        lambda n: ngettext("%(num)d session corrected", "%(num)d sessions corrected", n, num=n),
        "/care",
    ),
    "session_taken": Sort(
        lambda n: ngettext("%(num)d session taken back", "%(num)d sessions taken back", n, num=n),
        "/care",
    ),
    "need": Sort(
        lambda n: ngettext("%(num)d need for care", "%(num)d needs for care", n, num=n),
        "/care/plan",
    ),
    "referral": Sort(
        lambda n: ngettext("%(num)d referral", "%(num)d referrals", n, num=n), "/care/plan"
    ),
    "answer": Sort(
        lambda n: ngettext(
            "%(num)d answer to a referral", "%(num)d answers to a referral", n, num=n
        ),
        "/care/plan",
    ),
    "care_step": Sort(
        lambda n: ngettext("%(num)d step of care", "%(num)d steps of care", n, num=n), "/care/plan"
    ),
    "result": Sort(
        lambda n: ngettext("%(num)d result of care", "%(num)d results of care", n, num=n),
        "/care/plan",
    ),
    "scale": Sort(
        lambda n: ngettext("%(num)d questionnaire", "%(num)d questionnaires", n, num=n), "/scales"
    ),
    "growth": Sort(
        lambda n: ngettext("%(num)d measurement", "%(num)d measurements", n, num=n), "/growth"
    ),
    "allergy": Sort(
        lambda n: ngettext("%(num)d word on allergies", "%(num)d words on allergies", n, num=n),
        "/health#allergies",
    ),
    "treatment": Sort(
        lambda n: ngettext("%(num)d treatment", "%(num)d treatments", n, num=n),
        "/health#treatments",
    ),
    "vaccination": Sort(
        lambda n: ngettext("%(num)d dose of vaccine", "%(num)d doses of vaccine", n, num=n),
        "/health#vaccines",
    ),
    "screening": Sort(
        lambda n: ngettext("%(num)d screening", "%(num)d screenings", n, num=n),
        "/health#screenings",
    ),
    "health": Sort(
        lambda n: ngettext(
            "%(num)d other word on health", "%(num)d other words on health", n, num=n
        ),
        "/health",
    ),
    "move": Sort(lambda n: ngettext("%(num)d move", "%(num)d moves", n, num=n), "/path"),
    "stay": Sort(
        lambda n: ngettext("%(num)d short stay", "%(num)d short stays", n, num=n), "/path"
    ),
    "protection": Sort(
        lambda n: ngettext("%(num)d protection measure", "%(num)d protection measures", n, num=n),
        "/path",
    ),
    "follow_up": Sort(
        lambda n: ngettext(
            "%(num)d decision on the follow-up", "%(num)d decisions on the follow-up", n, num=n
        ),
        "/path",
    ),
    "restriction": Sort(
        lambda n: ngettext(
            "%(num)d restriction of rights", "%(num)d restrictions of rights", n, num=n
        ),
        "/people",
    ),
    "relative": Sort(
        lambda n: ngettext("%(num)d word on the family", "%(num)d words on the family", n, num=n),
        "/people",
    ),
    "identity": Sort(
        lambda n: ngettext("%(num)d change of identity", "%(num)d changes of identity", n, num=n),
        "/identity",
    ),
    "arrival": Sort(
        lambda n: ngettext("%(num)d person let in", "%(num)d people let in", n, num=n), "/circle"
    ),
    "departure": Sort(
        lambda n: ngettext("%(num)d person who left", "%(num)d people who left", n, num=n),
        "/circle",
    ),
    "attempt": Sort(
        lambda n: ngettext(
            "%(num)d attempt to reach them", "%(num)d attempts to reach them", n, num=n
        ),
        "/contact",
    ),
    "observation": Sort(
        lambda n: ngettext("%(num)d observation", "%(num)d observations", n, num=n), "/journal"
    ),
    "document": Sort(
        lambda n: ngettext("%(num)d document", "%(num)d documents", n, num=n), "/documents"
    ),
    "message": Sort(
        lambda n: ngettext("%(num)d message", "%(num)d messages", n, num=n), "/conversations"
    ),
}
"""Everything that may be news, in the order it is said."""
WINGS: Final = (
    protocol.news,
    agenda.news,
    care.news,
    plan.news,
    scales.news,
    growth.news,
    health.news,
    record.news,
    access.news,
    journal.news,
    documents.news,
    messaging.news,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """One difference in words, and the page of the child where it is."""

    words: str
    path: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Since:
    moment: datetime
    """When the person last looked."""
    news: tuple[News, ...]


async def since_last_visit(clearance: Clearance, *, clock: Clock) -> Since | None:
    """Return what others did since the last visit, None the first time.

    Counts only, of what is open to whoever asks; looking again within half an hour is the same visit.
    """
    async with transaction():
        moment = await contacts.last_visit(clearance, clock=clock)
        if moment is None:
            return None
        found = await _found(clearance, {clearance.dossier: moment})
    return Since(moment=moment, news=found.get(clearance.dossier, ()))


async def since_last_visits(circle: Circle) -> Mapping[DossierId, Since]:
    """Return the same for every child of a circle whose page the person has opened; nothing new, no entry."""
    async with transaction():
        seen = await contacts.visits(circle)
        found = await _found(circle, seen)
    return {
        dossier: Since(moment=seen[dossier], news=news) for dossier, news in found.items() if news
    }


async def _found(asking: Circle | Clearance, seen: Seen) -> dict[DossierId, tuple[News, ...]]:
    counts: dict[DossierId, Counter[str]] = {dossier: Counter() for dossier in seen}
    for wing in WINGS:
        for dossier, sorts in (await wing(asking, seen)).items():
            counts[dossier].update(sorts)
    return {
        dossier: tuple(
            News(words=sort.say(of_child[code]), path=sort.path)
            for code, sort in SORTS.items()
            if of_child[code]
        )
        for dossier, of_child in counts.items()
    }
