from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.memorybox.tables import KeepsakeRow, ReleaseRow

APP_CONFIG = AppConfig(
    app_name="memorybox",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[KeepsakeRow, ReleaseRow],
    migration_dependencies=["workspace.audit.piccolo_app"],
)
