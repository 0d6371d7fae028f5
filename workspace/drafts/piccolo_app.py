from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.drafts.tables import FormDraftRow

APP_CONFIG = AppConfig(
    app_name="drafts",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[FormDraftRow],
    migration_dependencies=["workspace.access.piccolo_app"],
)
