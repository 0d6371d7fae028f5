"""A box filled, looked into, and handed over, against a real database and real pictures."""

import asyncio
from collections.abc import AsyncIterable
from datetime import date
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from PIL import Image

from storage.errors import StorageUnavailable
from storage.objects import MemoryObjectStore
from storage.vault import Vault
from tests.people import LOU, People, Person
from tests.workspace.dossier.traces import recorded
from tests.workspace.grown import BORN as CAMILLE_BORN
from tests.workspace.grown import CAMILLE
from tests.workspace.memorybox import pictures
from tests.workspace.memorybox.giving import (
    BORN,
    captions,
    content,
    give,
    look,
    release,
    story,
    withdraw,
)
from workspace.access.permissions import Permission
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import FixedClock
from workspace.database import sql, transaction
from workspace.errors import Conflict, Forbidden, Invalid, NotFound
from workspace.memorybox import queries, service
from workspace.memorybox.imaging import Darkroom
from workspace.memorybox.model import Copy, KeepsakeId

JPEG = "image/jpeg"


async def states(person: Person) -> dict[str, int]:
    """Return how many stored objects there are in each state, as the circle sees them."""
    with person.here():
        async with transaction():
            rows = await sql(
                "select state, count(*)::int as n from stored_object group by state order by state"
            )
    return {row["state"]: row["n"] for row in rows}


# ── Giving and looking ───────────────────────────────────────────────────────────────────────────


async def test_a_photograph_is_shown_without_its_place_and_kept_as_it_was_given(
    people: People, darkroom: Darkroom, vault: Vault, clock: FixedClock
) -> None:
    given = pictures.jpeg()
    assert pictures.CANARY.encode() in given

    keepsake = await give(
        people.odile, story(content_type=JPEG), given, darkroom=darkroom, vault=vault, clock=clock
    )

    assert (keepsake.width, keepsake.height) == (120, 80)
    for copy in (Copy.DISPLAY, Copy.THUMBNAIL):
        kind, shown = await content(people.odile, keepsake.id, copy, vault=vault)
        assert kind == JPEG
        assert pictures.CANARY.encode() not in shown
        assert not Image.open(BytesIO(shown)).getexif()
        assert pictures.colours_of(shown) == ("red", "green", "blue", "yellow")
    assert (JPEG, given) == await content(people.odile, keepsake.id, Copy.ORIGINAL, vault=vault)
    assert {"kept": 3} == await states(people.odile)


async def test_nothing_of_a_box_stands_in_clear(
    people: People, darkroom: Darkroom, vault: Vault, clock: FixedClock
) -> None:
    """Neither the caption in the database, nor the picture or its camera in the store."""
    assert isinstance(vault._objects, MemoryObjectStore)
    await give(
        people.odile,
        story("Pilou", content_type=JPEG),
        pictures.jpeg(),
        darkroom=darkroom,
        vault=vault,
        clock=clock,
    )
    with people.odile.here():
        async with transaction():
            rows = await sql("select keepsake::text as whole from keepsake")
    assert b"Pilou".hex() not in rows[0]["whole"]
    assert "Pilou" not in rows[0]["whole"]
    stored = b"".join(content for content, _ in vault._objects.objects.values())
    assert len(stored) > len(pictures.jpeg())
    for clear in (pictures.CANARY.encode(), b"\xff\xd8\xff"):
        assert clear not in stored


async def test_the_box_is_told_by_age_with_the_names_of_the_givers(
    people: People, darkroom: Darkroom, vault: Vault, clock: FixedClock
) -> None:
    for person, caption, happened in (
        (people.nour, "First steps", "2022-06"),
        (people.odile, "The sea", "2023-07-14"),
        (people.nour, "Before", "2021-03"),
        (people.odile, "Crawls", "2021-12"),
        (people.yann, "A train", "2023-07-02"),
    ):
        await give(
            person,
            story(caption, happened=happened),
            darkroom=darkroom,
            vault=vault,
            clock=clock,
        )

    box = await look(people.nour, vault=vault)

    assert [None, 0, 1, 2] == [chapter.age for chapter in box.chapters]
    assert ["Before", "Crawls", "First steps", "A train", "The sea"] == [
        keepsake.caption for chapter in box.chapters for keepsake in chapter.keepsakes
    ]
    assert {"Nour", "Odile", "Yann"} == set(box.givers.values())
    assert box.count == 5
    assert not box.is_released


