"""What the codes of somebody's files stand for in their own establishment, asked of the database."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from storage.vault import Vault
from workspace.access import service as access
from workspace.access.model import Errand
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.record import errands as record
from workspace.dossier.record.model import NewChild as Enrolled
from workspace.exchange import coded, queries
from workspace.exchange.entries import Memory, chosen
from workspace.exchange.model import Batch
from workspace.exchange.own import Bringer, Own, is_same_child
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
        twins = await _twins(errand, batch, found, vault=vault)
        looked_at = {*found.known.values(), *chain.from_iterable(twins.values())}
        facts = await record.enrolled(errand, mine & looked_at, vault=vault)
        here = {
            dossier: known
            for dossier, known in facts.items()
            if known.inclusion.organization == bringer.organization
        }
        found_again = await _adopted(batch, twins, here)
        offered = _offered(twins, found_again, here)
        adopted = found_again | {
            code: dossier
            for code, dossier in bringer.same.items()
            if dossier in offered.get(code, ())
        }
        open_here = {code: each for code, each in found.known.items() if each in here}
        return Own(
            bringer=bringer,
            organizations=await _organizations(batch, bringer, vault=vault),
            children=open_here | adopted,
            adopted=adopted,
            offered={code: each for code, each in offered.items() if code not in adopted},
            facts=here,
            closed=frozenset(code for code, each in found.known.items() if each not in here),
            elsewhere=_elsewhere(twins, found),
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


Twins = Mapping[str, Sequence[DossierId]]
"""The dossiers that may be of the same child, by the code of a line the establishment does not know."""


async def _twins(errand: Errand, batch: Batch, found: _Children, *, vault: Vault) -> Twins:
    lines = [child for child in batch.children if child.code not in found.known]
    twins = await record.likely_twins(errand, [child.identity for child in lines], vault=vault)
    return {child.code: likely for child, likely in zip(lines, twins, strict=True)}


def _elsewhere(twins: Twins, found: _Children) -> frozenset[str]:
    """Return the codes under which the very child of the line has a dossier elsewhere.

    The same code alone says nothing: codes are each establishment's own.
    """
    return frozenset(
        code
        for code, memories in found.others.items()
        if any(memory.target in twins.get(code, ()) for memory in memories)
    )


async def _adopted(
    batch: Batch, twins: Twins, here: Mapping[DossierId, Enrolled]
) -> dict[str, DossierId]:
    """Return the lines whose child was enrolled by hand: one dossier without a code, one line for it."""
    candidates = {each for likely in twins.values() for each in likely if each in here}
    coded_already = await queries.known_by_code(coded.CHILD, candidates) if candidates else set()
    same = {
        child.code: [
            each
            for each in twins.get(child.code, ())
            if each in candidates
            and each not in coded_already
            and is_same_child(child.identity, here[each].identity)
        ]
        for child in batch.children
    }
    claims = Counter(chain.from_iterable(same.values()))
    return {code: each[0] for code, each in same.items() if len(each) == 1 and claims[each[0]] == 1}


def _offered(
    twins: Twins, adopted: Mapping[str, DossierId], here: Mapping[DossierId, Enrolled]
) -> dict[str, tuple[DossierId, ...]]:
    """Return the dossiers of which whoever brings may say that they are of the child of a line."""
    found = {
        code: tuple(each for each in likely if each in here)
        for code, likely in twins.items()
        if code not in adopted
    }
    return {code: likely for code, likely in found.items() if likely}


async def _practitioners(batch: Batch, bringer: Bringer, *, vault: Vault) -> frozenset[str]:
    codes = {row.by for row in batch.about_children() if row.by}
    found = await _remembered(coded.PRACTITIONER, codes, vault=vault)
    return frozenset(
        code for code, memories in found.items() if chosen(memories, bringer.organization, ())
    )
