from piccolo.columns import UUID, Bytea, Integer, Timestamptz, Varchar
from piccolo.table import Table


class FormDraftRow(Table, tablename="form_draft"):
    """One version of what somebody typed and has not sent: theirs alone, gone when it is sent."""

    id = UUID(primary_key=True)
    account = UUID(index=True)
    dossier = UUID(null=True, default=None)
    form = Varchar(length=200)
    revision = Integer()
    saved_at = Timestamptz()
    encrypted_typed = Bytea(
        help_text="form_draft:encrypted_typed:<id>, JSON: field to values; under the key of the"
        " dossier, or of the directory"
    )
