from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import SIGNED_IN, by_hand, function, guarded, serves

ID = "2026-11-22T02:54:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "which dossiers the session may touch, answered by the database"

LIVE = "ended_at is null and begins_at <= now() and now() < ends_at"

SHARED = (
    "scope between '00000000-0000-8000-8000-000000000000' and '00000000-0000-8000-8000-ffffffffffff'"
)
"""Scopes no dossier owns: the directory, the months of the audit."""
IN_SCOPE = (
    f"scope = any ((select storage_scopes())::uuid[]) or ({SHARED} and {SIGNED_IN}) or "
    + serves("import", "demo", "figures")
)

IN_DOSSIER = "scope = any ((select storage_scopes())::uuid[])"
MINE = "staged_by = (select grenier_account())"
NEW_KEY = f"(({IN_DOSSIER}) or {serves('import', 'demo', 'figures')}) and version = 1 and wrap is not null"
"""A person opens the scope of a dossier; what is shared (the directory, the months) is opened by a service, and
only the worker turns a key or destroys one: a hole in our SQL must not be able to."""

RIGHTS = """
    ('coordinator', 'N0 MS C0 C1 C2 C3 C4 C5', 'N0 MS C0 C3 C5'),
    ('physician', 'N0 MS C0 C1 C2 C3 C4', 'N0 MS C0 C1 C5'),
    ('nurse', 'N0 MS C0 C1', 'N0 MS C0 C1 C2 C5'),
    ('psychomotrician', 'N0 MS C0 C1', 'N0 MS C0 C1 C2 C5'),
    ('psychologist', 'N0 MS C0 C1 C2 C3 C4', 'N0 MS C2 C5'),
    ('carer', 'N0 MS C0 C5', 'MS C2 C5'),
    ('key_worker', 'N0 MS C0 C3 C4 C5', 'MS C0 C3 C5'),
    ('director', 'N0 C0 C3', ''),
    ('young_adult', 'N0 C0 C1 C2 C3 C5', 'C5')
"""
"""The matrix of `access.rules`, as it was on the day of this migration: the most a grant of each role may open."""

CHECK_GRANT = """
    declare
      allowed record;
    begin
      perform pg_advisory_xact_lock(hashtextextended(new.dossier::text || new.account::text, 1));
      if tg_op = 'UPDATE' then
        if old.ended_at is not null and new.ended_at is distinct from old.ended_at then
          raise insufficient_privilege using message = 'a place that was ended stays ended';
        end if;
      else
        select * into allowed from public.grenier_rights() r where r.role = new.role;
        if not found or not exists (select from public.account where id = new.account and role = new.role) then
          raise insufficient_privilege using message = 'this person has no such role';
        end if;
        if not (new.reads <@ allowed.reads and new.writes <@ allowed.writes) then
          raise insufficient_privilege using message = 'this role does not open so much';
        end if;
        if new.granted_by is distinct from public.grenier_account() then
          raise insufficient_privilege using message = 'a place is granted in one''s own name';
        end if;
      end if;
      if new.ends_at > now() + interval '366 days' then
        raise insufficient_privilege using message = 'no place lasts longer than a year';
      end if;
      if new.ended_at is null and exists (select from public.access_grant
        where dossier = new.dossier and account = new.account and id <> new.id and ended_at is null
          and begins_at < new.ends_at and new.begins_at < ends_at) then
        raise exclusion_violation using message = 'this person already has a place in this circle';
      end if;
      return new;
    end
"""

