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
        help_text="child:encrypted_identity:<dossier>, JSON: given_name, family_name, birth_date, sex"
    )
    twin_index = Array(
        base_column=Integer(),
        help_text="for each word of the names, 32 bits of its keyed index with the day of birth",
    )


class BirthRow(Table, tablename="birth"):
    """What is known of the birth: somatic health."""

    dossier = UUID(primary_key=True)
    encrypted_birth = Bytea(
        help_text="birth:encrypted_birth:<dossier>, JSON: term_weeks, weight_g, length_cm, head_cm"
    )


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


class ProtectionMeasureRow(Table, tablename="protection_measure"):
    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    kind = Varchar(length=10)
    begins_on = Date()
    ends_on = Date(null=True, default=None)


class RelatedPersonRow(Table, tablename="related_person"):
    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    parental_responsibility = Boolean()
    encrypted_person = Bytea(help_text="related_person:encrypted_person:<id>, JSON: name, relation")
