from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Bytea
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-26T07:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "where a holder of parental authority is written to"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="record", description=DESCRIPTION)

    manager.add_column(
        table_class_name="RelatedPersonRow",
        tablename="related_person",
        column_name="encrypted_mail",
        db_column_name="encrypted_mail",
        column_class_name="Bytea",
        column_class=Bytea,
        params={
            "default": None,
            "null": True,
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
