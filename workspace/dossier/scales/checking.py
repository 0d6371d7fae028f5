"""What a filled questionnaire and a link must be before they are kept. No I/O."""

import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from workspace.dossier.record.ages import age_on
from workspace.dossier.scales import rules
from workspace.dossier.scales.entries import AgeRead, Answers, Informant, NewEntry, NewInvitation
from workspace.dossier.scales.model import Domain, Questionnaire, Score
from workspace.dossier.scales.sheets import Sheet, allowed, can_be_total, fits, score
from workspace.errors import Invalid
from workspace.i18n import N_

LONGEST_REASON = 300
LONGEST_LANGUAGE = 40
LONGEST_CALLED = 2
MOST_DAYS = 60

OTHER_AGE = N_("This is not the questionnaire of that age: say why you chose it.")
NO_SUCH_TOTAL = N_("No answers give this total: please count again.")
NO_AGE = N_(
    "No questionnaire of this scale is for the age of that day: it would read nothing. Another tool may be."
)
AGE_AS_LIVED = N_("Say why the age is not corrected.")


def age_read(birth: date, *, term_weeks: int | None, on: date, use_lived: bool = False) -> AgeRead:
    """Return both ages on a day and the one that is used. Raises ValueError before birth."""
    if use_lived:
        lived = age_on(birth, on)
        return AgeRead(
            lived=lived, used=lived, weeks_corrected=0, is_term_known=term_weeks is not None
        )
    found = rules.scale_age(birth, term_weeks=term_weeks, on=on)
    return AgeRead(
        lived=found.chronological,
        used=found.used,
        weeks_corrected=found.weeks_corrected,
        is_term_known=term_weeks is not None,
    )


def check_entry(
    new: NewEntry,
    sheet: Sheet,
    *,
    birth: date,
    term_weeks: int | None,
    is_age_judged: bool,
    today: date,
) -> None:
    """Raise Invalid naming every field that cannot be true.

    `is_age_judged`: whether the term is open to who asks; else nothing is said of the age.
    """
    refused = _day_refused(new.answered_on, birth=birth, today=today)
    refused |= _informant_refused(new.informant, birth=birth, on=new.answered_on)
    refused |= (
        _points_refused(sheet, new.points)
        if new.answers is None
        else _answers_refused(sheet, new.answers)
    )
    if len(new.reason) > LONGEST_REASON:
        refused["reason"] = N_("A sentence or two are enough.")
    if is_age_judged and "answered_on" not in refused:
        refused |= _age_refused(new, sheet, birth=birth, term_weeks=term_weeks)
    if refused:
        raise Invalid(refused)


def _age_refused(
    new: NewEntry, sheet: Sheet, *, birth: date, term_weeks: int | None
) -> dict[str, str]:
    age = age_read(birth, term_weeks=term_weeks, on=new.answered_on, use_lived=new.use_lived_age)
    if _is_of_no_age(sheet, age):
        return {"answered_on": NO_AGE}
    if new.reason:
        return {}
    if new.use_lived_age and not sheet.uses_lived_age and rules.weeks_early(term_weeks):
        return {"reason": AGE_AS_LIVED}
    return {} if fits(sheet, age) else {"reason": OTHER_AGE}


def _is_of_no_age(sheet: Sheet, age: AgeRead) -> bool:
    """Return whether no questionnaire of an ASQ is for that age, as it is read or as lived: its numbers say nothing."""
    if not isinstance(sheet.source, Questionnaire):
        return False
    scale = sheet.source.scale
    return not any(rules.expected_questionnaire(scale, each) for each in (age.used, age.lived))


def lacking(new: NewEntry) -> int:
    """Return how many answers are missing of a questionnaire filled by its answers; by totals nobody can tell."""
    if new.answers is None:
        return 0
    return sum(each is None for given in new.answers.values() for each in given)


