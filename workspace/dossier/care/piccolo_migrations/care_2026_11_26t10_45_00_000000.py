from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function

ID = "2026-11-26T10:45:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "an import that brings some of a group shares it among all who came, those of an earlier import too"

STANDS = "not exists (select from public.session_change c where c.session = s.id)"

FORWARDS = [
    *function(
        "grenier_share_imported(p_sessions uuid[])",
        "void",
        f"""
        with touched as (
          select distinct g.together from public.session_group g where g.session = any (p_sessions)
        ), n as (
          select s.id, case when s.presence = 'present'
                            then count(*) filter (where s.presence = 'present')
                                 over (partition by g.together, s.kind, s.done_on)
                            else 1 end as came
            from touched t
            join public.session_group g on g.together = t.together
            join public.care_session s on s.id = g.session
           where {STANDS}
        )
        update public.care_session s set shared_by = n.came from n
         where n.id = s.id and n.came <> s.shared_by
           and (public.grenier_serves('import') or public.grenier_serves('demo'))
        """,
        to="grenier_app",
        volatile=True,
    ),
]

BACKWARDS = ["drop function grenier_share_imported(uuid[])"]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="care", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
