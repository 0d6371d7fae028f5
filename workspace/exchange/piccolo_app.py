from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.exchange.tables import FormerRow, ImportedRow, ImportRequestRow

APP_CONFIG = AppConfig(
    app_name="exchange",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[FormerRow, ImportedRow, ImportRequestRow],
    migration_dependencies=[
        "workspace.audit.piccolo_app",
        "workspace.access.piccolo_app",
        "workspace.jobs.piccolo_app",
        # An import keeps what a row of these was before it replaced it.
        "workspace.dossier.record.piccolo_app",
        "workspace.dossier.protocol.piccolo_app",
        "workspace.dossier.growth.piccolo_app",
        "workspace.dossier.scales.piccolo_app",
        "workspace.dossier.care.piccolo_app",
    ],
)
