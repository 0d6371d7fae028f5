from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.dossier.record.tables import (
    AuthorityRestrictionRow,
    BirthRow,
    BirthStatementRow,
    ChildRow,
    DossierMergeRow,
    DossierRow,
    IdentityStatementRow,
    InclusionEventRow,
    InclusionRow,
    InsIdentityRow,
    PlacementRow,
    ProtectionMeasureRow,
    RelatedPersonRow,
    ShortStayRow,
    SiblingRow,
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
        AuthorityRestrictionRow,
        BirthStatementRow,
        DossierMergeRow,
        IdentityStatementRow,
        InclusionEventRow,
        InsIdentityRow,
        ShortStayRow,
        SiblingRow,
    ],
    migration_dependencies=["workspace.audit.piccolo_app", "workspace.access.piccolo_app"],
)