async def test_whoever_may_only_add_sees_their_own_gifts(
    people: People, darkroom: Darkroom, vault: Vault, clock: FixedClock
) -> None:
    theirs = await give(people.odile, story("Odile's"), darkroom=darkroom, vault=vault, clock=clock)
    await give(people.ambre, story("Ambre's"), darkroom=darkroom, vault=vault, clock=clock)

    assert ["Ambre's"] == await captions(people.ambre, vault=vault)
    assert {"Ambre's", "Odile's"} == set(await captions(people.odile, vault=vault))
    with pytest.raises(NotFound):
        await withdraw(people.ambre, theirs.id, vault=vault)


async def test_what_was_given_is_for_its_giver_alone(
    people: People, darkroom: Darkroom, vault: Vault, clock: FixedClock
) -> None:
    """The place of a photograph is the carer's home: colleagues see the copy that is shown."""
    keepsake = await give(
        people.odile,
        story(content_type=JPEG),
        pictures.jpeg(),
        darkroom=darkroom,
        vault=vault,
        clock=clock,
    )
    for person in (people.nour, people.yann):
        await content(person, keepsake.id, Copy.DISPLAY, vault=vault)
        with pytest.raises(Forbidden):
            await content(person, keepsake.id, Copy.ORIGINAL, vault=vault)
    with pytest.raises(NotFound):
        await content(people.ambre, keepsake.id, Copy.DISPLAY, vault=vault)


async def test_the_owner_opens_what_others_gave_as_it_was_given(
    people: People, camille: Person, darkroom: Darkroom, vault: Vault, clock: FixedClock
) -> None:
    given = pictures.jpeg()
    keepsake = await give(
        people.odile,
        story(happened="2015", content_type=JPEG),
        given,
        dossier=CAMILLE,
        born=CAMILLE_BORN,
        darkroom=darkroom,
        vault=vault,
        clock=clock,
    )
    assert (JPEG, given) == await content(
        camille, keepsake.id, Copy.ORIGINAL, dossier=CAMILLE, vault=vault
    )


async def test_a_story_alone_has_no_content(
    people: People, darkroom: Darkroom, vault: Vault, clock: FixedClock
) -> None:
    keepsake = await give(people.odile, story(), darkroom=darkroom, vault=vault, clock=clock)
    assert not keepsake.has_content
    assert {} == await states(people.odile)
    for wanted in (keepsake.id, KeepsakeId(uuid4())):
        with pytest.raises(NotFound):
            await content(people.odile, wanted, Copy.DISPLAY, vault=vault)


# ── What fails leaves nothing ────────────────────────────────────────────────────────────────────


async def test_what_the_rules_or_the_darkroom_refuse_is_not_even_stored(
    people: People, darkroom: Darkroom, vault: Vault, clock: FixedClock
) -> None:
    for new, original in (
        (story(" "), None),
        (story(happened="2031"), None),
        (story(content_type=JPEG), b"\xff\xd8\xff but no picture"),
    ):
        with pytest.raises(Invalid):
            await give(people.odile, new, original, darkroom=darkroom, vault=vault, clock=clock)
    assert {} == await states(people.odile)
    assert [] == await recorded(people)


class StoreThatStops(MemoryObjectStore):
    """Takes one object, then no more: a disk that is full."""

    async def put(self, object_id: UUID, content: AsyncIterable[bytes]) -> None:
        if self._taken:
            raise StorageUnavailable
        self._taken = True
        await super().put(object_id, content)

    _taken = False


async def test_copies_of_an_addition_that_failed_are_never_kept(
    people: People, darkroom: Darkroom, vault: Vault, clock: FixedClock
) -> None:
    vault._objects = StoreThatStops()
    with pytest.raises(StorageUnavailable):
        await give(
            people.odile,
            story(content_type=JPEG),
            pictures.jpeg(),
            darkroom=darkroom,
            vault=vault,
            clock=clock,
        )
    assert {"staged": 2} == await states(people.odile)
    assert [] == await captions(people.odile, vault=vault)


