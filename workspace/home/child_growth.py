"""How a child grows: every curve with its table, what there is to talk about, the measures."""

from typing import Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import DataClass, Mode, Permission
from workspace.access.routes import cleared
from workspace.dossier.growth import service as growth
from workspace.dossier.growth.model import POSITION_LABELS, GrowthMeasurement, Indicator
from workspace.dossier.growth.reading import Growth
from workspace.dossier.growth.wording import (
    TITLES,
    alert_in_words,
    caption_in_words,
    in_words,
    placed_in_words,
)
from workspace.dossier.record import service as record
from workspace.dossier.record.ages import age_on
from workspace.dossier.record.model import Child, Sex
from workspace.home import wording
from workspace.home.child import for_workers
from workspace.home.frame import framed
from workspace.i18n import format_date, format_number, gettext
from workspace.network import service as network
from workspace.web.toolbox import toolbox

ORDER: Final = (
    Indicator.WEIGHT,
    Indicator.LENGTH,
    Indicator.HEAD,
    Indicator.BMI,
    Indicator.PROPORTION,
)


async def show_growth(request: Request, clearance: Clearance) -> Response:
    vault = toolbox(request).vault
    child = await record.child(clearance, vault=vault)
    found = await growth.measurements(clearance, vault=vault)
    who = {each.measured_by for each in found.measurements if each.measured_by}
    names = await network.practitioner_names(who, vault=vault)
    context = {
        "curves": [
            {
                "code": indicator.value,
                "title": TITLES[indicator],
                "svg": Markup(found.curve(indicator, in_words)),  # noqa: S704 - drawn by us, every word escaped
                "caption": caption_in_words(found.points[indicator], found.reference(indicator)),
                "lines": _lines(found, indicator, child),
            }
            for indicator in ORDER
            if found.points[indicator]
        ],
        "alerts": [alert_in_words(alert) for alert in found.alerts],
        "measures": [
            (each, _row(each, child), each.said_by or names.get(each.measured_by, ""))  # type: ignore[arg-type]
            for each in reversed(found.measurements)
        ],
        "history": found.history,
        "row_of": lambda each: _row(each, child),
        "is_corrected": found.is_corrected,
        "has_no_reference": child.identity.sex is Sex.INDETERMINATE,
        "positions": POSITION_LABELS,
        "may_measure": clearance.may(DataClass.SOMATIC, Mode.WRITE),
    }
    return await framed(request, clearance, "growth", child, context)


def _lines(found: Growth, indicator: Indicator, child: Child) -> list[list[str]]:
    return [
        [
            format_date(point.measured_on),
            wording.age(age_on(child.identity.birth_date, point.measured_on)),
            placed_in_words(point),
        ]
        for point in reversed(found.points[indicator])
    ]


def _row(taken: GrowthMeasurement, child: Child) -> list[str]:
    """Return one measure in words: day, age, and what was measured."""
    said = [
        f"{format_number(taken.weight_kg)} kg" if taken.weight_kg else "",
        f"{format_number(taken.length_cm)} cm" if taken.length_cm else "",
        gettext("head %(value)s cm", value=format_number(taken.head_cm)) if taken.head_cm else "",
    ]
    return [
        format_date(taken.measured_on),
        wording.age(age_on(child.identity.birth_date, taken.measured_on)),
        " · ".join(part for part in said if part),
    ]


routes = [
    cleared(
        "/children/{dossier:uuid}/growth",
        for_workers(show_growth),
        Permission.CHILD_READ,
        Permission.GROWTH_READ,
        name="home:growth",
    )
]
