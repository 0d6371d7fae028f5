from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.accounts.tables import AccountRow, CredentialRow, DoorFailureRow, SessionRow

APP_CONFIG = AppConfig(
    app_name="accounts",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[AccountRow, CredentialRow, DoorFailureRow, SessionRow],
    migration_dependencies=["storage.piccolo_app"],
)
