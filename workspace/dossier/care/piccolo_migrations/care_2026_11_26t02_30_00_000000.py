from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function, serves

ID = "2026-11-26T02:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the national team puts what a programme pays in force, and counts children without reading one"

NATIONAL = (
    "exists (select from public.account a where a.id = public.grenier_account() and a.role = 'national'"
    " and a.closed_at is null)"
)
OPERATOR = serves("import", "demo")

FORWARDS = [
    f"alter policy funding_period_insert on funding_period with check ({OPERATOR} or ({NATIONAL}"
    " and entered_by = (select grenier_account())))",
    *function(
        "grenier_admissions(p_programme varchar, p_on date)",
        "table (admitted_on date, children bigint)",
        f"""
        select i.admitted_on, count(*) from public.inclusion i
         where coalesce(i.programme, 'pegase') = p_programme and (i.ended_on is null or i.ended_on > p_on)
           and i.admitted_on <= p_on and (public.grenier_serves('import') or {NATIONAL})
         group by i.admitted_on
        """,
        to="grenier_app",
    ),
]

BACKWARDS = [
    "drop function grenier_admissions(varchar, date)",
    f"alter policy funding_period_insert on funding_period with check ({OPERATOR})",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="care", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
