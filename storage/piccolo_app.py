"""The tables of storage and their migrations, for Piccolo."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from storage.tables import DataKeyRow, StoredObjectRow

APP_CONFIG = AppConfig(
    app_name="storage",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[DataKeyRow, StoredObjectRow],
)
