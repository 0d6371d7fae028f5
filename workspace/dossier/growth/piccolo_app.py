from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.dossier.growth.tables import (
    GrowthMeasurementRow,
    GrowthPracticeRow,
    GrowthReferenceRow,
)

APP_CONFIG = AppConfig(
    app_name="growth",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[GrowthMeasurementRow, GrowthReferenceRow, GrowthPracticeRow],
    migration_dependencies=["workspace.audit.piccolo_app"],
)
