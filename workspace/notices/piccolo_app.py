from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.notices.tables import NoticeRow, ReachRow

APP_CONFIG = AppConfig(
    app_name="notices",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[NoticeRow, ReachRow],
    migration_dependencies=[
        "workspace.access.piccolo_app",
        "workspace.dossier.record.piccolo_app",
        "workspace.jobs.piccolo_app",
    ],
)
