from piccolo.columns import (
    UUID,
    Boolean,
    Bytea,
    Date,
    Integer,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
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
    entered_at = Timestamptz(null=True, default=None)
    """Unknown for what was entered before this column was."""
    invitation = UUID(null=True, default=None, unique=True)
    """The link it was filled through."""
    supersedes = UUID(null=True, default=None, index=True)
    """The response that this one corrects: nothing is overwritten, and two corrections are both kept."""
    encrypted_scores = Bytea(
        help_text="scale_response:encrypted_scores:<id>, JSON: points and zone of each domain,"
        " the version of the thresholds they were read with; answers, informant, ages, reason"
    )


class ScaleInvitationRow(Table, tablename="scale_invitation"):
    """A link to fill one questionnaire; of its secret only the hash is kept."""

    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    tool = Varchar(length=10)
    interval_months = SmallInt()
    token_hash = Bytea(unique=True)
    created_by = UUID()
    created_at = Timestamptz()
    expires_at = Timestamptz()
    finished_at = Timestamptz(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)
    revoked_by = UUID(null=True, default=None)
    encrypted_details = Bytea(
        help_text="scale_invitation:encrypted_details:<id>, JSON: how the page calls the child,"
        " who is asked, why this questionnaire"
    )
    encrypted_answers = Bytea(
        null=True,
        default=None,
        help_text="scale_invitation:encrypted_answers:<id>, JSON: what was filled so far",
    )


class ScaleThresholdSetRow(Table, tablename="scale_threshold_set"):
    """Numbers a deployment added or chose. About no child; never changed."""

    number = Integer(primary_key=True)
    bounds = Text()
    """JSON: a list of months, domain, upper bound of the monitoring zone."""
    refers_at_cutoff = Boolean(default=True)
    local_watch = Boolean(default=True)
    entered_at = Timestamptz()
    encrypted_source = Bytea(
        help_text="scale_threshold_set:encrypted_source:<number>, JSON: who entered them, which edition"
    )
