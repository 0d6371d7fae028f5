"""Scales as a sheet says them: classes and days, never an item nor an answer. No I/O."""

from collections import defaultdict
from collections.abc import Iterable

from workspace.docgen.leaf import Blocks, named, paragraph, table
from workspace.dossier.scales.entries import RESPONDENT_LABELS, Entry
from workspace.dossier.scales.wording import domain, questionnaire, result
from workspace.i18n import format_date, gettext, mid_sentence

LAST_OF_EACH = 3


def classes(entries: Iterable[Entry], *, last: int | None = LAST_OF_EACH) -> Blocks:
    """Return the classes of the last questionnaires of each tool, the latest first; None: of all of them."""
    by_tool: dict[str, list[Entry]] = defaultdict(list)
    for each in entries:
        by_tool[each.tool].append(each)
    shown = [
        each
        for found in by_tool.values()
        for each in sorted(found, key=lambda each: each.answered_on, reverse=True)[:last]
    ]
    blocks = table(
        [
            (gettext("Questionnaire"), 3),
            (gettext("Day"), 2),
            (gettext("By"), 2),
            (gettext("Classes"), 5),
        ],
        [
            (
                questionnaire(each.tool, each.months),
                format_date(each.answered_on),
                informant(each),
                _classes(each),
            )
            for each in shown
        ],
        otherwise=gettext("No scale was read yet."),
    )
    if not shown:
        return blocks
    return (*blocks, paragraph(gettext("A zone of a screening scale is never a diagnosis.")))


def informant(entry: Entry) -> str:
    if entry.informant is None:
        return ""
    return gettext(RESPONDENT_LABELS[entry.informant.respondent])


def _classes(entry: Entry) -> str:
    return "\n".join(
        named(
            domain(entry.tool, found.domain), mid_sentence(result(entry.tool, entry.months, found))
        )
        for found in entry.results
    )
