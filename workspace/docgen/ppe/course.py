"""Sections 2, 3 and the list of documents: the decisions, the places, the papers."""

from workspace.docgen.ppe.model import PPESource, ProtectionMeasure
from workspace.docgen.ppe.parts import Blocks, facts, table
from workspace.docgen.ppe.phrases import Phrases


def legal_frame(source: PPESource, say: Phrases) -> Blocks:
    return tuple(block for measure in source.measures for block in _measure(measure, say))


def _measure(measure: ProtectionMeasure, say: Phrases) -> Blocks:
    return facts(
        [
            ("measure", measure.kind),
            ("authority", measure.authority),
            ("decided_on", say.day(measure.decided_on)),
            ("starts_on", say.day(measure.starts_on)),
            ("ends_on", say.day(measure.ends_on)),
            ("objectives", measure.objectives),
            ("contact_rights", measure.contact_rights),
            ("next_hearing_on", say.day(measure.next_hearing_on)),
        ],
        say,
    )


def path(source: PPESource, say: Phrases) -> Blocks:
    rows = [
        (
            say.short_day(placement.starts_on),
            say.short_day(placement.ends_on) or say.label("today"),
            placement.kind,
            placement.place,
        )
        for placement in source.placements
    ]
    columns = [("from", 2), ("to", 2), ("kind", 3), ("place", 4)]
    return table(columns, rows, say)


def documents(source: PPESource, say: Phrases) -> Blocks:
    rows = [(paper.title, say.short_day(paper.dated_on)) for paper in source.documents]
    return table([("document", 5), ("dated_on", 1)], rows, say)
