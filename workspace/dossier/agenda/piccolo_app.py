from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.dossier.agenda.tables import CalendarFeedRow, EncounterNoteRow, EncounterRow

APP_CONFIG = AppConfig(
    app_name="agenda",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[CalendarFeedRow, EncounterRow, EncounterNoteRow],
    migration_dependencies=[
        "workspace.audit.piccolo_app",
        "workspace.dossier.protocol.piccolo_app",
        "workspace.dossier.record.piccolo_app",
    ],
)
