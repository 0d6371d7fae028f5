"""A matter of Today in one line of words, and its next action."""

from collections.abc import Mapping
from typing import NamedTuple

from workspace.access.model import Place
from workspace.dossier.care.model import SessionBudget
from workspace.dossier.care.plan.model import DISCIPLINE_LABELS, STATE_LABELS, Loop
from workspace.dossier.growth.model import INDICATOR_LABELS, AlertKind, GrowthAlert
from workspace.dossier.growth.wording import point_in_words, signed
from workspace.dossier.health import wording as health
from workspace.dossier.health.model import VaccineStatus
from workspace.dossier.scales import wording as scales
from workspace.dossier.scales.entries import ALARMING
from workspace.dossier.scales.model import ScaleResponse
from workspace.home.model import DISCIPLINES, Line, Matter
from workspace.i18n import N_, format_date, format_days, gettext, mid_sentence, ngettext
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
        case ScaleResponse():
            said = Told(_scale(what), _proposal(what), PROPOSE)
        case GrowthAlert():
            said = Told(_alert(what), "/growth", CURVES)
        case VaccineStatus() if may_act:
            said = Told(_vaccine(what, line), "/appointments/new", BOOK)
        case VaccineStatus():
            said = Told(_vaccine(what, line), "/health#due", VACCINES)
        case Loop():
            said = Told(_loop(what), f"/care/needs/{what.need.id}", "")
        case SessionBudget():
            said = Told(_budget(what), "/care", SESSIONS)
        case Place():
            return Told(_place(matter, what), f"{_page(line)}/circle/{what.grant.id}", RENEW)
        case _:
            said = Told(_unseen(line), "/contact", TELL)
    return Told(_and_more(said.words, matter.others), _page(line) + said.href, said.action)


def _page(line: Line) -> str:
    return f"/children/{line.child.dossier}"


MOVED = (AlertKind.MOVED, AlertKind.HEAD_MOVED)
PROPOSE = N_("Propose a referral")
CURVES = N_("See the curves")
BOOK = N_("Plan an appointment")
VACCINES = N_("See the vaccines")
SESSIONS = N_("See the sessions")
RENEW = N_("Renew")
TELL = N_("Write to the department")


def _and_more(words: str, others: int) -> str:
    if not others:
        return words
    more = ngettext("and %(num)d more", "and %(num)d more", others, num=others)
    return f"{words} · {more}"


def _unseen(line: Line) -> str:
    if line.seen_on is None:
        return gettext(
            "not seen since the admission on %(day)s",
            day=format_date(line.child.inclusion.admitted_on),
        )
    return gettext("not seen for %(days)s", days=format_days((line.today - line.seen_on).days))


def _scale(response: ScaleResponse) -> str:
    low = [
        mid_sentence(scales.domain(response.scale.value, result.domain))
        for result in response.results
        if result.zone in ALARMING
    ]
    return gettext(
        "%(questionnaire)s, on %(day)s: %(domains)s",
        questionnaire=scales.questionnaire(response.scale.value, response.questionnaire_months),
        day=format_date(response.answered_on),
        domains=", ".join(low),
    )


def _proposal(response: ScaleResponse) -> str:
    first = next(result for result in response.results if result.zone in ALARMING)
    return f"/care/needs/new?from=scale:{response.id}&discipline={DISCIPLINES[first.domain]}"


def _alert(alert: GrowthAlert) -> str:
    what, now = gettext(INDICATOR_LABELS[alert.point.indicator]), point_in_words(alert.point)
    if alert.since is None:
        return gettext("%(what)s: %(now)s", what=what, now=now)
    if alert.kind in MOVED and alert.point.z is not None and alert.since.z is not None:
        return gettext(
            "%(what)s: from %(before)s to %(now)s SD since %(day)s",
            what=what,
            before=signed(alert.since.z),
            now=signed(alert.point.z),
            day=format_date(alert.since.measured_on),
        )
    return gettext(
        "%(what)s: %(before)s on %(day)s, now %(now)s",
        what=what,
        before=point_in_words(alert.since),
        day=format_date(alert.since.measured_on),
        now=now,
    )


def _vaccine(status: VaccineStatus, line: Line) -> str:
    state = health.state_in_words(status, line.today)
    return gettext(
        "%(what)s: %(now)s", what=health.vaccine_label(status.vaccine), now=mid_sentence(state)
    )


def _loop(loop: Loop) -> str:
    return gettext(
        "%(care)s: %(state)s, need stated on %(day)s",
        care=gettext(DISCIPLINE_LABELS[loop.need.discipline]),
        state=gettext(STATE_LABELS[loop.state]),
        day=format_date(loop.need.stated_on),
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
