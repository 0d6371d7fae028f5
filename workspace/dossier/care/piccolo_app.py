from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.dossier.care.tables import (
    CareNeedRow,
    CareSessionRow,
    CareStepRow,
    CareWordsRow,
    FundingPeriodRow,
    SessionChangeRow,
    SessionGroupRow,
    SessionNoteRow,
)

APP_CONFIG = AppConfig(
    app_name="care",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[
        CareSessionRow,
        SessionChangeRow,
        SessionNoteRow,
        CareNeedRow,
        CareStepRow,
        CareWordsRow,
        FundingPeriodRow,
        SessionGroupRow,
    ],
    migration_dependencies=["workspace.audit.piccolo_app"],
)
