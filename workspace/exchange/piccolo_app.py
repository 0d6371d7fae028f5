from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.exchange.tables import ImportedRow, ImportRequestRow

APP_CONFIG = AppConfig(
    app_name="exchange",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[ImportedRow, ImportRequestRow],
    migration_dependencies=["workspace.audit.piccolo_app", "workspace.access.piccolo_app"],
)
