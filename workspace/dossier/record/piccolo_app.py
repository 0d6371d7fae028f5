from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.dossier.record.tables import (
    BirthRow,
    ChildRow,
    DossierRow,
    InclusionRow,
    PlacementRow,
    ProtectionMeasureRow,
    RelatedPersonRow,
)

APP_CONFIG = AppConfig(
    app_name="record",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[
        DossierRow,
        ChildRow,
        BirthRow,
        InclusionRow,
        PlacementRow,
        ProtectionMeasureRow,
        RelatedPersonRow,
    ],
    migration_dependencies=["workspace.audit.piccolo_app", "workspace.access.piccolo_app"],
)
