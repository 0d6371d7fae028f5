"""Figures as they are read: lines with their definitions, the drawings with their tables, the file."""

from collections.abc import Iterator, Sequence
from datetime import date

from markupsafe import Markup

from workspace.cohort import charts, rules
from workspace.cohort.model import Published
from workspace.dossier.protocol.wording import FEW
from workspace.i18n import N_, format_date, format_number, gettext
from workspace.spreadsheets import table

PLACES = (
    charts.Kind("bar-nursery", N_("Residential nursery")),
    charts.Kind("bar-foster", N_("Foster family")),
    charts.Kind("bar-home", N_("Home")),
    charts.Kind("bar-other", N_("Another place")),
)
TOGETHER = charts.Kind("bar-together", N_("not shown apart"))
ZONES = (
    charts.Kind("curve-refer", N_("in difficulty")),
    charts.Kind("curve-watch", N_("to watch")),
    charts.Kind("curve-reassuring", N_("reassuring")),
)
PANEL_KEYS = ("asq_se_panel", "asq_se_entree_pct", "asq_se_un_an_pct")
COLUMNS = (N_("Figure"), N_("Day"), N_("Count"), N_("What it counts"))
Row = tuple[str, ...]


def context(series: Sequence[Published], found: Published) -> dict[str, object]:
    """Return what `cohort/figures.html` shows: the figures of a day, after those of the published days."""
    return {
        "on": found.on,
        "lines": [(words, cell(value), said) for words, value, said in _counts(found)],
        "places": _legend(series),
        "series": _series_rows(series),
        "series_columns": _series_columns(),
        "series_svg": _series(series),
        "zones": _named(ZONES),
        "panel": found.panel,
        "panel_count": cell(found.panel.children),
        "panel_rows": _panel_rows(found),
        "panel_svg": _panel(found),
        "panel_definitions": [rules.DEFINITIONS[key] for key in PANEL_KEYS],
    }


def cell(value: int | None) -> str:
    """Return a count as it is written; one that is held back says no more than the rule that holds it."""
    return gettext("not shown") if value is None else format_number(value)


def file(series: Sequence[Published], found: Published) -> bytes:
    """Return the figures of a day, then of each published day, then the panel, one a line."""
    rows = [
        (gettext(words), figures.on, cell(value) if value is None else value, gettext(said))
        for figures in (found, *series)
        for words, value, said in _counts(figures)
    ]
    return table(map(gettext, COLUMNS), [*rows, *_shares(found)])


def held_back() -> str:
    """Return why a count may be missing."""
    return gettext(
        "A count of fewer than %(limit)s children, zero too, is not shown, nor are the others it could be worked out "
        "from; who entered and who is followed still are, as the programme publishes them.",
        limit=FEW,
    )


def _shares(found: Published) -> Iterator[tuple[str, date, int | str, str]]:
    """Return the panel: how many children, and the share of each zone at both moments, in per cent."""
    panel = found.panel
    children, entry, later = (gettext(rules.DEFINITIONS[key]) for key in PANEL_KEYS)
    count = cell(None) if panel.children is None else panel.children
    yield gettext("Children of the panel"), found.on, count, children
    for moment, shares, said in (
        (gettext("At entry"), panel.at_entry, entry),
        (gettext("A year later"), panel.after_one_year, later),
    ):
        if shares is not None:
            for kind, share in zip(ZONES, shares.in_order, strict=True):
                value = cell(None) if share is None else share
                yield f"{moment}, {gettext(kind.words)} (%)", found.on, value, said


def _counts(found: Published) -> list[tuple[str, int | None, str]]:
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


def _series_columns() -> Row:
    places = (kind.words for kind in _named(PLACES))
    return gettext("Day"), gettext("Included"), *places, gettext("No longer followed")


def _series_rows(series: Sequence[Published]) -> list[Row]:
    return [
        (
            format_date(figures.on),
            cell(figures.included),
            *map(cell, charts.parts(figures)),
            cell(figures.no_longer_followed),
        )
        for figures in series
    ]


def _legend(series: Sequence[Published]) -> tuple[charts.Kind, ...]:
    hidden = any(None in charts.parts(figures) for figures in series)
    return _named((*PLACES, TOGETHER) if hidden else PLACES)


def _named(kinds: tuple[charts.Kind, ...]) -> tuple[charts.Kind, ...]:
    return tuple(charts.Kind(kind.style, gettext(kind.words)) for kind in kinds)


def _series(series: Sequence[Published]) -> Markup:
    words = charts.SeriesWords(
        title=gettext("Children included, by kind of place, at each published day"),
        kinds=_named(PLACES),
        days=[figures.on.strftime("%m/%Y") for figures in series],
        together=_named((TOGETHER,))[0],
        held_back=gettext("few"),
    )
    return Markup(charts.series(series, words))  # noqa: S704 - drawn by us, every word escaped


def _panel_rows(found: Published) -> list[Row]:
    return [
        (moment, *(cell(None) if share is None else f"{share} %" for share in shares.in_order))
        for moment, shares in (
            (gettext("At entry"), found.panel.at_entry),
            (gettext("A year later"), found.panel.after_one_year),
        )
        if shares is not None
    ]


def _panel(found: Published) -> Markup:
    words = charts.PanelWords(
        title=gettext(
            "ASQ:SE of %(count)s children at entry and a year later, on %(day)s",
            count=cell(found.panel.children),
            day=format_date(found.on),
        ),
        moments=(gettext("At entry"), gettext("A year later")),
        kinds=_named(ZONES),
    )
    drawn = charts.panel(found.panel, words)
    return Markup(drawn)  # noqa: S704 - drawn by us, every word escaped
