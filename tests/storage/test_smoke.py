import pytest
from storage.errors import *
from workspace.database import transaction, acting_as
async def pieces(*parts):
    for p in parts: yield p
async def test_smoke(vault, scope, objects):
    r = await vault.encrypt_text(scope,"t:c:1","Lou")
    assert await vault.decrypt_text(scope,"t:c:1",r)=="Lou"
    ref = await vault.stage(scope, pieces(b"a"*100_000,b"b"*700_000), name="x", content_type="t")
    await vault.keep(ref)
    assert b"".join([p async for p in await vault.read(ref)])==b"a"*100_000+b"b"*700_000
    assert b"".join([p async for p in await vault.read(ref,start=99_999,length=2)])==b"ab"
    print(await vault.meta(ref))
    await vault.shred(scope)
    with pytest.raises(KeyShredded): await vault.read(ref)
    with pytest.raises(KeyShredded): await vault.decrypt_text(scope,"t:c:1",r)
