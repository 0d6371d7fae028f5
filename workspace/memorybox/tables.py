from piccolo.columns import UUID, Bytea, Integer, Timestamptz, Varchar
from piccolo.table import Table


class KeepsakeRow(Table, tablename="keepsake"):
    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    kind = Varchar(length=10)
    happened = Varchar(length=12)
    """EDTF (ISO 8601-2): a year, perhaps a month, perhaps a day, perhaps about."""
    encrypted_caption = Bytea(help_text="keepsake:encrypted_caption:<id>")
    contributed_by = UUID()
    added_at = Timestamptz()
    withdrawn_at = Timestamptz(null=True, default=None)
    original = UUID(null=True, default=None)
    display = UUID(null=True, default=None)
    thumbnail = UUID(null=True, default=None)
    width = Integer(default=0)
    height = Integer(default=0)


class ReleaseRow(Table, tablename="memory_box_release"):
    """State is a row: who handed the box over, and when. The circle reads it no more."""

    dossier = UUID(primary_key=True)
    released_by = UUID()
    released_at = Timestamptz()
