"""Forms of the people around a child: somebody, a restriction and its end, a brother or a sister."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.routes import circle_of, cleared
from workspace.access.service import clear
from workspace.dossier.record import hands
from workspace.dossier.record import service as record
from workspace.dossier.record.bases import Hand, base_of
from workspace.dossier.record.doors import (
    BASE,
    Do,
    Fields,
    Show,
    asked,
    form_at,
    on_this_day,
    sent,
    shown,
)
from workspace.dossier.record.family import forms, service
from workspace.dossier.record.family.model import Sibling
from workspace.dossier.record.model import (
    ABOUT_LABELS,
    RESTRICTION_LABELS,
    About,
    RelatedPerson,
    Restriction,
)
from workspace.dossier.record.pointed import last_hand, meant, named, stands, which
from workspace.dossier.record.reading import Reader
from workspace.errors import NotFound
from workspace.ids import DossierId
from workspace.names import french_order
from workspace.web.identity import actor
from workspace.web.toolbox import toolbox

Found = TypeVar("Found", RelatedPerson, Restriction, Sibling)

AROUND = {about: words for about, words in ABOUT_LABELS.items() if about is not About.CHILD}


async def show_person(
    request: Request, clearance: Clearance, values: Fields, errors: Fields, status: int
) -> Response:
    """Show a new person, or with `of` in the address the correction of what was written of one."""
    person = await _standing_person(request, clearance, values, errors)
    said = {}
    if person is not None:
        said = {
            "name": person.name,
            "relation": person.relation,
            "about": person.about.value if person.about else "",
            "parental_responsibility": "yes" if person.parental_responsibility else "",
            "mail": person.mail,
            "contact": person.contact,
            "words": person.words,
        }
    return await shown(
        request,
        clearance,
        "person",
        values if errors else {**said, **values},
        errors,
        status,
        person=person,
        base=base_of(person),
        hand=await _hand(clearance, values, errors),
        abouts=AROUND,
    )


async def write_person(request: Request, clearance: Clearance, fields: Fields) -> None:
    tools = toolbox(request)
    if not fields.get("of"):
        new = forms.new_person(fields)
        await service.add_person(clearance, new, clock=tools.clock, vault=tools.vault)
        return
    wrong = await _person(request, clearance, fields)
    right = None if fields.get("never") else forms.new_person(fields)
    await service.correct_person(
        clearance,
        wrong.id,
        right,
        base=fields.get("base"),
        clock=tools.clock,
        vault=tools.vault,
    )


async def _hand(clearance: Clearance, values: Fields, errors: Fields) -> Hand | None:
    wanted = named(values)
    return await hands.of_person(clearance, wanted) if wanted and "base" in errors else None


async def _standing_person(
    request: Request, clearance: Clearance, values: Fields, errors: Fields
) -> RelatedPerson | None:
    """Return whom `of` names as they are said to be today; None for a new person, or one set aside meanwhile."""
    wanted = named(values)
    if wanted is None:
        return None
    family = await service.family(clearance, vault=toolbox(request).vault)
    keys: dict[UUID, UUID] = {each.id: each.key for each in (*family.people, *family.former)}
    found = next((each for each in family.people if each.key == keys.get(wanted)), None)
    if found is None and (wanted not in keys or "base" not in errors):
        raise NotFound
    return found


async def _person(request: Request, clearance: Clearance, values: Fields) -> RelatedPerson:
    family = await service.family(clearance, vault=toolbox(request).vault)
    return _which(family.people, values)


async def show_restriction(
    request: Request, clearance: Clearance, values: Fields, errors: Fields, status: int
) -> Response:
    """Show a new restriction, or with `of` in the address the correction of one."""
    family = await service.family(clearance, vault=toolbox(request).vault)
    restriction = stands(family.written, values, errors) if values.get("of") else None
    if restriction is not None and not errors:
        values = {**_restriction_fields(restriction), **values}
    return await shown(
        request,
        clearance,
        "restriction",
        await on_this_day(request, clearance, values, "begins_on"),
        errors,
        status,
        restriction=restriction,
        base=base_of(restriction),
        hand=last_hand(family.written, values),
        people=[(str(p.key), f"{p.name}, {p.relation}") for p in family.people],
        kinds=RESTRICTION_LABELS,
    )


def _restriction_fields(restriction: Restriction) -> Fields:
    return {
        "person": str(restriction.person),
        "kind": restriction.kind.value,
        "decided_by": restriction.decided_by,
        "begins_on": restriction.begins_on.isoformat(),
        "ends_on": restriction.ends_on.isoformat() if restriction.ends_on else "",
        "words": restriction.words,
    }


async def write_restriction(request: Request, clearance: Clearance, fields: Fields) -> None:
    tools = toolbox(request)
    if not fields.get("of"):
        new = forms.new_restriction(fields)
        await service.add_restriction(clearance, new, clock=tools.clock, vault=tools.vault)
        return
    family = await service.family(clearance, vault=tools.vault)
    wrong = which(family.written, fields)
    right = None if fields.get("never") else forms.new_restriction(fields)
    await service.correct_restriction(
        clearance,
        wrong.id,
        right,
        base=fields.get("base"),
        clock=tools.clock,
        vault=tools.vault,
    )


async def show_restriction_end(
    request: Request, clearance: Clearance, values: Fields, errors: Fields, status: int
) -> Response:
    family = await service.family(clearance, vault=toolbox(request).vault)
    return await shown(
        request,
        clearance,
        "end_restriction",
        await on_this_day(request, clearance, values, "ends_on"),
        errors,
        status,
        restriction=stands(meant(family.written, values), values, errors),
        kinds=RESTRICTION_LABELS,
    )


async def end_restriction(request: Request, clearance: Clearance, fields: Fields) -> None:
    running = await _running(request, clearance, fields)
    read = Reader(fields)
    ends_on = read.day("ends_on")
    read.refuse()
    await service.end_restriction(clearance, running.id, ends_on, vault=toolbox(request).vault)


async def _running(request: Request, clearance: Clearance, values: Fields) -> Restriction:
    family = await service.family(clearance, vault=toolbox(request).vault)
    return _which([r for r in family.restrictions if r.ends_on is None], values)


async def show_sibling(
    request: Request, clearance: Clearance, values: Fields, errors: Fields, status: int
) -> Response:
    circle = await circle_of(request, Permission.FAMILY_WRITE)
    names = await record.names(circle, are_apart=True, vault=toolbox(request).vault)
    children = sorted(
        ((str(other), name) for other, name in names.items() if other != clearance.dossier),
        key=lambda child: french_order(child[1]),
    )
    return await shown(request, clearance, "sibling", values, errors, status, children=children)


async def add_sibling(request: Request, clearance: Clearance, fields: Fields) -> None:
    tools = toolbox(request)
    new, asked_for = forms.new_sibling(fields)
    other = None
    if asked_for is not None:
        other = await clear(
            actor(request),
            DossierId(asked_for),
            Permission.FAMILY_WRITE,
            clock=tools.clock,
            vault=tools.vault,
        )
    await service.add_sibling(clearance, new, other, clock=tools.clock, vault=tools.vault)


async def show_sibling_withdrawal(
    request: Request, clearance: Clearance, values: Fields, errors: Fields, status: int
) -> Response:
    family = await service.family(clearance, vault=toolbox(request).vault)
    sibling = _which(family.siblings, values)
    return await shown(
        request, clearance, "withdraw_sibling", values, errors, status, sibling=sibling
    )


async def withdraw_sibling(request: Request, clearance: Clearance, fields: Fields) -> None:
    tools = toolbox(request)
    family = await service.family(clearance, vault=tools.vault)
    sibling = _which(family.siblings, fields)
    await service.withdraw_sibling(clearance, sibling.id, clock=tools.clock, vault=tools.vault)


def _which(found: Sequence[Found], values: Fields) -> Found:
    """Return the one that `of` names, else the last. Raises `NotFound` when there is none."""
    try:
        wanted = UUID(values["of"]) if values.get("of") else None
    except ValueError:
        raise NotFound from None
    named = [each for each in found if wanted in {None, each.id}]
    if not named:
        raise NotFound
    return named[-1]


MAY_WRITE = (Permission.CHILD_READ, Permission.FAMILY_READ, Permission.FAMILY_WRITE)

FORMS: Sequence[tuple[str, str, Show, Do]] = (
    ("/family", "person", show_person, write_person),
    ("/restrictions", "restriction", show_restriction, write_restriction),
    ("/restrictions/end", "restriction_end", show_restriction_end, end_restriction),
    ("/siblings", "sibling", show_sibling, add_sibling),
    ("/siblings/withdrawal", "sibling_withdrawal", show_sibling_withdrawal, withdraw_sibling),
)
"""Address, name, what shows the form, what does it."""

routes = [
    route
    for path, name, show, do in FORMS
    for route in (
        cleared(BASE + path + "/new", asked(show), *MAY_WRITE, name=f"record:new_{name}"),
        cleared(
            BASE + path,
            sent(show, do, notice="kept_people", back="/people"),
            *MAY_WRITE,
            name=f"record:{name}",
            methods=("POST",),
            form_at=form_at(path, "/people"),
        ),
    )
]
