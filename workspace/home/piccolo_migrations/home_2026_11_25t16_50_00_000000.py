from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, guarded

ID = "2026-11-25T16:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a choice of children is its maker's alone"

MINE = "account = (select grenier_account())"

FORWARDS = guarded("saved_view", select=MINE, insert=MINE, delete=MINE)

BACKWARDS = [
    "drop policy saved_view_select on saved_view",
    "drop policy saved_view_insert on saved_view",
    "drop policy saved_view_delete on saved_view",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="home", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
