from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand

ID = "2026-11-26T10:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a step that was signed, taken back and done again is signed again: one signature for each time it was done"

FORWARDS = [
    "drop index assessment_signature_once",
    "create unique index assessment_signature_once on assessment_signature (assessment)",
    "create index assessment_signature_steps on assessment_signature (dossier, step_code)",
]

BACKWARDS = [
    "drop index assessment_signature_steps",
    "drop index assessment_signature_once",
    "create unique index assessment_signature_once on assessment_signature (dossier, step_code)",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="assessment", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
