"""Forms of a child's identity: a name that changes, the national health identity, a secret birth."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.routes import cleared
from workspace.dossier.record import hands
from workspace.dossier.record import service as record
from workspace.dossier.record.bases import Hand, base_of
from workspace.dossier.record.civil import forms, service
from workspace.dossier.record.civil.model import CHANGE_LABELS, INS_LABELS
from workspace.dossier.record.doors import BASE, Do, Fields, Show, asked, sent, shown
from workspace.dossier.record.model import CERTAINTY_LABELS, SEX_LABELS
from workspace.i18n import format_number
from workspace.web.toolbox import toolbox


async def show_identity(
    request: Request, clearance: Clearance, values: Fields, errors: Fields, status: int
) -> Response:
    known = await record.identity(clearance, vault=toolbox(request).vault)
    said = {
        "given_name": known.given_name,
        "family_name": known.family_name,
        "birth_date": known.birth_date.isoformat(),
        "sex": known.sex.value,
        "birth_certainty": known.birth_certainty.value,
        "birth_place": known.birth_place,
        "is_unnamed": "yes" if known.is_unnamed else "",
    }
    hand = None
    if "base" in errors:
        former = (await service.civil(clearance, vault=toolbox(request).vault)).former
        hand = Hand(former[0].written_by, former[0].written_at) if former else None
    return await shown(
        request,
        clearance,
        "identity",
        values if errors else {**said, **values},
        errors,
        status,
        known=known,
        base=base_of(known),
        hand=hand,
        sexes=SEX_LABELS,
        certainties=CERTAINTY_LABELS,
        reasons=CHANGE_LABELS,
    )


async def change_identity(request: Request, clearance: Clearance, fields: Fields) -> None:
    tools = toolbox(request)
    today = await record.today(clearance, clock=tools.clock, vault=tools.vault)
    new = forms.new_identity(fields, on=today)
    base = fields.get("base")
    await service.change_identity(clearance, new, base=base, clock=tools.clock, vault=tools.vault)


async def show_birth(
    request: Request, clearance: Clearance, values: Fields, errors: Fields, status: int
) -> Response:
    """Show what is known of the birth, to be completed or corrected."""
    births = await service.births(clearance, vault=toolbox(request).vault)
    known, former = births.birth, births.former
    whole = {
        "term_weeks": known.term_weeks,
        "term_days": known.term_days or None,
        "weight_g": known.weight_g,
    }
    stated = {name: str(value) for name, value in whole.items() if value is not None}
    lengths = {"length_cm": known.length_cm, "head_cm": known.head_cm}
    stated |= {name: format_number(cm) for name, cm in lengths.items() if cm is not None}
    return await shown(
        request,
        clearance,
        "birth",
        values if errors else {**stated, **values},
        errors,
        status,
        known=known,
        base=base_of(known),
        hand=Hand(former[0].written_by, former[0].written_at) if former else None,
    )


async def state_birth(request: Request, clearance: Clearance, fields: Fields) -> None:
    tools = toolbox(request)
    new, base = forms.new_birth(fields), fields.get("base", "")
    await service.state_birth(clearance, new, base=base, clock=tools.clock, vault=tools.vault)


async def show_ins(
    request: Request, clearance: Clearance, values: Fields, errors: Fields, status: int
) -> Response:
    ins = (await service.civil(clearance, vault=toolbox(request).vault)).ins
    said = {
        "status": ins.status.value,
        "number": ins.number,
        "birth_name": ins.birth_name,
        "first_names": ins.first_names,
        "birth_place_code": ins.birth_place_code,
    }
    return await shown(
        request,
        clearance,
        "ins",
        values if errors else {**said, **values},
        errors,
        status,
        known=ins,
        base=base_of(ins),
        hand=await hands.of_ins(clearance) if "base" in errors else None,
        statuses=INS_LABELS,
    )


async def write_ins(request: Request, clearance: Clearance, fields: Fields) -> None:
    tools = toolbox(request)
    new, base = forms.new_ins(fields), fields.get("base")
    await service.write_ins(clearance, new, base=base, clock=tools.clock, vault=tools.vault)


async def show_origins(
    request: Request, clearance: Clearance, values: Fields, errors: Fields, status: int
) -> Response:
    return await shown(request, clearance, "origins", values, errors, status)


async def protect_origins(request: Request, clearance: Clearance, fields: Fields) -> None:
    tools = toolbox(request)
    forms.is_sure(fields)
    await service.protect_origins(clearance, clock=tools.clock, vault=tools.vault)


MAY_WRITE = (Permission.CHILD_READ, Permission.CHILD_WRITE)
MAY_STATE = (Permission.CHILD_READ, Permission.BIRTH_WRITE)
MAY_PROTECT = (Permission.CHILD_READ, Permission.ORIGINS_PROTECT)

FORMS: Sequence[tuple[str, str, Show, Do, tuple[Permission, ...]]] = (
    ("/identity/change", "identity", show_identity, change_identity, MAY_WRITE),
    ("/identity/birth", "birth", show_birth, state_birth, MAY_STATE),
    ("/identity/ins", "ins", show_ins, write_ins, MAY_WRITE),
    ("/identity/origins", "origins", show_origins, protect_origins, MAY_PROTECT),
)
"""Address, name, what shows the form, what does it, what it asks for."""

routes = [
    route
    for path, name, show, do, permissions in FORMS
    for route in (
        cleared(BASE + path + "/new", asked(show), *permissions, name=f"record:new_{name}"),
        cleared(
            BASE + path,
            sent(show, do, notice="kept_people", back="/identity"),
            *permissions,
            name=f"record:{name}",
            methods=("POST",),
        ),
    )
]
