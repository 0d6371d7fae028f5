"""What growth is read against, on a page of the national team: load another reference, go back to WHO."""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.rules import check_national
from workspace.dossier.growth import practice
from workspace.dossier.growth.loading import LARGEST_BYTES
from workspace.dossier.growth.model import INDICATOR_LABELS, Indicator
from workspace.errors import Invalid
from workspace.i18n import N_
from workspace.web.identity import actor
from workspace.web.multipart import Limits
from workspace.web.pages import check_token, form, page, see
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox
from workspace.web.uploads import leading_fields, receive

SIGNED_IN: Final = Policy(Knock.SIGNED_IN)
LIMITS: Final = Limits(field=64 << 10, file=LARGEST_BYTES, total=LARGEST_BYTES + (1 << 20))
BY_AGE: Final = (Indicator.WEIGHT, Indicator.LENGTH, Indicator.HEAD, Indicator.BMI)
CHOOSE: Final = N_("Choose one of these.")
NOT_TEXT: Final = N_("This file is not text in UTF-8.")
NO_TABLE: Final = N_("Choose the file of the table.")


async def show_reference(request: Request) -> Response:
    return await _page(request, {}, {})


async def _page(request: Request, values: Mapping[str, str], errors: Mapping[str, str]) -> Response:
    found = await practice.practice(actor(request))
    context = {
        "practice": found,
        "indicators": BY_AGE,
        "labels": INDICATOR_LABELS,
        "values": {"months": str(found.very_preterm_months), **values},
        "errors": errors,
    }
    return await page(request, "growth/reference.html", context, status=422 if errors else 200)


async def load(request: Request) -> Response:
    """Take the table of one indicator; the token comes before the file."""
    check_national(actor(request))
    fields: dict[str, str] = {}
    try:
        fields, content = await _received(request)
        indicator = _indicator(fields)
        _check_table(content)
        await practice.decide_reference(
            actor(request),
            indicator,
            content,
            name=fields.get("name", ""),
            version=fields.get("version", ""),
            vault=toolbox(request).vault,
        )
    except Invalid as error:
        return await _page(request, fields, error.fields)
    return see("/growth/reference", notice="reference")


async def _received(request: Request) -> tuple[dict[str, str], str]:
    content_type = request.headers.get("content-type", "")
    if not content_type.startswith("multipart/"):
        return dict(await form(request)), ""
    fields, file = await leading_fields(receive(request.stream(), content_type, limits=LIMITS))
    check_token(request, fields)
    if file is None:
        return dict(fields), ""
    try:
        return dict(fields), b"".join([part async for part in file.chunks()]).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid({"content": NOT_TEXT}) from error


def _check_table(content: str) -> None:
    if not content.strip():
        raise Invalid({"content": NO_TABLE})


def _months(fields: Mapping[str, str]) -> int:
    written = fields.get("months", "")
    if not (written.isascii() and written.isdigit()):
        raise Invalid({"months": N_("Give a whole number.")})
    return int(written[:3])


def _indicator(fields: Mapping[str, str]) -> Indicator:
    try:
        return Indicator(fields.get("indicator", ""))
    except ValueError as error:
        raise Invalid({"indicator": CHOOSE}) from error


async def go_back(request: Request) -> Response:
    """Read one indicator against WHO again."""
    check_national(actor(request))
    fields = await form(request)
    try:
        indicator = _indicator(fields)
    except Invalid as error:
        return await _page(request, fields, error.fields)
    await practice.decide_reference(
        actor(request), indicator, "", name="WHO", version="2006", vault=toolbox(request).vault
    )
    return see("/growth/reference", notice="reference")


async def correct(request: Request) -> Response:
    """Say until what age a birth before 32 weeks is corrected."""
    check_national(actor(request))
    fields = await form(request)
    try:
        await practice.decide_correction(
            actor(request), _months(fields), vault=toolbox(request).vault
        )
    except Invalid as error:
        return await _page(request, fields, error.fields)
    return see("/growth/reference", notice="reference")


POST = ("POST",)
routes = [
    guarded("/growth/reference", show_reference, policy=SIGNED_IN, name="growth:reference"),
    guarded(
        "/growth/reference", load, policy=SIGNED_IN, name="growth:load_reference", methods=POST
    ),
    guarded(
        "/growth/reference/who", go_back, policy=SIGNED_IN, name="growth:back_to_who", methods=POST
    ),
    guarded(
        "/growth/correction",
        correct,
        policy=SIGNED_IN,
        name="growth:correction",
        methods=POST,
        form_at="/growth/reference",
    ),
]
