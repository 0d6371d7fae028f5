from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.jobs.tables import JobEffectRow

APP_CONFIG = AppConfig(
    app_name="jobs",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[JobEffectRow],
    migration_dependencies=["workspace.accounts.piccolo_app"],
)
