"""Write a measure down, amend it, say that it should not be there."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.routes import cleared
from workspace.dossier.growth import forms, reference_routes, service
from workspace.dossier.growth.model import (
    INDICATOR_UNITS,
    POSITION_LABELS,
    Doubt,
    GrowthMeasurement,
    MeasurementId,
)
from workspace.dossier.record import service as record
from workspace.errors import Invalid, NotFound
from workspace.i18n import format_number, gettext
from workspace.network import service as network
from workspace.web.identity import actor
from workspace.web.pages import form, page, see
from workspace.web.toolbox import toolbox


async def show_new(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    today = await record.today(clearance, clock=tools.clock, vault=tools.vault)
    values = {"measured_on": today.isoformat(), "unit": "kg"}
    return await _page(request, clearance, values)


async def add(request: Request, clearance: Clearance) -> Response:
    return await _keep(request, clearance, None)


async def show_amendment(request: Request, clearance: Clearance) -> Response:
    wanted = _wanted(request)
    growth = await service.measurements(clearance, vault=toolbox(request).vault)
    standing = next((each for each in growth.measurements if each.id == wanted), None)
    if standing is None:
        raise NotFound
    return await _page(request, clearance, forms.values_of(standing), amended=wanted)


async def amend(request: Request, clearance: Clearance) -> Response:
    return await _keep(request, clearance, _wanted(request))


async def withdraw(request: Request, clearance: Clearance) -> Response:
    fields = await form(request)
    wanted = _wanted(request)
    try:
        await service.withdraw_measurement(
            clearance, wanted, reason=fields.get("reason", ""), vault=toolbox(request).vault
        )
    except Invalid as error:
        return await _page(
            request, clearance, fields, errors=error.fields, amended=wanted, status=422
        )
    return see(f"/children/{clearance.dossier}/growth", notice="measure_withdrawn")


async def _keep(request: Request, clearance: Clearance, amended: MeasurementId | None) -> Response:
    """Keep what was typed, once whatever is unlikely in it has been confirmed."""
    tools = toolbox(request)
    fields = forms.put_right(await form(request))
    try:
        me = await network.practitioner_of(actor(request).account)
        new = forms.new_measurement(fields, me=me)
        asked = await _asked(request, clearance, new, amended)
        if asked and fields.get("sure") != forms.as_typed(fields):
            await service.check(clearance, new, clock=tools.clock, vault=tools.vault)
            return await _page(request, clearance, fields, asked=asked, amended=amended, status=422)
        if amended is None:
            await service.add_measurements(clearance, [new], clock=tools.clock, vault=tools.vault)
        else:
            await service.amend_measurement(
                clearance, amended, new, clock=tools.clock, vault=tools.vault
            )
    except Invalid as error:
        errors = forms.beside_its_field(error.fields)
        return await _page(request, clearance, fields, errors=errors, amended=amended, status=422)
    return see(f"/children/{clearance.dossier}/growth", notice="measured")


async def _asked(
    request: Request,
    clearance: Clearance,
    new: GrowthMeasurement,
    amended: MeasurementId | None,
) -> Sequence[Doubt]:
    return await service.doubts(clearance, new, amends=amended, vault=toolbox(request).vault)


async def _page(
    request: Request,
    clearance: Clearance,
    values: Mapping[str, str],
    *,
    errors: Mapping[str, str] | None = None,
    asked: Sequence[Doubt] = (),
    amended: MeasurementId | None = None,
    status: int = 200,
) -> Response:
    context = {
        "dossier": clearance.dossier,
        "child": await record.identity(clearance, vault=toolbox(request).vault),
        "values": values,
        "errors": errors or {},
        "asked": [
            (forms.FIELDS[doubt.indicator], gettext(doubt.message), _instead(doubt, values))
            for doubt in asked
        ],
        "sure": forms.as_typed(values),
        "positions": POSITION_LABELS,
        "amended": amended,
    }
    return await page(request, "growth/measure.html", context, status=status)


def _instead(doubt: Doubt, values: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the value of the button that puts a unit right, and its words: "Write 17.2 kg"."""
    if doubt.instead is None:
        return None
    field = forms.FIELDS[doubt.indicator]
    meant = doubt.instead.quantize(Decimal("0.001")).normalize()
    button = f"{field}:{values.get(field, '')}:{meant:f}"
    unit = INDICATOR_UNITS[doubt.indicator]
    return button, gettext("Write %(value)s %(unit)s", value=format_number(meant), unit=unit)


def _wanted(request: Request) -> MeasurementId:
    return MeasurementId(request.path_params["measurement"])


PATH = "/children/{dossier:uuid}/growth"
ONE = PATH + "/{measurement:uuid}"
MAY_MEASURE = (Permission.CHILD_READ, Permission.GROWTH_READ, Permission.GROWTH_WRITE)

routes = [
    cleared(PATH + "/new", show_new, *MAY_MEASURE, name="growth:new"),
    cleared(PATH, add, *MAY_MEASURE, name="growth:add", methods=("POST",)),
    cleared(ONE + "/amendment", show_amendment, *MAY_MEASURE, name="growth:amendment"),
    cleared(ONE + "/amendment", amend, *MAY_MEASURE, name="growth:amend", methods=("POST",)),
    cleared(
        ONE + "/withdrawal",
        withdraw,
        *MAY_MEASURE,
        name="growth:withdraw",
        methods=("POST",),
        form_at=ONE + "/amendment",
    ),
    *reference_routes.routes,
]
