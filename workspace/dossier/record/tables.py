from piccolo.columns import UUID, Array, Boolean, Bytea, Date, Integer, Timestamptz, Varchar
from piccolo.table import Table


class DossierRow(Table, tablename="dossier"):
    """A child's dossier. Its identifier is the scope of every key of the child."""

    id = UUID(primary_key=True)
    organization = UUID(index=True)
    opened_at = Timestamptz()
    closed_at = Timestamptz(null=True, default=None)


class ChildRow(Table, tablename="child"):
    """Who the child is."""

    dossier = UUID(primary_key=True)
    encrypted_identity = Bytea(
        help_text="child:encrypted_identity:<dossier>, JSON: given_name, family_name, birth_date, sex;"
        " later also other_names, birth_certainty, birth_place, is_unnamed, secret_origins, deceased_on"
    )
    twin_index = Array(
        base_column=Integer(),
        help_text="for each word of the names, 32 bits of its keyed index with the day of birth, with the"
        " year, and once more with the year of an estimate",
    )


class BirthRow(Table, tablename="birth"):
    """What is known of the birth: somatic health."""

    dossier = UUID(primary_key=True)
    encrypted_birth = Bytea(
        help_text="birth:encrypted_birth:<dossier>, JSON: term_weeks, weight_g, length_cm, head_cm;"
        " later also term_days"
    )


class BirthStatementRow(Table, tablename="birth_statement"):
    """What the birth was said to be until this was written: somatic health. Append-only."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    source = Varchar(length=12, help_text="where the later statement came from: `BirthSource`")
    encrypted_birth = Bytea(help_text="birth_statement:encrypted_birth:<id>, JSON as in birth")
    written_by = UUID()
    written_at = Timestamptz()


class InclusionRow(Table, tablename="inclusion"):
    """From when to when the child is followed: practical, except for the reason of the end."""

    dossier = UUID(primary_key=True)
    department = Varchar(length=3)
    programme = Varchar(length=20, null=True, default=None)
    admitted_on = Date()
    ended_on = Date(null=True, default=None)
    encrypted_ended_because = Bytea(
        null=True, default=None, help_text="inclusion:encrypted_ended_because:<dossier>"
    )


class PlacementRow(Table, tablename="placement"):
    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    kind = Varchar(length=20)
    begins_on = Date()
    ends_on = Date(null=True, default=None)
    encrypted_place = Bytea(help_text="placement:encrypted_place:<id>")
    restricted = Boolean(default=False, help_text="the address is secret")
    written_by = UUID(null=True, default=None, help_text="account; null: from a folder")
    written_at = Timestamptz(null=True, default=None)
    supersedes = UUID(null=True, default=None, help_text="the statement this one corrects")
    superseded_at = Timestamptz(null=True, default=None)


class ShortStayRow(Table, tablename="short_stay"):
    """Days away from the main place, which does not end: a relay carer, a hospital."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    kind = Varchar(length=20)
    begins_on = Date()
    ends_on = Date(null=True, default=None)
    encrypted_place = Bytea(help_text="short_stay:encrypted_place:<id>")
    restricted = Boolean(default=False)
    written_by = UUID()
    written_at = Timestamptz()
    supersedes = UUID(null=True, default=None)
    superseded_at = Timestamptz(null=True, default=None)


class InclusionEventRow(Table, tablename="inclusion_event"):
    """An act about follow-up: an exception, an exit, a return, another department. Append-only.

    A correction is one more row, which says which one it takes the place of.
    """

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    kind = Varchar(length=12)
    code = Varchar(length=20, help_text="the reason, or the department")
    happened_on = Date()
    encrypted_words = Bytea(help_text="inclusion_event:encrypted_words:<id>")
    about = Varchar(
        length=12, null=True, default=None, help_text="whom the words are about, for redaction"
    )
    written_by = UUID()
    written_at = Timestamptz()
    supersedes = UUID(null=True, default=None, help_text="the act this one corrects")


class ProtectionMeasureRow(Table, tablename="protection_measure"):
    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    kind = Varchar(length=10)
    begins_on = Date()
    ends_on = Date(null=True, default=None)
    authority = Varchar(length=20, null=True, default=None, help_text="who decided, as a code")
    decided_on = Date(null=True, default=None)
    encrypted_words = Bytea(
        null=True, default=None, help_text="protection_measure:encrypted_words:<id>: the court"
    )
    written_by = UUID(null=True, default=None)
    written_at = Timestamptz(null=True, default=None)
    supersedes = UUID(null=True, default=None)
    superseded_at = Timestamptz(null=True, default=None)


class RelatedPersonRow(Table, tablename="related_person"):
    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    parental_responsibility = Boolean()
    encrypted_person = Bytea(
        help_text="related_person:encrypted_person:<id>, JSON: name, relation; later also contact, words"
    )
    encrypted_mail = Bytea(
        null=True,
        default=None,
        help_text="related_person:encrypted_mail:<id>, JSON: mail, is_mother; apart: the worker reads nothing else",
    )
    about = Varchar(
        length=12, null=True, default=None, help_text="whom it is about, for redaction: `About`"
    )
    subject = UUID(
        null=True, default=None, help_text="the same through corrections; null: the row's own id"
    )
    written_by = UUID(null=True, default=None)
    written_at = Timestamptz(null=True, default=None)
    supersedes = UUID(null=True, default=None)
    superseded_at = Timestamptz(null=True, default=None)


class AuthorityRestrictionRow(Table, tablename="authority_restriction"):
    """What a holder of parental authority may not, from a day on, as somebody decided."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    person = UUID(help_text="`subject` of the related person")
    kind = Varchar(length=20)
    begins_on = Date()
    ends_on = Date(null=True, default=None)
    encrypted_words = Bytea(
        help_text="authority_restriction:encrypted_words:<id>, JSON: decided_by, words"
    )
    written_by = UUID()
    written_at = Timestamptz()
    supersedes = UUID(null=True, default=None)
    superseded_at = Timestamptz(null=True, default=None)


class SiblingRow(Table, tablename="sibling"):
    """A brother or a sister: a name somebody wrote, and their dossier where there is one."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    other_dossier = UUID(null=True, default=None)
    encrypted_sibling = Bytea(help_text="sibling:encrypted_sibling:<id>, JSON: name, words")
    written_by = UUID()
    written_at = Timestamptz()
    superseded_at = Timestamptz(null=True, default=None)


class IdentityStatementRow(Table, tablename="identity_statement"):
    """Who the child was said to be until this was written. Append-only."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    reason = Varchar(length=20)
    encrypted_identity = Bytea(
        help_text="identity_statement:encrypted_identity:<id>, JSON as in child"
    )
    written_by = UUID()
    written_at = Timestamptz()


class InsIdentityRow(Table, tablename="ins_identity"):
    """The national health identity: its standing, and the number where it may be held."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    status = Varchar(length=12)
    encrypted_traits = Bytea(
        help_text="ins_identity:encrypted_traits:<id>, JSON: number, oid, birth_name, first_names, birth_place"
    )
    number_index = Bytea(
        null=True, default=None, help_text="keyed index of the number, for doubles only"
    )
    written_by = UUID()
    written_at = Timestamptz()
    superseded_at = Timestamptz(null=True, default=None)


class DossierMergeRow(Table, tablename="dossier_merge"):
    """Two dossiers of one child: one points to the other, until it is undone."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True, help_text="the one that goes on")
    merged = UUID(index=True)
    merged_by = UUID()
    merged_at = Timestamptz()
    undone_by = UUID(null=True, default=None)
    undone_at = Timestamptz(null=True, default=None)