async def test_an_addition_is_recorded_with_it_or_not_at_all(
    people: People,
    darkroom: Darkroom,
    vault: Vault,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await give(people.odile, story(), darkroom=darkroom, vault=vault, clock=clock)
    assert [Act.BOX_ADD] == await recorded(people)

    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no audit")

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError, match="no audit"):
        await give(
            people.odile,
            story("Lost", content_type=JPEG),
            pictures.jpeg(),
            darkroom=darkroom,
            vault=vault,
            clock=clock,
        )
    monkeypatch.undo()
    assert ["Pilou, the fox."] == await captions(people.odile, vault=vault)
    assert {"staged": 3} == await states(people.odile)


async def test_looking_is_recorded_but_for_thumbnails(
    people: People, darkroom: Darkroom, vault: Vault, clock: FixedClock
) -> None:
    keepsake = await give(
        people.odile,
        story(content_type=JPEG),
        pictures.jpeg(),
        darkroom=darkroom,
        vault=vault,
        clock=clock,
    )
    for copy in (Copy.THUMBNAIL, Copy.DISPLAY, Copy.ORIGINAL):
        await content(people.odile, keepsake.id, copy, vault=vault)
    await look(people.nour, vault=vault)
    assert [
        Act.BOX_ADD,
        Act.BOX_CONTENT_OPEN,
        Act.BOX_CONTENT_OPEN,
        Act.BOX_OPEN,
    ] == await recorded(people)


# ── Withdrawing ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["odile", "nour"])
async def test_its_giver_and_the_coordinator_withdraw_a_keepsake(
    people: People, darkroom: Darkroom, vault: Vault, clock: FixedClock, name: str
) -> None:
    keepsake = await give(
        people.odile,
        story(content_type=JPEG),
        pictures.jpeg(),
        darkroom=darkroom,
        vault=vault,
        clock=clock,
    )
    await withdraw(people.by_name[name], keepsake.id, vault=vault)

    assert [] == await captions(people.nour, vault=vault)
    with pytest.raises(NotFound):
        await content(people.odile, keepsake.id, Copy.DISPLAY, vault=vault)
    with pytest.raises(NotFound):
        await withdraw(people.by_name[name], keepsake.id, vault=vault)
    assert {"kept": 3} == await states(people.odile), "nothing is destroyed"
    assert (await recorded(people))[-1:] == [Act.BOX_OPEN]
    assert (await recorded(people)).count(Act.BOX_WITHDRAW) == 1


@pytest.mark.parametrize("name", ["yann", "ambre", "diane", "stranger"])
async def test_nobody_else_withdraws_it(
    people: People, darkroom: Darkroom, vault: Vault, clock: FixedClock, name: str
) -> None:
    keepsake = await give(people.odile, story(), darkroom=darkroom, vault=vault, clock=clock)
    with pytest.raises(NotFound):
        await withdraw(people.by_name[name], keepsake.id, vault=vault)
    assert ["Pilou, the fox."] == await captions(people.nour, vault=vault)


async def test_the_owner_withdraws_what_others_gave(
    people: People, camille: Person, darkroom: Darkroom, vault: Vault, clock: FixedClock
) -> None:
    keepsake = await give(
        people.odile,
        story(happened="2015"),
        dossier=CAMILLE,
        born=CAMILLE_BORN,
        darkroom=darkroom,
        vault=vault,
        clock=clock,
    )
    await release(people.nour, dossier=CAMILLE, born=CAMILLE_BORN, vault=vault, clock=clock)
    await withdraw(camille, keepsake.id, dossier=CAMILLE, vault=vault)
    assert [] == await captions(camille, dossier=CAMILLE, born=CAMILLE_BORN, vault=vault)


# ── Handing over ─────────────────────────────────────────────────────────────────────────────────


async def test_before_18_a_box_is_not_handed_over(
    people: People, vault: Vault, clock: FixedClock
) -> None:
    for born in (BORN, date(2007, 3, 5)):
        with pytest.raises(Conflict):
            await release(people.nour, dossier=LOU, born=born, vault=vault, clock=clock)
    await release(people.nour, dossier=LOU, born=date(2007, 3, 4), vault=vault, clock=clock)


