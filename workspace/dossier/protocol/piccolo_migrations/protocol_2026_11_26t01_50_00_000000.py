from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function, guarded, serves

ID = "2026-11-26T01:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the national team proposes a change of protocol, the worker counts whom it concerns, the national team applies it"

OPERATOR = serves("import", "demo")
NATIONAL = "(select grenier_is_national())"
ME = "(select grenier_account())"
TABLES = ("protocol_version", "protocol_choice")

FORWARDS = [
    *function(
        "grenier_is_national()",
        "boolean",
        "select exists (select from public.account where id = public.grenier_account()"
        " and role = 'national' and closed_at is null)",
        to="grenier_app",
    ),
    *guarded(
        "protocol_proposal",
        select=f"{NATIONAL} or {serves('import')}",
        insert=f"{NATIONAL} and asked_by = {ME} and state = 'asked' and affected = '{{}}'",
        update=f"{NATIONAL} or {serves('import')}",
    ),
    # The counts are the worker's to write; whoever applies says only that it was.
    f"alter policy protocol_proposal_update on protocol_proposal with check ({serves('import')}"
    f" or ({NATIONAL} and state in ('applied', 'set_aside')))",
    "revoke update on protocol_proposal from grenier_app",
    "grant update (state, affected, refused, moved_at) on protocol_proposal to grenier_app",
    *(
        f"alter policy {table}_insert on {table} with check ({OPERATOR} or ({NATIONAL} and applied_by = {ME}))"
        for table in TABLES
    ),
]

BACKWARDS = [
    *(f"alter policy {table}_insert on {table} with check ({OPERATOR})" for table in TABLES),
    *(f"drop policy protocol_proposal_{verb} on protocol_proposal" for verb in ("select", "insert", "update")),
    "revoke all on protocol_proposal from grenier_app",
    "alter table protocol_proposal no force row level security",
    "alter table protocol_proposal disable row level security",
    "drop function grenier_is_national()",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="protocol", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
