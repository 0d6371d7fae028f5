from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function

ID = "2026-11-26T07:55:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "whoever coordinates counts the sessions of the children they followed that day, wherever these are now"

COORDINATED = """
select g.dossier, g.account, g.since_on,
       (least(g.ended_at, g.ends_at) at time zone 'Europe/Paris')::date as last_on
  from public.access_grant g
 where g.role = 'coordinator'
"""
THAT_DAY = "c.dossier = s.dossier and c.since_on <= s.done_on and s.done_on <= c.last_on"
STANDS = "not exists (select from public.session_change c where c.session = s.id)"

HELD = f"""
with coordinated as materialized ({COORDINATED} and g.account = public.grenier_account()),
     around as materialized (
       select o.dossier from unnest(public.grenier_dossiers('N0', 'r')) as o(dossier) where o.dossier = any (p_dossiers)),
     held as materialized (
       select s.* from public.care_session s
        where s.practitioner = p_practitioner and s.done_on >= p_first and s.done_on < p_until and {STANDS})
select s.id, s.dossier, s.kind, s.done_on, s.practitioner, s.payer, s.minutes, s.presence, s.shared_by,
       s.beyond, coalesce(s.organization, d.organization),
       exists (select from coordinated c where c.dossier = s.dossier)
         and not exists (select from coordinated c where {THAT_DAY})
         and exists (select from ({COORDINATED}) as c where {THAT_DAY})
  from held s join public.dossier d on d.id = s.dossier
 where s.dossier in (select dossier from around) or exists (select from coordinated c where {THAT_DAY})
"""

PERFORMERS = f"""
select distinct s.practitioner
  from ({COORDINATED} and g.account = public.grenier_account()) as c
  join public.care_session s on {THAT_DAY}
 where s.practitioner is not null and s.done_on >= p_first and s.done_on < p_until and {STANDS}
   and c.last_on >= p_first and c.since_on < p_until
"""

FORWARDS = [
    *function(
        "grenier_sessions_followed(p_dossiers uuid[], p_practitioner uuid, p_first date, p_until date)",
        "table (id uuid, dossier uuid, kind varchar, done_on date, practitioner uuid, payer varchar,"
        " minutes smallint, presence varchar, shared_by smallint, beyond varchar, organization uuid,"
        " is_of_another boolean)",
        HELD,
        to="grenier_app",
    ),
    *function(
        "grenier_performers_followed(p_first date, p_until date)",
        "table (practitioner uuid)",
        PERFORMERS,
        to="grenier_app",
    ),
]

BACKWARDS = [
    "drop function grenier_performers_followed(date, date)",
    "drop function grenier_sessions_followed(uuid[], uuid, date, date)",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="care", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
