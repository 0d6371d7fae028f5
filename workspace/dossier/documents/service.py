"""File documents, list them, open them: each by its class."""

from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Mapping,
    Sequence,
)
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from storage.vault import ObjectMeta, ObjectRef, Vault
from workspace.access.model import Circle, Clearance
from workspace.access.permissions import DataClass, Mode
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.database import transaction
from workspace.dossier.documents import queries, rules
from workspace.dossier.documents.model import (
    CLASS_LABELS,
    Document,
    DocumentKind,
    Filed,
    GeneratedFile,
    NewDocument,
)
from workspace.dossier.record.whole import whole
from workspace.errors import Conflict, Forbidden, NotFound
from workspace.ids import DocumentId, DossierId
from workspace.news import News, Seen


@dataclass(frozen=True, kw_only=True)
class OpenDocument:
    """A document whose opening is recorded: its content may be read, whole or in part."""

    document: Document
    ref: ObjectRef
    vault: Vault

    async def read(
        self, *, start: int = 0, length: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        """Return the bytes from `start` on; verified whole before the first of them is given.

        `content = await opened.read()`, then `async for`; outside any transaction.
        """
        return await self.vault.read(self.ref, start=start, length=length)


async def documents(clearance: Clearance, *, vault: Vault) -> tuple[Document, ...]:
    """Return the documents whose class is open to whoever asks, newest first.

    Whoever may file in a class without reading it sees what they filed themselves.
    """
    _check_any_open(clearance)
    async with transaction():
        found = await queries.documents([clearance.dossier], vault=vault)
        await audit.record(
            clearance.actor, Act.DOCUMENT_LIST, dossier=clearance.dossier, vault=vault
        )
    return tuple(document for document in found if _is_open(clearance, document))


async def whole_documents(clearance: Clearance, *, vault: Vault) -> tuple[Document, ...]:
    """Return the same, with those of a joined dossier that are open there to whoever asks, newest first.

    Each is opened in the dossier it was filed in: `Document.dossier`. What of a joined dossier is listed is recorded
    there too.
    """
    _check_any_open(clearance)
    here = clearance.dossier
    async with transaction():
        of = await whole([here])
        every = await queries.documents(of.every, vault=vault)
        found = tuple(each for each in every if each.dossier != here or _is_open(clearance, each))
        for dossier in sorted({here, *(each.dossier for each in found)}, key=str):
            await audit.record(clearance.actor, Act.DOCUMENT_LIST, dossier=dossier, vault=vault)
    return found


async def news(asking: Circle | Clearance, seen: Seen) -> News:
    """Return what others filed since each dossier was seen: bare counts, not recorded."""
    async with transaction():
        return await queries.news(seen, not_by=asking.actor.account)


async def documents_in(
    circle: Circle, *, limit: int | None = None, vault: Vault
) -> tuple[Document, ...]:
    """Return the documents of a circle, newest first, each where its class is open.

    `limit`: how many at most. The database decides what is open, dossier by dossier.
    """
    async with transaction():
        found = await queries.documents(circle.dossiers, limit=limit, vault=vault)
        await audit.record(
            circle.actor,
            Act.DOCUMENT_LIST,
            detail={"dossiers": str(len(circle.dossiers))},
            vault=vault,
        )
    return found


async def titled(
    circle: Circle, *, says: Callable[[str], bool], most: int, vault: Vault
) -> tuple[Document, ...]:
    """Return the newest documents of a circle of whose title `says` is true, `most` at most, as `documents_in` does."""
    async with transaction():
        found = await queries.titled(circle.dossiers, says=says, most=most, vault=vault)
        await audit.record(
            circle.actor,
            Act.DOCUMENT_LIST,
            detail={"dossiers": str(len(circle.dossiers))},
            vault=vault,
        )
    return found


async def last_of_kind(
    circle: Circle, kind: DocumentKind, *, vault: Vault
) -> Mapping[DossierId, datetime]:
    """Return when each dossier of a circle last got a document of `kind`, where its class is open."""
    return await _last(circle, kind, read=queries.last_of_kind, vault=vault)


async def last_of_child(
    circle: Circle, kind: DocumentKind, *, vault: Vault
) -> Mapping[DossierId, datetime]:
    """Return the same, what was filed in a joined dossier being of the child too, where it is open there."""
    return await _last(circle, kind, read=queries.last_of_child, vault=vault)


async def _last(
    circle: Circle,
    kind: DocumentKind,
    *,
    read: Callable[[Collection[DossierId], DocumentKind], Awaitable[Mapping[DossierId, datetime]]],
    vault: Vault,
) -> Mapping[DossierId, datetime]:
    async with transaction():
        found = await read(circle.dossiers, kind)
        await audit.record(
            circle.actor,
            Act.DOCUMENT_LIST,
            detail={"dossiers": str(len(circle.dossiers)), "kind": kind.value},
            vault=vault,
        )
    return found


async def newest_of_kind(
    asking: Circle | Clearance, kind: DocumentKind, content_type: str, *, vault: Vault
) -> Mapping[DossierId, Filed]:
    """Return the newest file of a kind and a type in each dossier where its class is open; none is opened."""
    dossiers = asking.dossiers if isinstance(asking, Circle) else {asking.dossier}
    async with transaction():
        found = await queries.newest_of_kind(dossiers, kind, content_type)
        await audit.record(
            asking.actor,
            Act.DOCUMENT_LIST,
            detail={"dossiers": str(len(dossiers)), "kind": kind.value},
            vault=vault,
        )
    return found


async def file_object(
    clearance: Clearance,
    ref: ObjectRef,
    *,
    title: str,
    data_class: DataClass,
    kind: DocumentKind = DocumentKind.RECEIVED,
    file_name: str | None = None,
    content_type: str | None = None,
    source: UUID | None = None,
    vault: Vault,
) -> DocumentId:
    """File an object in the dossier: one just staged, or one that a message already keeps.

    `file_name`, `content_type`: those it was stored with when not given. `source`: the message it
    came with. Raises Invalid for a title or class that cannot be, Forbidden for a class one may
    not write, NotFound for an object of another dossier, `ObjectMissing` for one that is gone.
    """
    new = NewDocument(kind=kind, data_class=data_class, title=title, source=source)
    _check_fileable(clearance, new)
    if ref.scope != clearance.dossier:
        raise NotFound
    async with transaction():
        stored = await vault.meta(ref)
        meta = replace(
            stored,
            name=file_name or stored.name,
            content_type=content_type or stored.content_type,
        )
        filed = await _file(clearance, new, [(ref, meta)], vault=vault)
    return filed[0].id


async def add_generated(
    clearance: Clearance,
    *,
    kind: DocumentKind,
    data_class: DataClass,
    title: str,
    files: Sequence[GeneratedFile],
    version: int | None = None,
    vault: Vault,
) -> tuple[Document, ...]:
    """File what was produced here, one document a file, all of one edition and version.

    Of a kind that has versions, each supersedes the one before in its format. `version`: the one that the files say
    they are; Conflict where somebody filed it meanwhile. Raises Invalid and Forbidden as `file_object` does. To be
    called outside any transaction: bytes come first.
    """
    new = NewDocument(kind=kind, data_class=data_class, title=title)
    _check_fileable(clearance, new)
    staged = [(await _staged(clearance, file, vault=vault), _meta(file)) for file in files]
    async with transaction():
        filed = await _file(clearance, new, staged, vault=vault)
        if version is not None and any(each.version != version for each in filed):
            raise Conflict
    return tuple(filed)


async def open_content(clearance: Clearance, document: DocumentId, *, vault: Vault) -> OpenDocument:
    """Record the opening of a document, then return it ready to be read.

    Raises NotFound for one that is not in this dossier, Forbidden (recorded too) for one of a
    class that is closed to whoever asks.
    """
    async with transaction():
        found = await queries.document(clearance.dossier, document, vault=vault)
        if found is not None and _is_open(clearance, found[0]):
            await audit.record(
                clearance.actor,
                Act.DOCUMENT_OPEN,
                dossier=clearance.dossier,
                subject=document,
                vault=vault,
            )
            return OpenDocument(document=found[0], ref=found[1], vault=vault)
        if not await queries.is_known(clearance.dossier, document):
            raise NotFound
        await _record_refusal(clearance, document, vault=vault)
    raise Forbidden


async def _file(
    clearance: Clearance,
    new: NewDocument,
    contents: Sequence[tuple[ObjectRef, ObjectMeta]],
    *,
    vault: Vault,
) -> list[Document]:
    """Keep the objects and write their documents, in the open transaction."""
    earlier: Sequence[Document] = ()
    if new.kind in rules.VERSIONED:
        await queries.hold(clearance.dossier)
        earlier = await queries.of_kind(clearance.dossier, new.kind, vault=vault)
    at, edition = await queries.moment(), uuid4()
    filed = [
        _document(clearance, new, meta, edition=edition, at=at, earlier=earlier)
        for _, meta in contents
    ]
    for document, (ref, _) in zip(filed, contents, strict=True):
        await queries.insert(document, ref.id, vault=vault)
        if new.source is None:
            await vault.keep(ref)  # what came in a message is kept already
        await _record_filing(clearance, document, vault=vault)
    return filed


def _document(
    clearance: Clearance,
    new: NewDocument,
    meta: ObjectMeta,
    *,
    edition: UUID,
    at: datetime,
    earlier: Sequence[Document],
) -> Document:
    before = rules.superseded(new.kind, meta.content_type, earlier)
    return Document(
        id=DocumentId(uuid4()),
        dossier=clearance.dossier,
        kind=new.kind,
        data_class=new.data_class,
        title=new.title.strip(),
        file_name=meta.name,
        content_type=meta.content_type,
        length=meta.length,
        edition=edition,
        version=rules.next_version(new.kind, earlier),
        supersedes=before.id if before else None,
        created_by=clearance.actor.account,
        created_at=at,
        source=new.source,
    )


def _meta(file: GeneratedFile) -> ObjectMeta:
    return ObjectMeta(file.name, file.content_type, len(file.content))


async def _staged(clearance: Clearance, file: GeneratedFile, *, vault: Vault) -> ObjectRef:
    async def content() -> AsyncIterator[bytes]:
        yield file.content

    return await vault.stage(
        clearance.dossier, content(), name=file.name, content_type=file.content_type
    )


def _is_open(clearance: Clearance, document: Document) -> bool:
    """Return whether the class is read, or written by the very person who filed it."""
    own = document.created_by == clearance.actor.account
    return clearance.may(document.data_class) or (
        own and clearance.may(document.data_class, Mode.WRITE)
    )


def _check_any_open(clearance: Clearance) -> None:
    if not any(
        clearance.may(data_class, mode)
        for data_class in CLASS_LABELS
        for mode in (Mode.READ, Mode.WRITE)
    ):
        raise Forbidden


def _check_fileable(clearance: Clearance, new: NewDocument) -> None:
    rules.check_new(new)
    if not clearance.may(new.data_class, Mode.WRITE):
        raise Forbidden


async def _record_filing(clearance: Clearance, document: Document, *, vault: Vault) -> None:
    await audit.record(
        clearance.actor,
        Act.DOCUMENT_FILE,
        dossier=clearance.dossier,
        subject=document.id,
        detail={"kind": document.kind.value, "version": str(document.version)},
        vault=vault,
    )


async def _record_refusal(clearance: Clearance, document: DocumentId, *, vault: Vault) -> None:
    await audit.record(
        clearance.actor,
        Act.REFUSED,
        dossier=clearance.dossier,
        subject=document,
        detail={"asked": Act.DOCUMENT_OPEN.value, "answer": Forbidden.__name__},
        vault=vault,
    )
