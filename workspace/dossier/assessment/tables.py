from piccolo.columns import UUID, Array, Bytea, Date, Integer, Timestamptz, Varchar
from piccolo.table import Table


class AssessmentPartRow(Table, tablename="assessment_part"):
    """What one person wrote of one part of an assessment; what stands is the last that is not beside."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    step_code = Varchar(length=8)
    part = Varchar(length=20)
    data_class = Varchar(length=2)
    form = Varchar(length=20)
    number = Integer()
    revision = Integer()
    state = Varchar(length=10)
    supersedes = UUID(null=True, default=None)
    settles = UUID(null=True, default=None)
    seen_on = Date()
    author = UUID()
    recorded_at = Timestamptz()
    encrypted_answers = Bytea(
        help_text="assessment_part:encrypted_answers:<id>, JSON by field: value, unknown, note, source, about and more"
    )


class AssessmentSignatureRow(Table, tablename="assessment_signature"):
    """Who signed an assessment, when, and what: the versions of its parts and their digest.

    Never changed: it holds until the assessment it names is undone (`undone_assessment`).
    """

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    step_code = Varchar(length=8)
    form = Varchar(length=20)
    assessment = UUID()
    done_on = Date()
    signed_by = UUID()
    signed_at = Timestamptz()
    versions = Array(base_column=UUID())
    digest = Varchar(length=64)


class AssessmentAddendumRow(Table, tablename="assessment_addendum"):
    """Words added to a part after the signature."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    step_code = Varchar(length=8)
    part = Varchar(length=20)
    data_class = Varchar(length=2)
    author = UUID()
    recorded_at = Timestamptz()
    encrypted_text = Bytea(help_text="assessment_addendum:encrypted_text:<id>")
