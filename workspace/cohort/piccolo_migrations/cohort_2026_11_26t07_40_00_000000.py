from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, guarded, serves

ID = "2026-11-26T07:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the national team asks for a count and reads it, the worker asks once a day and counts"

NATIONAL = "(select grenier_is_national())"
ME = "(select grenier_account())"

FORWARDS = [
    *guarded(
        "cohort_count",
        select=f"{NATIONAL} or {serves('worker', 'figures')}",
        insert=f"state = 'asked' and figures = '[]' and (({NATIONAL} and asked_by = {ME})"
        f" or ({serves('worker')} and asked_by is null))",
        update=serves("figures"),
    ),
    "revoke update on cohort_count from grenier_app",
    "grant update (state, figures, counted_at) on cohort_count to grenier_app",
]

BACKWARDS = [
    *(f"drop policy cohort_count_{verb} on cohort_count" for verb in ("select", "insert", "update")),
    "revoke all on cohort_count from grenier_app",
    "alter table cohort_count no force row level security",
    "alter table cohort_count disable row level security",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cohort", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
