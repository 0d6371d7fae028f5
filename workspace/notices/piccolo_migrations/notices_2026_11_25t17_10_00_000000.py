from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function, guarded, in_circle, serves

ID = "2026-11-25T17:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "one tells only people around the same child, and each says how they are told"

ME = "(select grenier_account())"
WORKER = serves("worker")
AROUND = (
    "exists (select from access_grant g where g.dossier = notice.dossier and g.account = notice.account"
    " and g.ended_at is null and g.begins_at <= now() and now() < g.ends_at)"
)
LOOKS_AFTER = (
    "(public.grenier_serves('worker') or exists (select from public.account"
    " where id = public.grenier_account() and role in ('administrator', 'coordinator')))"
)

FORWARDS = [
    *guarded(
        "notice",
        select=f"account = {ME} or asked_by = {ME} or {WORKER}",
        insert=f"(asked_by = {ME} and " + in_circle("dossier", "MS", "w") + f" and {AROUND})"
        f" or ({WORKER} and {AROUND})",
        update=WORKER,
    ),
    "revoke update on notice from grenier_app",
    "grant update (state, because, settled_at) on notice to grenier_app",
    *guarded(
        "reach",
        select=f"account = {ME} or {WORKER}",
        insert=f"account = {ME}",
        update=f"account = {ME}",
    ),
    "revoke update on reach from grenier_app",
    "grant update (encrypted_address, is_known, mail, not_at_night, changed_at) on reach to grenier_app",
    *function(
        "grenier_unreachable(p_accounts uuid[])",
        "table (account uuid, because text)",
        """
        select a.id, case when r.account is null or not r.is_known then 'no_address' else 'no_mail' end
          from unnest(p_accounts) as a(id) left join public.reach r on r.account = a.id
         where public.grenier_account() is not null
           and (r.account is null or not r.is_known or not r.mail)
        """,
        to="grenier_app",
    ),
    *function(
        "grenier_notices_sent()",
        "table (state varchar, because varchar, count bigint)",
        f"""
        select state, because, count(*) from public.notice
         where queued_at > now() - interval '30 days' and {LOOKS_AFTER} group by state, because
        """,
        to="grenier_app",
    ),
]

BACKWARDS = [
    "drop function grenier_unreachable(uuid[]), grenier_notices_sent()",
    "drop policy notice_select on notice",
    "drop policy notice_insert on notice",
    "drop policy notice_update on notice",
    "revoke all on notice from grenier_app",
    "alter table notice no force row level security",
    "alter table notice disable row level security",
    "drop policy reach_select on reach",
    "drop policy reach_insert on reach",
    "drop policy reach_update on reach",
    "revoke all on reach from grenier_app",
    "alter table reach no force row level security",
    "alter table reach disable row level security",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="notices", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
