from piccolo.columns import UUID, Bytea, Integer, Timestamptz, Varchar
from piccolo.table import Table


class DocumentRow(Table, tablename="document"):
    """One file of a dossier. It is never changed: a new version supersedes it."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    kind = Varchar(length=20)
    data_class = Varchar(length=2)
    encrypted_title = Bytea(
        help_text="document:encrypted_title:<id>, JSON: title, file name and length in bytes"
    )
    content_type = Varchar(length=100)
    content = UUID()
    edition = UUID()
    version = Integer()
    supersedes = UUID(null=True, default=None)
    created_by = UUID()
    created_at = Timestamptz()
    source = UUID(null=True, default=None)
