"""A document that is filed, in Word and in PDF: what is printed on it is the version it is filed as."""

import asyncio
from collections.abc import Awaitable, Callable

from storage.vault import Vault
from workspace.access.model import Clearance
from workspace.access.permissions import DataClass
from workspace.docgen import docx_writer, pdf_writer
from workspace.docgen.model import Content
from workspace.dossier.documents import service as documents
from workspace.dossier.documents.model import Document, DocumentKind, GeneratedFile
from workspace.errors import Conflict

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
MOST_TRIES = 3
"""Of several who file at once, each composes anew for the next number."""


async def file_next(
    clearance: Clearance,
    compose: Callable[[], Awaitable[tuple[int, Content]]],
    *,
    kind: DocumentKind,
    data_class: DataClass,
    name: Callable[[int], str],
    vault: Vault,
) -> tuple[Document, ...]:
    """File the next version in both formats. `compose` returns its number and its content; `name`, of its files.

    Raises Conflict where others filed one each time. To be called outside any transaction.
    """
    for _ in range(MOST_TRIES - 1):
        try:
            return await _file(clearance, compose, kind, data_class, name, vault)
        except Conflict:
            continue
    return await _file(clearance, compose, kind, data_class, name, vault)


async def _file(  # noqa: PLR0917 - the same as `file_next`
    clearance: Clearance,
    compose: Callable[[], Awaitable[tuple[int, Content]]],
    kind: DocumentKind,
    data_class: DataClass,
    name: Callable[[int], str],
    vault: Vault,
) -> tuple[Document, ...]:
    version, content = await compose()
    files = [
        GeneratedFile(
            name=f"{name(version)}.docx",
            content_type=DOCX,
            content=await asyncio.to_thread(docx_writer.write, content),
        ),
        GeneratedFile(
            name=f"{name(version)}.pdf",
            content_type=PDF,
            content=await asyncio.to_thread(pdf_writer.write, content),
        ),
    ]
    return await documents.add_generated(
        clearance,
        kind=kind,
        data_class=data_class,
        title=content.title,
        files=files,
        version=version,
        vault=vault,
    )
