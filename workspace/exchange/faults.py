"""Everything that can be said of a folder, in one list: what is wrong and what to do about it."""

from typing import Final

from workspace.exchange.report import Fault, Severity
from workspace.i18n import N_


def _error(message: str, remedy: str) -> Fault:
    return Fault(message=message, remedy=remedy)


def _notice(message: str, remedy: str) -> Fault:
    return Fault(message=message, remedy=remedy, severity=Severity.NOTICE)


# ── The folder and its files ─────────────────────────────────────────────────────────────────────

NO_FOLDER: Final = _error(
    N_("There is no such folder, or it cannot be opened."),
    N_("Give the path of the folder that holds the files."),
)
NO_FILE: Final = _error(
    N_("This file is missing."),
    N_("Put it in the folder under exactly this name, saved as CSV."),
)
SAME_FILE_TWICE: Final = _error(
    N_("Several files of the folder bear this name: %(names)s."),
    N_("Keep only one of them."),
)
UNREADABLE_FILE: Final = _error(
    N_("This file cannot be opened."),
    N_("Check that it is a file and that you may read it, then try again."),
)
HUGE_FILE: Final = _error(
    N_("This file is larger than %(limit)s MB."),
    N_(
        "Check that it is the right file; otherwise divide the folder "
        "and import its parts one by one."
    ),
)
TOO_MANY_LINES: Final = _error(
    N_("This file has more than %(limit)s lines."),
    N_("Check that it is the right file; otherwise import its children a few hundred at a time."),
)
NOT_A_TABLE: Final = _error(
    N_("This file is not a text table."),
    N_("Open it in a spreadsheet and save it as CSV UTF-8."),
)
EMPTY_FILE: Final = _error(
    N_("This file is empty: it has no line of headers."),
    N_("Write the names of the columns on the first line, or take the file away."),
)
TWICE_CHOSEN: Final = _error(
    N_("Several of the chosen files hold this table: %(names)s."),
    N_("Choose only one of them, or put their lines together in one file."),
)
UNRECOGNISED: Final = _error(
    N_("This file was not recognised: neither its name nor its columns are those of a model."),
    N_("Give it the name of its model (%(expected)s) and check its first line, or leave it out."),
)
ZIPPED: Final = _error(
    N_("This is a compressed folder, not a table."),
    N_("Open it, then choose the files that are inside."),
)
NOTE_LEFT: Final = _notice(
    N_("This is the note that comes with the models; it was left aside."), N_("Nothing to do.")
)
RECOGNISED: Final = _notice(
    N_("The file “%(name)s” was recognised by its columns."),
    N_("Nothing to do."),
)
REMARKS: Final = _notice(
    N_("Lines that begin with # were left aside: %(count)s."),
    N_("Nothing to do if it is the example of the model; otherwise take the # away."),
)
UNKNOWN_FILE: Final = _notice(
    N_("This file was not read: its name is not one of the import folder."),
    N_("If it holds something to import, rename it: %(expected)s."),
)
ERASED: Final = _error(
    N_("These files have waited for a day and are erased."),
    N_("Choose them again."),
)
NO_LONGER_COORDINATES: Final = _error(
    N_("You do not coordinate the follow-up of this establishment any more."),
    N_("If this is not so, tell whoever looks after the accounts."),
)
PRACTITIONERS_ABSENT: Final = _notice(
    N_("Without professionnels.csv the codes of this column (%(count)s rows) cannot be checked."),
    N_("Add professionnels.csv, unless these professionals came with an earlier import."),
)

# ── Columns and lines ────────────────────────────────────────────────────────────────────────────

NO_COLUMN: Final = _error(
    N_("This column is missing."),
    N_("Add it to the line of headers. Found there: %(found)s."),
)
SAME_COLUMN_TWICE: Final = _error(
    N_("Two columns bear this name."),
    N_("Keep only one of them, or rename the other."),
)
UNKNOWN_COLUMN: Final = _notice(
    N_("This column was not read: the format does not know it."),
    N_("Nothing to do if it is a column of your own; otherwise rename it: %(expected)s."),
)
WRONG_CELL_COUNT: Final = _error(
    N_("This line has %(found)s cells, the headers announce %(expected)s."),
    N_(
        "Look for a separator too many or too few on this line; a text or a number that holds the "
        "separator must stand between quotation marks."
    ),
)
OPEN_QUOTE: Final = _error(
    N_("A quotation mark opened in this line is never closed."),
    N_("Close it, or take it away."),
)
HUGE_CELL: Final = _error(
    N_("This line, or a cell of it, is far too long to be read."),
    N_("Look for a quotation mark opened by mistake; otherwise shorten the text."),
)

# ── Values ───────────────────────────────────────────────────────────────────────────────────────

