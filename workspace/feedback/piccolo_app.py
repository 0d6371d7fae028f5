from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.feedback.tables import FeedbackAnswerRow, FeedbackRow

APP_CONFIG = AppConfig(
    app_name="feedback",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[FeedbackRow, FeedbackAnswerRow],
    # Where the database learns who is of the national team.
    migration_dependencies=["workspace.dossier.protocol.piccolo_app"],
)
