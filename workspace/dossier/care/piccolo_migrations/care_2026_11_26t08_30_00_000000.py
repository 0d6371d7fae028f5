from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function

ID = "2026-11-26T08:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "an import says which sessions were one group, so that their share follows who came"

FORWARDS = [
    *function(
        "grenier_hold_imported(p_sessions uuid[], p_together uuid[])",
        "void",
        """
        insert into public.session_group (session, together)
        select n.session, n.together from unnest(p_sessions, p_together) as n(session, together)
          join public.care_session s on s.id = n.session and s.author is null
         where public.grenier_serves('import') or public.grenier_serves('demo')
        on conflict (session) do update set together = excluded.together
         where session_group.together <> excluded.together
        """,
        to="grenier_app",
        volatile=True,
    ),
]

BACKWARDS = ["drop function grenier_hold_imported(uuid[], uuid[])"]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="care", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
