from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.cohort.tables import CohortCountRow

APP_CONFIG = AppConfig(
    app_name="cohort",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[CohortCountRow],
    migration_dependencies=["workspace.dossier.protocol.piccolo_app"],
)
