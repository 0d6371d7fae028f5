from piccolo.columns import UUID, Date, Time, Timestamptz, Varchar
from piccolo.table import Table


class AssessmentRow(Table, tablename="assessment"):
    """An assessment that was done: its step and its day. What was found stands in other wings."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    step_code = Varchar(length=8)
    done_on = Date()
    practitioner = UUID(null=True, default=None)
    recorded_at = Timestamptz()


class PlannedAssessmentRow(Table, tablename="planned_assessment"):
    """A day set for a step; replaced by withdrawing it, never changed."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    step_code = Varchar(length=8)
    planned_on = Date()
    planned_time = Time(null=True, default=None)
    practitioner = UUID(null=True, default=None)
    planned_by = UUID()
    planned_at = Timestamptz()
    withdrawn_at = Timestamptz(null=True, default=None)
