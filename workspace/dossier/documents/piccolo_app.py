from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.dossier.documents.tables import DocumentRow

APP_CONFIG = AppConfig(
    app_name="documents",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[DocumentRow],
    migration_dependencies=["workspace.audit.piccolo_app"],
)
