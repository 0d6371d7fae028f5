from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, guarded, in_circle, serves

ID = "2026-11-22T03:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the circle reads what is practical; whoever coordinates plans"

READ = in_circle("dossier", "N0", "r") + " or " + serves("figures", "import", "demo")
WRITE = in_circle("dossier", "N0", "w")
OWN_HAND = "planned_by = (select grenier_account())"

FORWARDS = [
    *guarded(
        "assessment",
        select=READ,
        insert=serves("import", "demo"),
        update=serves("import", "demo"),
    ),
    *guarded(
        "planned_assessment",
        select=READ,
        insert=f"({WRITE} and {OWN_HAND}) or " + serves("import", "demo"),
        update=WRITE,
    ),
    "revoke update on planned_assessment from grenier_app",
    "grant update (withdrawn_at) on planned_assessment to grenier_app",
    "create unique index planned_assessment_one_open on planned_assessment (dossier, step_code)"
    " where withdrawn_at is null",
]

BACKWARDS = [
    "drop policy assessment_select on assessment",
    "drop policy assessment_insert on assessment",
    "drop policy assessment_update on assessment",
    "revoke all on assessment from grenier_app",
    "alter table assessment no force row level security",
    "alter table assessment disable row level security",
    "drop policy planned_assessment_select on planned_assessment",
    "drop policy planned_assessment_insert on planned_assessment",
    "drop policy planned_assessment_update on planned_assessment",
    "revoke all on planned_assessment from grenier_app",
    "alter table planned_assessment no force row level security",
    "alter table planned_assessment disable row level security",
    "drop index planned_assessment_one_open",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="protocol", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
