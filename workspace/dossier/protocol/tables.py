from piccolo.columns import (
    UUID,
    Boolean,
    Bytea,
    Date,
    Integer,
    Text,
    Time,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table


class AssessmentRow(Table, tablename="assessment"):
    """An assessment that was done: its step and its day. What was found stands in other wings."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    step_code = Varchar(length=8)
    done_on = Date()
    practitioner = UUID(null=True, default=None)
    recorded_at = Timestamptz()
    recorded_by = UUID(null=True, default=None)
    outside = Boolean(default=False)
    encrypted_note = Bytea(
        null=True,
        default=None,
        help_text="assessment:encrypted_note:{id}, in the dossier: where and by whom, in a few words",
    )


class UndoneAssessmentRow(Table, tablename="undone_assessment"):
    """An assessment that was written down by mistake: the row stays, and counts no more."""

    assessment = UUID(primary_key=True)
    dossier = UUID(index=True)
    undone_by = UUID()
    undone_at = Timestamptz()


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
    encrypted_place = Bytea(
        null=True,
        default=None,
        help_text="planned_assessment:encrypted_place:{id}, in the dossier",
    )


class MissedAssessmentRow(Table, tablename="missed_assessment"):
    """A step somebody said will not be done, and why; opened again by a mark, never deleted."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    step_code = Varchar(length=8)
    reason = Varchar(length=20)
    encrypted_note = Bytea(
        null=True, default=None, help_text="missed_assessment:encrypted_note:{id}, in the dossier"
    )
    said_by = UUID()
    said_at = Timestamptz()
    reopened_by = UUID(null=True, default=None)
    reopened_at = Timestamptz(null=True, default=None)


class ExamRow(Table, tablename="exam_done"):
    """A compulsory examination that was done; tracked apart from the assessments of the programme."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    exam_code = Varchar(length=12)
    done_on = Date()
    recorded_by = UUID()
    recorded_at = Timestamptz()
    withdrawn_by = UUID(null=True, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)


class ProtocolVersionRow(Table, tablename="protocol_version"):
    """A definition applied from a day on. Rows are added, never changed: the last applied holds."""

    id = UUID(primary_key=True)
    programme = Varchar(length=20)
    version = Integer()
    valid_from = Date()
    definition = Text()
    name = Varchar(length=60, null=True, default=None)
    followed_until_months = Integer(null=True, default=None)
    admitted_before_months = Integer(null=True, default=None)
    affected = Text(default="{}")
    applied_by = UUID()
    applied_at = Timestamptz()


class ProtocolProposalRow(Table, tablename="protocol_proposal"):
    """A change that the national team looks at before it holds: counted by the worker, applied by hand."""

    id = UUID(primary_key=True)
    programme = Varchar(length=20)
    definition = Text(null=True, default=None, help_text="null: the choice of a set")
    schedule_set = Varchar(length=1, null=True, default=None)
    organization = UUID(null=True, default=None)
    valid_from = Date()
    state = Varchar(length=10)
    affected = Text(default="{}")
    refused = Text(default="{}", help_text="what the count found against it, as msgids by field")
    asked_by = UUID()
    asked_at = Timestamptz()
    moved_at = Timestamptz()


class ProtocolChoiceRow(Table, tablename="protocol_choice"):
    """From a day on, an establishment, or all of them, follows one set of ages of a programme."""

    id = UUID(primary_key=True)
    programme = Varchar(length=20)
    schedule_set = Varchar(length=1)
    organization = UUID(null=True, default=None)
    valid_from = Date()
    affected = Text(default="{}")
    applied_by = UUID()
    applied_at = Timestamptz()
