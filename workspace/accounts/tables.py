from piccolo.columns import UUID, Bytea, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class AccountRow(Table, tablename="account"):
    id = UUID(primary_key=True)
    role = Varchar(length=20)
    organization = UUID(null=True, default=None)
    encrypted_name = Bytea(help_text="The name shown to colleagues; under the key of the directory")
    opened_at = Timestamptz()
    closed_at = Timestamptz(null=True, default=None)


class CredentialRow(Table, tablename="credential"):
    """Read only by the functions of the door; the application has no right on it."""

    account = UUID(primary_key=True)
    login_index = Bytea(unique=True)
    password_hash = Text()
    failures = Integer(default=0)
    failed_at = Timestamptz(null=True, default=None)


class SessionRow(Table, tablename="session"):
    """A server-side session, known by the SHA-256 of its secret; the application cannot read it."""

    secret_hash = Bytea(primary_key=True)
    account = UUID(index=True)
    purpose = Varchar(length=20, default="")
    opened_at = Timestamptz()
    last_seen_at = Timestamptz()
    idle_seconds = Integer()
    expires_at = Timestamptz()
    sudo_until = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)


class DoorFailureRow(Table, tablename="door_failure"):
    """Wrong attempts under a name that opens no account, or from one network; forgotten after a month.

    The key is an index under our key: neither the name typed nor the address stands here.
    """

    key = Bytea(primary_key=True)
    failures = Integer(default=0)
    failed_at = Timestamptz()
