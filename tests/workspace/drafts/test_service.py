"""Drafts against the database: nobody else's, never lost, gone once sent."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People, Person
from tests.workspace.messaging.talk import left_the_circle
from workspace.clock import FixedClock
from workspace.database import sql, transaction
from workspace.drafts import rules, service
from workspace.drafts.model import Draft, DraftId, NewDraft, Saved
from workspace.errors import Invalid

FORM = f"session:/children/{LOU}/care"
ENROL = "enrol:/children"


def typed(words: str, *, form: str = FORM) -> NewDraft:
    return NewDraft(id=DraftId(uuid4()), form=form, revision=0, typed={"note": (words,)})


async def saved(person: Person, new: NewDraft, *, clock: FixedClock, vault: Vault) -> Saved:
    with person.here() as actor:
        return await service.save(actor, new, clock=clock, vault=vault)


async def found(person: Person, vault: Vault, form: str = FORM) -> tuple[Draft, ...]:
    with person.here() as actor:
        return await service.drafts(actor, form, vault=vault)


def words(drafts: tuple[Draft, ...]) -> list[str]:
    return [draft.typed["note"][0] for draft in drafts]


@pytest.mark.parametrize("form", [FORM, ENROL])
async def test_what_is_typed_comes_back_and_is_saved_over(
    people: People, clock: FixedClock, vault: Vault, form: str
) -> None:
    new = typed("She cro", form=form)
    first = await saved(people.malik, new, clock=clock, vault=vault)
    assert (first.id, first.revision) == (new.id, 1)
    again = replace(new, revision=1, typed={"note": ("She crossed alone.",)})
    second = await saved(people.malik, again, clock=clock, vault=vault)
    assert (second.id, second.revision) == (new.id, 2)
    assert words(await found(people.malik, vault, form)) == ["She crossed alone."]


async def test_two_tabs_that_began_from_the_same_version_make_two(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    new = typed("Begun.")
    last = await saved(people.malik, new, clock=clock, vault=vault)
    for said in ("In one tab.", "In the other."):
        clock.moment += timedelta(seconds=2)
        last = await saved(
            people.malik,
            replace(new, revision=1, typed={"note": (said,)}),
            clock=clock,
            vault=vault,
        )
    assert last.id != new.id
    assert words(await found(people.malik, vault)) == ["In the other.", "In one tab."]


async def test_a_first_save_repeated_with_other_words_keeps_both(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    new = typed("Once.")
    await saved(people.malik, new, clock=clock, vault=vault)
    twice = replace(new, typed={"note": ("Twice.",)})
    assert (await saved(people.malik, twice, clock=clock, vault=vault)).id != new.id
    assert set(words(await found(people.malik, vault))) == {"Once.", "Twice."}


async def test_a_draft_is_nobody_elses(
    people: People, clock: FixedClock, vault: Vault, database: Database
) -> None:
    mine = await saved(people.malik, typed("Mine."), clock=clock, vault=vault)
    assert await found(people.nour, vault) == ()
    with people.nour.here() as nour:
        async with transaction():
            assert await sql("select id from form_draft") == []
        await service.discard(nour, [mine.id])
    assert words(await found(people.malik, vault)) == ["Mine."]
    owner = await asyncpg.connect(database.url("grenier_owner"))
    await owner.execute("alter policy form_draft_select on form_draft using (true)")
    await owner.close()
    with people.nour.here():  # the negative control
        async with transaction():
            assert len(await sql("select id from form_draft")) == 1


async def test_the_words_are_nowhere_in_clear(
    people: People, clock: FixedClock, vault: Vault, database: Database
) -> None:
    for form in (FORM, ENROL):
        await saved(people.malik, typed("A secret rabbit.", form=form), clock=clock, vault=vault)
    owner = await asyncpg.connect(database.url("grenier_owner"))
    rows = await owner.fetch("select form_draft::text as text, encrypted_typed from form_draft")
    await owner.close()
    assert len(rows) == 2
    for row in rows:
        assert "rabbit" not in row["text"]
        assert b"rabbit" not in row["encrypted_typed"]


async def test_a_stranger_keeps_nothing_in_a_dossier(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await saved(people.stranger, typed("Hello."), clock=clock, vault=vault)


async def test_whoever_left_the_circle_has_no_draft_there(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    await saved(people.odile, typed("A night."), clock=clock, vault=vault)
    await left_the_circle(people, "odile")
    assert await found(people.odile, vault) == ()


async def test_what_was_sent_is_let_go_and_the_other_version_stays(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    sent = await saved(people.malik, typed("Sent."), clock=clock, vault=vault)
    await saved(people.malik, typed("Still here."), clock=clock, vault=vault)
    with people.malik.here() as malik:
        await service.discard(malik, [sent.id])
    assert words(await found(people.malik, vault)) == ["Still here."]


async def test_versions_are_not_kept_for_ever(
    people: People, clock: FixedClock, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_VERSIONS", 2)
    for number in range(3):
        clock.moment += timedelta(minutes=1)
        await saved(people.malik, typed(str(number)), clock=clock, vault=vault)
    assert words(await found(people.malik, vault)) == ["2", "1"]
    clock.moment += rules.KEPT + timedelta(days=1)
    await saved(people.malik, typed("x", form=ENROL), clock=clock, vault=vault)
    assert await found(people.malik, vault) == ()


async def test_what_is_no_form_is_refused(people: People, clock: FixedClock, vault: Vault) -> None:
    with pytest.raises(Invalid):
        await saved(people.malik, typed("x", form="x"), clock=clock, vault=vault)
