from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.dossier.journal.tables import ContactAttemptRow, DossierVisitRow, LogEntryRow

APP_CONFIG = AppConfig(
    app_name="journal",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[ContactAttemptRow, DossierVisitRow, LogEntryRow],
    migration_dependencies=["workspace.access.piccolo_app"],
)
