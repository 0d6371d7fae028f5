from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.network.tables import OrganizationRow, PracticeRow, PractitionerRow

APP_CONFIG = AppConfig(
    app_name="network",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[OrganizationRow, PractitionerRow, PracticeRow],
    migration_dependencies=["workspace.audit.piccolo_app", "workspace.access.piccolo_app"],
)
