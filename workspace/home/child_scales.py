"""The scales of a child: what is proposed, what waits to be read, how each domain went over time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import DataClass, Mode, Permission
from workspace.access.routes import clearance_of
from workspace.accounts.model import Account
from workspace.accounts.service import accounts
from workspace.dossier.journal import service as journal
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.rules import next_due
from workspace.dossier.record import service as record
from workspace.dossier.record.course import service
from workspace.dossier.record.model import Child
from workspace.dossier.scales import inviting, sheets, wording
from workspace.dossier.scales import service as scales
from workspace.dossier.scales.choosing import option_of, options
from workspace.dossier.scales.entries import (
    ALARMING,
    PLACE_LABELS,
    RESPONDENT_LABELS,
    Entry,
    Invitation,
    LinkState,
    Respondent,
)
from workspace.dossier.scales.instruments import instruments, sheet
from workspace.dossier.scales.model import SCALE_LABELS, Domain, DomainResult, ScaleCode, Score
from workspace.dossier.scales.numbering import READERS
from workspace.dossier.scales.thresholds import ThresholdSet
from workspace.home import lived, trajectory
from workspace.home.frame import framed
from workspace.home.model import DISCIPLINES, PSYCHOLOGY, PSYCHOMOTOR
from workspace.home.trajectory import Happening, Lane, Mark
from workspace.i18n import N_, format_date, gettext, paired
from workspace.ids import AccountId
from workspace.network import service as network
from workspace.web.toolbox import toolbox

DISCIPLINE_LABELS = {
    PSYCHOLOGY: N_("psychology"),
    PSYCHOMOTOR: N_("psychomotor therapy"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """Early care that a reading under its threshold calls for."""

    entry: Entry
    discipline: str
    results: tuple[DomainResult, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """What was filled through a link and nobody has kept yet."""

    invitation: Invitation
    entry: Entry


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """One questionnaire in the list."""

    entry: Entry
    again: tuple[DomainResult, ...]
    """Its zones with the numbers in force today, where they are other ones."""


async def show_scales(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    child = await record.child(clearance, vault=tools.vault)
    entries = await scales.entries(clearance, vault=tools.vault)
    standing = [entry for entry in entries if not entry.is_superseded]
    reads = clearance.may(DataClass.PSYCHOLOGICAL)
    links, waiting = await _links(request) if reads else ((), ())
    in_force = await scales.numbers(clearance)
    asked = await _asked(request, clearance)
    context = {
        **_drawing(standing, await _lived(request, clearance, child), request),
        "battery": _battery(asked),
        "proposals": proposals(standing) if reads else (),
        "waiting": waiting,
        "links": links,
        "shown": [Shown(entry=entry, again=read_again(entry, in_force)) for entry in entries],
        "names": await _names(entries, request),
        "practitioners": await network.practitioner_names(
            {entry.answered_by for entry in entries if entry.answered_by}, vault=tools.vault
        ),
        "says": wording,
        "reads_numbers": clearance.role in READERS,
        "reads_births": clearance.may(DataClass.SOMATIC),
        "respondents": RESPONDENT_LABELS,
        "places_filled": PLACE_LABELS,
        "disciplines": DISCIPLINE_LABELS,
        "local_watch": any(z.zone == "watch_local" for e in standing for z in e.results),
        "may_download": reads,
        "may_fill": clearance.may(DataClass.PSYCHOLOGICAL, Mode.WRITE),
        "may_invite": (may_invite := reads and clearance.may(DataClass.PRACTICAL, Mode.WRITE)),
        "paper": await _paper(request, clearance, asked) if may_invite else {},
    }
    return await framed(request, clearance, "scales", child, context)


async def _asked(request: Request, clearance: Clearance) -> tuple[str, ...]:
    """Return the battery of the assessment to do now."""
    tools = toolbox(request)
    step = next_due(await protocol.schedule(clearance, clock=tools.clock, vault=tools.vault))
    return step.step.scales if step else ()


def _battery(asked: Sequence[str]) -> str:
    """Return the query that puts the battery of the assessment to do now before the other questionnaires."""
    found = urlencode({"battery": asked}, doseq=True)
    return f"?{found}" if found else ""


async def _paper(request: Request, clearance: Clearance, asked: Sequence[str]) -> dict[str, object]:
    """Return what a questionnaire handed over on paper may be, the first of those asked for at this age chosen."""
    tools = toolbox(request)
    age = await scales.ages(clearance, tools.clock.today(), vault=tools.vault)
    offered = options(age)
    first = (*(option_of(tool, age) for tool in asked), *(value for value, _ in offered))
    chosen = next((each for each in first if each), "")
    return {
        "options": offered,
        "chosen": {"questionnaire": chosen, "respondent": Respondent.FOSTER_CARER.value},
    }


async def _links(
    request: Request,
) -> tuple[tuple[tuple[Invitation, LinkState], ...], tuple[Waiting, ...]]:
    """Return the links that are not yet responses, and how the finished ones read."""
    tools = toolbox(request)
    seen = await clearance_of(request, Permission.SCALE_READ)
    found = await inviting.invitations(seen, vault=tools.vault)
    now = tools.clock.now()
    waiting = [
        Waiting(invitation=each, entry=entry)
        for each in found
        if each.state(now) is LinkState.FINISHED
        and (entry := await inviting.preview(seen, each, clock=tools.clock, vault=tools.vault))
    ]
    left = {LinkState.OPEN, LinkState.EXPIRED, LinkState.REVOKED}
    return tuple((each, each.state(now)) for each in found if each.state(now) in left), tuple(
        waiting
    )


def proposals(standing: Iterable[Entry]) -> tuple[Proposal, ...]:
    """Return what the latest reading of each tool calls for, one for each discipline of care."""
    latest: dict[str, Entry] = {}
    for entry in standing:  # newest first
        latest.setdefault(trajectory.lane_of(entry, Domain.TOTAL).tool, entry)
    found: list[Proposal] = []
    for entry in latest.values():
        alarming = [result for result in entry.results if result.zone in ALARMING]
        for discipline in dict.fromkeys(DISCIPLINES[result.domain] for result in alarming):
            of_it = tuple(r for r in alarming if DISCIPLINES[r.domain] == discipline)
            found.append(Proposal(entry=entry, discipline=discipline, results=of_it))
    return tuple(found)


def read_again(entry: Entry, in_force: ThresholdSet) -> tuple[DomainResult, ...]:
    """Return the zones with today's numbers, nothing when they are those it was read with."""
    try:
        asked = sheet(entry.tool, entry.months, numbers=in_force)
    except KeyError:
        return ()
    if asked.version == entry.thresholds_version:
        return ()
    scores = {
        result.domain: Score(points=result.points, answered=0, adjusted=result.adjusted)
        for result in entry.results
    }
    return sheets.read(asked, scores, by_answers=False, local_watch=in_force.local_watch)


