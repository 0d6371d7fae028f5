from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function

ID = "2026-11-26T02:05:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "whoever coordinates is told that a child they enrol is followed elsewhere, and by whom; nothing else"

LIVE = "g.begins_at <= now() and now() < g.ends_at and (g.ended_at is null or now() < g.ended_at)"

# Two words at least of the names, with the day (or with the year, where one of the two days is an estimate).
SAME = "c.twin_index && {bits} and (select count(*) from unnest({bits}) as b where b = any (c.twin_index)) >= 2"

ELSEWHERE = f"""
    select distinct d.organization, g.account
      from public.dossier d
      left join public.access_grant g on g.dossier = d.id and g.role = 'coordinator' and {LIVE}
     where d.closed_at is null
       and exists (select from public.account
                    where id = public.grenier_account() and role = 'coordinator' and closed_at is null)
       and d.id <> all (public.grenier_circle())
       and d.id in (select c.dossier from public.child c where {SAME.format(bits="p_day")}
                    union all
                    select c.dossier from public.child c where {SAME.format(bits="p_year")}
                    union all
                    select i.dossier from public.ins_identity i
                     where i.number_index = p_number and i.superseded_at is null)
"""

FORWARDS = [
    "create index child_twins on child using gin (twin_index)",
    *function(
        "grenier_followed_elsewhere(p_day integer[], p_year integer[], p_number bytea)",
        "table (organization uuid, coordinator uuid)",
        ELSEWHERE,
        to="grenier_app",
    ),
]

BACKWARDS = [
    "drop function grenier_followed_elsewhere(integer[], integer[], bytea)",
    "drop index child_twins",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="record", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
