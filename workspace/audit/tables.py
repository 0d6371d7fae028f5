from piccolo.columns import UUID, BigInt, BigSerial, Bytea, Timestamptz, Varchar
from piccolo.table import Table


class AuditEventRow(Table, tablename="audit_event"):
    """Append-only: the application may insert and, within the policy, select. Nothing else, ever."""

    id = UUID(primary_key=True)
    ordinal = BigSerial(index=True)
    at = Timestamptz()
    act = Varchar(length=60)
    commitment = Bytea()
    encrypted_payload = Bytea(
        help_text="Who, which dossier, what and why; under the key of the month"
    )


class AuditIndexRow(Table, tablename="audit_index"):
    """Where to find the events of a dossier or an account while they may still be read."""

    event = UUID(primary_key=True)
    dossier = UUID(null=True, default=None, index=True)
    account = UUID(index=True)


class AuditPendingRow(Table, tablename="audit_pending"):
    """Events written but not chained yet; a trigger fills it, the sequencer empties it."""

    event = UUID(primary_key=True)


class AuditLinkRow(Table, tablename="audit_link"):
    seq = BigInt(primary_key=True)
    event = UUID(unique=True)
    leaf = Bytea()
    head = Bytea()
