from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, guarded, in_circle, serves

ID = "2026-11-22T03:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "sessions are counted by all, their notes read by few"

SERVED = serves("import", "demo")
BY_ME = "author = (select grenier_account())"
NOTE_WRITE = in_circle("dossier", "C2", "w")

FORWARDS = [
    *guarded(
        "care_session",
        select=in_circle("dossier", "N0", "r") + " or " + serves("figures", "import", "demo"),
        insert=f"({BY_ME} and " + in_circle("dossier", "N0", "w") + f") or {SERVED}",
        update=SERVED,
    ),
    *guarded(
        "session_note",
        select=in_circle("dossier", "C2", "r") + f" or ({BY_ME} and {NOTE_WRITE}) or {SERVED}",
        insert=f"({BY_ME} and {NOTE_WRITE}) or {SERVED}",
    ),
]

BACKWARDS = [
    "drop policy care_session_select on care_session",
    "drop policy care_session_insert on care_session",
    "drop policy care_session_update on care_session",
    "revoke all on care_session from grenier_app",
    "alter table care_session no force row level security",
    "alter table care_session disable row level security",
    "drop policy session_note_select on session_note",
    "drop policy session_note_insert on session_note",
    "revoke all on session_note from grenier_app",
    "alter table session_note no force row level security",
    "alter table session_note disable row level security",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="care", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
