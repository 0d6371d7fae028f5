from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, guarded, in_circle, serves

ID = "2026-11-25T16:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "appointments are read by the whole circle, what is medical about them by few"

SERVED = serves("import", "demo")
BY_ME = "author = (select grenier_account())"
NOTE_READ = in_circle("dossier", "C1", "r")
NOTE_WRITE = in_circle("dossier", "C1", "w")

FORWARDS = [
    *guarded(
        "encounter",
        select=in_circle("dossier", "N0", "r") + " or " + serves("import", "demo", "reminders"),
        insert=f"({BY_ME} and " + in_circle("dossier", "N0", "w") + f") or {SERVED}",
    ),
    "create unique index encounter_one_line on encounter (encounter, sequence)",
    "create index encounter_day on encounter (dossier, day)",
    *guarded(
        "encounter_note",
        select=f"{NOTE_READ} or ({BY_ME} and {NOTE_WRITE}) or {SERVED}",
        insert=f"({BY_ME} and {NOTE_WRITE}) or {SERVED}",
    ),
]

BACKWARDS = [
    "drop policy encounter_select on encounter",
    "drop policy encounter_insert on encounter",
    "revoke all on encounter from grenier_app",
    "alter table encounter no force row level security",
    "alter table encounter disable row level security",
    "drop index encounter_one_line",
    "drop index encounter_day",
    "drop policy encounter_note_select on encounter_note",
    "drop policy encounter_note_insert on encounter_note",
    "revoke all on encounter_note from grenier_app",
    "alter table encounter_note no force row level security",
    "alter table encounter_note disable row level security",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="agenda", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
