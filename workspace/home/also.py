"""What else waits on Today: growth, vaccines, care, questionnaires, places; each read at once for a whole circle."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from starlette.requests import Request

from workspace.access import places
from workspace.access.model import Circle, Place
from workspace.access.permissions import Permission
from workspace.access.routes import circle_of
from workspace.accounts.service import accounts
from workspace.actor import Role
from workspace.docgen import emergency
from workspace.dossier.care import service as care
from workspace.dossier.care.plan import service as plan
from workspace.dossier.care.plan.model import Loop
from workspace.dossier.growth import service as growth
from workspace.dossier.health import service as health
from workspace.dossier.health.model import ON_THE_SHEET
from workspace.dossier.scales import inviting
from workspace.dossier.scales import service as scales
from workspace.home import matters
from workspace.home.matters import Matters
from workspace.home.model import Line, Topic
from workspace.ids import AccountId, DossierId
from workspace.web.identity import actor
from workspace.web.toolbox import Toolbox, toolbox

AT_FIRST: Final = 3
"""Lines of a topic before "show all"."""
ASKED: Final[Mapping[Topic, Permission]] = {
    Topic.UNSEEN: Permission.FOLLOW_UP_MANAGE,
    Topic.UNEXPLAINED: Permission.ASSESSMENT_RECORD,
    Topic.RECEIVED: Permission.SCALE_READ,
    Topic.SCALES: Permission.SCALE_READ,
    Topic.GROWTH: Permission.GROWTH_READ,
    Topic.VACCINES: Permission.HEALTH_READ,
    Topic.RECHECK: Permission.HEALTH_READ,
    Topic.SHEETS: Permission.HEALTH_READ,
    Topic.ENDINGS: Permission.HEALTH_READ,
    Topic.TO_COMPLETE: Permission.GROWTH_READ,
    Topic.NEEDS: Permission.CARE_PLAN_READ,
    Topic.SESSIONS: Permission.FOLLOW_UP_MANAGE,
    Topic.PLACES: Permission.CIRCLE_MANAGE,
}
"""What opens each topic: the class it is of, or the task it is."""
ACTS: Final[Mapping[Topic, Permission]] = {
    Topic.SCALES: Permission.CARE_PLAN_ADD,
    Topic.VACCINES: Permission.ENCOUNTER_PLAN,
    Topic.RECHECK: Permission.ENCOUNTER_PLAN,
    Topic.NEEDS: Permission.CARE_PLAN_ADD,
    Topic.TO_COMPLETE: Permission.GROWTH_WRITE,
}
"""What the next action of a topic asks for beyond that, if anything."""
OF_ROLE: Final[Mapping[Role, tuple[Topic, ...]]] = {
    Role.COORDINATOR: tuple(Topic),
    Role.PHYSICIAN: (
        Topic.RECEIVED,
        Topic.SCALES,
        Topic.GROWTH,
        Topic.VACCINES,
        Topic.RECHECK,
        Topic.SHEETS,
        Topic.ENDINGS,
        Topic.TO_COMPLETE,
        Topic.NEEDS,
    ),
    Role.NURSE: (
        Topic.GROWTH,
        Topic.VACCINES,
        Topic.RECHECK,
        Topic.SHEETS,
        Topic.ENDINGS,
        Topic.NEEDS,
    ),
    Role.PSYCHOLOGIST: (Topic.RECEIVED, Topic.SCALES, Topic.NEEDS),
    Role.PSYCHOMOTRICIAN: (Topic.NEEDS,),
    Role.KEY_WORKER: (Topic.NEEDS,),
}
"""Whose work each topic is, among those who may read it: a page for a tired person shows no other's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """One topic: everything that waits of it, and the lines shown."""

    topic: Topic
    found: Matters
    shown: Matters
    acts: Collection[DossierId]
    """The dossiers in which whoever reads may do what a line proposes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Also:
    sections: tuple[Section, ...]
    names: Mapping[AccountId, str]
    """Of the people whose place ends."""

    @property
    def count(self) -> int:
        return sum(len(each.found) for each in self.sections)


class _Loops:
    """The needs of a circle, read once for the two topics that ask for them."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._found: Mapping[DossierId, Sequence[Loop]] | None = None

    async def __call__(self) -> Mapping[DossierId, Sequence[Loop]]:
        if self._found is None:
            tools = toolbox(self._request)
            circle = await circle_of(self._request, Permission.CARE_PLAN_READ)
            self._found = await plan.loops_in(circle, clock=tools.clock, vault=tools.vault)
        return self._found


Read = Callable[[Circle, Sequence[Line], Toolbox, _Loops], Awaitable[Matters]]


