"""What an entry of the audit means, in plain words for the person it is about."""

from collections.abc import Mapping
from types import MappingProxyType

from workspace.accounts.model import ROLE_LABELS
from workspace.actor import Role
from workspace.audit.model import Act
from workspace.i18n import N_, gettext, mid_sentence

DEEDS: Mapping[Act, str] = MappingProxyType(
    {
        Act.ASSESSMENT_ADD_TO: N_("added a note to one of your health checks"),
        Act.ASSESSMENT_CLOSE: N_("finished a part of one of your health checks"),
        Act.ASSESSMENT_DONE: N_("wrote down that one of your health checks was done"),
        Act.ASSESSMENT_FILL: N_("wrote in one of your health checks"),
        Act.ASSESSMENT_MISS: N_("wrote down why one of your health checks was not done"),
        Act.ASSESSMENT_OPEN: N_("opened one of your health checks"),
        Act.ASSESSMENT_PLAN: N_("set a day for one of your health checks"),
        Act.ASSESSMENT_READ: N_("looked at your health checks"),
        Act.ASSESSMENT_REOPEN: N_("put one of your health checks back on the list"),
        Act.ASSESSMENT_REOPEN_PART: N_("opened a part of one of your health checks again"),
        Act.ASSESSMENT_SETTLE: N_("put together what two people had written of a health check"),
        Act.ASSESSMENT_SIGN: N_("signed one of your health checks"),
        Act.ASSESSMENT_UNDO: N_("corrected what was written about one of your health checks"),
        Act.BOX_ADD: N_("put something in your box"),
        Act.BOX_CONTENT_OPEN: N_("looked at a picture of your box"),
        Act.BOX_OPEN: N_("opened your box"),
        Act.BOX_RELEASE: N_("handed your box over to you"),
        Act.BOX_WITHDRAW: N_("took something out of your box"),
        Act.CARE_NOTE_ADD: N_("wrote how a care session went"),
        Act.CARE_PLAN_ADD: N_("wrote down what care you needed, or how it went"),
        Act.CARE_PLAN_READ: N_("looked at the care you needed"),
        Act.CARE_SESSION_ADD: N_("wrote down a care session"),
        Act.CARE_SESSION_AMEND: N_("corrected a care session"),
        Act.CARE_SESSION_READ: N_("looked at your care sessions"),
        Act.CARE_SESSION_WITHDRAW: N_("took back a care session written by mistake"),
        Act.BIRTH_STATE: N_("changed what is written of your birth"),
        Act.CHILD_AMEND: N_("changed what is written of who you are"),
        Act.CHILD_ENROL: N_("opened your dossier"),
        Act.CHILD_EXPORT: N_("took away a list you are in, as a file"),
        Act.CHILD_MERGE: N_("joined two dossiers that were about you"),
        Act.CHILD_READ: N_("opened your dossier to read it"),
        Act.CHILD_UNMERGE: N_("took two dossiers apart again"),
        Act.CONVERSATION_OPEN: N_("began a conversation about you"),
        Act.DEPARTMENT_CHANGE: N_("wrote down that another department looked after you"),
        Act.PROGRAMME_CHANGE: N_("wrote down that another programme followed you"),
        Act.DOCUMENT_FILE: N_("filed a document in your dossier"),
        Act.DOCUMENT_LIST: N_("looked at the list of your documents"),
        Act.DOCUMENT_OPEN: N_("opened a document about you"),
        Act.ENCOUNTER_PLAN: N_("set one of your appointments"),
        Act.ENCOUNTER_READ: N_("looked at your appointments"),
        Act.EXAM_DONE: N_("wrote down that a compulsory examination was done"),
        Act.FAMILY_ADD: N_("wrote about somebody of your family or around you"),
        Act.FAMILY_CORRECT: N_("corrected what was written of somebody around you"),
        Act.FOLLOW_UP_END: N_("wrote down that the programme no longer followed you"),
        Act.FOLLOW_UP_RESUME: N_("wrote down that the programme followed you again"),
        Act.GRANT: N_("let somebody into the circle around you"),
        Act.GROWTH_ADD: N_("wrote how you had grown"),
        Act.GROWTH_AMEND: N_("corrected how you had grown"),
        Act.GROWTH_READ: N_("looked at how you grew"),
        Act.HANDOVER_ARCHIVE: N_("took everything away"),
        Act.HANDOVER_READERS: N_("looked at who opened your file"),
        Act.HEALTH_ADD: N_("wrote something about your health"),
        Act.HEALTH_AMEND: N_("corrected something about your health"),
        Act.HEALTH_READ: N_("looked at your vaccinations, allergies and treatments"),
        Act.IMPORT: N_("brought your dossier in from a former system"),
        Act.INS_WRITE: N_("wrote down your national health identity"),
        Act.MEASURE_ADD: N_("wrote down a protection measure"),
        Act.MEASURE_CORRECT: N_("corrected a protection measure"),
        Act.MEASURE_END: N_("wrote down the end of a protection measure"),
        Act.MESSAGE_READ: N_("read messages about you"),
        Act.MESSAGE_SEND: N_("wrote a message about you"),
        Act.NOTICE_SEND: N_("told somebody around you that something waited"),
        Act.PLACEMENT_ADD: N_("wrote down where you moved to"),
        Act.PLACEMENT_CORRECT: N_("corrected where you lived"),
        Act.CARE_MONTH_READ: N_("looked at the sessions of a month, yours among them"),
        Act.CONTACT_ADD: N_("wrote down that they tried to reach you or those around you"),
        Act.CONTACT_READ: N_("looked at who had tried to reach you"),
        Act.CONTACT_WITHDRAW: N_("took back that they had tried to reach you"),
        Act.FEED_END: N_("closed the address of their calendar"),
        Act.FEED_OPEN: N_("opened an address for their calendar"),
        Act.GRANT_END: N_("ended somebody's place in the circle around you"),
        Act.GRANT_RENEW: N_("renewed somebody's place in the circle around you"),
        Act.GROWTH_SET: N_("chose what growth is read against"),
        Act.HEALTH_SET: N_("chose the calendar vaccinations are read against"),
        Act.JOURNAL_PUT_BACK: N_("put back words they had taken out"),
        Act.JOURNAL_READ: N_("read what was noted about your days"),
        Act.JOURNAL_WITHDRAW: N_("took out words written about your days"),
        Act.JOURNAL_WRITE: N_("wrote down something about your days"),
        Act.CARE_RATES_ADD: N_("entered what a programme pays"),
        Act.SCALE_THRESHOLDS_ADD: N_("entered the numbers questionnaires are read with"),
        Act.REFUSED: N_("asked to see your dossier and was refused"),
        Act.RESTRICTION_ADD: N_("wrote down a limit set to somebody's parental authority"),
        Act.ADMISSION_CORRECT: N_("corrected the day the programme took you in"),
        Act.EXIT_CORRECT: N_("corrected when or why the programme no longer followed you"),
        Act.RESTRICTION_CORRECT: N_("corrected a limit set to somebody's parental authority"),
        Act.SHORT_STAY_CORRECT: N_("corrected some days away"),
        Act.RESTRICTION_END: N_("wrote down the end of such a limit"),
        Act.SHEET_MAKE: N_("made a sheet to print from your file"),
        Act.SHORT_STAY_ADD: N_("wrote down some days away"),
        Act.SHORT_STAY_END: N_("wrote down when you were back"),
        Act.SHORT_STAY_WITHDRAW: N_("set aside some days away that never were"),
        Act.SIBLING_ADD: N_("wrote down a brother or a sister"),
        Act.SIBLING_WITHDRAW: N_("set aside a brother or a sister written by mistake"),
        Act.SCALE_ADD: N_("wrote down a questionnaire about you"),
        Act.SCALE_INVITE: N_("asked somebody close to you to fill a questionnaire"),
        Act.SCALE_LINK_FINISH: N_("received a questionnaire filled by somebody close to you"),
        Act.SCALE_LINK_OPEN: N_("opened a questionnaire for somebody close to you"),
        Act.SCALE_LINK_REVOKE: N_("closed a questionnaire that was to be filled"),
        Act.SCALE_READ: N_("read the questionnaires about your first years"),
        Act.SCALE_VALIDATE: N_("kept a questionnaire that somebody close to you filled"),
    }
)


ANOTHER_DEED = N_("did something in your dossier")


def deed(act: Act) -> str:
    """Return what was done; an act without words of its own is said to be another one."""
    return gettext(DEEDS.get(act, ANOTHER_DEED))


def who(name: str | None, role: Role) -> str:
    """Return who did it: name and role as the person may read them."""
    if role is Role.SERVICE:
        return gettext("The Grenier platform")
    said = gettext(ROLE_LABELS[role])
    if not name:
        return said
    return f"{name}, {mid_sentence(said)}"
