from piccolo.columns import UUID, Bytea, Date, SmallInt, Timestamptz, Varchar
from piccolo.table import Table


class CareSessionRow(Table, tablename="care_session"):
    """A session as it is counted: practical facts that the whole circle shares."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    kind = Varchar(length=20)
    done_on = Date()
    practitioner = UUID(null=True, default=None)
    author = UUID(null=True, default=None)
    payer = Varchar(length=20)
    minutes = SmallInt()
    presence = Varchar(length=10)
    recorded_at = Timestamptz()


class SessionNoteRow(Table, tablename="session_note"):
    """How a session went: psychological content, beside the session and closed to more people."""

    session = UUID(primary_key=True)
    dossier = UUID(index=True)
    author = UUID(null=True, default=None)
    encrypted_note = Bytea(
        help_text="session_note:encrypted_note:<session>, JSON: the sentence and the chips chosen"
    )
