from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function

ID = "2026-11-26T01:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "that a child left, came back or changed programme, and when, is known like the day of admission: schedules are reckoned from it"

TURNS = """
    select e.dossier, json_agg(json_build_array(
             e.kind, case when e.kind = 'programme' then e.code else '' end, e.happened_on)
             order by e.written_at, e.kind, e.id)::text
      from public.inclusion_event e
     where e.dossier in (select dossier from public.inclusion_event where kind in ('return', 'programme'))
       and e.kind in ('exit', 'return', 'programme')
       and (e.dossier = any ((select public.grenier_dossiers('N0', 'r'))::uuid[])
            or (select public.grenier_serves('import')) or (select public.grenier_serves('demo'))
            or (select public.grenier_serves('figures')))
     group by e.dossier
"""

FORWARDS = [
    "create index inclusion_event_turns on inclusion_event (dossier) where kind in ('return', 'programme')",
    *function("grenier_turns()", "table (dossier uuid, turns text)", TURNS, to="grenier_app"),
]

BACKWARDS = ["drop function grenier_turns()", "drop index inclusion_event_turns"]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="protocol", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
