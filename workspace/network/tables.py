from piccolo.columns import UUID, Boolean, Bytea, Date, Integer, Timestamptz, Varchar
from piccolo.table import Table


class OrganizationRow(Table, tablename="organization"):
    """An establishment or service. Its name is public; the code of the folders is not kept."""

    id = UUID(primary_key=True)
    code_index = Bytea(unique=True, help_text="keyed index of the code it has in folders")
    kind = Varchar(length=20)
    department = Varchar(length=3, null=True, default=None)
    name = Varchar(length=200)
    joined_on = Date(null=True, default=None)


class PractitionerRow(Table, tablename="practitioner"):
    """Somebody of the directory, under the key colleagues share."""

    id = UUID(primary_key=True)
    organization = UUID(null=True, default=None, index=True)
    role = Varchar(length=20)
    specialty = Varchar(length=100)
    internal = Boolean(null=True, default=None)
    agreement_signed_on = Date(null=True, default=None)
    trained_on = Date(null=True, default=None)
    encrypted_contact = Bytea(
        help_text="practitioner:encrypted_contact:<id>, JSON: given_name, family_name, email, phone;"
        " under the key of the directory"
    )
    account = UUID(null=True, default=None, unique=True)


class PracticeRow(Table, tablename="practitioner_practice"):
    """How soon somebody of the directory can be seen, and where, as a colleague said it; the last one holds."""

    id = UUID(primary_key=True)
    practitioner = UUID()
    waiting_weeks = Integer(null=True, default=None)
    visits_homes = Boolean(null=True, default=None)
    stated_on = Date()
    stated_by = UUID()
    stated_at = Timestamptz()
