from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import SIGNED_IN, by_hand, guarded

ID = "2026-11-26T11:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "whoever coordinates, and whom it is about, say how soon somebody can be seen"

ME = "(select grenier_account())"
COORDINATES = (
    f"exists (select from account a where a.id = {ME} and a.role = 'coordinator' and a.closed_at is null)"
)
ONESELF = f"practitioner in (select p.id from practitioner p where p.account = {ME})"

FORWARDS = [
    *guarded(
        "practitioner_practice",
        select=SIGNED_IN,
        insert=f"stated_by = {ME} and ({COORDINATES} or {ONESELF})",
    ),
    "create index practitioner_practice_last on practitioner_practice (practitioner, stated_at desc)",
]

BACKWARDS = [
    "drop index practitioner_practice_last",
    *(f"drop policy practitioner_practice_{verb} on practitioner_practice" for verb in ("select", "insert")),
    "revoke all on practitioner_practice from grenier_app",
    "alter table practitioner_practice no force row level security",
    "alter table practitioner_practice disable row level security",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="network", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
