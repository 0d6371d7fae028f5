from pathlib import Path

from piccolo.conf.apps import AppConfig

from workspace.messaging.tables import AttachmentRow, ConversationRow, MemberRow, MessageRow

APP_CONFIG = AppConfig(
    app_name="messaging",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[AttachmentRow, ConversationRow, MemberRow, MessageRow],
    migration_dependencies=["workspace.audit.piccolo_app"],
)
