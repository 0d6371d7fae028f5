from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import SIGNED_IN, by_hand, guarded, in_circle, serves

ID = "2026-11-25T16:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "whoever writes what is practical says what was done or not; versions are read by all"

READ = in_circle("dossier", "N0", "r") + " or " + serves("figures", "import", "demo")
WRITE = in_circle("dossier", "N0", "w")
OPERATOR = serves("import", "demo")
PUBLIC = f"({SIGNED_IN}) or " + serves("figures", "import", "worker", "demo")


def own(column: str) -> str:
    return f"({WRITE} and {column} = (select grenier_account()))"


FORWARDS = [
    "drop policy assessment_insert on assessment",
    (
        "create policy assessment_insert on assessment for insert with check"
        f" ({own('recorded_by')} or {OPERATOR})"
    ),
    *guarded("undone_assessment", select=READ, insert=own("undone_by")),
    *guarded("missed_assessment", select=READ, insert=own("said_by"), update=WRITE),
    "revoke update on missed_assessment from grenier_app",
    "grant update (reopened_by, reopened_at) on missed_assessment to grenier_app",
    (
        "create unique index missed_assessment_one_open on missed_assessment (dossier, step_code)"
        " where reopened_at is null"
    ),
    *guarded("exam_done", select=READ, insert=own("recorded_by"), update=WRITE),
    "revoke update on exam_done from grenier_app",
    "grant update (withdrawn_by, withdrawn_at) on exam_done to grenier_app",
    (
        "create unique index exam_done_one_open on exam_done (dossier, exam_code)"
        " where withdrawn_at is null"
    ),
    *guarded("protocol_version", select=PUBLIC, insert=OPERATOR),
    *guarded("protocol_choice", select=PUBLIC, insert=OPERATOR),
]


def unguarded(table: str, *verbs: str) -> list[str]:
    return [
        *(f"drop policy {table}_{verb} on {table}" for verb in verbs),
        f"revoke all on {table} from grenier_app",
        f"alter table {table} no force row level security",
        f"alter table {table} disable row level security",
    ]


BACKWARDS = [
    "drop policy assessment_insert on assessment",
    f"create policy assessment_insert on assessment for insert with check ({OPERATOR})",
    *unguarded("undone_assessment", "select", "insert"),
    *unguarded("missed_assessment", "select", "insert", "update"),
    "drop index missed_assessment_one_open",
    *unguarded("exam_done", "select", "insert", "update"),
    "drop index exam_done_one_open",
    *unguarded("protocol_version", "select", "insert"),
    *unguarded("protocol_choice", "select", "insert"),
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="protocol", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
