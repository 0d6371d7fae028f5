from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.audit.tables import AuditEventRow, AuditIndexRow, AuditLinkRow, AuditPendingRow

APP_CONFIG = AppConfig(
    app_name="audit",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[AuditEventRow, AuditIndexRow, AuditLinkRow, AuditPendingRow],
    migration_dependencies=["workspace.access.piccolo_app"],
)
