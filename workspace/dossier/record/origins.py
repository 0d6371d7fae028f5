"""Which children were born in secret: asked by whoever shows words about a mother (`secrecy.hides`)."""

from collections.abc import Collection

from storage.vault import Vault
from workspace.dossier.record import queries
from workspace.ids import DossierId


async def secret_among(dossiers: Collection[DossierId], *, vault: Vault) -> frozenset[DossierId]:
    """Return the children born in secret, of those the session may see; not recorded."""
    heads = await queries.heads(dossiers, vault=vault) if dossiers else {}
    return frozenset(each for each, head in heads.items() if head.identity.secret_origins)


async def is_secret(dossier: DossierId, *, vault: Vault) -> bool:
    return bool(await secret_among([dossier], vault=vault))
