from piccolo.columns import UUID, Bytea, Date, SmallInt, Varchar
from piccolo.table import Table


class ScaleResponseRow(Table, tablename="scale_response"):
    """A filled questionnaire. Which one and when stands clear; what it says does not."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    tool = Varchar(length=10)
    interval_months = SmallInt()
    answered_on = Date()
    respondent = UUID(null=True, default=None)
    author = UUID(null=True, default=None)
    encrypted_scores = Bytea(
        help_text="scale_response:encrypted_scores:<id>, JSON: points and zone of each domain,"
        " and the version of the thresholds they were read with"
    )
