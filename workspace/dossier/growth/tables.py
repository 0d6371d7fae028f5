from piccolo.columns import UUID, Bytea, Date
from piccolo.table import Table


class GrowthMeasurementRow(Table, tablename="growth_measurement"):
    """What was measured on one day, perhaps at an assessment."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    measured_on = Date()
    measured_by = UUID(null=True, default=None)
    assessment = UUID(null=True, default=None)
    encrypted_values = Bytea(
        help_text="growth_measurement:encrypted_values:<id>, JSON: weight_kg, length_cm, head_cm"
    )
