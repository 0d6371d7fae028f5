"""A leaf of the health book as a document: what it is, what it leaves out and why, then its parts. No I/O."""

from workspace.access.permissions import DataClass
from workspace.docgen.book.leaves import hides_place, parts_of
from workspace.docgen.book.model import LEAF_LABELS, BookSource, Leaf
from workspace.docgen.leaf import LEFT_OUT, Blocks, leaf, made_by
from workspace.docgen.model import Content, Notice, Words, text
from workspace.docgen.said import who
from workspace.i18n import N_, gettext

ALSO = {
    Leaf.IDENTITY: ((DataClass.SOCIAL, N_("Parental responsibility")),),
    Leaf.PERINATAL: ((DataClass.THIRD_PARTY, N_("Exposures before birth")),),
    Leaf.SCREENINGS: (
        (DataClass.THIRD_PARTY, N_("Risk of lead poisoning")),
        (DataClass.THIRD_PARTY, N_("Risk of tuberculosis")),
    ),
    Leaf.DEVELOPMENT: ((DataClass.PSYCHOLOGICAL, N_("Scales of development")),),
}
"""What a leaf holds of another class than somatic health: left out for whoever may not read it, and said to be."""


def compose(which: Leaf, source: BookSource, words: Words) -> Content:
    """Return one leaf, in the current language."""
    hides = hides_place(source)
    content = leaf(
        source.child.identity,
        title=gettext(LEAF_LABELS[which]),
        made=made_by(source.made_by, source.today),
        today=source.today,
        words=words,
        opening=_opening(which, source),
        parts=parts_of(which, source),
    )
    if not hides:
        return content
    return who.without_place(content, source.child, source.around, source.organization)


def _opening(which: Leaf, source: BookSource) -> Blocks:
    lines = [
        gettext(
            "A leaf to print or to copy by hand into the health book, from what the dossier holds on this day."
        )
    ]
    closed = [gettext(label) for kind, label in ALSO.get(which, ()) if not source.may_read(kind)]
    if closed:
        lines.append(
            gettext(
                "Not open to whoever made it, and left out: %(parts)s. This does not mean that there is nothing.",
                parts=", ".join(closed),
            )
        )
    if source.is_team_copy:
        lines.append(
            gettext("Copy for the team: it may name where the child lives. Do not hand it on.")
        )
    elif which is Leaf.IDENTITY:
        lines.append(gettext("Where the child lives is on the copy for the team alone."))
    if source.are_left_out:
        lines.append(gettext(LEFT_OUT))
    lines += who.place_words(hides=hides_place(source), reads=source.reads)
    return (Notice(gettext("Leaf of the health book"), text("\n".join(lines))),)
