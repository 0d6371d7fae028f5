from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function

ID = "2026-11-26T02:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "one's own sessions stay one's own; the share of a group follows who came to it"

# A column was added: the view of what stands shows it too.
STANDING = (
    "create or replace view standing_session with (security_invoker = true) as"
    " select s.* from care_session s"
    " where not exists (select from session_change c where c.session = s.id)"
)
STANDS = "not exists (select from public.session_change c where c.session = s.id)"

MINE = f"""
select s.id, s.dossier, s.kind, s.done_on, s.practitioner, s.payer, s.minutes, s.presence, s.shared_by,
       s.beyond, coalesce(s.organization, d.organization)
  from public.care_session s
  join public.practitioner p on p.id = s.practitioner and p.account = public.grenier_account()
  join public.dossier d on d.id = s.dossier
 where s.done_on >= p_first and s.done_on < p_until and {STANDS}
"""

TOGETHER = """
with one as materialized (select gen_random_uuid() as id)
insert into public.session_group (session, together)
select s.id, one.id from public.care_session s, one
 where s.id = any (p_sessions) and s.author = public.grenier_account()
   and s.dossier = any (public.grenier_dossiers('N0', 'w'))
   and not exists (select from public.session_group g where g.session = s.id)
"""

# Two who correct sessions of one group wait for each other: before either changes a row.
HELD = """
select pg_advisory_xact_lock(hashtextextended(g.together::text, 0))
  from public.session_group g join public.care_session s on s.id = g.session
 where g.session = p_session and s.dossier = any (public.grenier_dossiers('N0', 'w'))
"""

SHARED_ANEW = f"""
#variable_conflict use_column
declare
  v_together uuid;
  v_me uuid := public.grenier_account();
  v_new uuid;
  v_note uuid;
  r record;
begin
  select g.together into v_together
    from public.session_change c
    join public.session_group g on g.session = c.session
   where c.session = p_changed and c.author = v_me
     and c.dossier = any (public.grenier_dossiers('N0', 'w'));
  if v_together is null then
    return;
  end if;
  insert into public.session_group (session, together)
  select c.replaced_by, v_together from public.session_change c
   where c.session = p_changed and c.replaced_by is not null
  on conflict do nothing;
  for r in
    select s.*, case when s.presence = 'present'
                     then count(*) filter (where s.presence = 'present') over (partition by s.kind, s.done_on)
                     else 1 end as came
      from public.care_session s join public.session_group g on g.session = s.id
     where g.together = v_together and {STANDS}
  loop
    continue when r.shared_by = r.came;
    if exists (select from public.session_change c where c.session = p_changed and c.replaced_by = r.id) then
      -- Written a moment ago by this very correction: nobody has seen it yet.
      update public.care_session set shared_by = r.came where id = r.id;
      session := r.id;
    else
      v_new := gen_random_uuid();
      select n.session into v_note from public.session_note n where n.session = coalesce(r.note_of, r.id);
      insert into public.care_session (id, dossier, kind, done_on, practitioner, author, payer, minutes,
                                       presence, shared_by, beyond, note_of, recorded_at, organization)
      values (v_new, r.dossier, r.kind, r.done_on, r.practitioner, r.author, r.payer, r.minutes,
              r.presence, r.came, r.beyond, v_note, now(), r.organization);
      insert into public.session_change (session, dossier, replaced_by, author, changed_at)
      values (r.id, r.dossier, v_new, v_me, now());
      insert into public.session_group (session, together) values (v_new, v_together);
      session := v_new;
    end if;
    dossier := r.dossier;
    shared_by := r.came;
    return next;
  end loop;
end
"""

FORWARDS = [
    STANDING,
    "grant select on standing_session to grenier_app",
    *function(
        "grenier_my_sessions(p_first date, p_until date)",
        "table (id uuid, dossier uuid, kind varchar, done_on date, practitioner uuid, payer varchar,"
        " minutes smallint, presence varchar, shared_by smallint, beyond varchar, organization uuid)",
        MINE,
        to="grenier_app",
    ),
    *function(
        "grenier_hold_together(p_sessions uuid[])",
        "void",
        TOGETHER,
        to="grenier_app",
        volatile=True,
    ),
    *function(
        "grenier_hold_group(p_session uuid)", "void", HELD, to="grenier_app", volatile=True
    ),
    *function(
        "grenier_share_anew(p_changed uuid)",
        "table (session uuid, dossier uuid, shared_by smallint)",
        SHARED_ANEW,
        to="grenier_app",
        language="plpgsql",
        volatile=True,
    ),
]

BACKWARDS = [
    "drop function grenier_share_anew(uuid)",
    "drop function grenier_hold_group(uuid)",
    "drop function grenier_hold_together(uuid[])",
    "drop function grenier_my_sessions(date, date)",
    "drop view standing_session",
    (
        "create view standing_session with (security_invoker = true) as select s.id, s.dossier, s.kind, s.done_on,"
        " s.practitioner, s.author, s.payer, s.minutes, s.presence, s.shared_by, s.beyond, s.note_of, s.recorded_at"
        " from care_session s where not exists (select from session_change c where c.session = s.id)"
    ),
    "grant select on standing_session to grenier_app",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="care", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
