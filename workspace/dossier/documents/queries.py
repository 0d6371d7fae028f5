"""Documents as row-level security shows them, titles opened."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from storage.vault import ObjectRef, Vault
from workspace.access.permissions import DataClass
from workspace.database import sql
from workspace.dossier.documents.model import Document, DocumentKind, Filed
from workspace.ids import AccountId, DocumentId, DossierId
from workspace.news import News, Seen, counted

PURPOSE = "document:encrypted_title:{}"


async def documents(
    dossiers: Collection[DossierId], *, limit: int | None = None, vault: Vault
) -> tuple[Document, ...]:
    """Return the documents of `dossiers`, newest first."""
    rows = await sql(
        "select * from document where dossier = any({}::uuid[])"
        " order by created_at desc, content_type, id limit {}",
        list(dossiers),
        limit,
    )
    return await _opened(rows, vault=vault)


async def titled(
    dossiers: Collection[DossierId], *, says: Callable[[str], bool], most: int, vault: Vault
) -> tuple[Document, ...]:
    """Return the newest documents of `dossiers` of whose title `says` is true, `most` at most: the others stay rows."""
    rows = await sql(
        "select * from document where dossier = any({}::uuid[])"
        " order by created_at desc, content_type, id",
        list(dossiers),
    )
    titles = zip(rows, map(json.loads, await _titles(rows, vault=vault)), strict=True)
    said = (_document(row, title) for row, title in titles if says(title["title"]))
    return tuple(islice(said, most))


async def news(seen: Seen, *, not_by: AccountId) -> News:
    """Return what others filed since each dossier was seen."""
    return await counted(
        "select d.dossier, 'document' as code, count(*) as found from document d join v using (dossier)"
        " where d.created_at > v.at and d.created_by <> {} group by 1",
        seen,
        not_by,
    )


async def of_kind(dossier: DossierId, kind: DocumentKind, *, vault: Vault) -> tuple[Document, ...]:
    rows = await sql("select * from document where dossier = {} and kind = {}", dossier, kind.value)
    return await _opened(rows, vault=vault)


async def last_of_kind(
    dossiers: Collection[DossierId], kind: DocumentKind
) -> dict[DossierId, datetime]:
    """Return when each of `dossiers` got its newest document of `kind`; none, no key."""
    rows = await sql(
        "select dossier, max(created_at) as at from document"
        " where dossier = any({}::uuid[]) and kind = {} group by dossier",
        list(dossiers),
        kind.value,
    )
    return {DossierId(row["dossier"]): row["at"] for row in rows}


async def last_of_child(
    dossiers: Collection[DossierId], kind: DocumentKind
) -> dict[DossierId, datetime]:
    """Return the same, what a joined dossier got being of the one that goes on too."""
    rows = await sql(
        # the array first: what is read grows with those asked for, not with the country
        "with wanted as (select each as child, each as dossier from unnest({}::uuid[]) as each union all"
        " select dossier, merged from dossier_merge where undone_at is null and dossier = any({}::uuid[]))"
        " select w.child as dossier, max(d.created_at) as at from document d join wanted w using (dossier)"
        " where d.dossier = any(array(select dossier from wanted)) and d.kind = {} group by w.child",
        *[list(dossiers)] * 2,
        kind.value,
    )
    return {DossierId(row["dossier"]): row["at"] for row in rows}


async def newest_of_kind(
    dossiers: Collection[DossierId], kind: DocumentKind, content_type: str
) -> dict[DossierId, Filed]:
    rows = await sql(
        "select distinct on (dossier) dossier, id, created_at from document"
        " where dossier = any({}::uuid[]) and kind = {} and content_type = {}"
        " order by dossier, created_at desc, id",
        list(dossiers),
        kind.value,
        content_type,
    )
    return {
        DossierId(row["dossier"]): Filed(id=DocumentId(row["id"]), at=row["created_at"])
        for row in rows
    }


async def document(
    dossier: DossierId, wanted: DocumentId, *, vault: Vault
) -> tuple[Document, ObjectRef] | None:
    """Return a document and where its content lies; None when it is closed or not there."""
    rows = await sql("select * from document where id = {} and dossier = {}", wanted, dossier)
    for found in await _opened(rows, vault=vault):
        return found, ObjectRef(rows[0]["content"], dossier)
    return None


async def is_known(dossier: DossierId, wanted: DocumentId) -> bool:
    """Tell somebody of the circle whether the dossier has this document, open to them or not."""
    rows = await sql("select grenier_document_is_known({}, {}) as known", dossier, wanted)
    return bool(rows[0]["known"])


async def hold(dossier: DossierId) -> None:
    """Let one transaction at a time number versions in this dossier, until it ends."""
    await sql(
        "select pg_advisory_xact_lock(hashtextextended('document' || {}::text, 0))", str(dossier)
    )


async def moment() -> datetime:
    """Return the time of the open transaction, by the database's clock (aware)."""
    rows = await sql("select now() as at")
    found: datetime = rows[0]["at"]
    return found


async def insert(document: Document, content: UUID, *, vault: Vault) -> None:
    """Write one document: by hand, since whoever files it may not be allowed to read it back."""
    sealed = await vault.encrypt_text(
        document.dossier, PURPOSE.format(document.id), _title(document)
    )
    await sql(
        "insert into document (id, dossier, kind, data_class, encrypted_title, content_type,"
        " content, edition, version, supersedes, created_by, created_at, source)"
        " values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})",
        document.id,
        document.dossier,
        document.kind.value,
        document.data_class.value,
        sealed,
        document.content_type,
        content,
        document.edition,
        document.version,
        document.supersedes,
        document.created_by,
        document.created_at,
        document.source,
    )


def _title(document: Document) -> str:
    return json.dumps(
        {"title": document.title, "file_name": document.file_name, "length": document.length},
        ensure_ascii=False,
    )


async def _opened(rows: Sequence[Mapping[str, Any]], *, vault: Vault) -> tuple[Document, ...]:
    texts = await _titles(rows, vault=vault)
    return tuple(_document(row, json.loads(text)) for row, text in zip(rows, texts, strict=True))


async def _titles(rows: Sequence[Mapping[str, Any]], *, vault: Vault) -> list[str]:
    return await vault.decrypt_texts(
        [(row["dossier"], PURPOSE.format(row["id"]), row["encrypted_title"]) for row in rows]
    )


def _document(row: Mapping[str, Any], title: Mapping[str, Any]) -> Document:
    return Document(
        id=DocumentId(row["id"]),
        dossier=DossierId(row["dossier"]),
        kind=DocumentKind(row["kind"]),
        data_class=DataClass(row["data_class"]),
        title=title["title"],
        file_name=title["file_name"],
        content_type=row["content_type"],
        length=title["length"],
        edition=UUID(str(row["edition"])),
        version=row["version"],
        supersedes=DocumentId(row["supersedes"]) if row["supersedes"] else None,
        created_by=AccountId(row["created_by"]),
        created_at=row["created_at"],
        source=row["source"],
    )
