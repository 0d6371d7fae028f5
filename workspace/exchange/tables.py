from piccolo.columns import UUID, Bytea, Date, Varchar
from piccolo.table import Table


class ImportedRow(Table, tablename="imported_row"):
    """What an import remembers of a row: enough to know it again, nothing to read."""

    id = UUID(primary_key=True)
    kind = Varchar(length=20)
    key_index = Bytea(help_text="keyed index of the row's code, or of its child, kind and date")
    owner = UUID(null=True, default=None, help_text="the organization whose code it is")
    target = UUID(help_text="what the row became")
    fingerprint = Bytea(help_text="keyed index of all the row says")
    dossier = UUID(null=True, default=None, index=True)
    practitioner = UUID(null=True, default=None, index=True)
    done_on = Date(null=True, default=None)
