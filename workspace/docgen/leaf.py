"""A sheet about one child: its head, its foot, and the few shapes that what it says takes. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from workspace.docgen.model import (
    Block,
    BulletList,
    Column,
    Content,
    Cover,
    Fact,
    Facts,
    Origin,
    Paragraph,
    Section,
    Table,
    Words,
    text,
)
from workspace.dossier.record.model import Identity
from workspace.i18n import N_, format_date, gettext

EXTRACT = N_("Computed extract: it does not replace the health book")
NOT_KNOWN = N_("Not known")
LEFT_OUT = N_(
    "What was written in a form that is not there any more is left out. Tell whoever runs Grenier."
)
NOTHING = "\N{EN DASH}"

Blocks = tuple[Block, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    title: str
    blocks: Blocks


def leaf(
    identity: Identity,
    *,
    title: str,
    made: str,
    today: date,
    words: Words,
    parts: Sequence[Part],
    opening: Blocks = (),
) -> Content:
    """Return a sheet, in the current language; `made`: which version, or by whom, beside its title in the foot."""
    day = format_date(identity.birth_date)
    born = (
        gettext("born about %(day)s, an estimate", day=day)
        if identity.is_estimated
        else gettext("born on %(day)s", day=day)
    )
    return Content(
        title=title,
        subtitle=f"{identity.name}, {born}" if identity.name else born,
        language="fr-FR",
        words=words,
        cover=Cover(subject=identity.name),
        dated_on=today,
        footer=(f"{title} {NOTHING} {made}", gettext(EXTRACT)),
        opening=opening,
        sections=tuple(
            Section(number=str(rank), title=part.title, origin=Origin.AUTOMATIC, blocks=part.blocks)
            for rank, part in enumerate(parts, start=1)
        ),
        is_sheet=True,
    )


def made_by(who: str, on: date) -> str:
    """Return who made a sheet and when, for its foot."""
    return gettext("made on %(day)s by %(who)s", day=format_date(on), who=who)


def facts(rows: Iterable[tuple[str, str]]) -> Facts:
    """Return labels and values; a value nobody gave is said to be not known."""
    return Facts(
        tuple(Fact(label, text(value.strip() or gettext(NOT_KNOWN))) for label, value in rows)
    )


def table(
    columns: Sequence[tuple[str, float]], rows: Iterable[Sequence[str]], *, otherwise: str
) -> Blocks:
    """Return a table of titles and shares; without a row, what is said instead of it."""
    lines = tuple(tuple(text(cell or NOTHING) for cell in row) for row in rows)
    if not lines:
        return (paragraph(otherwise),)
    return (Table(tuple(Column(title, share) for title, share in columns), lines),)


def bullets(lines: Iterable[str], *, otherwise: str) -> Blocks:
    said = tuple(text(line) for line in lines)
    return (BulletList(said),) if said else (paragraph(otherwise),)


def paragraph(words: str) -> Paragraph:
    return Paragraph(text(words))


def named(what: str, said: str) -> str:
    """Return something and what is said of it: "Speech therapy: waiting for an answer"."""
    return gettext("%(what)s: %(said)s", what=what, said=said)


def called(name: str, phone: str) -> str:
    """Return somebody and the number they are called at, where the directory knows one."""
    return gettext("%(name)s, %(phone)s", name=name, phone=phone) if phone.strip() else name


def joined(*parts: str, by: str = ", ") -> str:
    """Return the parts that are said, one after the other."""
    return by.join(part for part in parts if part)
