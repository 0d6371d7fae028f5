from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Boolean
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-26T08:13:02:520237"
VERSION = "1.38.0"
DESCRIPTION = "a withdrawal is told from a measure without opening either"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="growth", description=DESCRIPTION
    )

    manager.add_column(
        table_class_name="GrowthMeasurementRow",
        tablename="growth_measurement",
        column_name="withdraws",
        db_column_name="withdraws",
        column_class_name="Boolean",
        column_class=Boolean,
        params={
            "default": False,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    return manager
