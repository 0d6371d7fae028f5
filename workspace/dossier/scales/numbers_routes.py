"""The numbers in force on a page: what each scale is read with, who checked it; the national team enters others."""

import re
from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.rules import check_national
from workspace.actor import Role
from workspace.dossier.scales import codebook, numbering, thresholds, wording
from workspace.dossier.scales.checking import plain_words
from workspace.dossier.scales.instruments import SCALES
from workspace.dossier.scales.model import SCALE_LABELS, ScaleCode
from workspace.dossier.scales.numbering import NewNumbers
from workspace.dossier.scales.thresholds import ON, REFER, ThresholdSet
from workspace.errors import Invalid
from workspace.i18n import N_, format_number, gettext, ngettext
from workspace.spreadsheets import table
from workspace.web.downloads import spreadsheet
from workspace.web.identity import actor
from workspace.web.multipart import Limits
from workspace.web.pages import check_token, form, page, see
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox
from workspace.web.uploads import leading_fields, receive

SIGNED_IN: Final = Policy(Knock.SIGNED_IN)
LIMITS: Final = Limits(field=64 << 10, file=256 << 10, total=1 << 20)
MOST_FAULTS: Final = 20
NOT_TEXT: Final = N_("This file is not text in UTF-8.")
LINE: Final = re.compile(r"line (\d+)")


async def show_numbers(request: Request) -> Response:
    return await _page(request, {}, {})


async def _page(
    request: Request,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    faults: Mapping[str, str] | None = None,
) -> Response:
    who = actor(request)
    sets = await numbering.known(who, vault=toolbox(request).vault)
    now = sets[0]
    context = {
        "sets": sets,
        "now": now,
        "scales": [(SCALE_LABELS[code], _lines(now, code)) for code in SCALES],
        "is_national": who.role is Role.NATIONAL,
        "version": lambda each: each.known(ScaleCode.ASQ_3).version,
        "faults": [(_place(place), message) for place, message in (faults or {}).items()],
        "most": MOST_FAULTS,
        "values": {
            "at_cutoff": REFER if now.refers_at_cutoff else "watch",
            "local_watch": ON if now.local_watch else "off",
            **values,
        },
        "errors": errors,
    }
    return await page(
        request, "scales/numbers.html", context, status=422 if errors or faults else 200
    )


def _lines(found: ThresholdSet, code: ScaleCode) -> list[tuple[str, str, str, str, bool]]:
    """Return months, domain, cut-off, bound of the monitoring zone, and whether a second source agrees."""
    return [
        (
            ngettext("%(num)d month", "%(num)d months", form_.months, num=form_.months),
            wording.domain(code.value, each.domain),
            format_number(each.cutoff),
            format_number(each.monitor_to) if each.monitor_to is not None else "",
            each.is_checked,
        )
        for form_ in found.known(code).questionnaires
        for each in form_.thresholds
    ]


def _place(place: str) -> str:
    line = LINE.fullmatch(place)
    return gettext("line %(number)s", number=line[1]) if line else place


async def enter(request: Request) -> Response:
    tools = toolbox(request)
    check_national(actor(request))
    fields: Mapping[str, str] = {}
    try:
        fields = await _received(request)
        bounds = fields.get("bounds", "")
        try:
            read = thresholds.parse_bounds(bounds) if bounds.strip() else None
        except Invalid as error:
            return await _page(request, fields, {}, error.fields)
        new = NewNumbers(
            bounds=read,
            at_cutoff=fields.get("at_cutoff") or None,
            local_watch=fields.get("local_watch") or None,
            **{
                name: plain_words(fields.get(name, ""))
                for name in ("entered_by", "edition", "checked_by")
            },
        )
        await numbering.enter(actor(request), new, clock=tools.clock, vault=tools.vault)
    except Invalid as error:
        return await _page(request, fields, error.fields)
    return see("/scales/numbers", notice="numbers")


async def _received(request: Request) -> dict[str, str]:
    """Return the fields; the text of a file takes the place of what was pasted."""
    content_type = request.headers.get("content-type", "")
    if not content_type.startswith("multipart/"):
        return dict(await form(request))
    fields, file = await leading_fields(receive(request.stream(), content_type, limits=LIMITS))
    check_token(request, fields)
    said = dict(fields)
    if file is not None:
        content = b"".join([chunk async for chunk in file.chunks()])
        try:
            said["bounds"] = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Invalid({"file": NOT_TEXT}) from error
    return said


async def download_model(request: Request) -> Response:
    check_national(actor(request))
    content = table(thresholds.COLUMNS, thresholds.blank_bounds())
    return spreadsheet(content, "bornes-asq-3.csv")


async def download_codebook(request: Request) -> Response:
    """Answer what each column of a file of scales says, and how each score reads with the numbers in force."""
    sets = await numbering.known(actor(request), vault=toolbox(request).vault)
    content = table(map(gettext, codebook.COLUMNS), codebook.rows(sets[0]))
    return spreadsheet(content, "grenier-scales-codebook.csv")


routes = [
    guarded("/scales/codebook.csv", download_codebook, policy=SIGNED_IN, name="scales:codebook"),
    guarded("/scales/numbers", show_numbers, policy=SIGNED_IN, name="scales:numbers"),
    guarded(
        "/scales/numbers", enter, policy=SIGNED_IN, name="scales:enter_numbers", methods=("POST",)
    ),
    guarded(
        "/scales/numbers/model.csv", download_model, policy=SIGNED_IN, name="scales:numbers_model"
    ),
]