async def test_a_box_is_handed_over_once_even_by_two_at_the_same_time(
    people: People, camille: Person, vault: Vault, clock: FixedClock
) -> None:
    assert camille

    async def hand_over() -> str:
        try:
            await release(people.nour, dossier=CAMILLE, born=CAMILLE_BORN, vault=vault, clock=clock)
        except Conflict:
            return "conflict"
        return "released"

    done = await asyncio.gather(*(hand_over() for _ in range(3)))
    assert ["conflict", "conflict", "released"] == sorted(done)
    assert (await recorded(people)).count(Act.BOX_RELEASE) == 1


async def test_a_race_lost_in_the_database_is_a_conflict(
    people: People,
    camille: Person,
    vault: Vault,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two that both read "not yet handed over": the one that writes second is told."""
    assert camille
    await release(people.nour, dossier=CAMILLE, born=CAMILLE_BORN, vault=vault, clock=clock)

    async def not_yet(_: object) -> None:
        return None

    monkeypatch.setattr(queries, "released_at", not_yet)
    with pytest.raises(Conflict):
        await release(people.nour, dossier=CAMILLE, born=CAMILLE_BORN, vault=vault, clock=clock)


async def test_once_handed_over_the_circle_sees_and_adds_nothing_and_its_owner_all(
    people: People, camille: Person, darkroom: Darkroom, vault: Vault, clock: FixedClock
) -> None:
    keepsake = await give(
        people.odile,
        story("The sea", happened="2015", content_type=JPEG),
        pictures.jpeg(),
        dossier=CAMILLE,
        born=CAMILLE_BORN,
        darkroom=darkroom,
        vault=vault,
        clock=clock,
    )
    await release(people.nour, dossier=CAMILLE, born=CAMILLE_BORN, vault=vault, clock=clock)

    for person in (people.nour, people.odile, people.yann, people.ambre):
        box = await look(person, dossier=CAMILLE, born=CAMILLE_BORN, vault=vault)
        assert (box.count, box.is_released) == (0, True)
        with pytest.raises(NotFound):
            await content(person, keepsake.id, Copy.DISPLAY, dossier=CAMILLE, vault=vault)
        with pytest.raises(NotFound):
            await withdraw(person, keepsake.id, dossier=CAMILLE, vault=vault)
        with pytest.raises(Conflict):
            await give(
                person,
                story(happened="2016"),
                dossier=CAMILLE,
                born=CAMILLE_BORN,
                darkroom=darkroom,
                vault=vault,
                clock=clock,
            )
    assert ["The sea"] == await captions(camille, dossier=CAMILLE, born=CAMILLE_BORN, vault=vault)


async def test_its_owner_goes_on_with_the_box(
    people: People, camille: Person, darkroom: Darkroom, vault: Vault, clock: FixedClock
) -> None:
    await release(people.nour, dossier=CAMILLE, born=CAMILLE_BORN, vault=vault, clock=clock)
    own = camille.clearance(Permission.BOX_ADD, dossier=CAMILLE)
    with camille.here():
        await service.add_keepsake(
            own,
            story("My own flat", happened="2025-03"),
            None,
            born=CAMILLE_BORN,
            darkroom=darkroom,
            vault=vault,
            clock=clock,
        )
    assert ["My own flat"] == await captions(
        camille, dossier=CAMILLE, born=CAMILLE_BORN, vault=vault
    )


async def test_each_verb_asks_for_its_permission(
    people: People, darkroom: Darkroom, vault: Vault, clock: FixedClock
) -> None:
    none = people.nour.clearance()
    nothing = KeepsakeId(uuid4())
    with people.nour.here():
        for asked in (
            service.open_box(none, born=BORN, vault=vault),
            service.add_keepsake(
                none, story(), None, born=BORN, darkroom=darkroom, vault=vault, clock=clock
            ),
            service.open_content(none, nothing, Copy.DISPLAY, vault=vault),
            service.withdraw_keepsake(none, nothing, vault=vault),
            service.release_box(none, born=BORN, vault=vault, clock=clock),
            service.content_refs(none),
        ):
            with pytest.raises(Forbidden):
                await asked