def scores_of(new: NewEntry, sheet: Sheet) -> dict[Domain, Score]:
    """Return the points of a checked entry, whichever way it was filled."""
    if new.answers is not None:
        return score(sheet, new.answers, new.concerns)
    return {
        domain: Score(points=points, answered=0, adjusted=False)
        for domain, points in new.points.items()
    }


def check_invitation(new: NewInvitation, sheet: Sheet, *, age: AgeRead) -> None:
    """Raise Invalid naming every field of a link that cannot be."""
    refused: dict[str, str] = {}
    if not sheet.sections:
        refused["tool"] = N_("This edition is entered by its total: no link can be made for it.")
    elif _is_of_no_age(sheet, age):
        refused["tool"] = NO_AGE
    if not 1 <= len(new.called) <= LONGEST_CALLED or not new.called.isalpha():
        refused["called"] = N_("One letter or two, no name: the link may be seen by others.")
    if not 1 <= new.days <= MOST_DAYS:
        refused["days"] = N_("A link is good for 1 to 60 days.")
    if not new.reason and not fits(sheet, age) and "tool" not in refused:
        refused["reason"] = OTHER_AGE
    if len(new.reason) > LONGEST_REASON:
        refused["reason"] = N_("A sentence or two are enough.")
    if refused:
        raise Invalid(refused)


def days_of_age(
    sheet: Sheet, *, birth: date, term_weeks: int | None, from_on: date, most: int
) -> int:
    """Return for how many more days the sheet goes on being the one of the age, 1 to `most`.

    A sheet that is not the one of the age today was chosen: it is not cut short.
    """

    def is_of_age(day: date) -> bool:
        return fits(sheet, age_read(birth, term_weeks=term_weeks, on=day))

    if not is_of_age(from_on):
        return most
    ahead = (days for days in range(1, most + 1) if not is_of_age(from_on + timedelta(days=days)))
    return max(1, next(ahead, most + 1) - 1)


def plain_words(text: str) -> str:
    """Compose accents and drop what has no shape; one line."""
    composed = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(sign for sign in composed if unicodedata.category(sign) != "Cc")


def _day_refused(day: date, *, birth: date, today: date) -> dict[str, str]:
    if day < birth:
        return {"answered_on": N_("This is before the birth.")}
    if day > today:
        return {"answered_on": N_("This day has not come yet.")}
    return {}


def _informant_refused(informant: Informant, *, birth: date, on: date) -> dict[str, str]:
    refused: dict[str, str] = {}
    since = informant.knows_since
    if since is not None and since > on:
        refused["knows_since"] = N_("This is after the questionnaire.")
    if since is not None and since < birth:
        refused["knows_since"] = N_("This is before the birth.")
    if not 1 <= len(informant.language) <= LONGEST_LANGUAGE:
        refused["language"] = N_("In which language was it answered?")
    return refused


def _answers_refused(sheet: Sheet, answers: Answers) -> dict[str, str]:
    refused: dict[str, str] = {}
    known = {section.code.value: section for section in sheet.sections}
    for code, given in answers.items():
        section = known.get(code)
        if section is None or len(given) != section.slots:
            refused[code] = N_("This questionnaire does not have these answers.")
        elif not allowed(section).issuperset(each for each in given if each is not None):
            refused[code] = N_("This questionnaire does not have this answer.")
    if not refused and not any(each is not None for given in answers.values() for each in given):
        refused[next(iter(known), "answers")] = N_("Mark at least one answer.")
    return refused


def _points_refused(sheet: Sheet, points: Mapping[Domain, Decimal]) -> dict[str, str]:
    refused: dict[str, str] = {}
    for domain, value in points.items():
        if domain not in sheet.highest:
            refused[domain.value] = N_("This scale does not have this domain.")
        elif not value.is_finite() or not 0 <= value <= sheet.highest[domain]:
            refused[domain.value] = N_("This score is outside the range of the scale.")
        elif not can_be_total(sheet, domain, value):
            refused[domain.value] = NO_SUCH_TOTAL
    if not points:
        refused[next(iter(sheet.highest)).value] = N_("Please give at least one score.")
    return refused
