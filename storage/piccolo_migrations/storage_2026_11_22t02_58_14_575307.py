"""Row-level security of storage, written by hand.

It ships closed: nobody has a scope, nobody sweeps. Whoever stands above storage replaces the two functions
(`create or replace function`) with the real answer; the policies ask them once a statement.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-22T02:58:14:575307"
VERSION = "1.38.0"
DESCRIPTION = "row-level security, closed until the workspace opens it"

IN_SCOPE = "scope = any ((select storage_scopes())::uuid[])"
SWEEPS = "(select storage_sweeps())"

FORWARDS = [
    """create function storage_scopes() returns uuid[] language sql stable
    set search_path = pg_catalog, pg_temp as $$ select array[]::uuid[] $$""",
    """create function storage_sweeps() returns boolean language sql stable
    set search_path = pg_catalog, pg_temp as $$ select false $$""",
    "revoke all on function storage_scopes(), storage_sweeps() from public",
    "grant execute on function storage_scopes(), storage_sweeps() to grenier_app, grenier_worker",
    # data_key: a key is never deleted, a shredded one never comes back
    "alter table data_key enable row level security",
    "alter table data_key force row level security",
    f"create policy data_key_select on data_key for select using ({IN_SCOPE})",
    f"create policy data_key_insert on data_key for insert with check ({IN_SCOPE})",
    f"create policy data_key_update on data_key for update using ({IN_SCOPE}) with check ({IN_SCOPE})",
    """alter table data_key
    add constraint data_key_shredded check ((wrap is null) = (shredded_at is not null)),
    add constraint data_key_version check (version > 0)""",
    "revoke all on data_key from public",
    "grant select, insert, update (kid, wrap, shredded_at) on data_key to grenier_app, grenier_worker",
    # stored_object: what identifies an object never changes; the worker alone deletes
    "alter table stored_object enable row level security",
    "alter table stored_object force row level security",
    f"create policy stored_object_select on stored_object for select using ({IN_SCOPE} or {SWEEPS})",
    f"create policy stored_object_insert on stored_object for insert with check ({IN_SCOPE})",
    f"create policy stored_object_update on stored_object for update using ({IN_SCOPE}) with check ({IN_SCOPE})",
    f"create policy stored_object_delete on stored_object for delete using ({SWEEPS})",
    """alter table stored_object
    add constraint stored_object_state check (state in ('staged', 'kept', 'discarded')),
    add constraint stored_object_kept_whole check (
        state <> 'kept' or (kept_at is not null and cipher_len is not null and cipher_sha256 is not null
            and plain_hmac is not null and encrypted_meta is not null)),
    add constraint stored_object_discarded check (state <> 'discarded' or discarded_at is not null),
    add constraint stored_object_context check (version > 0 and kind between 0 and 255)""",
    "create index stored_object_scope on stored_object (scope)",
    "create index stored_object_swept on stored_object (state, staged_at) where state <> 'kept'",
    "revoke all on stored_object from public",
    "grant select, insert on stored_object to grenier_app, grenier_worker",
    """grant update (state, key_version, dek_wrap, cipher_len, cipher_sha256, plain_hmac, encrypted_meta,
        kept_at, discarded_at) on stored_object to grenier_app, grenier_worker""",
    "grant delete on stored_object to grenier_worker",
]

BACKWARDS = [
    "revoke all on data_key, stored_object from grenier_app, grenier_worker",
    "drop index stored_object_swept, stored_object_scope",
    """alter table stored_object drop constraint stored_object_context, drop constraint stored_object_discarded,
    drop constraint stored_object_kept_whole, drop constraint stored_object_state""",
    *(
        f"drop policy stored_object_{verb} on stored_object"
        for verb in ("delete", "update", "insert", "select")
    ),
    "alter table stored_object no force row level security",
    "alter table stored_object disable row level security",
    "alter table data_key drop constraint data_key_version, drop constraint data_key_shredded",
    *(f"drop policy data_key_{verb} on data_key" for verb in ("update", "insert", "select")),
    "alter table data_key no force row level security",
    "alter table data_key disable row level security",
    "drop function storage_sweeps()",
    "drop function storage_scopes()",
]


async def _run(statements):
    engine = engine_finder()
    for statement in statements:
        await engine.run_ddl(statement)


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="storage", description=DESCRIPTION)

    async def go():
        await _run(FORWARDS)

    async def back():
        await _run(BACKWARDS)

    manager.add_raw(go)
    manager.add_raw_backwards(back)
    return manager
