from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.home.tables import SavedViewRow

APP_CONFIG = AppConfig(
    app_name="home",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[SavedViewRow],
    migration_dependencies=["workspace.accounts.piccolo_app"],
)
