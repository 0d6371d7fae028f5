"""Open the box, add to it, look at a picture, withdraw, hand it over."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from storage.vault import ObjectMeta, ObjectRef, Vault
from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.accounts.service import accounts
from workspace.actor import Role
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.errors import Conflict, Forbidden, NotFound
from workspace.i18n import N_
from workspace.ids import AccountId
from workspace.memorybox import queries, rules
from workspace.memorybox.imaging import Darkroom, Picture
from workspace.memorybox.model import Chapter, Copy, Keepsake, KeepsakeId, NewKeepsake

NOT_YET = N_("The box is handed over from the day of 18, and once.")
HANDED_OVER = N_("The box was handed over: it belongs to its owner alone.")


@dataclass(frozen=True, kw_only=True)
class Box:
    chapters: tuple[Chapter, ...]
    givers: dict[AccountId, str]
    """The names of whoever gave something."""
    is_released: bool

    @property
    def count(self) -> int:
        return sum(len(chapter.keepsakes) for chapter in self.chapters)


async def open_box(clearance: Clearance, *, born: date, vault: Vault) -> Box:
    """Return the box told by age. Whoever may only add sees what they gave themselves."""
    if not {Permission.BOX_READ, Permission.BOX_ADD} & clearance.permissions:
        raise Forbidden
    async with transaction():
        found = await queries.keepsakes_of(clearance.dossier, vault=vault)
        released = await queries.released_at(clearance.dossier)
        await audit.record(clearance.actor, Act.BOX_OPEN, dossier=clearance.dossier, vault=vault)
    known = await accounts({keepsake.contributed_by for keepsake in found}, vault=vault)
    return Box(
        chapters=rules.in_chapters(found, born=born),
        givers={account.id: account.name for account in known.values()},
        is_released=released is not None,
    )


async def add_keepsake(
    clearance: Clearance,
    new: NewKeepsake,
    original: bytes | None,
    *,
    born: date,
    darkroom: Darkroom,
    vault: Vault,
    clock: Clock,
) -> Keepsake:
    """Keep a memory, with its picture if there is one.

    Raises `Invalid` naming every field, `Conflict` once the box is its owner's alone. The picture is redrawn
    without its place in a limited process; what was given is kept as it is, encrypted.
    """
    clearance.require(Permission.BOX_ADD)
    rules.check_new(new, born=born, today=clock.today())
    await _check_open(clearance)
    picture = await darkroom.display_copy(original) if original is not None else None
    copies = await _staged(clearance, new, original, picture, vault=vault)
    keepsake = Keepsake(
        id=KeepsakeId(uuid4()),
        dossier=clearance.dossier,
        kind=new.kind,
        caption=new.caption,
        happened=new.happened,
        contributed_by=clearance.actor.account,
        added_at=clock.now(),
        has_content=picture is not None,
        width=picture.width if picture else 0,
        height=picture.height if picture else 0,
    )
    async with transaction():
        await _keep(keepsake, copies, vault=vault)
        await audit.record(
            clearance.actor,
            Act.BOX_ADD,
            dossier=clearance.dossier,
            subject=keepsake.id,
            vault=vault,
        )
    return keepsake


async def _keep(keepsake: Keepsake, copies: Mapping[Copy, ObjectRef], *, vault: Vault) -> None:
    for ref in copies.values():
        await vault.keep(ref)
    await queries.insert(
        keepsake,
        encrypted_caption=await vault.encrypt_text(
            keepsake.dossier, queries.CAPTION.format(keepsake.id), keepsake.caption
        ),
        copies={copy: ref.id for copy, ref in copies.items()},
    )


async def _check_open(clearance: Clearance) -> None:
    """Raise `Conflict` when the box was handed over to somebody else."""
    if clearance.role is Role.YOUNG_ADULT:
        return
    async with transaction():
        if await queries.released_at(clearance.dossier) is not None:
            raise Conflict(HANDED_OVER)


async def _staged(
    clearance: Clearance,
    new: NewKeepsake,
    original: bytes | None,
    picture: Picture | None,
    *,
    vault: Vault,
) -> dict[Copy, ObjectRef]:
    if original is None or picture is None:
        return {}
    contents = {
        Copy.ORIGINAL: (original, new.content_type or picture.content_type),
        Copy.DISPLAY: (picture.content, picture.content_type),
        Copy.THUMBNAIL: (picture.thumbnail, picture.content_type),
    }
    return {
        copy: await vault.stage(
            clearance.dossier, _once(content), name=copy.value, content_type=content_type
        )
        for copy, (content, content_type) in contents.items()
    }


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def open_content(
    clearance: Clearance, keepsake: KeepsakeId, copy: Copy, *, vault: Vault
) -> tuple[ObjectMeta, AsyncGenerator[bytes, None]]:
    """Return one copy of a picture, verified before its first byte; the reading is recorded first.

    What was given, with all it may tell of places, is only for its giver and for the owner of the box.
    """
    if not {Permission.BOX_READ, Permission.BOX_ADD} & clearance.permissions:
        raise Forbidden
    async with transaction():
        found = await queries.content_ref(clearance.dossier, keepsake, copy)
        if found is None:
            raise NotFound
        ref, giver = found
        if (
            copy is Copy.ORIGINAL
            and clearance.role is not Role.YOUNG_ADULT
            and giver != clearance.actor.account
        ):
            raise Forbidden
        if copy is not Copy.THUMBNAIL:
            await audit.record(
                clearance.actor,
                Act.BOX_CONTENT_OPEN,
                dossier=clearance.dossier,
                subject=keepsake,
                vault=vault,
            )
        meta = await vault.meta(ref)
    return meta, await vault.read(ref)


async def withdraw_keepsake(clearance: Clearance, keepsake: KeepsakeId, *, vault: Vault) -> None:
    """Take a keepsake out of the box: by its giver, the coordinator or the owner. Nothing is destroyed."""
    clearance.require(Permission.BOX_ADD)
    async with transaction():
        if not await queries.withdraw(clearance.dossier, keepsake):
            raise NotFound
        await audit.record(
            clearance.actor,
            Act.BOX_WITHDRAW,
            dossier=clearance.dossier,
            subject=keepsake,
            vault=vault,
        )


async def release_box(clearance: Clearance, *, born: date, vault: Vault, clock: Clock) -> None:
    """Hand the box over to its owner, who is 18: from this second the circle reads it no more.

    Raises `Conflict` before that day, or when it was handed over already.
    """
    clearance.require(Permission.CIRCLE_MANAGE)
    async with transaction():
        released = await queries.released_at(clearance.dossier)
        if not rules.may_release(
            born=born, today=clock.today(), released=released.date() if released else None
        ):
            raise Conflict(NOT_YET)
        if not await queries.insert_release(clearance.dossier, clearance.actor.account):
            raise Conflict(NOT_YET)
        await audit.record(clearance.actor, Act.BOX_RELEASE, dossier=clearance.dossier, vault=vault)


async def content_refs(clearance: Clearance) -> Mapping[KeepsakeId, Mapping[Copy, ObjectRef]]:
    """Return where each picture of the owner's box is stored, as it was given and as it is shown.

    For their archive, whose taking is recorded by whoever writes it.
    """
    clearance.require(Permission.BOX_OWN)
    async with transaction():
        return await queries.content_refs(clearance.dossier)
