from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function, guarded

ID = "2026-11-25T17:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a secret address opens one feed, and in it only moments"

ME = "account = (select grenier_account())"
OPEN = "f.token_hash = p_hash and f.ended_at is null and a.closed_at is null"
CIRCLE = """
    select g.dossier from public.calendar_feed f join public.account a on a.id = f.account
      join public.access_grant g on g.account = f.account and 'N0' = any (g.reads)
       and g.ended_at is null and g.begins_at <= now() and now() < g.ends_at
     where f.token_hash = p_hash and f.ended_at is null and a.closed_at is null
"""

FORWARDS = [
    *guarded("calendar_feed", select=ME, insert=ME, update=ME),
    "revoke update on calendar_feed from grenier_app",
    "grant update (ended_at) on calendar_feed to grenier_app",
    "create unique index calendar_feed_one_open on calendar_feed (account) where ended_at is null",
    *function(
        "grenier_feed_open(p_hash bytea)",
        "boolean",
        f"""
        update public.calendar_feed set read_at = now() where token_hash = p_hash and ended_at is null;
        select exists (select from public.calendar_feed f join public.account a on a.id = f.account
                        where {OPEN})
        """,
        to="grenier_door",
        volatile=True,
    ),
    *function(
        "grenier_feed(p_hash bytea, p_first date, p_last date)",
        "table (uid uuid, sequence integer, day date, starts_at timestamptz, zone varchar,"
        " minutes smallint, state varchar, changed_at timestamptz, planned_time time, department varchar)",
        f"""
        with around as ({CIRCLE})
        select e.encounter, e.sequence, e.day, e.starts_at, e.zone, e.minutes, e.state, e.recorded_at,
               null::time, null::varchar
          from public.encounter e
         where e.dossier in (select dossier from around) and e.day between p_first and p_last
           and not exists (select from public.encounter n where n.supersedes = e.id)
        union all
        select p.id, 0, p.planned_on, null, null, null, 'planned', p.planned_at, p.planned_time,
               i.department
          from public.planned_assessment p left join public.inclusion i on i.dossier = p.dossier
         where p.dossier in (select dossier from around) and p.withdrawn_at is null
           and p.planned_on between p_first and p_last
         order by 3, 4 nulls first, 1
        """,
        to="grenier_door",
    ),
]

BACKWARDS = [
    "drop function grenier_feed_open(bytea), grenier_feed(bytea, date, date)",
    "drop policy calendar_feed_select on calendar_feed",
    "drop policy calendar_feed_insert on calendar_feed",
    "drop policy calendar_feed_update on calendar_feed",
    "revoke all on calendar_feed from grenier_app",
    "alter table calendar_feed no force row level security",
    "alter table calendar_feed disable row level security",
    "drop index calendar_feed_one_open",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="agenda", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
