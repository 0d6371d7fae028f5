from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.access.tables import GrantRow

APP_CONFIG = AppConfig(
    app_name="access",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[GrantRow],
    migration_dependencies=["workspace.accounts.piccolo_app"],
)
