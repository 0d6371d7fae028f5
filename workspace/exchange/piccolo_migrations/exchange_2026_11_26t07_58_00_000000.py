from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function

ID = "2026-11-26T07:58:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "whoever sent files is told that the work on them stopped, since when, and may have it tried again"

STATUS = "public.pgqueuer_status"
# What the worker has to do for a request in its state, as `jobs.queries.enqueue` names it.
OF_IT = (
    "q.dedupe_key = case r.state when 'asked' then 'exchange:files:check' when 'confirmed' then 'exchange:files:write'"
    " end || '/' || r.id"
)
GIVEN_UP = (
    f"q.status = 'failed'::{STATUS} and not exists (select from public.pgqueuer w where w.dedupe_key = q.dedupe_key"
    f" and (w.status = any (array['queued'::{STATUS}, 'picked'::{STATUS}])"
    f" or w.status = 'failed'::{STATUS} and w.id > q.id))"
)

FORWARDS = [
    *function(
        "grenier_imports_stopped()",
        "table (request uuid, stopped_at timestamptz)",
        f"""
        select r.id, q.updated from public.import_request r join public.pgqueuer q on {OF_IT}
         where r.account = public.grenier_account() and {GIVEN_UP}
        """,
        to="grenier_app",
    ),
    *function(
        "grenier_import_try_again(p_request uuid)",
        "bigint",
        f"""
        with again as (
          update public.pgqueuer q
             set status = 'queued'::{STATUS}, attempts = 0, execute_after = now(), updated = now(),
                 queue_manager_id = null
            from public.import_request r
           where r.id = p_request and r.account = public.grenier_account() and {OF_IT} and {GIVEN_UP}
          returning q.id, q.entrypoint, q.priority
        ), said as (
          insert into public.pgqueuer_log (job_id, status, entrypoint, priority)
          select id, 'queued'::{STATUS}, entrypoint, priority from again
        )
        select count(*) from again
        """,
        to="grenier_app",
        volatile=True,
    ),
]

BACKWARDS = ["drop function grenier_import_try_again(uuid)", "drop function grenier_imports_stopped()"]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="exchange", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
