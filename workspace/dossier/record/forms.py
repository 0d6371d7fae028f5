"""From the fields of the page to a command, or Invalid naming every field."""

from collections.abc import Mapping
from datetime import date

from workspace.dossier.record.ages import add_months
from workspace.dossier.record.model import (
    PEGASE,
    Birth,
    BirthCertainty,
    Identity,
    Inclusion,
    NewChild,
    NewPlacement,
    PlacementKind,
    Sex,
)
from workspace.dossier.record.reading import NOT_WHOLE, Reader
from workspace.dossier.record.rules import BIRTH_WEIGHT_G
from workspace.i18n import N_, format_date, format_number, gettext
from workspace.ids import OrganizationId

OLDEST_MONTHS = 18 * 12
BOTH_AGES = N_(
    "Write the date of birth or the age the child seems to have, not both: only one is kept."
)
NAMED = N_(
    "A given name and a family name are written: untick this to keep them, or empty what is not known yet."
)


def new_child(fields: Mapping[str, str], *, organization: OrganizationId) -> NewChild:
    """Read the enrolment of a child in `organization`, that of whoever fills the form in.

    Fields: programme (PEGASE when left out), given_name, family_name (or is_unnamed), birth_date (or about_months, when
    birth_certainty says it is not known), sex, admitted_on, department; if known birth_place,
    term_weeks, term_days, weight_g, length_cm, head_cm; if the place is known kind, place, restricted, and
    begins_on when it is not the day of admission; for an older child exception and
    accepted_late_because, or age_is_right. Raises Invalid naming all the fields that cannot be
    read; `rules.check_new_child` judges the rest.
    """
    read = Reader(fields)
    admitted_on = read.day("admitted_on")
    command = NewChild(
        identity=identity(read, on=admitted_on),
        birth=birth(read),
        inclusion=Inclusion(
            admitted_on=admitted_on,
            organization=organization,
            department=read.needed("department").upper(),
            programme=read.text("programme") or PEGASE,
        ),
        placement=placement(read, otherwise=admitted_on) if read.text("kind") else None,
        exception=read.text("exception") or None,
        accepted_late_because=read.text("accepted_late_because") or None,
        age_is_right=read.is_ticked("age_is_right"),
    )
    read.refuse()
    return command


def identity(read: Reader, *, on: date) -> Identity:
    """Read who a child is, known since the day `on`; a child without a name yet is given a line to be called by."""
    certainty = read.choice_if_any("birth_certainty", BirthCertainty) or BirthCertainty.EXACT
    born = _birth_date(read, certainty, on=on)
    is_unnamed = read.is_ticked("is_unnamed")
    take = read.text if is_unnamed else read.needed
    given_name, family_name = take("given_name"), take("family_name")
    is_named = is_unnamed and bool(given_name and family_name)
    read.refuse_if(is_named, "is_unnamed", NAMED)
    if is_unnamed and not (given_name or family_name):
        family_name = gettext("Child born on %(day)s", day=format_date(born))
    return Identity(
        given_name=given_name,
        family_name=family_name,
        birth_date=born,
        sex=read.choice("sex", Sex, Sex.INDETERMINATE),
        birth_certainty=certainty,
        birth_place=read.text("birth_place"),
        is_unnamed=is_unnamed,
    )


def birth(read: Reader) -> Birth:
    """Read what is known of a birth; a weight that can only be one in kilograms is asked about."""
    return Birth(
        term_weeks=read.whole("term_weeks"),
        term_days=read.whole("term_days") or 0,
        weight_g=_grams(read),
        length_cm=read.number("length_cm"),
        head_cm=read.number("head_cm"),
    )


def _grams(read: Reader) -> int | None:
    """Read a weight in grams; "3,2" is one in kilograms, and taken for it once that is confirmed."""
    written = read.number("weight_g")
    if written is None:
        return None
    least, most = BIRTH_WEIGHT_G
    grams = written * 1000
    if least <= grams <= most and grams == int(grams):
        meant = format_number(int(grams))
        asked = gettext("This would be in kilograms. Did you mean %(grams)s g?", grams=meant)
        read.refuse_if(not read.is_ticked("weight_in_kg"), "weight_g", asked)
        return int(grams)
    read.refuse_if(written != int(written), "weight_g", NOT_WHOLE)
    return int(written)


def _birth_date(read: Reader, certainty: BirthCertainty, *, on: date) -> date:
    """Read the day of birth; one that is not known may be an age in months on the day `on`."""
    about_months = read.whole("about_months")
    is_both = read.day_if_any("birth_date") is not None and about_months is not None
    read.refuse_if(is_both, "about_months", BOTH_AGES)
    is_guessed = certainty is BirthCertainty.UNKNOWN and about_months is not None
    if not is_guessed or read.day_if_any("birth_date") is not None:
        return read.day("birth_date")
    too_old = about_months is None or about_months > OLDEST_MONTHS
    read.refuse_if(too_old, "about_months", N_("Please give an age in months, such as 18."))
    return on if too_old or about_months is None else add_months(on, -about_months)


def new_placement(fields: Mapping[str, str]) -> NewPlacement:
    """Read a move: kind, begins_on, and if known ends_on, place, restricted, moved_twice.

    Raises Invalid naming all the fields that cannot be read; `rules.check_new_placement` judges
    the rest.
    """
    read = Reader(fields)
    command = placement(read, otherwise=None)
    read.refuse()
    return command


def placement(read: Reader, *, otherwise: date | None) -> NewPlacement:
    """Read a placement that begins on the day given, else on the day `otherwise`."""
    is_said = otherwise is None or read.text("begins_on") or read.text("begins_on_day")
    return NewPlacement(
        kind=read.choice("kind", PlacementKind, PlacementKind.OTHER),
        place=read.text("place"),
        begins_on=read.day("begins_on") if is_said else otherwise or date.min,
        ends_on=read.day_if_any("ends_on"),
        restricted=read.is_ticked("restricted"),
        moved_twice=read.is_ticked("moved_twice"),
    )
