"""From the fields of the page to a command, or Invalid naming every field."""

from collections.abc import Mapping
from uuid import UUID

from workspace.dossier.record.family.model import NewPerson, NewRestriction, NewSibling
from workspace.dossier.record.model import About, RelatedPersonId, RestrictionKind
from workspace.dossier.record.reading import Reader


def new_person(fields: Mapping[str, str]) -> NewPerson:
    """Read `name`, `relation`, `about`, and if given `parental_responsibility`, `mail`, `contact`, `words`."""
    read = Reader(fields)
    command = NewPerson(
        name=read.needed("name"),
        relation=read.needed("relation"),
        about=read.choice("about", About, About.THIRD),
        parental_responsibility=read.is_ticked("parental_responsibility"),
        contact=read.lines("contact"),
        words=read.lines("words"),
        mail=read.text("mail"),
    )
    read.refuse()
    return command


def new_restriction(fields: Mapping[str, str]) -> NewRestriction:
    """Read `person`, `kind`, `decided_by`, `begins_on`, and if known `ends_on`, `words`."""
    read = Reader(fields)
    command = NewRestriction(
        person=RelatedPersonId(read.choice("person", UUID, UUID(int=0))),
        kind=read.choice("kind", RestrictionKind, RestrictionKind.LIMITED),
        begins_on=read.day("begins_on"),
        decided_by=read.needed("decided_by"),
        ends_on=read.day_if_any("ends_on"),
        words=read.lines("words"),
    )
    read.refuse()
    return command


def new_sibling(fields: Mapping[str, str]) -> tuple[NewSibling, UUID | None]:
    """Read `name` or `other`, the dossier of a child of the circle, and if given `words`."""
    read = Reader(fields)
    other = read.choice_if_any("other", UUID)
    name = read.text("name") if other else read.needed("name")
    command = NewSibling(name=name, words=read.lines("words"))
    read.refuse()
    return command, other
