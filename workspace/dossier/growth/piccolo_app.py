from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.dossier.growth.tables import GrowthMeasurementRow

APP_CONFIG = AppConfig(
    app_name="growth",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[GrowthMeasurementRow],
    migration_dependencies=["workspace.audit.piccolo_app"],
)
