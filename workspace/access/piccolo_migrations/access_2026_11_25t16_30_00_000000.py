from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand

ID = "2026-11-25T16:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a circle managed by hand keeps somebody who coordinates"

BY_HAND = """
    public.grenier_account() is not null
    and not public.grenier_serves('demo') and not public.grenier_serves('import')
"""

CHECK = f"""
    begin
      if not ({BY_HAND}) then
        return new;
      end if;
      if tg_op = 'INSERT' then
        if new.role = 'young_adult' then
          raise insufficient_privilege using message = 'whom the dossier is about enters by the handing over alone';
        end if;
        return new;
      end if;
      if old.role = 'coordinator'
         and (new.ends_at < old.ends_at or (old.ended_at is null and new.ended_at is not null)) then
        perform pg_advisory_xact_lock(hashtextextended(new.dossier::text, 2));
        if not exists (select from public.access_grant
          where dossier = new.dossier and role = 'coordinator' and account <> new.account and ended_at is null
            and begins_at <= now() and now() < ends_at and ends_at > coalesce(new.ended_at, new.ends_at)) then
          raise insufficient_privilege using message = 'a circle keeps somebody who coordinates';
        end if;
      end if;
      if new.ended_at > now() + interval '1 minute' then
        raise insufficient_privilege using message = 'a place ends now, or runs out later';
      end if;
      return new;
    end
"""
"""Beside `grenier_check_grant`, for people alone: what the operator brings in may be in any order."""

FORWARDS = [
    "create function grenier_check_circle() returns trigger language plpgsql security definer"
    f" set search_path = pg_catalog, pg_temp as $function$ {CHECK} $function$",
    "revoke all on function grenier_check_circle() from public",
    "create trigger access_grant_circle before insert or update on access_grant"
    " for each row execute function grenier_check_circle()",
]

BACKWARDS = [
    "drop trigger access_grant_circle on access_grant",
    "drop function grenier_check_circle()",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="access", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
