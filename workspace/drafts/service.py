"""Keep what is being typed, give it back, let it go once it is sent. Nothing of it is anybody else's."""

from collections.abc import Sequence
from uuid import uuid4

from storage.vault import Vault
from workspace.actor import Actor
from workspace.clock import Clock
from workspace.database import transaction
from workspace.drafts import queries, rules
from workspace.drafts.model import Draft, DraftId, NewDraft, Saved
from workspace.ids import DossierId

# Not recorded in the audit: nobody has said anything yet, and nobody but the writer can read it.


async def save(actor: Actor, new: NewDraft, *, clock: Clock, vault: Vault) -> Saved:
    """Keep `new`. When another tab or device changed that version meanwhile, keep both: as another version.

    Raises `Invalid`; the database refuses a dossier that is not open to `actor`.
    """
    rules.check(new)
    now, dossier, me = clock.now(), rules.dossier_of(new.form), actor.account
    async with transaction():
        revision = await queries.update(me, dossier, new, at=now, vault=vault)
        id_ = new.id
        if revision is None:
            revision = 1
            if new.revision or not await queries.insert(me, dossier, id_, new, at=now, vault=vault):
                id_ = DraftId(uuid4())
                await queries.insert(me, dossier, id_, new, at=now, vault=vault)
        await queries.tidy(me, new.form, keep=rules.MOST_VERSIONS, before=now - rules.KEPT)
    return Saved(id=id_, revision=revision, saved_at=now)


async def drafts(actor: Actor, form: str, *, vault: Vault) -> tuple[Draft, ...]:
    """Return the versions `actor` has of one form, the latest first."""
    async with transaction():
        return await queries.drafts(actor.account, form, vault=vault)


async def begun(actor: Actor, word: str) -> frozenset[tuple[DossierId, str]]:
    """Return what `actor` began: dossiers, and names of forms that begin with `word`."""
    async with transaction():
        return await queries.begun(actor.account, word)


async def discard(actor: Actor, ids: Sequence[DraftId]) -> None:
    """Let versions go: they were sent, or are not wanted any more."""
    async with transaction():
        await queries.delete(actor.account, ids)
