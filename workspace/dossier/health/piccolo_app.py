from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.dossier.health.tables import HealthStatementRow

APP_CONFIG = AppConfig(
    app_name="health",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[HealthStatementRow],
    migration_dependencies=["workspace.audit.piccolo_app"],
)
