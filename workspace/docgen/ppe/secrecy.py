"""When the place of placement is secret: what names it is taken out before anything is composed."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from workspace.docgen.model import map_text
from workspace.docgen.ppe.model import CareTeamMember, Placement, PPESource, Sibling
from workspace.docgen.veil import pattern, ways_to_say, words


def without_place(source: PPESource, hidden: str) -> PPESource:
    """Return `source` with `hidden` wherever the place, its people or the school were named.

    Twice: the fields made to hold them, then every text where the same names come again
    (a title of document, an objective, a word of the parents). Drawings are left as they are.
    """
    searched = _pattern(source)
    emptied = _fields_hidden(source, hidden)
    cleaned = map_text(emptied, lambda text: searched.sub(hidden, text)) if searched else emptied
    return replace(cleaned, growth_figures=source.growth_figures)


def _fields_hidden(source: PPESource, hidden: str) -> PPESource:
    now = source.current_placement
    return replace(
        source,
        placements=tuple(_placement(placement, hidden) for placement in source.placements),
        current_placement=_placement(now, hidden) if now else None,
        school=hidden if source.school else "",
        siblings=tuple(_sibling(sibling, hidden) for sibling in source.siblings),
        care_team=tuple(_member(member, hidden) for member in source.care_team),
    )


def _placement(placement: Placement, hidden: str) -> Placement:
    return replace(placement, place=hidden)


def _sibling(sibling: Sibling, hidden: str) -> Sibling:
    # a brother or a sister may live at the same place
    return replace(sibling, lives_at=hidden if sibling.lives_at else "")


def _member(member: CareTeamMember, hidden: str) -> CareTeamMember:
    if not member.at_placement:
        return member
    return replace(member, name=hidden, organization=hidden if member.organization else "")


def _pattern(source: PPESource) -> re.Pattern[str] | None:
    return pattern(_secrets(source))


def _secrets(source: PPESource) -> Iterator[str]:
    now = source.current_placement
    yield from (placement.place for placement in (*source.placements, *((now,) if now else ())))
    yield from (sibling.lives_at for sibling in source.siblings)
    yield source.school
    for member in source.care_team:
        if member.at_placement:
            yield member.organization
            yield from ways_to_say(member.name, kept=_family_names(source))


def _family_names(source: PPESource) -> set[str]:
    """Return the words that a carer's name may share with the child's family: these stay."""
    names = chain(
        [source.child.name],
        (holder.name for holder in source.holders),
        (sibling.name for sibling in source.siblings),
        (person.name for person in source.important_people),
    )
    return {word for name in names for word in words(name)}
