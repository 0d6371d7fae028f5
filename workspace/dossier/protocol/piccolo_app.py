from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.dossier.protocol.tables import (
    AssessmentRow,
    ExamRow,
    MissedAssessmentRow,
    PlannedAssessmentRow,
    ProtocolChoiceRow,
    ProtocolProposalRow,
    ProtocolVersionRow,
    UndoneAssessmentRow,
)

APP_CONFIG = AppConfig(
    app_name="protocol",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[
        AssessmentRow,
        ExamRow,
        MissedAssessmentRow,
        PlannedAssessmentRow,
        ProtocolChoiceRow,
        ProtocolProposalRow,
        ProtocolVersionRow,
        UndoneAssessmentRow,
    ],
    migration_dependencies=["workspace.audit.piccolo_app"],
)
