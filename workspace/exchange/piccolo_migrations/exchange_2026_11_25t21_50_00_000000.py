from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function, guarded, serves

ID = "2026-11-25T21:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "files that wait are their owner's, and go into no other establishment"

ME = "(select grenier_account())"
IMPORTS = serves("import")

WAITING = 1
"""The kind of a stored object that waits to be brought in."""

FORWARDS = [
    *function(
        "grenier_imports_into()",
        "uuid",
        """
        select organization from public.account
         where id = public.grenier_account() and role = 'coordinator' and closed_at is null
        """,
        to="grenier_app",
    ),
    *guarded(
        "import_request",
        select=f"account = {ME} or {serves('import', 'worker')}",
        insert=f"account = {ME} and organization = (select grenier_imports_into())"
        " and state = 'asked' and encrypted_report is null",
        update=f"account = {ME} or {IMPORTS}",
        delete=serves("worker"),
    ),
    # Whoever asks may ask again and confirm; what came of it is for the service to say.
    f"alter policy import_request_update on import_request with check ({IMPORTS}"
    f" or (account = {ME} and state in ('asked', 'confirmed')))",
    "revoke update on import_request from grenier_app",
    "grant update (state, files, step, done, total, moved_at, encrypted_report) on import_request"
    " to grenier_app",
    # The directory is open to colleagues, what waits in its scope is not.
    "create policy stored_object_waiting on stored_object as restrictive for select"
    f" using (kind <> {WAITING} or staged_by = {ME} or {serves('import', 'worker')})",
]

BACKWARDS = [
    "drop policy stored_object_waiting on stored_object",
    "drop policy import_request_select on import_request",
    "drop policy import_request_insert on import_request",
    "drop policy import_request_update on import_request",
    "drop policy import_request_delete on import_request",
    "revoke all on import_request from grenier_app",
    "alter table import_request no force row level security",
    "alter table import_request disable row level security",
    "drop function grenier_imports_into()",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="exchange", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
