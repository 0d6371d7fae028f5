from piccolo.columns import UUID, Boolean, Bytea, Date, Timestamptz, Varchar
from piccolo.table import Table


class LogEntryRow(Table, tablename="log_entry"):
    """What somebody wrote of a child, closed to all but its class and its author. Amended by another row."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    data_class = Varchar(length=2)
    author = UUID()
    written_at = Timestamptz()
    amends = UUID(null=True, default=None)
    superseded_by = UUID(null=True, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)
    withdrawn_by = UUID(null=True, default=None)
    encrypted_entry = Bytea(
        help_text="log_entry:encrypted_entry:<id>, JSON: kind, day, about, text; later also said_by"
    )


class ContactAttemptRow(Table, tablename="contact_attempt"):
    """One time somebody tried to reach those around a child."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    way = Varchar(length=12)
    tried_on = Date()
    reached = Boolean()
    author = UUID()
    recorded_at = Timestamptz()
    withdrawn_at = Timestamptz(null=True, default=None)
    withdrawn_by = UUID(null=True, default=None)
    encrypted_line = Bytea(null=True, default=None, help_text="contact_attempt:encrypted_line:<id>")


class DossierVisitRow(Table, tablename="dossier_visit"):
    """When somebody last looked at a dossier: theirs alone."""

    id = UUID(primary_key=True)
    account = UUID(index=True)
    dossier = UUID()
    seen_at = Timestamptz()
    before_at = Timestamptz(null=True, default=None)
