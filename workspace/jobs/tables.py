from piccolo.columns import Timestamptz, Varchar
from piccolo.table import Table


class JobEffectRow(Table, tablename="job_effect"):
    """What was done once and must not be done again, by its key."""

    key = Varchar(length=200, primary_key=True)
    done_at = Timestamptz()
