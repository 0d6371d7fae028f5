from piccolo.columns import UUID, Bytea, Date, Integer, Numeric, SmallInt, Timestamptz, Varchar
from piccolo.table import Table


class CareSessionRow(Table, tablename="care_session"):
    """A session as it is counted: practical facts that the whole circle shares."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    kind = Varchar(length=20)
    done_on = Date()
    practitioner = UUID(null=True, default=None)
    author = UUID(null=True, default=None)
    payer = Varchar(length=20)
    minutes = SmallInt()
    presence = Varchar(length=10)
    shared_by = SmallInt(default=1)
    beyond = Varchar(length=20, null=True, default=None)
    note_of = UUID(
        null=True, default=None, help_text="the session this one corrects and whose note stands"
    )
    recorded_at = Timestamptz()
    organization = UUID(
        null=True,
        default=None,
        help_text="the establishment that followed the child when this was written; null: before it was kept",
    )


class SessionChangeRow(Table, tablename="session_change"):
    """A session that stands no more: another is written in its place, or it is taken back. It stays readable."""

    session = UUID(primary_key=True)
    dossier = UUID(index=True)
    replaced_by = UUID(null=True, default=None)
    author = UUID()
    changed_at = Timestamptz()


class SessionGroupRow(Table, tablename="session_group"):
    """Which sessions were one group: the database alone reads it, to share the cost anew when one is corrected."""

    session = UUID(primary_key=True)
    together = UUID(index=True)


class SessionNoteRow(Table, tablename="session_note"):
    """How a session went: psychological content, beside the session and closed to more people."""

    session = UUID(primary_key=True)
    dossier = UUID(index=True)
    author = UUID(null=True, default=None)
    encrypted_note = Bytea(
        help_text="session_note:encrypted_note:<session>, JSON: the sentence and the chips chosen"
    )


class FundingPeriodRow(Table, tablename="funding_period"):
    """What a programme pays a child a year, from one day to another. Never changed: a later row holds."""

    id = UUID(primary_key=True)
    programme = Varchar(length=20)
    valid_from = Date()
    valid_to = Date()
    sessions_a_year = SmallInt()
    care_eur = Integer()
    assessments_eur = Integer()
    session_eur = Numeric(null=True, default=None)
    group_key = Varchar(length=10)
    source = Varchar(length=300)
    entered_by = UUID()
    entered_at = Timestamptz()


class CareNeedRow(Table, tablename="care_need"):
    """A need as a practical fact: what kind of care, found where, when. Never what it is."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    discipline = Varchar(length=20)
    found_in = Varchar(length=20)
    source = UUID(null=True, default=None)
    stated_on = Date()
    author = UUID(null=True, default=None)
    recorded_at = Timestamptz()


class CareStepRow(Table, tablename="care_step"):
    """One thing said about a need: the next one supersedes it, nothing overwrites it."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    need = UUID()
    move = Varchar(length=20)
    happened_on = Date()
    performer = UUID(null=True, default=None)
    encrypted_asked = Bytea(
        null=True,
        default=None,
        help_text="care_step:encrypted_asked:<id>, whoever was asked who is in no directory",
    )
    sessions = SmallInt(null=True, default=None)
    frequency = Varchar(length=20, null=True, default=None)
    review_on = Date(null=True, default=None)
    refusal = Varchar(length=20, null=True, default=None)
    outcome = Varchar(length=20, null=True, default=None)
    author = UUID(null=True, default=None)
    recorded_at = Timestamptz()


class CareWordsRow(Table, tablename="care_words"):
    """What a step says in words: content of its own class, beside the step."""

    step = UUID(primary_key=True)
    dossier = UUID(index=True)
    data_class = Varchar(length=2)
    author = UUID(null=True, default=None)
    encrypted_words = Bytea(
        help_text="care_words:encrypted_words:<step>, JSON: need, goal, whose words, about whom, sentence"
    )
