"""Section 5.1 and the calendar of assessments: conclusions useful for action, no clinical notes."""

from itertools import chain

from workspace.docgen.model import Column, Figure, Table
from workspace.docgen.ppe.model import GrowthPoint, PPESource
from workspace.docgen.ppe.parts import Blocks, cell, column, facts, table
from workspace.docgen.ppe.phrases import Phrases


def evaluation(source: PPESource, say: Phrases) -> Blocks:
    return (
        *_last_assessment(source, say),
        *_growth(source, say),
        *_scales(source, say),
        *_sessions(source, say),
    )


def _last_assessment(source: PPESource, say: Phrases) -> Blocks:
    dated = [(done.done_on, done) for done in source.assessments_done if done.done_on]
    if not dated:
        return ()
    day, last = max(dated, key=lambda pair: pair[0])
    told = f"{last.label}, {say.day(day)}"
    return facts([("last_assessment", told), ("done_by", last.by)], say)


def _growth(source: PPESource, say: Phrases) -> Blocks:
    """Return the curves, then the table of figures once for all of them."""
    curves = tuple(
        Figure(curve.svg.encode(), curve.alt, curve.caption) for curve in source.growth_figures
    )
    return (*curves, *((_figures(source, say),) if source.growth else ()))


def _figures(source: PPESource, say: Phrases) -> Table:
    measured = ("weight", "height", "head")
    columns = chain.from_iterable(
        (column(name, 1.5, say, numeric=True), Column(say.label("z"), 1.0, numeric=True))
        for name in measured
    )
    return Table(
        (column("measured_on", 1.6, say), column("age", 2.2, say), *columns),
        tuple(
            tuple(cell(value, say) for value in _row(point, source, say)) for point in source.growth
        ),
        say.say("captions.growth"),
    )


def _row(point: GrowthPoint, source: PPESource, say: Phrases) -> tuple[str, ...]:
    return (
        say.short_day(point.measured_on),
        say.age(source.child.birth_date, point.measured_on),
        say.measure("kilograms", point.weight, 2),
        say.z(point.weight_z),
        say.measure("centimetres", point.height),
        say.z(point.height_z),
        say.measure("centimetres", point.head),
        say.z(point.head_z),
    )


def _scales(source: PPESource, say: Phrases) -> Blocks:
    rows = [
        (
            " ".join(part for part in (scale.tool, scale.interval) if part),
            say.short_day(scale.scored_on),
            scale.domain,
            scale.total,
            scale.class_label,
        )
        for scale in source.scales
    ]
    columns = [("tool", 3), ("measured_on", 2), ("domain", 4), ("total", 2), ("class", 3)]
    return table(columns, rows, say, "scales")


def _sessions(source: PPESource, say: Phrases) -> Blocks:
    rows = [
        (
            kind.kind,
            str(kind.count),
            "" if kind.ceiling is None else str(kind.ceiling),
            kind.payer,
        )
        for kind in source.sessions
    ]
    columns = [("session", 3), ("count", 2), ("ceiling", 2), ("payer", 4)]
    return table(columns, rows, say, "sessions")


def calendar(source: PPESource, say: Phrases) -> Blocks:
    done = [(a.label, say.day(a.done_on), a.by) for a in source.assessments_done]
    coming = [(a.label, say.span(a.opens_on, a.closes_on)) for a in source.assessments_coming]
    return (
        *table([("assessment", 4), ("done_on", 2), ("done_by", 3)], done, say, "assessments"),
        *table([("assessment", 4), ("window", 5)], coming, say, "coming"),
    )
