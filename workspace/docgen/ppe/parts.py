"""Pieces the sections are made of: the unknown is said, and a block of nothing is no block."""

from collections.abc import Sequence

from workspace.docgen.model import Block, Column, Fact, Facts, Run, Table, Text, text
from workspace.docgen.ppe.phrases import Phrases

Blocks = tuple[Block, ...]


def known(value: str, say: Phrases) -> Text:
    """Return `value`, or the words that it is not known yet."""
    return text(value) or (Run(say.say("words.empty"), emphasis=True),)


def fact(name: str, value: str, say: Phrases) -> Fact:
    return Fact(say.label(name), known(value, say))


def facts(pairs: Sequence[tuple[str, str]], say: Phrases) -> Blocks:
    """Return label and value pairs; nothing when not one value is known."""
    if not any(value for _, value in pairs):
        return ()
    return (Facts(tuple(fact(name, value, say) for name, value in pairs)),)


def cell(value: str, say: Phrases) -> Text:
    return text(value or say.label("none"))


def column(name: str, share: float, say: Phrases, *, numeric: bool = False) -> Column:
    return Column(say.label(name), share, numeric)


def table(
    columns: Sequence[tuple[str, float]],
    rows: Sequence[Sequence[str]],
    say: Phrases,
    caption: str = "",
) -> Blocks:
    """Return a table; nothing without a row. Columns: name of the label, share of the width."""
    if not rows:
        return ()
    return (
        Table(
            tuple(column(name, share, say) for name, share in columns),
            tuple(tuple(cell(value, say) for value in row) for row in rows),
            say.say(f"captions.{caption}") if caption else "",
        ),
    )
