from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function

ID = "2026-11-26T02:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "an exit that was corrected is reckoned by its correction, in the place of what it corrects"

TURNS = """
    select t.dossier, json_agg(json_build_array(
             t.kind, case when t.kind = 'programme' then t.code else '' end, t.happened_on)
             order by t.first_at, t.kind, t.root)::text
      from (select distinct on (coalesce(e.supersedes, e.id))
                   e.dossier, e.kind, e.code, e.happened_on, coalesce(e.supersedes, e.id) as root,
                   coalesce(f.written_at, e.written_at) as first_at
              from public.inclusion_event e left join public.inclusion_event f on f.id = e.supersedes
             where e.dossier in (select dossier from public.inclusion_event where kind in ('return', 'programme'))
               and e.kind in ('exit', 'return', 'programme')
               and (e.dossier = any ((select public.grenier_dossiers('N0', 'r'))::uuid[])
                    or (select public.grenier_serves('import')) or (select public.grenier_serves('demo'))
                    or (select public.grenier_serves('figures')))
             order by coalesce(e.supersedes, e.id), e.written_at desc, e.id) t
     group by t.dossier
"""
BEFORE = """
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

FORWARDS = function("grenier_turns()", "table (dossier uuid, turns text)", TURNS, to="grenier_app")
BACKWARDS = function("grenier_turns()", "table (dossier uuid, turns text)", BEFORE, to="grenier_app")


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="protocol", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
