"""The figures of the children one coordinates, each with its definition."""

from datetime import date

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from workspace.access.permissions import Permission
from workspace.access.routes import circle_of
from workspace.actor import Role
from workspace.cohort import charts, rules, service
from workspace.cohort.definitions import reporting_days
from workspace.cohort.model import Figures
from workspace.errors import Forbidden
from workspace.i18n import N_, format_date, format_number, gettext
from workspace.spreadsheets import table
from workspace.web.downloads import spreadsheet
from workspace.web.identity import actor
from workspace.web.pages import page
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox

REASON = N_("You see these figures because you coordinate the follow-up of these children here.")
PLACES = (
    charts.Kind("bar-nursery", N_("Residential nursery")),
    charts.Kind("bar-foster", N_("Foster family")),
    charts.Kind("bar-home", N_("Home")),
    charts.Kind("bar-other", N_("Another place")),
)
ZONES = (
    charts.Kind("curve-refer", N_("in difficulty")),
    charts.Kind("curve-watch", N_("to watch")),
    charts.Kind("curve-reassuring", N_("reassuring")),
)
PANEL_KEYS = ("asq_se_panel", "asq_se_entree_pct", "asq_se_un_an_pct")
WRONG_DAY = N_("Give a day such as 2025-03-04, not after today.")


async def show_cohort(request: Request) -> Response:
    if actor(request).role is not Role.COORDINATOR:
        raise Forbidden
    tools = toolbox(request)
    asked = request.query_params.get("on", "")
    on = _day(asked, tools.clock.today())
    circle = await circle_of(request, Permission.CHILD_READ)
    days = charts.days_until(reporting_days(), on or tools.clock.today())
    *series, found = await service.series(
        circle, (*days, on or tools.clock.today()), vault=tools.vault
    )
    context = {
        "on": found.on,
        "values": {"on": asked or found.on.isoformat()},
        "errors": {} if on else {"on": WRONG_DAY},
        "lines": _lines(found),
        "places": _named(PLACES),
        "series": series,
        "series_svg": _series(series),
        "zones": _named(ZONES),
        "panel": found.panel,
        "panel_svg": _panel(found),
        "panel_definitions": [rules.DEFINITIONS[key] for key in PANEL_KEYS],
    }
    return await page(
        request, "cohort/cohort.html", context, status=200 if on else 422, reason=REASON
    )


COLUMNS = (N_("Figure"), N_("Day"), N_("Count"), N_("What it counts"))


async def download_cohort(request: Request) -> Response:
    """Answer the figures of the day asked for, then of each published day, then the panel, one a line."""
    if actor(request).role is not Role.COORDINATOR:
        raise Forbidden
    tools = toolbox(request)
    today = tools.clock.today()
    on = _day(request.query_params.get("on", ""), today) or today
    circle = await circle_of(request, Permission.CHILD_READ)
    days = charts.days_until(reporting_days(), on)
    found = await service.series(circle, (*days, on), vault=tools.vault)
    rows = [
        (gettext(words), figures.on, value, gettext(definition))
        for figures in (found[-1], *found[:-1])
        for words, value, definition in _counts(figures)
    ]
    content = table(map(gettext, COLUMNS), [*rows, *_shares(found[-1])])
    return spreadsheet(content, "grenier-cohort.csv")


def _shares(found: Figures) -> list[tuple[str, date, int, str]]:
    """Return the panel: how many children, and the share of each zone at both moments, in per cent."""
    panel = found.panel
    children, entry, later = (gettext(rules.DEFINITIONS[key]) for key in PANEL_KEYS)
    rows = [(gettext("Children of the panel"), found.on, panel.children, children)]
    for moment, shares, said in (
        (gettext("At entry"), panel.at_entry, entry),
        (gettext("A year later"), panel.after_one_year, later),
    ):
        if shares is not None:
            read = (shares.refer, shares.watch, shares.reassuring)
            rows += [
                (f"{moment}, {gettext(kind.words)} (%)", found.on, share, said)
                for kind, share in zip(ZONES, read, strict=True)
            ]
    return rows


def _day(text: str, today: date) -> date | None:
    """Return the day asked for, today when none was, None for what cannot be."""
    if not text:
        return today
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day <= today else None


def _lines(found: Figures) -> list[tuple[str, str, str]]:
    """Return each figure: what it is called, its value as it is written, its definition."""
    return [(words, format_number(value), said) for words, value, said in _counts(found)]


def _counts(found: Figures) -> list[tuple[str, int, str]]:
    """Return each figure: what it is called, its value, its definition."""
    said = rules.DEFINITIONS
    acts = found.acts
    return [
        (N_("Included"), found.included, said["inclus"]),
        (N_("in the residential nursery"), found.nursery, said["pouponniere"]),
        (N_("in a foster family"), found.foster_family, said["famille_accueil"]),
        (N_("at home"), found.home, said["domicile"]),
        (N_("in another place"), found.other_places, said["autres_lieux"]),
        (N_("No longer followed"), found.no_longer_followed, said["non_suivis"]),
        (N_("Followed"), found.followed, said["suivis"]),
        (
            N_("aged three or more"),
            found.followed_over_three,
            said["suivis_plus_de_3_ans"],
        ),
        (N_("Assessments"), acts.assessments, said["actes"]),
        (N_("Psychomotor sessions"), acts.psychomotor, said["actes"]),
        (N_("Psychology sessions"), acts.psychology, said["actes"]),
    ]


def _named(kinds: tuple[charts.Kind, ...]) -> tuple[charts.Kind, ...]:
    return tuple(charts.Kind(kind.style, gettext(kind.words)) for kind in kinds)


def _series(series: list[Figures]) -> Markup:
    words = charts.SeriesWords(
        title=gettext("Children included, by kind of place, at each published day"),
        kinds=_named(PLACES),
        days=[figures.on.strftime("%m/%Y") for figures in series],
    )
    return Markup(charts.series(series, words))  # noqa: S704 - drawn by us, every word escaped


def _panel(found: Figures) -> Markup:
    count = format_number(found.panel.children)
    words = charts.PanelWords(
        title=gettext(
            "ASQ:SE of %(count)s children at entry and a year later, on %(day)s",
            count=count,
            day=format_date(found.on),
        ),
        moments=(gettext("At entry"), gettext("A year later")),
        kinds=_named(ZONES),
    )
    drawn = charts.panel(found.panel, words)
    return Markup(drawn)  # noqa: S704 - drawn by us, every word escaped


routes = [
    guarded("/cohort", show_cohort, policy=Policy(Knock.SIGNED_IN), name="cohort:figures"),
    guarded("/cohort.csv", download_cohort, policy=Policy(Knock.SIGNED_IN), name="cohort:file"),
]
