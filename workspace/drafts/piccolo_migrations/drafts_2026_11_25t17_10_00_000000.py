from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, guarded

ID = "2026-11-25T17:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a draft is of whoever types it, while the dossier is open to them"

MINE = (
    "account = (select grenier_account())"
    " and (dossier is null or dossier = any ((select grenier_circle())::uuid[]))"
)

FORWARDS = [
    *guarded("form_draft", select=MINE, insert=MINE, update=MINE, delete=MINE),
    "revoke update on form_draft from grenier_app",
    "grant update (revision, saved_at, encrypted_typed) on form_draft to grenier_app",
    "create index form_draft_form on form_draft (account, form)",
]

BACKWARDS = [
    "drop index form_draft_form",
    *(f"drop policy form_draft_{verb} on form_draft" for verb in ("select", "insert", "update", "delete")),
    "revoke all on form_draft from grenier_app",
    "alter table form_draft no force row level security",
    "alter table form_draft disable row level security",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="drafts", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
