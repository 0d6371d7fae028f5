"""A projet pour l'enfant from its source: the whole outline, numbered, nothing ever left out."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from workspace.docgen.model import Content, Origin, Paragraph, Run, Section, map_text, text
from workspace.docgen.ppe import closing, course, cover, health, people, plan
from workspace.docgen.ppe.model import PPESource, PPEStatus
from workspace.docgen.ppe.parts import Blocks
from workspace.docgen.ppe.phrases import Phrases
from workspace.docgen.ppe.secrecy import without_place
from workspace.docgen.ppe.texts import Part, Texts, french
from workspace.docgen.rules import printable

Filler = Callable[[PPESource, Phrases], Blocks]

FILLERS: Mapping[str, Filler] = MappingProxyType(
    {
        "identity": people.identity,
        "holders": people.holders,
        "siblings": people.siblings,
        "people": people.important_people,
        "placement": people.placement,
        "care_team": people.care_team,
        "legal_frame": course.legal_frame,
        "path": course.path,
        "health.evaluation": health.evaluation,
        "health.actions": plan.health_actions,
        "family.actions": plan.family_actions,
        "schooling.actions": plan.schooling_actions,
        "plan": plan.consolidated,
        "usual_acts": closing.usual_acts,
        "distribution": closing.distribution,
        "signatures": closing.signatures,
        "annexes.health": closing.health_annex,
        "annexes.usual_acts": closing.usual_acts_annex,
        "annexes.assessments": health.calendar,
        "annexes.documents": course.documents,
    }
)
"""What the platform fills by itself, by key of section; the other sections are for people."""


def compose_ppe(source: PPESource, texts: Texts | None = None) -> Content:
    """Return the document of `source`: cover (section 0) and sections 1 to 14 of CASF L.223-1-1.

    Raises ValueError when `source.written` names a section that is not in the outline: a text
    that nobody would ever read must not vanish in silence.
    """
    say = Phrases(texts or french())
    _check_written(source, say.texts)
    source = map_text(source, printable)
    if source.restricted:
        source = without_place(source, say.say("restriction.hidden"))
    return Content(
        title=say.say("title"),
        subtitle=cover.subtitle(source, say),
        language=say.say("language"),
        words=say.texts.words,
        cover=cover.cover(source, say),
        dated_on=source.drafted_on,
        footer=cover.footer(source, say),
        opening=cover.opening(source, say),
        sections=_sections(say.texts.outline, source, say),
    )


def _check_written(source: PPESource, texts: Texts) -> None:
    outline = {key for part in texts.outline for key in part.keys}
    unknown = set(source.written) - outline
    if unknown:
        raise ValueError(f"no such section: {', '.join(sorted(unknown))}")


def _sections(
    parts: tuple[Part, ...], source: PPESource, say: Phrases, prefix: str = ""
) -> tuple[Section, ...]:
    return tuple(
        _section(part, f"{prefix}{rank}", source, say) for rank, part in enumerate(parts, start=1)
    )


def _section(part: Part, number: str, source: PPESource, say: Phrases) -> Section:
    section = Section(
        number=number,
        title=part.title,
        origin=part.origin,
        blocks=(*_filled(part, source, say), *_written(part, source)),
        sections=_sections(part.parts, source, say, f"{number}."),
    )
    return _marked_as_draft(section, source, say)


def _filled(part: Part, source: PPESource, say: Phrases) -> Blocks:
    fill = FILLERS.get(part.key)
    return fill(source, say) if fill else ()


def _written(part: Part, source: PPESource) -> Blocks:
    """Return what was written for this section, word for word, a paragraph for each."""
    paragraphs = source.written.get(part.key, "").split("\n\n")
    return tuple(Paragraph(text(words.strip("\n"))) for words in paragraphs if words.strip())


def _marked_as_draft(section: Section, source: PPESource, say: Phrases) -> Section:
    if section.origin is not Origin.DRAFTED or source.status is not PPEStatus.DRAFT:
        return section
    if not section.blocks:
        return section
    note = Paragraph((Run(say.say("drafted.note"), emphasis=True),))
    return replace(section, blocks=(note, *section.blocks))
