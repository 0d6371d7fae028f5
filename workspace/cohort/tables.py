from piccolo.columns import UUID, Date, Text, Timestamptz, Varchar
from piccolo.table import Table


class CohortCountRow(Table, tablename="cohort_count"):
    """The figures of the country at the end of a day: asked for, then counted by the worker, and kept as they were."""

    id = UUID(primary_key=True)
    on_day = Date(index=True)
    state = Varchar(length=10)
    figures = Text(
        default="[]",
        help_text="JSON, a list: the published days up to this one, then this one; small counts are already left out",
    )
    asked_by = UUID(null=True, default=None, help_text="null: the worker, once a day")
    asked_at = Timestamptz()
    counted_at = Timestamptz(null=True, default=None)
