"""What the codes of somebody's files stand for in their own establishment, asked of the database."""

from collections.abc import Iterable
from typing import NamedTuple

from storage.vault import Vault
from workspace.access import service as access
from workspace.access.model import Errand
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.record import errands as record
from workspace.exchange import coded, queries
from workspace.exchange.entries import Memory, chosen
from workspace.exchange.model import Batch
from workspace.exchange.own import Bringer, Own
from workspace.exchange.rows import OWN
from workspace.ids import DossierId, OrganizationId
from workspace.network import service as network


class _Children(NamedTuple):
    known: dict[str, DossierId]
    """Codes of the establishment."""
    others: dict[str, list[Memory]]
    """Codes that only somebody else's children have."""


async def look_up(
    errand: Errand, bringer: Bringer, batch: Batch, *, clock: Clock, vault: Vault
) -> Own:
    """Return what the codes of `batch` stand for; of other establishments, only that a line may not pass."""
    async with transaction():
        mine = await access.coordinated_by(errand, bringer.account, clock=clock)
        found = await _children(batch, bringer, vault=vault)
        facts = await record.enrolled(errand, mine & set(found.known.values()), vault=vault)
        here = {
            dossier: known
            for dossier, known in facts.items()
            if known.inclusion.organization == bringer.organization
        }
        return Own(
            bringer=bringer,
            organizations=await _organizations(batch, bringer, vault=vault),
            children={code: each for code, each in found.known.items() if each in here},
            facts=here,
            closed=frozenset(code for code, each in found.known.items() if each not in here),
            elsewhere=await _elsewhere(errand, batch, found, vault=vault),
            practitioners=await _practitioners(batch, bringer, vault=vault),
            coordinated=mine,
        )


async def _organizations(
    batch: Batch, bringer: Bringer, *, vault: Vault
) -> dict[str, OrganizationId]:
    said = {row.code for row in batch.organizations}
    said.update(row.organization for row in batch.practitioners if row.organization)
    said.update(row.organization for row in batch.children if row.organization)
    found = await network.organizations_coded(sorted(said), vault=vault)
    own = {code: each for code, each in found.items() if each == bringer.organization}
    return {OWN: bringer.organization, **own}


async def _remembered(kind: str, codes: Iterable[str], *, vault: Vault) -> dict[str, list[Memory]]:
    keys = {queries.key_index(vault, kind, code): code for code in codes}
    found = await queries.remembered(kind, list(keys))
    return {keys[key]: memories for key, memories in found.items()}


async def _children(batch: Batch, bringer: Bringer, *, vault: Vault) -> _Children:
    codes = {child.code for child in batch.children}
    codes.update(row.child for row in batch.about_children())
    known: dict[str, DossierId] = {}
    others: dict[str, list[Memory]] = {}
    for code, memories in (await _remembered(coded.CHILD, codes, vault=vault)).items():
        own = chosen(memories, bringer.organization, ())
        if own is not None:
            known[code] = DossierId(own.target)
        else:
            others[code] = memories
    return _Children(known, others)


async def _elsewhere(
    errand: Errand, batch: Batch, found: _Children, *, vault: Vault
) -> frozenset[str]:
    """Return the codes under which the very child of the line has a dossier elsewhere.

    The same code alone says nothing: codes are each establishment's own.
    """
    lines = [child for child in batch.children if child.code in found.others]
    twins = await record.likely_twins(errand, [child.identity for child in lines], vault=vault)
    return frozenset(
        child.code
        for child, likely in zip(lines, twins, strict=True)
        if any(memory.target in likely for memory in found.others[child.code])
    )


async def _practitioners(batch: Batch, bringer: Bringer, *, vault: Vault) -> frozenset[str]:
    codes = {row.by for row in batch.about_children() if row.by}
    found = await _remembered(coded.PRACTITIONER, codes, vault=vault)
    return frozenset(
        code for code, memories in found.items() if chosen(memories, bringer.organization, ())
    )
