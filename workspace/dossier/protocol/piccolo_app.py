from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.dossier.protocol.tables import AssessmentRow, PlannedAssessmentRow

APP_CONFIG = AppConfig(
    app_name="protocol",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[AssessmentRow, PlannedAssessmentRow],
    migration_dependencies=["workspace.audit.piccolo_app"],
)
