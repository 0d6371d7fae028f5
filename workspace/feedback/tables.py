from piccolo.columns import UUID, Bytea, Timestamptz, Varchar
from piccolo.table import Table


class FeedbackRow(Table, tablename="feedback"):
    """What somebody said of a page: theirs, and the national team's to read."""

    id = UUID(primary_key=True)
    account = UUID(index=True)
    role = Varchar(length=20, help_text="of the account, when it was said")
    kind = Varchar(length=10)
    page = Varchar(length=80, help_text="name of a route; no address")
    at = Timestamptz(index=True)
    encrypted_words = Bytea(
        help_text="feedback:encrypted_words:<id>, under the key of the directory"
    )


class FeedbackAnswerRow(Table, tablename="feedback_answer"):
    """One answer; another one is another row, and the last holds."""

    id = UUID(primary_key=True)
    feedback = UUID(index=True)
    outcome = Varchar(length=10)
    by = UUID()
    at = Timestamptz()
    encrypted_words = Bytea(
        help_text="feedback_answer:encrypted_words:<id>, under the key of the directory"
    )
