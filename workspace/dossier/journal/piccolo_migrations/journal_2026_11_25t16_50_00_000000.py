from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, guarded, in_circle

ID = "2026-11-25T16:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "an entry is open to its class and to who wrote it; a visit to whoever made it"

CLASSES = ("N0", "C1", "C2", "C3", "C4")
AROUND = "dossier = any ((select grenier_circle())::uuid[])"
COORDINATED = "dossier = any ((select grenier_coordinated())::uuid[])"
BY_ME = f"(author = (select grenier_account()) and {AROUND})"
WRITES = in_circle("dossier", "MS", "w")
"""Whoever takes part in the circle's messages is near enough to write what they see."""
OF_ITS_CLASS = (
    "("
    + " or ".join(f"(data_class = '{code}' and {in_circle('dossier', code, 'r')})" for code in CLASSES)
    + ")"
)
KNOWN = "data_class in (" + ", ".join(f"'{code}'" for code in CLASSES) + ")"
MINE = f"account = (select grenier_account()) and {AROUND}"

FORWARDS = [
    *guarded(
        "log_entry",
        select=f"{OF_ITS_CLASS} or {BY_ME}",
        insert=f"{BY_ME} and {WRITES} and {KNOWN}",
        update=f"{BY_ME} or {COORDINATED}",
    ),
    # What was written never changes: an entry is superseded, taken back or put back.
    "revoke update on log_entry from grenier_app",
    "grant update (superseded_by, withdrawn_at, withdrawn_by) on log_entry to grenier_app",
    *guarded(
        "contact_attempt",
        select=f"{in_circle('dossier', 'N0', 'r')} or {BY_ME}",
        insert=f"{BY_ME} and {WRITES}",
        update=f"{BY_ME} or {COORDINATED}",
    ),
    "revoke update on contact_attempt from grenier_app",
    "grant update (withdrawn_at, withdrawn_by) on contact_attempt to grenier_app",
    *guarded("dossier_visit", select=MINE, insert=MINE, update=MINE),
    "revoke update on dossier_visit from grenier_app",
    "grant update (seen_at, before_at) on dossier_visit to grenier_app",
    "create unique index dossier_visit_one on dossier_visit (account, dossier)",
]

BACKWARDS = [
    statement
    for table, verbs in (
        ("log_entry", ("select", "insert", "update")),
        ("contact_attempt", ("select", "insert", "update")),
        ("dossier_visit", ("select", "insert", "update")),
    )
    for statement in (
        *(f"drop policy {table}_{verb} on {table}" for verb in verbs),
        f"revoke all on {table} from grenier_app",
        f"alter table {table} no force row level security",
        f"alter table {table} disable row level security",
    )
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="journal", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
