from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function

ID = "2026-11-25T16:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the door counts wrong attempts under any name and from any network"

FORWARDS = [
    "alter table door_failure enable row level security",
    "alter table door_failure force row level security",
    *function(
        "grenier_door_failures(p_key bytea)",
        "table (failures integer, failed_at timestamptz)",
        "select failures, failed_at from public.door_failure where key = p_key",
        to="grenier_door",
    ),
    # Old counts go when new ones come: nothing has to remember to clean.
    *function(
        "grenier_note_door_failure(p_key bytea, p_forget integer)",
        "void",
        """
        delete from public.door_failure where failed_at < now() - interval '30 days';
        insert into public.door_failure (key, failures, failed_at) values (p_key, 1, now())
        on conflict (key) do update set failed_at = now(), failures = case
          when door_failure.failed_at < now() - make_interval(secs => p_forget) then 1
          else door_failure.failures + 1 end
        """,
        to="grenier_door",
        volatile=True,
    ),
]

BACKWARDS = [
    "drop function grenier_door_failures(bytea), grenier_note_door_failure(bytea, integer)",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="accounts", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