def _drawing(
    standing: list[Entry], happened: list[Happening], request: Request
) -> dict[str, object]:
    marks = [
        Mark(
            lane=trajectory.lane_of(entry, result.domain),
            on=entry.answered_on,
            zone=result.zone,
            words=paired(
                format_date(entry.answered_on), wording.result(entry.tool, entry.months, result)
            ),
        )
        for entry in standing
        for result in entry.results
    ]
    first = min((mark.on for mark in marks), default=None)
    moves = [each for each in happened if first and each.on >= first - trajectory.MARGIN]
    drawn = trajectory.draw(
        marks,
        moves,
        title=gettext("How each domain was read over time, beside what happened in life"),
        labels=[_lane_words(lane) for lane in trajectory.lanes(marks)],
        today=toolbox(request).clock.today(),
    )
    return {
        "marks": marks,
        "moves": moves,
        "drawing": Markup(drawn),  # noqa: S704 - drawn by us, every word escaped
        "table": [_table_line(entry, result) for entry in standing for result in entry.results],
    }


def _lane_words(lane: Lane) -> str:
    if lane.tool in instruments():
        return instruments()[lane.tool].label
    words = wording.domain(lane.tool, lane.domain)
    label = SCALE_LABELS.get(ScaleCode(lane.tool)) if lane.tool in set(ScaleCode) else lane.tool
    return f"{label} \N{MIDDLE DOT} {words}"


async def _lived(request: Request, clearance: Clearance, child: Child) -> list[Happening]:
    """Return what happened in the child's life, as far as whoever asks may read it, in its order."""
    vault = toolbox(request).vault
    events = await journal.life_events(clearance, vault=vault)
    if clearance.may(DataClass.SOCIAL):
        seen = await clearance_of(request, Permission.CHILD_READ, Permission.PLACEMENT_READ)
        today = toolbox(request).clock.today_in(child.inclusion.department)
        happened = lived.of_course(await service.course(seen, vault=vault), today=today)
    else:
        happened = lived.of_inclusion(child.inclusion)
    return sorted([*happened, *lived.of_journal(events)], key=lambda each: each.on)


def _table_line(entry: Entry, result: DomainResult) -> list[str]:
    return [
        format_date(entry.answered_on),
        wording.questionnaire(entry.tool, entry.months),
        wording.domain(entry.tool, result.domain),
        wording.points(entry, result),
        wording.result(entry.tool, entry.months, result),
    ]


async def _names(entries: Iterable[Entry], request: Request) -> Mapping[AccountId, Account]:
    authors = {entry.author for entry in entries if entry.author}
    return await accounts(authors, vault=toolbox(request).vault)
