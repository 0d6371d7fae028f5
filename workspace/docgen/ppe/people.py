"""Section 1: the child, and those around."""

from workspace.docgen.ppe.model import PPESource
from workspace.docgen.ppe.parts import Blocks, facts, table
from workspace.docgen.ppe.phrases import Phrases


def identity(source: PPESource, say: Phrases) -> Blocks:
    child = source.child
    age = say.age(child.birth_date, source.drafted_on)
    born = " \u2013 ".join(part for part in (say.day(child.birth_date), age) if part)
    return facts(
        [
            ("given_name", child.given_name),
            ("family_name", child.family_name),
            ("birth_date", born),
            ("sex", child.sex),
            ("interpreter", source.interpreter),
        ],
        say,
    )


def holders(source: PPESource, say: Phrases) -> Blocks:
    return table(
        [("name", 3), ("relation", 2), ("restriction", 4), ("decided_on", 2)],
        [(h.name, h.relation, h.restriction, say.short_day(h.decided_on)) for h in source.holders],
        say,
    )


def siblings(source: PPESource, say: Phrases) -> Blocks:
    return table(
        [("name", 3), ("born_on", 2), ("lives_at", 4)],
        [(s.name, say.short_day(s.birth_date), s.lives_at) for s in source.siblings],
        say,
    )


def important_people(source: PPESource, say: Phrases) -> Blocks:
    people = [(person.name, person.relation) for person in source.important_people]
    if source.person_of_trust:
        people.append((source.person_of_trust, say.label("person_of_trust")))
    return table([("name", 1), ("relation", 1)], people, say)


def placement(source: PPESource, say: Phrases) -> Blocks:
    now = source.current_placement
    return facts(
        [
            ("current_placement", now.kind if now else ""),
            ("place", now.place if now else ""),
            ("since", say.day(now.starts_on) if now else ""),
            ("school", source.school),
        ],
        say,
    )


def care_team(source: PPESource, say: Phrases) -> Blocks:
    named = facts(
        [
            ("key_worker", source.key_worker),
            ("coordinator", source.coordinator),
            ("physician", source.attending_physician),
        ],
        say,
    )
    team = [(member.name, member.role, member.organization) for member in source.care_team]
    return (*named, *table([("name", 3), ("role", 3), ("organization", 4)], team, say))
