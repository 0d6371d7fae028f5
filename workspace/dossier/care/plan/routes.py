"""A need from its statement to its result: three pages, each with one thing to do."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import DataClass, Mode, Permission
from workspace.access.routes import circle_of, cleared
from workspace.access.service import export
from workspace.accounts.model import ROLE_LABELS
from workspace.actor import Role
from workspace.dossier.care.plan import colleagues, forms, rules, service
from workspace.dossier.care.plan.model import (
    DISCIPLINE_LABELS,
    FOUND_LABELS,
    FREQUENCY_LABELS,
    MOVE_LABELS,
    OUTCOME_LABELS,
    REFUSAL_LABELS,
    Discipline,
    FoundIn,
    Loop,
    Move,
    NeedId,
    State,
)
from workspace.dossier.record import service as record
from workspace.dossier.record.model import ABOUT_LABELS, About
from workspace.dossier.record.voices import SAID_BY_LABELS, SaidBy
from workspace.errors import Conflict, Forbidden, Invalid
from workspace.i18n import N_, format_date, format_moment, gettext, mid_sentence
from workspace.ids import AccountId, OrganizationId, PractitionerId
from workspace.network import service as network
from workspace.network.model import Practice, Practitioner
from workspace.network.wording import practice
from workspace.spreadsheets import table
from workspace.web.downloads import spreadsheet
from workspace.web.identity import actor
from workspace.web.pages import form, page, see
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox

SHAPES: Final[Mapping[State, str]] = {
    State.TO_REFER: "late",
    State.ASKED: "waiting",
    State.TO_BEGIN: "waiting",
    State.UNDER_WAY: "planned",
    State.TO_REVIEW: "late",
    State.CLOSED: "done",
}
"""Shapes of `macros/states.html`."""

SAYS: Final[Mapping[str, tuple[Move, ...]]] = {
    "refer": (Move.SENT,),
    "answer": rules.ANSWERS,
    "begin": (Move.BEGUN,),
    "review": (Move.REVIEWED,),
    "result": (Move.CLOSED,),
    "restate": (Move.AMENDED,),
}
"""The forms of a need, and the steps each one records."""

MOVED_ON: Final = N_(
    "Somebody else said something of this need while your page was open, and yours no longer follows from"
    " it. Your words are shown below, and not kept."
)
MOVED_ON_BY_ONESELF: Final = N_(
    "You said something of this need yourself in another window, on %(when)s, and what you sent here no longer"
    " follows from it. Your words are shown below, and not kept."
)
TYPED: Final[Mapping[str, str]] = {
    "asked": N_("Who is asked"),
    "need": N_("What was seen"),
    "goal": N_("What is hoped for"),
    "sentence": N_("A sentence, if you like"),
}
"""What is written in words in the forms of a need, as the forms name it."""


def labels() -> dict[str, object]:
    """Return the words every page of the loop needs."""
    return {
        "disciplines": DISCIPLINE_LABELS,
        "found": FOUND_LABELS,
        "abouts": ABOUT_LABELS,
        "said_bys": SAID_BY_LABELS,
        "frequencies": FREQUENCY_LABELS,
        "refusals": REFUSAL_LABELS,
        "outcomes": OUTCOME_LABELS,
        "shapes": SHAPES,
        "moves": MOVE_LABELS,
        "todo": rules.todo,
    }


def performers_of(loops: Sequence[Loop]) -> set[PractitionerId]:
    """Return whoever is named in the steps of `loops`."""
    return {step.performer for each in loops for step in each.need.steps if step.performer}


async def show_new(request: Request, clearance: Clearance) -> Response:
    asked = request.query_params
    found_in, source = forms.found_at(asked.get("from", ""))
    discipline = asked.get("discipline", "")
    usual = await _usual(request, clearance, discipline)
    tools = toolbox(request)
    today = await record.today(clearance, clock=tools.clock, vault=tools.vault)
    values = {
        "discipline": discipline if discipline in set(Discipline) else "",
        "performer": str(usual or ""),
        "found_in": found_in or FoundIn.OBSERVATION,
        "source": str(source or ""),
        "stated_on": today.isoformat(),
        "about": About.CHILD.value,
        "said_by": SaidBy.WRITER.value,
    }
    return await _new_page(request, clearance, values, {})


async def _usual(request: Request, clearance: Clearance, discipline: str) -> PractitionerId | None:
    if discipline not in set(Discipline):
        return None
    tools = toolbox(request)
    return await colleagues.usual(
        clearance, Discipline(discipline), clock=tools.clock, vault=tools.vault
    )


async def _new_page(
    request: Request,
    clearance: Clearance,
    values: Mapping[str, object],
    errors: Mapping[str, str],
    status: int = 200,
) -> Response:
    context = {
        "w": labels(),
        "dossier": clearance.dossier,
        "child": await record.identity(clearance, vault=toolbox(request).vault),
        "performers": await _directory(request, str(values.get("discipline", ""))),
        "may_add": clearance.role is Role.COORDINATOR,
        "may_tell": rules.class_of(Discipline.OTHER, clearance.rights.writes) is not None,
        "tells_somatic_only": DataClass.PSYCHOLOGICAL not in clearance.rights.writes,
        "values": values,
        "errors": errors,
    }
    return await page(request, "care/need_new.html", context, status=status)


async def _directory(request: Request, discipline: str) -> list[tuple[str, str]]:
    """Return whoever may be asked, inside or outside, as the options of a list: who gives that care first."""
    people = await network.practitioners(actor(request), vault=toolbox(request).vault)
    places: dict[OrganizationId | None, str] = {
        each.id: each.name for each in await network.organizations()
    }
    in_order = sorted(people, key=lambda who: colleagues.rank(who.role, discipline))
    return [(str(who.id), _presented(who, places)) for who in in_order]


def _presented(who: Practitioner, places: Mapping[OrganizationId | None, str]) -> str:
    """Return who somebody is in a list: name, profession, and where."""
    profession = who.specialty or mid_sentence(gettext(ROLE_LABELS[who.role]))
    where = gettext("outside") if who.internal is False else places.get(who.organization)
    return ", ".join(filter(None, (who.name, profession, where, _dated(who.practice))))


def _dated(said: Practice | None) -> str:
    """Return how soon somebody can be seen with the day it was said: what was true last year is not taken for now."""
    if said is None:
        return ""
    return gettext(
        "%(practice)s (said on %(day)s)", practice=practice(said), day=format_date(said.stated_on)
    )


async def state_need(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    try:
        new = forms.new_need(fields)
        await service.state_need(clearance, new, clock=tools.clock, vault=tools.vault)
    except Invalid as error:
        return await _new_page(request, clearance, fields, error.fields, 422)
    return see(f"/children/{clearance.dossier}/care/plan", notice="need")


async def show_need(request: Request, clearance: Clearance) -> Response:
    return await _need_page(request, clearance, {}, {})


async def _need_page(
    request: Request,
    clearance: Clearance,
    values: Mapping[str, object],
    errors: Mapping[str, str],
    *,
    typed: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    """Answer a need with its next form; `typed` is what was written in one that leads on no more."""
    tools = toolbox(request)
    need = NeedId(request.path_params["need"])
    loop = await service.loop(clearance, need, clock=tools.clock, vault=tools.vault)
    may_write = clearance.may(DataClass.PRACTICAL, Mode.WRITE)
    says = _says(loop) if may_write else {}
    wanted = request.query_params.get("do", "")
    following = rules.todo(loop)
    chosen = wanted if wanted in says else following if following in says else next(iter(says), "")
    context = {
        "w": labels(),
        "dossier": clearance.dossier,
        "child": await record.identity(clearance, vault=tools.vault),
        "loop": loop,
        "says": says,
        "chosen": chosen,
        "names": await network.practitioner_names(performers_of([loop]), vault=tools.vault),
        "performers": await _directory(request, loop.need.discipline) if chosen == "refer" else (),
        "may_add": clearance.role is Role.COORDINATOR,
        "may_tell": rules.class_of(loop.need.discipline, clearance.rights.writes) is not None,
        "values": values or _known(loop, tools.clock.today().isoformat()),
        "errors": errors,
        "typed": [
            (gettext(label), words)
            for name, label in TYPED.items()
            if (words := (typed or {}).get(name, "").strip())
        ],
    }
    return await page(request, "care/need.html", context, status=status)


def _says(loop: Loop) -> dict[str, tuple[Move, ...]]:
    """Return the forms that lead on from where the need stands, each with the steps it may record."""
    allowed = rules.moves(loop)
    found = {name: tuple(m for m in said if m in allowed) for name, said in SAYS.items()}
    return {name: said for name, said in found.items() if said}


def _known(loop: Loop, today: str) -> dict[str, object]:
    """Return what is known already, so that a form asks only for what changes."""
    words = loop.words
    return {
        "on": today,
        "move": Move.ACCEPTED.value if loop.is_waiting else "",
        "need": words.need if words else "",
        "goal": words.goal if words else "",
        "said_by": (words.said_by if words else None) or SaidBy.WRITER.value,
        "about": words.about if words else About.CHILD.value,
        "sessions": str(loop.plan.sessions or ""),
        "frequency": loop.plan.frequency or "",
        "review_on": loop.plan.review_on.isoformat() if loop.plan.review_on else "",
    }


def _moved_on(loop: Loop, me: AccountId) -> str:
    """Return what is told to `me`, whose step no longer follows from the last one that was said."""
    last = max(loop.need.steps, key=lambda step: step.recorded_at)
    if last.author != me:
        return MOVED_ON
    return gettext(MOVED_ON_BY_ONESELF, when=format_moment(last.recorded_at))


async def add_step(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    need = NeedId(request.path_params["need"])
    fields = await form(request)
    try:
        new = forms.new_step(fields, today=tools.clock.today())
        await service.add_step(clearance, need, new, clock=tools.clock, vault=tools.vault)
    except Invalid as error:
        return await _need_page(request, clearance, fields, error.fields, status=422)
    except Conflict:
        loop = await service.loop(clearance, need, clock=tools.clock, vault=tools.vault)
        moved = {"base": _moved_on(loop, clearance.actor.account)}
        return await _need_page(request, clearance, {}, moved, typed=fields, status=422)
    return see(f"/children/{clearance.dossier}/care/plan", notice="step")


NEEDS: Final = (
    N_("Child"),
    N_("Care"),
    N_("State"),
    N_("Stated on"),
    N_("Found in"),
    N_("Days of waiting"),
    N_("Sessions held"),
    N_("With"),
    N_("What is hoped for"),
)


WAITS: Final = (
    N_("Care"),
    N_("Half waited at most"),
    N_("Needs begun"),
    N_("Still waiting"),
    N_("The longest"),
)


async def show_open(request: Request) -> Response:
    """Show every need that waits, across the children of whoever asks."""
    return await page(request, "care/needs.html", await _open(request))


async def download_open(request: Request) -> Response:
    """Answer the same as a spreadsheet: what is on the screen, no more."""
    found = await _open(request)
    names, children = found["names"], found["children"]
    rows = (
        (
            children.get(dossier, ""),
            gettext(DISCIPLINE_LABELS[each.need.discipline]),
            gettext(each.standing),
            each.need.stated_on,
            gettext(FOUND_LABELS[each.need.found_in]),
            each.waiting_days,
            each.sessions,
            names.get(each.performer, each.asked),
            each.words.goal if each.words else "",
        )
        for dossier, each in found["loops"]
    )
    waits = (
        (
            gettext(DISCIPLINE_LABELS[each.discipline]),
            each.median_days if each.median_days is not None else "",
            each.begun,
            each.waiting,
            each.longest_days if each.longest_days is not None else "",
        )
        for each in found["waits"]
    )
    circle = await circle_of(request, Permission.CARE_PLAN_READ)
    named = {dossier for dossier, _ in found["loops"]}
    await export(circle, named, "needs", vault=toolbox(request).vault)
    lines = chain(rows, [(), tuple(map(gettext, WAITS))] if found["waits"] else [], waits)
    return spreadsheet(table(map(gettext, NEEDS), lines), "grenier-needs.csv")


async def _open(request: Request) -> dict[str, Any]:
    tools = toolbox(request)
    if actor(request).role is Role.YOUNG_ADULT:
        raise Forbidden
    circle = await circle_of(request, Permission.CARE_PLAN_READ)
    every = await service.loops_in(circle, clock=tools.clock, vault=tools.vault)
    by_child = {
        dossier: [each for each in loops if each.closed is None] for dossier, loops in every.items()
    }
    all_loops = [each for loops in by_child.values() for each in loops]
    owner = {each.need.id: dossier for dossier, loops in by_child.items() for each in loops}
    return {
        "w": labels(),
        "loops": [(owner[each.need.id], each) for each in rules.in_order(all_loops)],
        "children": await record.names(
            await circle_of(request, Permission.CHILD_READ), vault=tools.vault
        ),
        "writes": (await circle_of(request, Permission.CARE_PLAN_ADD)).dossiers,
        "names": await network.practitioner_names(performers_of(all_loops), vault=tools.vault),
        "waits": rules.waits(each for loops in every.values() for each in loops),
    }


PATH = "/children/{dossier:uuid}/care/needs"
MAY_READ = (Permission.CHILD_READ, Permission.CARE_PLAN_READ)
MAY_ADD = (*MAY_READ, Permission.CARE_PLAN_ADD)

routes = [
    guarded("/care/needs", show_open, policy=Policy(Knock.SIGNED_IN), name="care:needs"),
    guarded(
        "/care/needs.csv",
        download_open,
        policy=Policy(Knock.SIGNED_IN),
        name="care:needs_file",
    ),
    cleared(PATH + "/new", show_new, *MAY_ADD, name="care:new_need"),
    cleared(PATH, state_need, *MAY_ADD, name="care:state_need", methods=("POST",)),
    cleared(PATH + "/{need:uuid}", show_need, *MAY_READ, name="care:need"),
    cleared(PATH + "/{need:uuid}", add_step, *MAY_ADD, name="care:add_step", methods=("POST",)),
]
