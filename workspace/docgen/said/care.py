"""From a need to the care that was received, as a sheet says it. No I/O."""

from collections.abc import Iterable, Mapping

from workspace.docgen.leaf import Blocks, joined, paragraph, table
from workspace.dossier.care.entries import CareBudget
from workspace.dossier.care.plan.model import (
    DISCIPLINE_LABELS,
    FOUND_LABELS,
    OUTCOME_LABELS,
    REFUSAL_LABELS,
    Loop,
    Words,
)
from workspace.dossier.care.plan.rules import KINDS
from workspace.dossier.record.model import ABOUT_LABELS, About
from workspace.i18n import format_date, gettext, mid_sentence, ngettext
from workspace.ids import PractitionerId


def needs(loops: Iterable[Loop], names: Mapping[PractitionerId, str]) -> Blocks:
    """Return each need, what was proposed, and what was received; words as far as they are open."""
    return table(
        [
            (gettext("Need"), 4),
            (gettext("Who"), 2.6),
            (gettext("State"), 3),
            (gettext("Received"), 2.6),
        ],
        [(_need(each), _who(each, names), _state(each), _received(each)) for each in loops],
        otherwise=gettext("No need is written."),
    )


def _need(loop: Loop) -> str:
    said = loop.words
    return joined(
        gettext(DISCIPLINE_LABELS[loop.need.discipline]),
        joined(said.need, said.goal, by=" \N{RIGHTWARDS ARROW} ") if said else "",
        _about(said) if said else "",
        joined(gettext(FOUND_LABELS[loop.need.found_in]), format_date(loop.need.stated_on)),
        by="\n",
    )


def _about(said: Words) -> str:
    """Return whom words are about, when it is not the child."""
    if said.about is About.CHILD or not said:
        return ""
    return gettext("About: %(whom)s", whom=mid_sentence(gettext(ABOUT_LABELS[said.about])))


def _who(loop: Loop, names: Mapping[PractitionerId, str]) -> str:
    if loop.performer is not None:
        return names.get(loop.performer, loop.asked)
    return loop.asked


def _state(loop: Loop) -> str:
    words = gettext(loop.standing)
    if loop.closed is not None:
        outcome = gettext(OUTCOME_LABELS[loop.closed.outcome]) if loop.closed.outcome else ""
        return joined(words, format_date(loop.closed.on), outcome, by="\n")
    if loop.declined is not None and loop.declined.refusal is not None:
        refused = mid_sentence(gettext(REFUSAL_LABELS[loop.declined.refusal]))
        return joined(words, gettext("declined: %(why)s", why=refused), by="\n")
    asked = (
        gettext("asked on %(day)s", day=format_date(loop.asked_on))
        if loop.is_waiting and loop.asked_on
        else ""
    )
    return joined(words, asked, by="\n")


def _received(loop: Loop) -> str:
    """Return since when care is received; how many sessions, where they are noted here."""
    if loop.begun_on is None:
        return gettext("nothing yet")
    since = gettext("since %(day)s", day=format_date(loop.begun_on))
    if loop.need.discipline not in KINDS:
        return since
    sessions = ngettext("%(num)d session", "%(num)d sessions", loop.sessions, num=loop.sessions)
    return joined(sessions, since, by="\n")


def budget(found: CareBudget) -> Blocks:
    """Return how many sessions of the year were used."""
    year = found.sessions
    said = (
        ngettext(
            "%(num)d of %(ceiling)s sessions",
            "%(num)d of %(ceiling)s sessions",
            year.used,
            ceiling=year.ceiling,
        )
        if year.ceiling is not None
        else ngettext(
            "%(num)d session paid by the programme",
            "%(num)d sessions paid by the programme",
            year.used,
            num=year.used,
        )
    )
    day = format_date(year.last_on)
    until = (
        gettext("paid by PEGASE, until %(day)s", day=day)
        if year.ceiling is not None
        else gettext("until %(day)s", day=day)
    )
    return (paragraph(joined(said, until)),)