NO_VALUE: Final = _error(N_("This value is missing."), N_("Fill in the cell."))
DAMAGED_TEXT: Final = _error(
    N_("This text holds characters that cannot be read."),
    N_("Type it again, and save the file as CSV UTF-8."),
)
FORMULA: Final = _error(
    N_("This is a formula or the error of a formula, not a value."),
    N_("Replace it by the value it stands for."),
)
LONG_TEXT: Final = _error(N_("This text is longer than %(limit)s characters."), N_("Shorten it."))
NOT_A_DATE: Final = _error(N_("This is not a date."), N_("Write it as day/month/year: 31/12/2021."))
SHORT_YEAR: Final = _error(
    N_("The century of this date is not written."),
    N_("Write the year with four digits: 31/12/2021."),
)
SERIAL_DATE: Final = _error(
    N_("This is the number a spreadsheet keeps for a date, not the date."),
    N_("Give the column the format of a date (31/12/2021), then save the file again."),
)
IMPOSSIBLE_DATE: Final = _error(
    N_("This day is not possible."),
    N_("Check the day, the month and the year, in this order: 31/12/2021."),
)
NOT_AN_HOUR: Final = _error(
    N_("This is not an hour."), N_("Write it as 10:30 or 10h30, or leave the cell empty.")
)
NOT_A_NUMBER: Final = _error(
    N_("This is not a number."), N_("Write figures only, without a unit: 4,54 or 4.54.")
)
NOT_WHOLE: Final = _error(N_("A whole number is expected."), N_("Write it without decimals."))
OUT_OF_RANGE: Final = _error(
    N_("This number is not possible here: %(low)s to %(high)s %(unit)s are expected."),
    N_("Check the figure and its unit (%(unit)s)."),
)
WRONG_UNIT: Final = _error(
    N_("This number seems to be in %(found)s; %(unit)s are expected."),
    N_("Write it in %(unit)s, between %(low)s and %(high)s."),
)
UNKNOWN_WORD: Final = _error(
    N_("This word is not one of those expected here."), N_("Write one of: %(expected)s.")
)
OTHER_KIND: Final = _notice(
    N_("This kind of establishment is not known; it was kept as another one."),
    N_("Nothing to do, or write one of: %(expected)s."),
)
NOT_A_DEPARTMENT: Final = _error(
    N_("This is not the number of a department."), N_("Write its number: 62, 2A, 974.")
)
NOT_AN_EMAIL: Final = _notice(
    N_("This does not look like an e-mail address; it was kept as it is."),
    N_("Check it: nobody can be invited at this address."),
)

# ── Who and where ────────────────────────────────────────────────────────────────────────────────

UNKNOWN_CODE: Final = _error(
    N_("No line of %(file)s has this code."),
    N_("Correct the code, or add the line to %(file)s."),
)
UNKNOWN_HERE: Final = _error(
    N_("Neither %(file)s nor your establishment knows this code."),
    N_("Correct the code, or add the line to %(file)s and choose this file too."),
)
ANOTHER_ESTABLISHMENT: Final = _error(
    N_("This is not the code of your establishment."),
    N_("Leave the cell empty, or take the line away: you bring into your own establishment only."),
)
ESTABLISHMENT_LEFT: Final = _notice(
    N_("This line was left aside: it is not your establishment."),
    N_("Nothing to do; the national team keeps the list of establishments."),
)
NOT_AROUND: Final = _error(
    N_("This is the code of a child around whom you have no place today."),
    N_(
        "For another child, write another code; for this one, ask whoever coordinates the "
        "follow-up, or take the line away."
    ),
)
FOLLOWED_ELSEWHERE: Final = _error(
    N_("This child cannot be brought in from here: a dossier stands elsewhere under this code."),
    N_("Take the line away and tell the national team; nothing was opened or changed."),
)
ENROLLED_BY_HAND: Final = _notice(
    N_("This child is enrolled already, under this name and birth date: the line is about them."),
    N_("Nothing to do: what the dossier says is kept, the line completes what was not known."),
)
TWIN_HERE: Final = _notice(
    N_("A child born the same day with a close name has a dossier already."),
    N_(
        "If it is the same child, tick it before you bring the files in; afterwards, join the two "
        "dossiers from the child's page. If they are two children, nothing to do."
    ),
)
SAID_TO_BE_KNOWN: Final = _notice(
    N_("You said that the child of this line has a dossier: the code leads to it."),
    N_("Nothing to do: what the dossier says is kept, the line completes what was not known."),
)
WRITTEN_ALREADY: Final = _notice(
    N_("This is in the dossier already, written by somebody; the line was left aside."),
    N_("Nothing to do: it is counted once, as it was written there."),
)
SECOND_OF_THE_DAY: Final = _notice(
    N_("A session of this child and this care is noted on this day already; both are counted."),
    N_("If they are one session, take one of them back on the page of the child's care."),
)
ANOTHER_PROFESSIONAL: Final = _notice(
    N_(
        "A session of this child, care and day was brought before with another professional; it now names this one."
    ),
    N_("If they are two sessions, bring both lines in one file: both are then counted."),
)
NOBODY_CODED: Final = _notice(
    N_("Your establishment knows no professional under this code. Lines: %(count)s."),
    N_("What they did is kept without saying who did it; add professionnels.csv to say it."),
)
PRACTITIONER_ELSEWHERE: Final = _notice(
    N_("This professional is in the directory already, with another establishment."),
    N_("Nothing to do; what the directory says of them was left as it is."),
)
REPEATED: Final = Fault(
    message=N_("This line says again what line %(first)s says; it was counted once."),
    remedy=N_("Nothing to do."),
    severity=Severity.NOTE,
)
CONTRADICTED: Final = _error(
    N_("This line is about the same thing as line %(first)s, and says otherwise."),
    N_("Keep the one that is right."),
)
SESSION_TWICE: Final = _error(
    N_("This line is of the same child, care and day as line %(first)s, and says otherwise."),
    N_(
        "If it is one session, keep the line that is right. If they are two, say on both lines who gave them, or the "
        "hour of each in a column heure."
    ),
)
LIKELY_TWIN: Final = _notice(
    N_("%(code)s and %(other)s (line %(first)s) have the same birth date and close names."),
    N_("If it is one child, keep one code; if they are two, nothing to do. Nothing was merged."),
)
NO_AGREEMENT: Final = _notice(
    N_("No date of agreement is known for this professional."),
    N_("Fill in the date the agreement was signed, when it is."),
)

