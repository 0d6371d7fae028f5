from piccolo.columns import JSONB, UUID, Array, Bytea, Date, Integer, Timestamptz, Varchar
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


class ImportRequestRow(Table, tablename="import_request"):
    """Files somebody chose in a browser: whose, how far, what is to be said of them. Gone after a day."""

    id = UUID(primary_key=True)
    account = UUID(index=True)
    organization = UUID(help_text="the account's own on that day: the one the files may go into")
    state = Varchar(length=20)
    asked_at = Timestamptz()
    files = Array(
        base_column=UUID(), help_text="stored objects of the directory, staged, never kept"
    )
    step = Varchar(length=40, help_text="the file being read, or a msgid")
    done = Integer()
    total = Integer()
    moved_at = Timestamptz(help_text="when the state last changed")
    encrypted_report = Bytea(
        null=True,
        default=None,
        help_text="import_request:encrypted_report:<id>, JSON; under the key of the directory",
    )


class FormerRow(Table, tablename="former_row"):
    """What a row was before an import replaced it. Written by the database itself, never changed."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    origin = Varchar(length=30, help_text="the table")
    origin_row = UUID(
        help_text="the row of that table, whose name is in the purpose of what it holds"
    )
    data_class = Varchar(length=2)
    was = JSONB(help_text="the columns; what is encrypted stays so, as hexadecimal")
    replaced_at = Timestamptz()
    replaced_by = UUID()
