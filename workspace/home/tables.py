from piccolo.columns import UUID, Bytea, Timestamptz
from piccolo.table import Table


class SavedViewRow(Table, tablename="saved_view"):
    """A choice of children that somebody made and wants again; theirs alone."""

    id = UUID(primary_key=True)
    account = UUID(index=True)
    encrypted_view = Bytea(
        help_text="saved_view:encrypted_view:<id>, JSON: name, text, place, state, age; under the key of"
        " the directory, because a name may be among its words"
    )
    saved_at = Timestamptz()
