"""Content in pieces, and back."""

from collections.abc import AsyncIterator
from uuid import UUID

from storage.vault import ObjectRef, Vault


async def pieces(content: bytes, size: int = 70_001) -> AsyncIterator[bytes]:
    for at in range(0, len(content), size):
        yield content[at : at + size]


async def staged(vault: Vault, scope: UUID, content: bytes) -> ObjectRef:
    return await vault.stage(scope, pieces(content), name="drawing.png", content_type="image/png")


async def read(vault: Vault, ref: ObjectRef, *, start: int = 0, length: int | None = None) -> bytes:
    content = await vault.read(ref, start=start, length=length)
    return b"".join([piece async for piece in content])
