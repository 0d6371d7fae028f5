from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.dossier.assessment.tables import (
    AssessmentAddendumRow,
    AssessmentPartRow,
    AssessmentSignatureRow,
)

APP_CONFIG = AppConfig(
    app_name="assessment",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[AssessmentPartRow, AssessmentSignatureRow, AssessmentAddendumRow],
    migration_dependencies=[
        "workspace.audit.piccolo_app",
        "workspace.dossier.protocol.piccolo_app",
    ],
)
