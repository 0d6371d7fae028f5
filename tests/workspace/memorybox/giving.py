"""People who give to a box and look into it, by the services."""

from datetime import date

from storage.vault import Vault
from tests.people import LOU, Person
from workspace.access.permissions import Permission
from workspace.clock import Clock
from workspace.ids import DossierId
from workspace.memorybox import service
from workspace.memorybox.imaging import Darkroom
from workspace.memorybox.model import (
    Copy,
    Keepsake,
    KeepsakeId,
    KeepsakeKind,
    NewKeepsake,
    PartialDate,
)
from workspace.memorybox.service import Box

BORN = date(2021, 5, 10)
"""Lou's birth date."""
ADD = Permission.BOX_ADD


def story(
    caption: str = "Pilou, the fox.", *, happened: str = "2023", content_type: str | None = None
) -> NewKeepsake:
    """Return an object and its story; with a content type, the photograph of it."""
    return NewKeepsake(
        kind=KeepsakeKind.PHOTO if content_type else KeepsakeKind.OBJECT,
        caption=caption,
        happened=PartialDate.parse(happened),
        content_type=content_type,
    )


async def give(
    person: Person,
    new: NewKeepsake,
    original: bytes | None = None,
    *,
    dossier: DossierId = LOU,
    born: date = BORN,
    darkroom: Darkroom,
    vault: Vault,
    clock: Clock,
) -> Keepsake:
    with person.here():
        return await service.add_keepsake(
            person.clearance(ADD, dossier=dossier),
            new,
            original,
            born=born,
            darkroom=darkroom,
            vault=vault,
            clock=clock,
        )


async def look(person: Person, *, dossier: DossierId = LOU, born: date = BORN, vault: Vault) -> Box:
    with person.here():
        return await service.open_box(
            person.clearance(ADD, dossier=dossier), born=born, vault=vault
        )


async def captions(
    person: Person, *, dossier: DossierId = LOU, born: date = BORN, vault: Vault
) -> list[str]:
    box = await look(person, dossier=dossier, born=born, vault=vault)
    return [keepsake.caption for chapter in box.chapters for keepsake in chapter.keepsakes]


async def content(
    person: Person, keepsake: KeepsakeId, copy: Copy, *, dossier: DossierId = LOU, vault: Vault
) -> tuple[str, bytes]:
    """Return the type and the bytes of one copy of a picture."""
    with person.here():
        meta, chunks = await service.open_content(
            person.clearance(ADD, dossier=dossier), keepsake, copy, vault=vault
        )
        return meta.content_type, b"".join([chunk async for chunk in chunks])


async def withdraw(
    person: Person, keepsake: KeepsakeId, *, dossier: DossierId = LOU, vault: Vault
) -> None:
    with person.here():
        await service.withdraw_keepsake(
            person.clearance(ADD, dossier=dossier), keepsake, vault=vault
        )


async def release(
    person: Person, *, dossier: DossierId, born: date, vault: Vault, clock: Clock
) -> None:
    with person.here():
        await service.release_box(
            person.clearance(Permission.CIRCLE_MANAGE, dossier=dossier),
            born=born,
            vault=vault,
            clock=clock,
        )
