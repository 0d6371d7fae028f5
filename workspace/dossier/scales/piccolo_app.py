from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.dossier.scales.tables import (
    ScaleInvitationRow,
    ScaleResponseRow,
    ScaleThresholdSetRow,
)

APP_CONFIG = AppConfig(
    app_name="scales",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[ScaleInvitationRow, ScaleResponseRow, ScaleThresholdSetRow],
    migration_dependencies=["workspace.audit.piccolo_app"],
)
