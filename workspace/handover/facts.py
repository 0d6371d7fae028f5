"""The same story as figures and lists: JSON for machines, CSV for any spreadsheet."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from workspace import i18n
from workspace.handover.model import ContentId, File, Story
from workspace.handover.rules import PAYLOAD, Entry, keepsakes
from workspace.i18n import N_
from workspace.spreadsheets import Row, table

FACTS = f"{PAYLOAD}donnees/"
CONTENTS = f"{FACTS}contenus.csv"


def facts(story: Story, places: Mapping[ContentId, Entry]) -> Iterator[tuple[str, bytes]]:
    """Yield each file of facts: its path and its content."""
    yield f"{FACTS}histoire.json", as_json(story, places)
    for name, headings, rows in _tables(story):
        with i18n.use_language(story.language):
            content = table(map(i18n.gettext, headings), rows)
        yield f"{FACTS}{name}.csv", content


def as_json(story: Story, places: Mapping[ContentId, Entry]) -> bytes:
    """Write the whole tree; a file is told by its path in the archive."""

    def plain(value: object) -> object:
        if isinstance(value, File):
            return places[value.content].path
        if is_dataclass(value):
            return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
        if isinstance(value, tuple):
            return [plain(each) for each in value]
        return str(value) if isinstance(value, date | Decimal | UUID) else value

    return json.dumps(plain(story), ensure_ascii=False, indent=2).encode() + b"\n"


def _tables(story: Story) -> Iterator[tuple[str, Sequence[str], Iterable[Row]]]:
    yield (
        "souvenirs",
        (N_("Kind"), N_("Date"), N_("Story"), N_("Given by")),
        ((k.kind, k.happened, k.caption, k.contributed_by) for k in keepsakes(story)),
    )
    yield (
        "parcours",
        (N_("Place"), N_("Kind"), N_("From"), N_("Until"), N_("Reason")),
        ((p.place, p.kind, p.from_on, p.until_on, p.reason) for p in story.placements),
    )
    yield (
        "personnes",
        (N_("Name"), N_("Role"), N_("Period")),
        ((p.name, p.role, p.period) for p in story.people),
    )
    yield (
        "bilans",
        (N_("Date"), N_("Check-up"), N_("By"), N_("What was noted")),
        ((a.done_on, a.title, a.done_by, a.summary) for a in story.assessments),
    )
    yield (
        "croissance",
        (N_("Date"), N_("Height (cm)"), N_("Weight (kg)"), N_("Head (cm)")),
        ((g.measured_on, g.height_cm, g.weight_kg, g.head_cm) for g in story.growth),
    )
    for name, found in (
        ("sante", story.health),
        ("questionnaires", story.questionnaires),
        ("seances", story.sessions),
    ):
        if found is not None:
            yield name, found.headings, found.rows
    yield (
        "documents",
        (N_("Date"), N_("Title"), N_("By")),
        ((d.dated_on, d.title, d.author) for d in story.documents),
    )
    yield (
        "qui-a-ouvert",
        (N_("Date"), N_("Who"), N_("What")),
        ((r.day, r.who, r.what) for r in story.readings),
    )
