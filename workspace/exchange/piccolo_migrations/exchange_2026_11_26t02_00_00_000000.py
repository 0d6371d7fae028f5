from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, guarded, in_circle

ID = "2026-11-26T02:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "an import replaces nothing without keeping what was"

KEPT = {
    "child": ("C0", "dossier"),
    "birth": ("C1", "dossier"),
    "inclusion": ("N0", "dossier"),
    "placement": ("C3", "id"),
    "assessment": ("N0", "id"),
    "growth_measurement": ("C1", "id"),
    "scale_response": ("C2", "id"),
    "care_session": ("N0", "id"),
}
"""What an import may replace: the class it is of, and the column that names the row."""
OF_ITS_CLASS = " or ".join(
    f"(data_class = '{code}' and {in_circle('dossier', code, 'r')})"
    for code in sorted({code for code, _ in KEPT.values()})
)

FORWARDS = [
    *guarded("former_row", select=OF_ITS_CLASS),
    "create or replace function grenier_keep_former() returns trigger language plpgsql security definer"
    " set search_path = pg_catalog, pg_temp as $function$ begin"
    " if public.grenier_serves('import') then"
    " insert into public.former_row"
    " (id, dossier, origin, origin_row, data_class, was, replaced_at, replaced_by)"
    " values (gen_random_uuid(), old.dossier, tg_table_name, (to_jsonb(old) ->> tg_argv[1])::uuid,"
    " tg_argv[0], to_jsonb(old), now(), public.grenier_account());"
    " end if; return null; end $function$",
    "revoke all on function grenier_keep_former() from public",
    *(
        f"create trigger {table}_former after update on {table} for each row"
        f" when (old.* is distinct from new.*) execute function grenier_keep_former('{code}', '{column}')"
        for table, (code, column) in KEPT.items()
    ),
]

BACKWARDS = [
    *(f"drop trigger {table}_former on {table}" for table in KEPT),
    "drop function grenier_keep_former()",
    "drop policy former_row_select on former_row",
    "revoke all on former_row from grenier_app",
    "alter table former_row no force row level security",
    "alter table former_row disable row level security",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="exchange", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
