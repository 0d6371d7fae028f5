"""What a folder knows by a code: establishments, professionals, children."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID, uuid4

from workspace.dossier.record import errands as record
from workspace.dossier.record.model import NewChild as Enrolled
from workspace.exchange import domain, queries
from workspace.exchange.desk import Desk
from workspace.exchange.entries import Change, Entry, Memory, chosen
from workspace.exchange.faults import PRACTITIONER_ELSEWHERE, TWIN_HERE
from workspace.exchange.model import Batch, NewChild, NewOrganization, NewPractitioner
from workspace.exchange.own import Own, completed, filled
from workspace.exchange.receipt import KNOWN_TWIN, Offer
from workspace.exchange.report import about
from workspace.ids import DossierId, OrganizationId, PractitionerId
from workspace.names import are_close
from workspace.network import service as network
from workspace.network.model import NewOrganization as Known
from workspace.network.model import NewPractitioner as Listed

ORGANIZATION: Final = "organization"
PRACTITIONER: Final = "practitioner"
CHILD: Final = "child"


async def take_organizations(
    rows: Sequence[NewOrganization], desk: Desk
) -> dict[str, OrganizationId]:
    """Write the establishments, whose codes are the programme's; return them by code.

    Whoever brings into their own establishment changes none.
    """
    if desk.own is not None:
        desk.leave([row for row in rows if row.code in desk.own.organizations])
        return dict(desk.own.organizations)
    entries = [_organization(row, desk) for row in rows]
    known = await _of_nobody(ORGANIZATION, entries)

    async def add(new: Sequence[Entry[Known]]) -> Sequence[UUID]:
        return await network.add_organizations(
            desk.errand, [entry.new for entry in new], vault=desk.vault
        )

    async def amend(changes: Sequence[Change[Known]]) -> None:
        await network.amend_organizations(
            desk.errand,
            [(OrganizationId(memory.target), entry.new) for entry, memory in changes],
        )

    targets = await desk.take(entries, known, add=add, amend=amend)
    return {entry.new.code: OrganizationId(targets[entry.key_index]) for entry in entries}


def _organization(row: NewOrganization, desk: Desk) -> Entry[Known]:
    key = queries.key_index(desk.vault, *row.key)
    return Entry(
        row=row,
        kind=ORGANIZATION,
        key_index=key,
        fingerprint=queries.fingerprint(desk.vault, key, row.values()),
        new=domain.organization(row),
    )


async def _of_nobody(kind: str, entries: Iterable[Entry[Known]]) -> dict[bytes, Memory]:
    found = await queries.remembered(kind, [entry.key_index for entry in entries])
    return {key: memories[0] for key, memories in found.items()}


def home_of(batch: Batch, organizations: Mapping[str, OrganizationId]) -> OrganizationId | None:
    """Return the establishment of all the children, None when they have several."""
    homes = {organizations[child.organization] for child in batch.children}
    return homes.pop() if len(homes) == 1 else None


async def take_practitioners(
    batch: Batch, organizations: Mapping[str, OrganizationId], desk: Desk
) -> dict[str, PractitionerId]:
    """Write the professionals; return everybody whom the folder names and the programme knows."""
    home = desk.own.bringer.organization if desk.own else home_of(batch, organizations)
    entries = [_practitioner(row, organizations, home, desk) for row in batch.practitioners]
    found = await queries.remembered(PRACTITIONER, [entry.key_index for entry in entries])
    known = {
        entry.key_index: memory
        for entry in entries
        if (memory := await _same_practitioner(entry, found.get(entry.key_index, []), desk))
    }

    async def add(new: Sequence[Entry[Listed]]) -> Sequence[UUID]:
        return await network.add_many(desk.errand, [entry.new for entry in new], vault=desk.vault)

    async def amend(changes: Sequence[Change[Listed]]) -> None:
        people = [(PractitionerId(memory.target), entry.new) for entry, memory in changes]
        await network.amend_many(desk.errand, people, vault=desk.vault)

    targets = await desk.take(entries, known, add=add, amend=amend)
    named = {
        row.code: PractitionerId(targets[entry.key_index])
        for row, entry in zip(batch.practitioners, entries, strict=True)
    }
    return named | await _named_elsewhere(batch, named, home, desk)


def _practitioner(
    row: NewPractitioner,
    organizations: Mapping[str, OrganizationId],
    home: OrganizationId | None,
    desk: Desk,
) -> Entry[Listed]:
    new = domain.practitioner(row, organizations)
    key = queries.key_index(desk.vault, *row.key)
    return Entry(
        row=row,
        kind=PRACTITIONER,
        key_index=key,
        fingerprint=queries.fingerprint(desk.vault, key, row.values()),
        new=new,
        owner=new.organization or home,
    )


async def _same_practitioner(
    entry: Entry[Listed], candidates: Sequence[Memory], desk: Desk
) -> Memory | None:
    own = chosen(candidates, entry.owner, ())
    if own is not None:
        return own
    contact = entry.new.contact
    for memory in candidates:
        other = await network.practitioner(PractitionerId(memory.target), vault=desk.vault)
        if are_close(
            (contact.given_name, contact.family_name),
            (other.contact.given_name, other.contact.family_name),
        ):
            return memory if desk.own is None else _left(memory, entry, desk)
    return None


def _left(memory: Memory, entry: Entry[Listed], desk: Desk) -> Memory:
    """Return somebody of another establishment as one of whom nothing new is said."""
    desk.tally.notices.append(
        about(entry.row, PRACTITIONER_ELSEWHERE, "nom", entry.new.contact.name)
    )
    return memory._replace(fingerprint=entry.fingerprint)


async def _named_elsewhere(
    batch: Batch, named: Mapping[str, PractitionerId], home: OrganizationId | None, desk: Desk
) -> dict[str, PractitionerId]:
    """Return who came with an earlier folder, by the codes this one uses without a line for them.

    Theirs is the code of this folder's own establishment, or the only one of its kind; for whoever
    brings into their own establishment, of that one alone.
    """
    codes = {row.by for row in batch.about_children() if row.by} - named.keys()
    keys = {queries.key_index(desk.vault, PRACTITIONER, code): code for code in sorted(codes)}
    found = await queries.remembered(PRACTITIONER, list(keys))
    known: dict[str, PractitionerId] = {}
    for key, memories in found.items():
        is_only = len(memories) == 1 and desk.own is None
        memory = memories[0] if is_only else chosen(memories, home, ())
        if memory is not None:
            known[keys[key]] = PractitionerId(memory.target)
    return known


async def take_children(
    rows: Sequence[NewChild], organizations: Mapping[str, OrganizationId], desk: Desk
) -> dict[str, DossierId]:
    """Write the children; return their dossiers by code. Report those who may have one already."""
    entries = [_child(row, organizations, desk) for row in rows]
    if desk.own is not None:
        await _adopt(rows, entries, desk.own.adopted)
    known = await _known_children(entries, desk)

    async def add(new: Sequence[Entry[Enrolled]]) -> Sequence[UUID]:
        dossiers = [DossierId(uuid4()) for _ in new]
        desk.touched.update(dossiers)
        desk.opened.update(dossiers)
        await record.add_many(
            desk.errand,
            zip(dossiers, (entry.new for entry in new), strict=True),
            clock=desk.clock,
            vault=desk.vault,
        )
        return dossiers

    async def amend(changes: Sequence[Change[Enrolled]]) -> None:
        children = [(DossierId(memory.target), entry.new) for entry, memory in changes]
        if desk.own is not None:
            children = [(dossier, _kept(dossier, new, desk.own)) for dossier, new in children]
        desk.touched.update(dossier for dossier, _ in children)
        await record.amend_many(desk.errand, children, vault=desk.vault)

    targets = await desk.take(entries, known, add=add, amend=amend)
    brought = {
        row.code: DossierId(targets[entry.key_index])
        for row, entry in zip(rows, entries, strict=True)
    }
    return brought if desk.own is None else {**desk.own.children, **brought}


async def _adopt(
    rows: Sequence[NewChild],
    entries: Sequence[Entry[Enrolled]],
    adopted: Mapping[str, DossierId],
) -> None:
    """Give their code to children who were enrolled by hand; what their line says is taken in after."""
    told = [
        (replace(entry, fingerprint=b""), adopted[row.code])
        for row, entry in zip(rows, entries, strict=True)
        if row.code in adopted
    ]
    if told:
        await queries.remember(told)


def _kept(dossier: DossierId, new: Enrolled, own: Own) -> Enrolled:
    known = own.facts[dossier]
    return completed(known, new) if dossier in own.adopted.values() else filled(new, known)


def _child(
    row: NewChild, organizations: Mapping[str, OrganizationId], desk: Desk
) -> Entry[Enrolled]:
    key = queries.key_index(desk.vault, *row.key)
    return Entry(
        row=row,
        kind=CHILD,
        key_index=key,
        fingerprint=queries.fingerprint(desk.vault, key, row.values()),
        new=domain.child(row, organizations),
        owner=organizations[row.organization],
    )


async def _known_children(entries: Sequence[Entry[Enrolled]], desk: Desk) -> dict[bytes, Memory]:
    found = await queries.remembered(CHILD, [entry.key_index for entry in entries])
    known = {
        entry.key_index: memory
        for entry in entries
        if (memory := chosen(found.get(entry.key_index, ()), entry.owner, ()))
    }
    others = [entry for entry in entries if entry.key_index not in known]
    twins = await record.likely_twins(
        desk.errand, [entry.new.identity for entry in others], vault=desk.vault
    )
    for entry, every in zip(others, twins, strict=True):
        # Of children who are not open to whoever brings, nothing is said.
        likely = every if desk.own is None else desk.own.coordinated.intersection(every)
        moved = likely if desk.own is None else ()
        memory = chosen(found.get(entry.key_index, ()), entry.owner, moved)
        if memory is not None:
            known[entry.key_index] = memory
        elif likely:
            _tell_twin(entry, desk)
    return known


def _tell_twin(entry: Entry[Enrolled], desk: Desk) -> None:
    code = entry.row.key[-1]
    offered = desk.own.offered.get(code, ()) if desk.own is not None else ()
    fault = TWIN_HERE if offered else KNOWN_TWIN
    desk.tally.notices.append(about(entry.row, fault, "code"))
    desk.tally.offers.extend(
        Offer(code=code, line=entry.row.line, dossier=dossier) for dossier in offered
    )
