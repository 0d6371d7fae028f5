from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function

ID = "2026-11-25T22:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "whoever looks after the house lets work that was given up be tried again"

STATUS = "public.pgqueuer_status"
WAITING = f"array['queued'::{STATUS}, 'picked'::{STATUS}]"

FORWARDS = [
    *function(
        "grenier_jobs_try_again()",
        "bigint",
        f"""
        with again as (
          update public.pgqueuer q
             set status = 'queued'::{STATUS}, attempts = 0, execute_after = now(), updated = now(),
                 queue_manager_id = null
           where q.status = 'failed'::{STATUS}
             and exists (select from public.account where id = public.grenier_account()
                           and role in ('administrator', 'coordinator'))
             and not exists (select from public.pgqueuer w
                              where w.dedupe_key = q.dedupe_key and w.id <> q.id
                                and (w.status = any ({WAITING})
                                     or w.status = 'failed'::{STATUS} and w.id > q.id))
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

BACKWARDS = ["drop function grenier_jobs_try_again()"]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="jobs", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