# ── Contradictions in time ───────────────────────────────────────────────────────────────────────

LARGE_GROUP: Final = _error(
    N_("This group has %(count)s children on this day, and a group has %(limit)s at most."),
    N_("Give each group a code of its own: the children who came together, with one professional."),
)
IN_THE_FUTURE: Final = _error(
    N_("This day has not come yet."), N_("Check the date: only what has happened is imported.")
)
BEFORE_BIRTH: Final = _error(
    N_("This is before the birth of the child (%(born)s)."),
    N_("Check this date, the birth date, and the code of the child."),
)
END_BEFORE_ADMISSION: Final = _error(
    N_("The follow-up ends before the admission (%(admitted)s)."), N_("Check both dates.")
)
END_BEFORE_START: Final = _error(
    N_("This placement ends before it starts (%(start)s)."), N_("Check both dates.")
)
STARTS_AFTER_FOLLOW_UP: Final = _error(
    N_("This placement starts after the end of the follow-up (%(ended)s)."),
    N_("Check both dates; if the child is followed again, empty the end of the follow-up."),
)
OPEN_AFTER_FOLLOW_UP: Final = _notice(
    N_("This placement goes on after the end of the follow-up (%(ended)s)."),
    N_("Nothing to do if the child still lives there."),
)
AFTER_FOLLOW_UP: Final = _notice(
    N_("This is after the end of the follow-up (%(ended)s)."), N_("Check both dates.")
)
BEFORE_ADMISSION: Final = _notice(
    N_("This is before the admission of the child (%(admitted)s)."), N_("Check both dates.")
)
OVERLAP: Final = _notice(
    N_("This placement begins before the one of line %(first)s ends."),
    N_("Check where the child lived on these days."),
)
END_TO_COME: Final = _notice(
    N_("This day has not come yet; it was kept as planned."), N_("Check the date.")
)
REASON_WITHOUT_END: Final = _notice(
    N_("A reason is given for the end of the follow-up, but no date."), N_("Fill in the date.")
)
ADMITTED_LATE: Final = _notice(
    N_(
        "The child was %(months)s months old at admission; "
        "the programme takes children under %(limit)s months."
    ),
    N_("Check both dates; the national team has to record the exception."),
)

# ── The protocol and the scales ──────────────────────────────────────────────────────────────────

OUTSIDE_WINDOW: Final = _notice(
    N_(
        "Assessment %(number)s was done outside its window, from %(opens)s to %(closes)s; "
        "it counts as caught up."
    ),
    N_("Check its number and its date."),
)
NO_SUCH_NUMBER: Final = _error(
    N_("The protocol has no assessment of this number."),
    N_("Write its number in the order of the protocol: 1 for the initial one, up to %(last)s."),
)
NO_SUCH_INTERVAL: Final = _error(
    N_("%(scale)s has no questionnaire of %(months)s months."),
    N_("Write one of these numbers: %(expected)s."),
)
NO_SCORE: Final = _error(
    N_("This line gives no score."), N_("Fill in at least one of: %(expected)s.")
)
SCORE_ELSEWHERE: Final = _error(
    N_("%(scale)s is not scored in this column."),
    N_("Empty the cell; its scores go in: %(expected)s."),
)
SCORE_OUT_OF_RANGE: Final = _error(
    N_("This score is not possible: %(scale)s of %(months)s months goes from %(low)s to %(high)s."),
    N_("Check the score and the questionnaire."),
)
TOTAL_NOT_KEPT: Final = _notice(
    N_("%(scale)s has no total; the one given here was not kept."), N_("Nothing to do.")
)
OTHER_QUESTIONNAIRE: Final = _notice(
    N_(
        "At this age the questionnaire of %(expected)s months was expected; "
        "the one of %(months)s months was kept."
    ),
    N_("Check the questionnaire and the date."),
)
NO_QUESTIONNAIRE: Final = _notice(
    N_("At this age %(scale)s has no questionnaire; the one of %(months)s months was kept."),
    N_("Check the questionnaire and the date."),
)
