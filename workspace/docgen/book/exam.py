"""The page of one examination: what is somatic of one assessment, provisional until it is signed. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workspace.access.permissions import DataClass
from workspace.docgen.leaf import Blocks, Part, facts, joined, leaf, made_by, paragraph
from workspace.docgen.model import Content, Notice, Words, text
from workspace.docgen.said import answers, who
from workspace.docgen.said import growth as growth_words
from workspace.docgen.said.who import Around, age
from workspace.dossier.assessment import wording
from workspace.dossier.assessment.model import Version
from workspace.dossier.assessment.view import AssessmentView, PartView
from workspace.dossier.growth.reading import Growth
from workspace.dossier.record.model import Child
from workspace.i18n import format_date, gettext, mid_sentence
from workspace.ids import AccountId

ON_THE_PAGE = ("measures", "examination", "daily", "prevention", "psychomotor", "conclusion")
"""The book goes wherever the child goes: what is restricted or psychological of an assessment stays in the dossier."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ExamSource:
    child: Child
    today: date
    made_by: str
    view: AssessmentView
    names: Mapping[AccountId, str]
    growth: Growth
    reads: frozenset[DataClass]
    around: Sequence[Around] = ()
    organization: str = ""


def shown(view: AssessmentView) -> list[tuple[PartView, Version]]:
    """Return the parts of the page that are closed, as they were signed where they are."""
    found = []
    for code in ON_THE_PAGE:
        each = next((each for each in view.parts if each.part.code == code), None)
        version = (each.signed or (each.version if each.is_closed else None)) if each else None
        if each is not None and version is not None:
            found.append((each, version))
    return found


def is_ready(view: AssessmentView) -> bool:
    """Tell whether there is something to print: one part of the page is closed."""
    return bool(shown(view))


def compose(source: ExamSource, words: Words) -> Content:
    """Return the page, in the current language."""
    content = leaf(
        source.child.identity,
        title=wording.title(source.view),
        made=made_by(source.made_by, source.today),
        today=source.today,
        words=words,
        opening=_opening(source),
        parts=[
            Part(title=gettext("The examination"), blocks=_head(source)),
            *(
                Part(title=gettext(each.part.label), blocks=_part(each, version, source))
                for each, version in shown(source.view)
            ),
        ],
    )
    if not _hides_place(source):
        return content
    return who.without_place(content, source.child, source.around, source.organization)


def _hides_place(source: ExamSource) -> bool:
    return who.hides_place(source.child, source.today, reads=source.reads, is_team_copy=False)


def _opening(source: ExamSource) -> Blocks:
    lines = [
        gettext(
            "Skin and injuries, behaviour and the part of the psychologist stay in the dossier; "
            "scales are on the leaf of development."
        )
    ]
    lines += who.place_words(hides=_hides_place(source), reads=source.reads)
    if source.view.signature is None:
        lines.insert(0, gettext("This assessment is not signed: nothing here is final."))
        left = [mid_sentence(gettext(part.label)) for part in source.view.left]
        if left:
            lines.insert(1, gettext("Not closed yet: %(parts)s.", parts=", ".join(left)))
        return (Notice(gettext("PROVISIONAL"), text("\n".join(lines))),)
    return (Notice(gettext("Leaf of the health book"), text("\n".join(lines))),)


def _head(source: ExamSource) -> Blocks:
    view = source.view
    signed = view.signature
    seen_on = view.done_on or max((each.seen_on for _, each in shown(view)), default=None)
    physician = source.names.get(signed.signed_by, "") if signed else ""
    return (
        facts(
            [
                (gettext("Seen on"), format_date(seen_on) if seen_on else ""),
                (gettext("Age"), age(source.child, seen_on, tells_birth=True) if seen_on else ""),
                (
                    gettext("Physician"),
                    joined(
                        physician,
                        gettext("signed on %(day)s", day=format_date(signed.signed_at)),
                    )
                    if signed
                    else gettext("not signed yet"),
                ),
                (
                    gettext("RPPS number"),
                    gettext("to be written by hand"),
                ),
            ]
        ),
    )


def _part(each: PartView, version: Version, source: ExamSource) -> Blocks:
    rows = list(answers.every(each.part, version.answers))
    left = wording.left(each.part, version.answers, source.view.months)
    if left:
        rows.append((gettext("Not filled in"), left))
    placed = (
        growth_words.of_day(source.growth, version.seen_on) if each.part.code == "measures" else ()
    )
    seen = joined(
        gettext("Seen on %(day)s", day=format_date(version.seen_on)),
        source.names.get(version.author, ""),
    )
    added = [
        paragraph(
            joined(
                gettext("Added on %(day)s", day=format_date(one.recorded_at)),
                source.names.get(one.author, ""),
                one.text,
                by="\n",
            )
        )
        for one in source.view.addenda
        if one.part == each.part.code
    ]
    told_rows: Blocks = (facts(rows),) if rows else (paragraph(gettext("Nothing was written.")),)
    return (paragraph(seen), *told_rows, *placed, *added)
