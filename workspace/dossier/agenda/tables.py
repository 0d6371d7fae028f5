from piccolo.columns import UUID, Bytea, Date, Integer, SmallInt, Timestamptz, Varchar
from piccolo.table import Table


class EncounterRow(Table, tablename="encounter"):
    """One version of an appointment: never changed, superseded by the next one."""

    id = UUID(primary_key=True)
    encounter = UUID(index=True)
    sequence = Integer()
    supersedes = UUID(null=True, default=None, unique=True)
    dossier = UUID(index=True)
    kind = Varchar(length=20)
    state = Varchar(length=10)
    day = Date(null=True, default=None)
    starts_at = Timestamptz(null=True, default=None)
    zone = Varchar(length=30)
    minutes = SmallInt()
    place_kind = Varchar(length=20)
    practitioner = UUID(null=True, default=None)
    encrypted_practical = Bytea(
        help_text="encounter:encrypted_practical:<id>, JSON: title, place, with_whom, bring"
    )
    author = UUID()
    recorded_at = Timestamptz()


class EncounterNoteRow(Table, tablename="encounter_note"):
    """What is medical about an appointment; the last one written stands."""

    id = UUID(primary_key=True)
    encounter = UUID(index=True)
    dossier = UUID(index=True)
    author = UUID()
    encrypted_note = Bytea(help_text="encounter_note:encrypted_note:<id>, the sentence itself")
    recorded_at = Timestamptz()


class CalendarFeedRow(Table, tablename="calendar_feed"):
    """The secret address of somebody's calendar, by its SHA-256."""

    id = UUID(primary_key=True)
    account = UUID(index=True)
    token_hash = Bytea(unique=True)
    made_at = Timestamptz()
    read_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
