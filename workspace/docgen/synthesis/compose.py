"""An individual synthesis from its source: each part with its days and sources, what is left out said first. No I/O."""

from collections.abc import Callable
from typing import NamedTuple

from workspace.access.permissions import DataClass
from workspace.docgen.leaf import LEFT_OUT, Blocks, Part, bullets, leaf, made_by
from workspace.docgen.model import Content, Notice, Words, text
from workspace.docgen.said import care, course, growth, health, scales, who
from workspace.docgen.synthesis.model import SynthesisSource
from workspace.docgen.synthesis.rules import hides_place, open_questions
from workspace.i18n import N_, gettext

TITLE = N_("Individual synthesis")


class _Piece(NamedTuple):
    title: str
    """msgid"""
    data_class: DataClass
    fill: Callable[[SynthesisSource], Blocks]


def compose(source: SynthesisSource, words: Words) -> Content:
    """Return the synthesis, in the current language; a part whose class is closed to its maker is not in it."""
    hides = hides_place(source)
    content = leaf(
        source.child.identity,
        title=gettext(TITLE),
        made=made_by(source.made_by, source.today),
        today=source.today,
        words=words,
        opening=_opening(source, hides=hides),
        parts=[
            Part(title=gettext(piece.title), blocks=piece.fill(source))
            for piece in PIECES
            if source.may_read(piece.data_class)
        ],
    )
    if not hides:
        return content
    return who.without_place(content, source.child, source.around, source.organization)


def _opening(source: SynthesisSource, *, hides: bool) -> Blocks:
    """Say for whom the sheet is, what it leaves out because of who made it, and what it does not name."""
    closed = [gettext(piece.title) for piece in PIECES if not source.may_read(piece.data_class)]
    lines = []
    if source.is_team_copy:
        lines.append(
            gettext("Copy for the team: it may name where the child lives. Do not hand it on.")
        )
    if closed:
        lines.append(
            gettext(
                "Not open to whoever made it, and left out: %(parts)s. This does not mean that there is nothing.",
                parts=", ".join(closed),
            )
        )
    if source.are_left_out:
        lines.append(gettext(LEFT_OUT))
    lines += who.place_words(hides=hides, reads=source.reads)
    title = gettext("What this sheet holds")
    known = gettext(
        "What the dossier holds on this day; what nobody has written is said not to be known."
    )
    return (Notice(title, text("\n".join([known, *lines]))),)


def _identity(source: SynthesisSource) -> Blocks:
    return who.identity(
        source.child,
        source.ins,
        source.today,
        organization="" if hides_place(source) else source.organization,
        tells_birth=source.may_read(DataClass.SOMATIC),
    )


def _authority(source: SynthesisSource) -> Blocks:
    return who.authority(
        source.child,
        source.today,
        hides_place=hides_place(source),
        is_team_copy=source.is_team_copy,
    )


def _circle(source: SynthesisSource) -> Blocks:
    hides = hides_place(source)
    return who.circle(each for each in source.around if not (hides and each.lives_there))


def _assessments(source: SynthesisSource) -> Blocks:
    return course.assessments(source.schedule, source.names, source.today)


def _growth(source: SynthesisSource) -> Blocks:
    assert source.growth is not None, "its class is open"
    return growth.last_values(source.growth)


def _care(source: SynthesisSource) -> Blocks:
    told = care.needs(source.loops, source.names)
    return (*told, *care.budget(source.budget)) if source.budget else told


def _vaccinations(source: SynthesisSource) -> Blocks:
    assert source.health is not None, "its class is open"
    return health.vaccinations(source.health, source.today)


def _allergies(source: SynthesisSource) -> Blocks:
    assert source.health is not None, "its class is open"
    return health.allergies(source.health)


def _treatments(source: SynthesisSource) -> Blocks:
    assert source.health is not None, "its class is open"
    return health.treatments(source.health, source.today)


def _conditions(source: SynthesisSource) -> Blocks:
    assert source.health is not None, "its class is open"
    return health.conditions(source.health, source.today)


def _appointments(source: SynthesisSource) -> Blocks:
    return course.appointments(
        source.encounters,
        source.schedule,
        source.names,
        source.today,
        hides_place=hides_place(source),
    )


def _questions(source: SynthesisSource) -> Blocks:
    return bullets(
        open_questions(source), otherwise=gettext("None, of what whoever made it may read.")
    )


PIECES = (
    _Piece(N_("Identity"), DataClass.IDENTITY, _identity),
    _Piece(N_("Allergies"), DataClass.SOMATIC, _allergies),
    _Piece(N_("Treatments"), DataClass.SOMATIC, _treatments),
    _Piece(N_("Conditions and devices"), DataClass.SOMATIC, _conditions),
    _Piece(N_("Open questions"), DataClass.PRACTICAL, _questions),
    _Piece(N_("Parental authority, measure and place"), DataClass.SOCIAL, _authority),
    _Piece(N_("Who is around the child"), DataClass.IDENTITY, _circle),
    _Piece(N_("Assessments"), DataClass.PRACTICAL, _assessments),
    _Piece(
        N_("Last conclusions"),
        DataClass.SOMATIC,
        lambda source: course.conclusions(source.conclusions),
    ),
    _Piece(N_("Growth"), DataClass.SOMATIC, _growth),
    _Piece(
        N_("Scales of development"),
        DataClass.PSYCHOLOGICAL,
        lambda source: scales.classes(source.entries),
    ),
    _Piece(N_("Needs and care"), DataClass.PRACTICAL, _care),
    _Piece(N_("Vaccinations"), DataClass.SOMATIC, _vaccinations),
    _Piece(N_("Next appointments"), DataClass.PRACTICAL, _appointments),
)
"""In the order in which somebody who does not know the child reads: who, what is dangerous, what is open."""
