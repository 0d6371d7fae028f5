from piccolo.columns import UUID, Bytea, Date, Text, Timestamptz, Varchar
from piccolo.table import Table


class HealthStatementRow(Table, tablename="health_statement"):
    """One thing said of a child's health; an amendment or a withdrawal is a row of its own."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    kind = Varchar(length=20)
    supersedes = UUID(null=True, default=None)
    recorded_by = UUID()
    recorded_at = Timestamptz()
    encrypted_fact = Bytea(
        help_text="health_statement:encrypted_fact:<id>, JSON: the fields of its kind, days as"
        " ISO 8601; or withdrawn (why)"
    )


class VaccineCalendarRow(Table, tablename="vaccine_calendar"):
    """A calendar of vaccinations a deployment put in force. About no child; rows are added, never changed."""

    id = UUID(primary_key=True)
    valid_from = Date()
    content = Text(help_text="the definition, in TOML, as it was read")
    applied_at = Timestamptz()
