from piccolo.columns import UUID, Array, Date, Timestamptz, Varchar
from piccolo.table import Table


class GrantRow(Table, tablename="access_grant"):
    """One person's place in one circle. A grant is ended, never deleted."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    account = UUID(index=True)
    role = Varchar(length=20)
    reads = Array(base_column=Varchar(length=2))
    writes = Array(base_column=Varchar(length=2))
    purpose = Varchar(length=200)
    since_on = Date()
    begins_at = Timestamptz()
    ends_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)
    granted_by = UUID()
    granted_at = Timestamptz()