async def also(request: Request, lines: Sequence[Line]) -> Also:
    """Return what else waits for `lines`; what is closed to whoever asks has no section."""
    tools, loops = toolbox(request), _Loops(request)
    everything = request.query_params.get("all", "")
    sections = []
    for topic in OF_ROLE.get(actor(request).role, ()) if lines else ():
        circle = await circle_of(request, ASKED[topic])
        if not circle.dossiers:
            continue
        here = [line for line in lines if line.child.dossier in circle.dossiers]
        found = await READS[topic](circle, here, tools, loops)
        if found:
            acts = await circle_of(request, ACTS.get(topic, ASKED[topic]))
            shown = found if everything == topic.value else found[:AT_FIRST]
            sections.append(Section(topic=topic, found=found, shown=shown, acts=acts.dossiers))
    ending = {
        matter.what.grant.account
        for section in sections
        for matter in section.shown
        if isinstance(matter.what, Place)
    }
    known = await accounts(ending, vault=tools.vault) if ending else {}
    return Also(
        sections=tuple(sections), names={id_: account.name for id_, account in known.items()}
    )


async def _unseen(_: Circle, lines: Sequence[Line], __: Toolbox, ___: _Loops) -> Matters:
    return matters.unseen(lines)


async def _unexplained(_: Circle, lines: Sequence[Line], __: Toolbox, ___: _Loops) -> Matters:
    return matters.unexplained(lines)


async def _received(circle: Circle, lines: Sequence[Line], tools: Toolbox, _: _Loops) -> Matters:
    return matters.received(lines, await inviting.received_in(circle, vault=tools.vault))


async def _scales(circle: Circle, lines: Sequence[Line], tools: Toolbox, loops: _Loops) -> Matters:
    since = min(line.today for line in lines) - matters.SCALE_FOR
    found = await scales.entries_in(circle, since=since, vault=tools.vault)
    return matters.scales(lines, found, await loops())


async def _growth(circle: Circle, lines: Sequence[Line], tools: Toolbox, _: _Loops) -> Matters:
    since = min(line.today for line in lines) - matters.GROWTH_FOR
    known = [line.child for line in lines]
    found = await growth.alerts_in(circle, known=known, since=since, vault=tools.vault)
    return matters.growth(lines, found)


async def _vaccines(circle: Circle, lines: Sequence[Line], tools: Toolbox, _: _Loops) -> Matters:
    known = [line.child for line in lines]
    found = await health.missed_in(circle, known=known, clock=tools.clock, vault=tools.vault)
    return matters.vaccines(lines, found)


async def _rechecks(circle: Circle, lines: Sequence[Line], tools: Toolbox, _: _Loops) -> Matters:
    return matters.rechecks(lines, await health.rechecks_in(circle, vault=tools.vault))


async def _sheets(circle: Circle, lines: Sequence[Line], tools: Toolbox, _: _Loops) -> Matters:
    filed = await emergency.newest(circle, vault=tools.vault)
    said = await health.said_in(circle, ON_THE_SHEET, vault=tools.vault)
    return matters.sheets(lines, {dossier: each.at for dossier, each in filed.items()}, said)


async def _endings(circle: Circle, lines: Sequence[Line], tools: Toolbox, _: _Loops) -> Matters:
    days = {line.child.dossier: line.today for line in lines}
    return matters.endings(lines, await health.ending_in(circle, days, vault=tools.vault))


async def _to_complete(circle: Circle, lines: Sequence[Line], tools: Toolbox, _: _Loops) -> Matters:
    """Read days alone; a questionnaire that whoever asks may not read counts as one that is not there."""
    scaled = replace(circle, permission=Permission.SCALE_READ)
    answered = await scales.last_answered_in(scaled, vault=tools.vault)
    received = await inviting.received_in(scaled, vault=tools.vault)
    return matters.to_complete(
        lines,
        await growth.last_measured_in(circle, vault=tools.vault),
        matters.with_received(lines, answered, received),
    )


async def _needs(_: Circle, lines: Sequence[Line], __: Toolbox, loops: _Loops) -> Matters:
    return matters.needs(lines, await loops())


async def _sessions(circle: Circle, lines: Sequence[Line], tools: Toolbox, _: _Loops) -> Matters:
    included = {line.child.dossier: (line.child.inclusion, line.today) for line in lines}
    return matters.sessions(lines, await care.budgets_in(circle, included, vault=tools.vault))


async def _places(circle: Circle, lines: Sequence[Line], tools: Toolbox, _: _Loops) -> Matters:
    return matters.places(lines, await places.ending(circle, clock=tools.clock))


READS: Final[Mapping[Topic, Read]] = {
    Topic.UNSEEN: _unseen,
    Topic.UNEXPLAINED: _unexplained,
    Topic.RECEIVED: _received,
    Topic.SCALES: _scales,
    Topic.GROWTH: _growth,
    Topic.VACCINES: _vaccines,
    Topic.RECHECK: _rechecks,
    Topic.SHEETS: _sheets,
    Topic.ENDINGS: _endings,
    Topic.TO_COMPLETE: _to_complete,
    Topic.NEEDS: _needs,
    Topic.SESSIONS: _sessions,
    Topic.PLACES: _places,
}
