from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import SIGNED_IN, by_hand, guarded, serves

ID = "2026-11-22T02:54:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "append-only, in the order of commits"

AUDITOR = "exists (select from account where id = (select grenier_account()) and role = 'auditor')"
READABLE = (
    f"dossier = any ((select grenier_owned())::uuid[]) or (select {AUDITOR}) or " + serves("worker")
)

FORWARDS = [
    "alter table audit_event add column tx xid8 not null default pg_current_xact_id()",
    "alter table audit_event alter column at set default now()",
    *guarded(
        "audit_event",
        select=f"id in (select event from audit_index where {READABLE}) or " + serves("worker"),
        insert=f"{SIGNED_IN} and at between now() - interval '5 minutes' and now() + interval '5 minutes'"
        " and act ~ '^[a-z_]+(:[a-z_]+)+$'",
    ),
    # The order of the chain is the database's alone: nobody says their own transaction or place.
    "revoke insert on audit_event from grenier_app",
    "grant insert (id, at, act, commitment, encrypted_payload) on audit_event to grenier_app",
    *guarded("audit_index", select=READABLE, insert="account = (select grenier_account())"),
    *guarded("audit_pending", select=serves("worker"), delete=serves("worker")),
    *guarded("audit_link", select=serves("worker") + f" or (select {AUDITOR})", insert=serves("worker")),
    "grant usage on sequence audit_event_ordinal_seq to grenier_app",
    "create or replace function grenier_audit_pending() returns trigger language plpgsql security definer"
    " set search_path = pg_catalog, pg_temp as $function$"
    " begin insert into public.audit_pending (event) values (new.id); return null; end $function$",
    "revoke all on function grenier_audit_pending() from public",
    "create trigger audit_event_pending after insert on audit_event"
    " for each row execute function grenier_audit_pending()",
]

BACKWARDS = [
    "drop trigger audit_event_pending on audit_event",
    "drop function grenier_audit_pending()",
    "alter table audit_event drop column tx",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="audit", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