FORWARDS = [
    *function(
        "grenier_dossiers(p_class text, p_mode text)",
        "uuid[]",
        f"""
        select coalesce(array_agg(distinct dossier), '{{}}'::uuid[]) from public.access_grant
         where account = public.grenier_account() and {LIVE}
           and p_class = any (case p_mode when 'r' then reads when 'w' then writes end)
        """,
        to="grenier_app",
    ),
    *function(
        "grenier_circle()",
        "uuid[]",
        f"""
        select coalesce(array_agg(distinct dossier), '{{}}'::uuid[]) from public.access_grant
         where account = public.grenier_account() and {LIVE}
        """,
        to="grenier_app",
    ),
    *function(
        "grenier_owned()",
        "uuid[]",
        f"""
        select coalesce(array_agg(distinct dossier), '{{}}'::uuid[]) from public.access_grant
         where account = public.grenier_account() and role = 'young_adult' and {LIVE}
        """,
        to="grenier_app",
    ),
    *function(
        "grenier_coordinated()",
        "uuid[]",
        f"""
        select coalesce(array_agg(distinct dossier), '{{}}'::uuid[]) from public.access_grant
         where account = public.grenier_account() and role = 'coordinator' and {LIVE}
        """,
        to="grenier_app",
    ),
    *function(
        "grenier_open_circle(p_grant uuid, p_dossier uuid, p_reads varchar[], p_writes varchar[], p_purpose varchar,"
        " p_since date, p_ends timestamptz)",
        "void",
        """
        begin
          perform pg_advisory_xact_lock(hashtextextended(p_dossier::text, 0));
          if not exists (select from public.account
                          where id = public.grenier_account() and role = 'coordinator' and closed_at is null) then
            raise insufficient_privilege using message = 'only a coordinator opens a circle';
          end if;
          if exists (select from public.access_grant where dossier = p_dossier)
             or exists (select from public.dossier where id = p_dossier) then
            raise insufficient_privilege using message = 'this dossier has a circle already';
          end if;
          insert into public.access_grant
            (id, dossier, account, role, reads, writes, purpose, since_on, begins_at, ends_at, granted_by, granted_at)
          values (p_grant, p_dossier, public.grenier_account(), 'coordinator', p_reads, p_writes, p_purpose, p_since,
                  now(), least(p_ends, now() + interval '366 days'), public.grenier_account(), now());
        end
        """,
        to="grenier_app",
        language="plpgsql",
        volatile=True,
    ),
    *guarded(
        "access_grant",
        select="account = (select grenier_account())"
        " or dossier = any ((select grenier_circle())::uuid[]) or " + serves("import", "demo", "worker"),
        insert="dossier = any ((select grenier_coordinated())::uuid[]) or " + serves("import", "demo"),
        update="dossier = any ((select grenier_coordinated())::uuid[]) or " + serves("demo"),
    ),
    # A grant is ended or renewed; whose it is and what it opens never change.
    "revoke update on access_grant from grenier_app",
    "grant update (ended_at, ends_at) on access_grant to grenier_app",
    *function(
        "grenier_rights()",
        "table (role varchar, reads varchar[], writes varchar[])",
        "select v.role::varchar, string_to_array(v.reads, ' ')::varchar[], string_to_array(v.writes, ' ')::varchar[]"
        f" from (values {RIGHTS}) as v(role, reads, writes)",
        to="grenier_app",
    ),
    "create or replace function grenier_check_grant() returns trigger language plpgsql security definer"
    f" set search_path = pg_catalog, pg_temp as $function$ {CHECK_GRANT} $function$",
    "revoke all on function grenier_check_grant() from public",
    "create trigger access_grant_checked before insert or update on access_grant"
    " for each row execute function grenier_check_grant()",
    *function(
        "grenier_may_attach(p_object uuid, p_dossier uuid)",
        "boolean",
        """
        select exists (select from public.stored_object
          where id = p_object and scope = p_dossier and state <> 'discarded'
            and staged_by = public.grenier_account())
        """,
        to="grenier_app",
    ),
    "create or replace function storage_scopes() returns uuid[] language sql stable security definer"
    " set search_path = pg_catalog, pg_temp as $function$ select public.grenier_circle() $function$",
    "create or replace function storage_sweeps() returns boolean language sql stable security definer"
    " set search_path = pg_catalog, pg_temp as $function$ select public.grenier_serves('worker') $function$",
    "grant delete on stored_object to grenier_app",
    f"alter policy data_key_select on data_key using ({IN_SCOPE} or {serves('worker')})",
    f"alter policy data_key_insert on data_key with check (({NEW_KEY}) or {serves('worker')})",
    f"alter policy data_key_update on data_key using ({serves('worker')}) with check ({serves('worker')})",
    f"alter policy stored_object_select on stored_object using ({IN_SCOPE} or (select storage_sweeps()))",
    # An object belongs to whoever staged it until it is kept; nobody but the worker gives one up.
    "alter table stored_object alter column staged_by set default grenier_account()",
    f"alter policy stored_object_insert on stored_object with check (({IN_SCOPE}) and {MINE})",
    f"alter policy stored_object_update on stored_object using ((({IN_SCOPE}) and {MINE} and state = 'staged')"
    f" or {serves('worker')}) with check ((({IN_SCOPE}) and {MINE} and state in ('staged', 'kept'))"
    f" or {serves('worker')})",
]

BACKWARDS = [
    "drop trigger access_grant_checked on access_grant",
    "drop function grenier_check_grant(), grenier_rights(), grenier_may_attach(uuid, uuid), grenier_dossiers(text, text), grenier_owned(), grenier_coordinated(),"
    " grenier_open_circle(uuid, uuid, varchar[], varchar[], varchar, date, timestamptz) cascade",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="access", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
