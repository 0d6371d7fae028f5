from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function

ID = "2026-11-26T01:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "whoever sets the appointments of a child sees who was reminded of them, and what became of it"

FORWARDS = [
    "create index notice_dossier on notice (dossier, queued_at)",
    *function(
        "grenier_reminded(p_dossier uuid)",
        "table (account uuid, role varchar, key varchar, queued_at timestamptz, state varchar, because varchar)",
        """
        select n.account,
               (select g.role from public.access_grant g
                 where g.dossier = n.dossier and g.account = n.account
                 order by g.granted_at desc, g.id limit 1),
               n.key, n.queued_at, n.state, n.because
          from public.notice n
         where n.dossier = p_dossier and n.kind <> 'message'
           and n.dossier = any (public.grenier_dossiers('N0', 'w'))
        """,
        to="grenier_app",
    ),
]

BACKWARDS = ["drop function grenier_reminded(uuid)", "drop index notice_dossier"]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="notices", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
