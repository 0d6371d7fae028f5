"""The head of a child's page and its tabs, the same around whatever is shown inside."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import DataClass, Mode, Permission
from workspace.access.routes import circle_of
from workspace.actor import Role
from workspace.dossier.record.ages import age_on
from workspace.dossier.record.doubles import service as doubles
from workspace.dossier.record.model import PLACEMENT_LABELS, Child
from workspace.dossier.record.rules import current_placement
from workspace.home import wording
from workspace.home.beside import beside
from workspace.i18n import N_, format_date, gettext
from workspace.messaging import service as messaging
from workspace.web.pages import page
from workspace.web.toolbox import toolbox


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """One page under a tab, for whoever reads its class."""

    name: str
    """Template `home/child_<name>.html`."""
    path: str
    """Under the address of the child; "" is the child's own page."""
    label: str
    """msgid"""
    data_class: DataClass = DataClass.IDENTITY
    has_own: bool = False
    """Whoever may write the class without reading it comes too, to what they wrote."""

    not_for: frozenset[Role] = frozenset()
    """Who has nothing to do there: whoever is with the child every day tries to reach nobody."""

    def is_open(self, clearance: Clearance) -> bool:
        if clearance.role in self.not_for:
            return False
        if clearance.may(self.data_class):
            return True
        return self.has_own and clearance.may(self.data_class, Mode.WRITE)


TABS: Final[Mapping[str, tuple[Place, ...]]] = {
    "brief": (
        Place(name="brief", path="", label=N_("In brief")),
        Place(name="path", path="/path", label=N_("Path"), data_class=DataClass.SOCIAL),
        Place(
            name="people",
            path="/people",
            label=N_("People and rights"),
            data_class=DataClass.SOCIAL,
        ),
        Place(name="identity", path="/identity", label=N_("Identity")),
        Place(name="circle", path="/circle", label=N_("Circle")),
        Place(name="journal", path="/journal", label=N_("Observations")),
        Place(
            name="contact",
            path="/contact",
            label=N_("Contact"),
            data_class=DataClass.PRACTICAL,
            not_for=frozenset({Role.CARER}),
        ),
    ),
    "assessments": (
        Place(
            name="assessments",
            path="/assessments",
            label=N_("Assessments"),
            data_class=DataClass.PRACTICAL,
        ),
        Place(name="growth", path="/growth", label=N_("Growth"), data_class=DataClass.SOMATIC),
        Place(
            name="scales",
            path="/scales",
            label=N_("Scales"),
            data_class=DataClass.PSYCHOLOGICAL,
            has_own=True,
        ),
    ),
    "care": (
        Place(name="care", path="/care", label=N_("Sessions"), data_class=DataClass.PRACTICAL),
        Place(name="health", path="/health", label=N_("Health"), data_class=DataClass.SOMATIC),
        Place(
            name="agenda",
            path="/appointments",
            label=N_("Appointments"),
            data_class=DataClass.PRACTICAL,
        ),
        Place(
            name="careplan",
            path="/care/plan",
            label=N_("Care plan"),
            data_class=DataClass.PRACTICAL,
        ),
    ),
    "documents": (Place(name="documents", path="/documents", label=N_("Documents")),),
    "messages": (Place(name="messages", path="/conversations", label=N_("Messages")),),
}
"""The pages under each tab, in their order; a tab with one page shows no second row."""


async def framed(
    request: Request,
    clearance: Clearance,
    place: str,
    child: Child,
    context: Mapping[str, object],
    *,
    template: str = "",
    status: int = 200,
) -> Response:
    """Answer the page `place` of a child, inside its head and its tabs.

    `template`: `home/<template>.html` for a page beneath that place, such as a form.
    """
    today = toolbox(request).clock.today_in(child.inclusion.department)
    born = child.identity.birth_date
    messages = await circle_of(request, Permission.CONVERSATION_READ)
    here = replace(messages, dossiers=messages.dossiers & {clearance.dossier})
    tab = next(tab for tab, places in TABS.items() if place in {each.name for each in places})
    head: dict[str, object] = {
        "today": today,
        "tab": tab,
        "place": place,
        "places_of_tab": [each for each in TABS[tab] if each.is_open(clearance)],
        "dossier": clearance.dossier,
        "child": child,
        "age": wording.age(age_on(born, max(today, born))),
        "placement": current_placement(child.placements, today),
        "placements": PLACEMENT_LABELS,
        "unread": await messaging.unread(here) or None,
        **_acts(clearance),
        "wording": wording,
        "now": toolbox(request).clock.now(),
    }
    head |= await _joined(request, clearance, place)
    said_twice = head.keys() & context.keys()
    assert not said_twice, f"the head of the page says {sorted(said_twice)} already"
    return await page(
        request,
        f"home/{template or f'child_{place}'}.html",
        {**head, **context},
        status=status,
        reason=reason_of(clearance, child),
    )


async def _joined(request: Request, clearance: Clearance, place: str) -> dict[str, object]:
    """Return the other dossiers of the same child, which of them whoever asks may open, and what is there."""
    joined = await doubles.joined(clearance)
    others = frozenset((*joined.holds, *((joined.into,) if joined.into else ())))
    circle = await circle_of(request, Permission.CHILD_READ) if others else None
    return {
        "joined": joined,
        "open_dossiers": circle.dossiers if circle else frozenset(),
        "beside": await beside(request, place, into=joined.into),
    }


def _acts(clearance: Clearance) -> dict[str, object]:
    """Return what the head and the tabs propose to whoever reads."""
    return {
        "may_write": clearance.may(DataClass.MESSAGES, Mode.WRITE),
        "may_read_messages": clearance.may(DataClass.MESSAGES),
        "may_plan": clearance.may(DataClass.PRACTICAL, Mode.WRITE),
        "may_move": clearance.may(DataClass.SOCIAL, Mode.WRITE),
        "may_draft": _may_draft(clearance),
        "may_print_book": clearance.may(DataClass.SOMATIC),
        "may_synthesise": clearance.may(DataClass.PRACTICAL),
        "may_hand_emergency": clearance.may(DataClass.SOMATIC)
        and clearance.may(DataClass.PRACTICAL, Mode.WRITE),
        "may_remember": clearance.may(DataClass.MEMORY, Mode.WRITE),
    }


def _may_draft(clearance: Clearance) -> bool:
    return (
        clearance.may(DataClass.SOCIAL, Mode.WRITE)
        and clearance.may(DataClass.SOCIAL)
        and clearance.may(DataClass.SOMATIC)
    )


def reason_of(clearance: Clearance, child: Child) -> str:
    """Say why this person may read, and that it is written down."""
    said = {"name": child.identity.called, "day": format_date(clearance.since_on)}
    if clearance.role is Role.COORDINATOR:
        return gettext(
            "You see this dossier because you have coordinated %(name)s's follow-up since %(day)s. "
            "Every reading is recorded, and %(name)s will be able to see it.",
            **said,
        )
    return gettext(
        "You see this dossier because you have been around %(name)s since %(day)s. "
        "Every reading is recorded, and %(name)s will be able to see it.",
        **said,
    )
