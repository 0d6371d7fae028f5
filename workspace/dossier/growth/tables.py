from piccolo.columns import UUID, Boolean, Bytea, Date, SmallInt, Text, Timestamptz, Varchar
from piccolo.table import Table


class GrowthMeasurementRow(Table, tablename="growth_measurement"):
    """What was measured on one day, perhaps at an assessment; an amendment is a row of its own."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    measured_on = Date()
    measured_by = UUID(null=True, default=None)
    assessment = UUID(null=True, default=None)
    encrypted_values = Bytea(
        help_text="growth_measurement:encrypted_values:<id>, JSON: weight_kg, length_cm, head_cm,"
        " position, said_by, or withdrawn (why)"
    )
    supersedes = UUID(null=True, default=None)
    recorded_by = UUID(null=True, default=None)
    recorded_at = Timestamptz(null=True, default=None)
    withdraws = Boolean(default=False)
    """It says of a measure that it should not be there, and measures nothing; unknown for what was written before."""


class GrowthReferenceRow(Table, tablename="growth_reference"):
    """A reference the operator loaded for one indicator; the last one loaded is read. Nobody's data."""

    id = UUID(primary_key=True)
    indicator = Varchar(length=20)
    name = Varchar(length=120)
    version = Varchar(length=40)
    content = Text(help_text="CSV: sex, age_days, L, M, S; empty: back to WHO")
    loaded_at = Timestamptz()


class GrowthPracticeRow(Table, tablename="growth_practice"):
    """Until what age the network corrects for a very early birth; the last one decided holds."""

    id = UUID(primary_key=True)
    very_preterm_months = SmallInt()
    decided_at = Timestamptz()
