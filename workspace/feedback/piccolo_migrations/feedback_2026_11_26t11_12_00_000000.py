from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, guarded

ID = "2026-11-26T11:12:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what is said of a page is of whoever said it; the national team reads and answers it"

ME = "(select grenier_account())"
NATIONAL = "(select grenier_is_national())"
MINE = f"account = {ME}"
OF_MINE = f"feedback in (select id from feedback where account = {ME})"

FORWARDS = [
    *guarded("feedback", select=f"{MINE} or {NATIONAL}", insert=MINE, delete=MINE),
    *guarded(
        "feedback_answer",
        select=f"{NATIONAL} or {OF_MINE}",
        insert=f'{NATIONAL} and "by" = {ME}',
        delete=OF_MINE,
    ),
]

BACKWARDS = [
    statement
    for table, verbs in (("feedback_answer", "select insert delete"), ("feedback", "select insert delete"))
    for statement in (
        *(f"drop policy {table}_{verb} on {table}" for verb in verbs.split()),
        f"revoke all on {table} from grenier_app",
        f"alter table {table} no force row level security",
        f"alter table {table} disable row level security",
    )
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="feedback", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
