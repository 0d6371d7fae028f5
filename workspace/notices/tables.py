from piccolo.columns import UUID, Boolean, Bytea, Timestamptz, Varchar
from piccolo.table import Table


class NoticeRow(Table, tablename="notice"):
    """That something waited for somebody, and what became of telling them. Never what it was."""

    id = UUID(primary_key=True)
    account = UUID(
        index=True, null=True, default=None, help_text="null: `person` is told, who has none"
    )
    person = UUID(
        null=True, default=None, help_text="a holder of parental authority, by `RelatedPerson.key`"
    )
    kind = Varchar(length=20)
    dossier = UUID()
    key = Varchar(length=200, unique=True)
    asked_by = UUID()
    queued_at = Timestamptz()
    expires_at = Timestamptz()
    state = Varchar(length=10)
    because = Varchar(length=20, null=True, default=None)
    settled_at = Timestamptz(null=True, default=None)


class ReachRow(Table, tablename="reach"):
    """How somebody wants to be told."""

    account = UUID(primary_key=True)
    encrypted_address = Bytea(
        help_text="reach:encrypted_address:<account>, under the key of the directory"
    )
    is_known = Boolean(default=False)
    mail = Boolean(default=True)
    not_at_night = Boolean(default=True)
    changed_at = Timestamptz()
