"""A matter of Today in one line of words, and its next action."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from workspace.access.model import Place
from workspace.clock import zone_of
from workspace.docgen.standing import SheetState
from workspace.dossier.care.model import SessionBudget
from workspace.dossier.care.plan.model import DISCIPLINE_LABELS, Loop
from workspace.dossier.growth.model import INDICATOR_LABELS, AlertKind, GrowthAlert
from workspace.dossier.growth.wording import point_in_words, signed
from workspace.dossier.health import wording as health
from workspace.dossier.health.definitions import calendar_on
from workspace.dossier.health.model import (
    SCREENING_LABELS,
    Decision,
    ScreeningDone,
    Treatment,
    VaccineStatus,
)
from workspace.dossier.protocol.model import StepState, StepStatus
from workspace.dossier.scales import wording as scales
from workspace.dossier.scales.entries import ALARMING, Entry, Received
from workspace.home.model import DISCIPLINES, Incomplete, Line, Matter, SheetDue
from workspace.i18n import N_, day_of, format_date, format_days, gettext, mid_sentence, ngettext
from workspace.ids import AccountId


class Told(NamedTuple):
    """One line: whom it is about, what waits, and the one thing to do."""

    words: str
    href: str
    action: str
    """msgid; empty where the action has its own button (`care/_loop.html`)."""


def told(matter: Matter, *, may_act: bool) -> Told:
    """Return a matter in words, with the address and the label of its next action."""
    line, what = matter.line, matter.what
    match what:
        case Entry() | Received():
            said = _questionnaire(what, line)
        case GrowthAlert():
            said = Told(alert(what), "/growth", CURVES)
        case VaccineStatus() | ScreeningDone() | SheetDue() | Treatment() | Decision():
            said = _of_health(what, line, may_act=may_act)
        case Incomplete():
            said = _incomplete(what, may_act=may_act)
        case Loop():
            said = Told(loop(what), f"/care/needs/{what.need.id}", "")
        case SessionBudget():
            said = Told(_budget(what), "/care", SESSIONS)
        case Place():
            one, all_of_them = (
                f"{_page(line)}/circle/{what.grant.id}",
                f"/renewals/{what.grant.account}",
            )
            return Told(_place(matter, what), all_of_them if matter.others else one, RENEW)
        case _:
            said = _step(what, line)
    return Told(and_more(said.words, matter.others), _page(line) + said.href, said.action)


def _incomplete(found: Incomplete, *, may_act: bool) -> Told:
    """`may_act`: whoever reads it may write measures. A questionnaire alone is to be had from who fills it."""
    if found.without_scales and not (may_act and found.without_measures):
        return Told(incomplete(found), "/scales#paper", HAVE_FILLED)
    return Told(incomplete(found), f"/assessments/{found.status.step.code}", OPEN)


def _page(line: Line) -> str:
    return f"/children/{line.child.dossier}"


MOVED = (AlertKind.MOVED, AlertKind.HEAD_MOVED)
READ = N_("Read what was answered")
PROPOSE = N_("Propose a referral")
CURVES = N_("See the curves")
BOOK = N_("Plan an appointment")
BOOKED = ("/appointments/new", BOOK)
VACCINATED = ("/health#due", N_("See the vaccines"))
SCREENED = ("/health#screenings", N_("See the screenings"))
TREATED = ("/health#treatments", N_("See the treatments"))
DECIDED = ("/health#vaccines", N_("See the vaccines"))
OPEN = N_("Open the assessment")
HAVE_FILLED = N_("Have the questionnaire filled")
MAKE_SHEET = N_("Make the sheet")
SESSIONS = N_("See the sessions")
RENEW = N_("Renew")
REASON = N_("Give a reason")
TELL = N_("Write to the department")


def and_more(words: str, others: int) -> str:
    if not others:
        return words
    more = ngettext("and %(num)d more", "and %(num)d more", others, num=others)
    return f"{words} · {more}"


def _of_health(
    what: VaccineStatus | ScreeningDone | SheetDue | Treatment | Decision,
    line: Line,
    *,
    may_act: bool,
) -> Told:
    match what:
        case VaccineStatus():
            return Told(vaccine(what, line.today), *(BOOKED if may_act else VACCINATED))
        case ScreeningDone():
            return Told(recheck(what), *(BOOKED if may_act else SCREENED))
        case SheetDue():
            return Told(sheet(what), "/emergency-sheet", MAKE_SHEET)
        case Treatment():
            return Told(ending(what.name, what.ends_on, line.today), *TREATED)
        case Decision():
            named = health.vaccine_of(what.vaccine, calendar_on(line.today))
            return Told(ending(named, what.until, line.today), *DECIDED)


def _questionnaire(what: Entry | Received, line: Line) -> Told:
    if isinstance(what, Received):
        return Told(_received(what, line), "/scales#waiting", READ)
    return Told(_scale(what), _proposal(what), PROPOSE)


def _step(what: StepStatus, line: Line) -> Told:
    if what.state is not StepState.NOT_DONE:
        return Told(_unseen(line), "/contact", TELL)
    words = gettext("%(step)s: not done", step=gettext(what.step.label))
    return Told(words, f"/steps/not-done?step={what.step.code}", REASON)


def _unseen(line: Line) -> str:
    if line.seen_on is None:
        return gettext(
            "no assessment, session or contact noted since the admission on %(day)s",
            day=format_date(line.child.inclusion.admitted_on),
        )
    return gettext(
        "no assessment, session or contact noted for %(days)s",
        days=format_days((line.today - line.seen_on).days),
    )


def _scale(entry: Entry) -> str:
    low = [
        mid_sentence(scales.domain(entry.tool, result.domain))
        for result in entry.results
        if result.zone in ALARMING
    ]
    return gettext(
        "%(questionnaire)s, on %(day)s: %(domains)s",
        questionnaire=scales.questionnaire(entry.tool, entry.months),
        day=format_date(entry.answered_on),
        domains=", ".join(low),
    )


def _received(found: Received, line: Line) -> str:
    zone = zone_of(line.child.inclusion.department)
    finished_on = day_of(found.finished_at, zone=zone)
    return gettext(
        "%(questionnaire)s, filled on %(day)s",
        questionnaire=scales.questionnaire(found.tool, found.months),
        day=format_date(min(finished_on, line.today)),
    )


def _proposal(entry: Entry) -> str:
    first = next(result for result in entry.results if result.zone in ALARMING)
    return f"/care/needs/new?from=scale:{entry.id}&discipline={DISCIPLINES[first.domain]}"


def alert(found: GrowthAlert) -> str:
    what, now = gettext(INDICATOR_LABELS[found.point.indicator]), point_in_words(found.point)
    if found.since is None:
        return gettext("%(what)s: %(now)s", what=what, now=now)
    if found.kind in MOVED and found.point.z is not None and found.since.z is not None:
        return gettext(
            "%(what)s: from %(before)s to %(now)s SD since %(day)s",
            what=what,
            before=signed(found.since.z),
            now=signed(found.point.z),
            day=format_date(found.since.measured_on),
        )
    return gettext(
        "%(what)s: %(before)s on %(day)s, now %(now)s",
        what=what,
        before=point_in_words(found.since),
        day=format_date(found.since.measured_on),
        now=now,
    )


def vaccine(status: VaccineStatus, today: date) -> str:
    state = health.state_in_words(status, today)
    return gettext(
        "%(what)s: %(now)s", what=health.vaccine_label(status.vaccine), now=mid_sentence(state)
    )


def recheck(found: ScreeningDone) -> str:
    """Return a screening to look at again: "Hearing: to look at again on 3 March 2025"."""
    return gettext(
        "%(what)s: to look at again on %(day)s",
        what=gettext(SCREENING_LABELS[found.what]),
        day=format_date(found.recheck_on or found.done_on),
    )


def sheet(due: SheetDue) -> str:
    """Return why an emergency sheet is to be made."""
    if due.filed_on is None:
        return gettext("something is written that a sheet would say, and none was made")
    day = format_date(due.filed_on)
    if due.state is SheetState.MOVED:
        return gettext("the child moved since the sheet of %(day)s", day=day)
    return gettext("something changed since the sheet of %(day)s", day=day)


def ending(what: str, last_on: date | None, today: date) -> str:
    """Return what ends, or ended: "Iron: ends on 3 March 2025"."""
    day = format_date(last_on or today)
    if last_on is not None and last_on < today:
        return gettext("%(what)s: ended on %(day)s, and nothing was said since", what=what, day=day)
    return gettext("%(what)s: ends on %(day)s", what=what, day=day)


def incomplete(found: Incomplete) -> str:
    """Return what of an assessment was not written: "18 months, on 3 March: no measure, no questionnaire"."""
    lacks = [
        gettext("no measure") if found.without_measures else "",
        gettext("no questionnaire") if found.without_scales else "",
    ]
    return gettext(
        "%(step)s, on %(day)s: %(lacks)s",
        step=gettext(found.status.step.label),
        day=format_date(found.status.done_on or found.status.target_on),
        lacks=", ".join(part for part in lacks if part),
    )


def loop(found: Loop) -> str:
    return gettext(
        "%(care)s: %(state)s, need stated on %(day)s",
        care=gettext(DISCIPLINE_LABELS[found.need.discipline]),
        state=gettext(found.standing),
        day=format_date(found.need.stated_on),
    )


def _budget(budget: SessionBudget) -> str:
    return gettext(
        "%(used)s sessions for %(ceiling)s paid, in the year until %(day)s",
        used=budget.used,
        ceiling=budget.ceiling,
        day=format_date(budget.ends_on),
    )


def _place(matter: Matter, place: Place) -> str:
    until = gettext("until %(day)s", day=format_date(place.until_on))
    child = matter.line.child.identity.name
    if not matter.others:
        return gettext("around %(child)s, %(until)s", child=child, until=until)
    return ngettext(
        "around %(child)s and %(num)d other child, first %(until)s",
        "around %(child)s and %(num)d other children, first %(until)s",
        matter.others,
        num=matter.others,
        child=child,
        until=until,
    )


def who(matter: Matter, names: Mapping[AccountId, str]) -> str:
    """Return whose line it is: the child's, or that of the person whose place ends."""
    if isinstance(matter.what, Place):
        return names.get(matter.what.grant.account, gettext("Somebody"))
    return matter.line.child.identity.name
