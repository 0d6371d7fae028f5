from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.dossier.health.tables import HealthStatementRow, VaccineCalendarRow

APP_CONFIG = AppConfig(
    app_name="health",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[HealthStatementRow, VaccineCalendarRow],
    migration_dependencies=["workspace.audit.piccolo_app"],
)
